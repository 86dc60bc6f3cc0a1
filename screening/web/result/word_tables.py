"""What is shown in tables, in the words of people."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

import pandas as pd

from screening.judgement.checklist import Answer, ChecklistItem
from screening.judgement.profiles import Profile
from screening.judgement.trust import SHOWN
from screening.language import numeral, say
from screening.measures import SQUAT_MEASURES, VALIDITY_MEASURES
from screening.motion.landmarks import Side
from screening.results.formulas import without_formulas
from screening.results.screening import Screening
from screening.words.checklist import item_evidence, item_part, item_question
from screening.words.checks import rep_reasons
from screening.words.measures import measure_heading, measure_short
from screening.words.profiles import hip_point_name, source_text

_PROFILE_NUMBERS = ("watch", "flag", "marked", "between_day_sem")


def profile_table(profile: Profile) -> pd.DataFrame:
    """Return the cut-offs of a profile, each with its source.

    Parameters
    ----------
    profile
        Any profile.

    Returns
    -------
    pandas.DataFrame
        A row per number: measure, the hip point it belongs to, what the number is, its
        value, its source.
    """
    rows = []
    for measure, threshold in profile.thresholds.items():
        for key in _PROFILE_NUMBERS:
            value = getattr(threshold, key)
            if value is not None:
                sign = "± " if key == "between_day_sem" else ""
                rows.append(
                    {
                        "measure": measure_heading(measure),
                        "hip_point": hip_point_name(measure, threshold),
                        "meaning": say(f"profiles.numbers.{key}"),
                        "value": f"{sign}{numeral(value, 'g')}°",
                        "source": source_text(getattr(threshold, f"{key}_source")),
                    }
                )
    columns = ["measure", "hip_point", "meaning", "value", "source"]
    return pd.DataFrame(rows, columns=columns)


def rep_columns() -> dict[str, tuple[str, str]]:
    """Return title and kind of each column of :func:`rep_table`.

    Returns
    -------
    dict
        Kinds are ``text``, ``degrees``, ``percent`` and ``seconds``.
    """
    measures = {name: (measure_short(name), "degrees") for name in SQUAT_MEASURES}
    return {
        "squat": (say("result.squats.column_squat"), "text"),
        "counts": (say("result.squats.column_counts"), "text"),
        **measures,
        "depth_percent": (say("result.squats.column_depth"), "percent"),
        "descent_s": (say("result.squats.column_down"), "seconds"),
        "ascent_s": (say("result.squats.column_up"), "seconds"),
    }


def rep_formats() -> dict[str, Callable[[Any], str]]:
    """Return how the numbers of :func:`rep_table` are written, by column."""
    formats = {"degrees": ".1f", "seconds": ".1f", "percent": ".0%"}
    units = {"degrees": "°"}

    def written(kind: str, value: float) -> str:
        share = value / 100 if kind == "percent" else value
        return numeral(share, formats[kind]) + units.get(kind, "")

    return {
        name: partial(written, kind)
        for name, (_, kind) in rep_columns().items()
        if kind in formats
    }


def rep_table(screening: Screening) -> pd.DataFrame:
    """Return the repetitions of a take as people look at them.

    Parameters
    ----------
    screening
        Any result.

    Returns
    -------
    pandas.DataFrame
        A row per repetition, with the columns of :func:`rep_columns`; the measures that
        count by the profile come first. Numbers that cannot be trusted are left out.
    """
    reps = screening.measured.reps
    table = pd.DataFrame(
        {
            "squat": [
                _squat_name(leg, rep)
                for leg, rep in zip(reps["leg"], reps["rep"], strict=True)
            ],
            "counts": reps["valid"].map(
                {True: say("result.squats.yes"), False: say("result.squats.no")}
            ),
        }
    )
    shown = {
        measure: reps[measure].where(screening.trust.of_reps(measure) == SHOWN)
        for measure in (*SQUAT_MEASURES, *VALIDITY_MEASURES)
    }
    # What counts comes first: a phone shows three numbers without moving the table.
    judged = screening.profile.those_judged(SQUAT_MEASURES)
    for measure in dict.fromkeys((*judged, *SQUAT_MEASURES)):
        table[measure] = shown[measure]
    table["depth_percent"] = 100 * (1 - shown["depth_ratio"])
    table["descent_s"] = reps["descent_s"]
    table["ascent_s"] = reps["ascent_s"]
    return table


def not_counted(screening: Screening) -> dict[str, list[str]]:
    """Say why squats do not count.

    Parameters
    ----------
    screening
        Any result.

    Returns
    -------
    dict
        Squats such as ``Left 2`` by reason, without those that were left out by hand.
    """
    squats: dict[str, list[str]] = {}
    for row in screening.measured.reps.to_dict("records"):
        if not row["valid"] and row["reasons"] != "excluded":
            name = _squat_name(row["leg"], row["rep"])
            squats.setdefault(rep_reasons(row["reasons"]), []).append(name)
    return squats


def _squat_name(leg: str, rep: int) -> str:
    return say("result.squat_short", leg=leg, number=rep)


def checklist_csv(filled_in: Mapping[tuple[Side, ChecklistItem], Answer]) -> str:
    """Return the checklists of a check as CSV text.

    Parameters
    ----------
    filled_in
        The answer to each item of each leg.

    Returns
    -------
    str
        A row per leg and item, with who answered it.
    """
    rows = [
        {
            "leg": leg,
            "item": item.number,
            "part": item_part(item),
            "question": item_question(item),
            "answer": "" if answer in ("by_eye", "unsure") else answer,
            "answered_by": _answered_by(item, answer),
            "measured": item_evidence(item),
        }
        for (leg, item), answer in filled_in.items()
    ]
    columns = ["leg", "item", "part", "question", "answer", "answered_by", "measured"]
    table = without_formulas(pd.DataFrame(rows, columns=columns))
    return table.to_csv(index=False)


def _answered_by(item: ChecklistItem, answer: Answer) -> str:
    if answer in ("by_eye", "unsure"):
        return ""
    return "tool" if item.answer == answer else "eye"
