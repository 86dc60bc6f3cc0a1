"""What is said in pictures and plots: of one frame, and of what is withheld."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from screening.judgement.trust import NOT_MEASURED, SHOWN
from screening.language import say
from screening.measures import PICTURED_MEASURES
from screening.motion.cleaning import ROUNDING_S
from screening.motion.landmarks import SIDES, Side
from screening.results.screening import Screening
from screening.words.checks import refusal_problem


@dataclass(frozen=True)
class Caption:
    """What is written on one picture.

    Parameters
    ----------
    header
        One line for the top of the picture.
    leg
        Standing leg, or None while there is none.
    fppa_deg, pelvic_drop_deg
        The two numbers, + = knee inwards and free side lower; NaN is not shown.
    knee_judged
        False where the knee angle is withheld: shown without a number.
    pelvis_judged
        The same for the pelvic drop.
    guessed
        The sample fills a gap: everything is drawn lighter.
    """

    header: str
    leg: Side | None = None
    fppa_deg: float = float("nan")
    pelvic_drop_deg: float = float("nan")
    knee_judged: bool = True
    pelvis_judged: bool = True
    guessed: bool = False


def caption_of(
    row: Mapping[str, Any],
    repetitions: Mapping[str, int] | None = None,
    *,
    reasons: Mapping[str, str] | None = None,
) -> Caption:
    """Put a row of the table of frames into what is written on the picture.

    Parameters
    ----------
    row
        With the columns of :data:`screening.motion.frame_table.FRAME_COLUMNS`.
    repetitions
        Number of repetitions per leg, where it is known already.
    reasons
        Why a measure is withheld in this frame, of
        :class:`screening.judgement.trust.Trust`.

    Returns
    -------
    Caption
        Without numbers where nothing was measured.
    """
    leg: Side | None = row["leg"] if row["leg"] in SIDES else None
    header = header_of(row, repetitions or {})
    if leg is None or row["sample"] == "missing":
        return Caption(header, leg)
    return Caption(
        header,
        leg,
        fppa_deg=float(row["fppa_deg"]),
        pelvic_drop_deg=float(row["pelvic_drop_deg"]),
        knee_judged=_is_judged("fppa_deg", row, reasons or {}),
        pelvis_judged=_is_judged("pelvic_drop_deg", row, reasons or {}),
        guessed=row["sample"] == "interpolated",
    )


def captions_of(screening: Screening) -> list[Caption]:
    """Return what is written on the picture of every frame.

    Parameters
    ----------
    screening
        Any result.

    Returns
    -------
    list of Caption
        One for each row of the table of frames.
    """
    return _captions(screening, slice(None))


def caption_at(screening: Screening, row: int) -> Caption:
    """Return what is written on the picture of one frame.

    Parameters
    ----------
    screening
        Any result.
    row
        Of the table of frames, from 0 on.
    """
    return _captions(screening, slice(row, row + 1))[0]


def _captions(screening: Screening, part: slice) -> list[Caption]:
    """Return what is written on the pictures of these rows of the table of frames."""
    most = screening.measured.reps.groupby("leg")["rep"].max()
    repetitions = {str(leg): int(count) for leg, count in most.items()}
    trust = screening.trust
    reasons = {m: trust.of_frames(m)[part].tolist() for m in PICTURED_MEASURES}
    own = screening.measured.frames.iloc[part]
    rows: list[dict[Any, Any]] = own.to_dict("records")
    _hold_deepest_points(screening, rows, reasons)
    return [
        caption_of(row, repetitions, reasons={m: own[i] for m, own in reasons.items()})
        for i, row in enumerate(rows)
    ]


def _hold_deepest_points(
    screening: Screening,
    rows: list[dict[Any, Any]],
    reasons: Mapping[str, list[str]],
) -> None:
    """Put the numbers of each squat where its deepest point is in the clip.

    They were read from these very frames, and stand in the tables; so the picture and
    the table say the same.
    """
    settings = screening.provenance.get("settings") or {}
    window_s = settings.get("reps", {}).get("deepest_window_s")
    if window_s is None:
        return
    time_s = np.array([row["time_s"] for row in rows], dtype=float)
    of_reps = {m: screening.trust.of_reps(m).tolist() for m in PICTURED_MEASURES}
    for place, rep in enumerate(screening.measured.reps.to_dict("records")):
        near = np.abs(time_s - rep["bottom_s"]) <= window_s + ROUNDING_S
        for i in np.flatnonzero(near).tolist():
            if rows[i]["phase"] not in ("descent", "ascent"):
                continue
            seen = [m for m in PICTURED_MEASURES if not math.isnan(rows[i][m])]
            rows[i] |= {"phase": "deepest"} | {m: rep[m] for m in seen}
            for measure, codes in of_reps.items():
                if reasons[measure][i] == SHOWN:
                    reasons[measure][i] = codes[place]


def why_withheld(measure: str, screening: Screening) -> str:
    """Say why numbers of a measure in the table of frames are withheld.

    Parameters
    ----------
    measure
        Column of the table of frames.
    screening
        Any result.

    Returns
    -------
    str
        What is wrong, the most frequent reason first, as it stands inside a sentence;
        empty where every number is shown.
    """
    reasons = screening.trust.of_frames(measure)
    there = screening.measured.frames[measure].notna().to_numpy() & (reasons != SHOWN)
    codes, counts = np.unique(reasons[there], return_counts=True)
    problems = [refusal_problem(code) for code in codes[np.argsort(-counts)].tolist()]
    return "; ".join(dict.fromkeys(problems))


def _is_judged(
    measure: str, row: Mapping[str, Any], reasons: Mapping[str, str]
) -> bool:
    """Tell whether a measure is not withheld; one without a number alone is not."""
    reason = reasons.get(measure, SHOWN)
    return reason == SHOWN or (reason == NOT_MEASURED and math.isnan(row[measure]))


def header_of(row: Mapping[str, Any], repetitions: Mapping[str, int]) -> str:
    """Say in one line which leg is tested and what it does.

    Parameters
    ----------
    row, repetitions
        As for :func:`caption_of`.

    Returns
    -------
    str
        For example ``Right leg · squat 2 of 4 · going down``.
    """
    if row["phase"] == "not_seen":
        return say("pictures.nobody")
    if row["phase"] == "two_feet":
        return say("pictures.both_feet")
    if row["leg"] not in SIDES:
        return say("pictures.changing")
    total = repetitions.get(row["leg"], 0)
    return _leg_header(row["leg"], row["phase"], int(row["rep"]), total)


def longest_header() -> str:
    """Return the longest line there is, which decides about the size of the letters."""
    return max((_leg_header(leg, "ascent", 10, 10) for leg in SIDES), key=len)


def _leg_header(leg: str, phase: str, number: int, total: int) -> str:
    """Name the leg, its squat if it is in one, and what it does."""
    key = "squat_of" if total else "squat"
    return say(
        f"pictures.header.{key if number else 'leg'}",
        leg=leg,
        number=number,
        total=total,
        phase=say(f"pictures.phases.{phase}"),
    )
