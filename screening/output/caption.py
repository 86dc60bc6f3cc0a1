"""A row of the table of frames in the words and numbers of the picture."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from screening.language import say
from screening.motion.landmarks import SIDES, Side


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
        False where the leg's knee angles cannot be trusted: shown without a number.
    pelvis_judged
        The same for the pelvic drop; False also where it comes from the hip line.
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
    withheld: Collection[str] = (),
) -> Caption:
    """Put a row of the table of frames into what is written on the picture.

    Parameters
    ----------
    row
        With the columns of :data:`screening.motion.frame_table.FRAME_COLUMNS`.
    repetitions
        Number of repetitions per leg, where it is known already.
    withheld
        Measures that cannot be trusted on this leg, of
        :func:`screening.output.unjudged.withheld_by_leg`.

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
        knee_judged="fppa_deg" not in withheld,
        pelvis_judged="pelvic_drop_deg" not in withheld
        and row["pelvic_drop_method"] not in ("", "hip_line"),
        guessed=row["sample"] == "interpolated",
    )


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
