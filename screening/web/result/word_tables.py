"""What is shown in tables, in the words of people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from screening.judgement import wording
from screening.judgement.checklist import Answer, ChecklistItem
from screening.judgement.profiles import Profile
from screening.judgement.trust import SHOWN
from screening.measures import SQUAT_MEASURES, VALIDITY_MEASURES
from screening.motion.landmarks import Side
from screening.results.screening import Screening


def profile_table(profile: Profile) -> pd.DataFrame:
    """Return the cut-offs of a profile, each with its source.

    Parameters
    ----------
    profile
        Any profile.

    Returns
    -------
    pandas.DataFrame
        A row per number: measure, what the number is, its value, its source.
    """
    meanings = {
        "watch": "and more: common, worth watching",
        "flag": "and more: movement sign",
        "marked": "and more: well above",
        "between_day_sem": "error from day to day",
    }
    rows = []
    for measure, threshold in profile.thresholds.items():
        for key, meaning in meanings.items():
            value = getattr(threshold, key)
            if value is not None:
                sign = "± " if key == "between_day_sem" else ""
                rows.append(
                    {
                        "Measure": wording.measure_title(measure).split(" (")[0],
                        "What": meaning,
                        "Value": f"{sign}{value:g}°",
                        "Source": getattr(threshold, f"{key}_source"),
                    }
                )
    return pd.DataFrame(rows, columns=["Measure", "What", "Value", "Source"])


REP_MEASURES = {
    "fppa_deg": "Knee",
    "pelvic_drop_deg": "Pelvis",
    "trunk_lean_deg": "Trunk",
}
"""Column titles of the measures in the table of repetitions."""


def rep_table(screening: Screening) -> pd.DataFrame:
    """Return the repetitions of a take in the words of people.

    Parameters
    ----------
    screening
        Any result.

    Returns
    -------
    pandas.DataFrame
        A row per repetition. Numbers that cannot be trusted are left out.
    """
    reps = screening.reps
    table = pd.DataFrame(
        {
            "Squat": reps["leg"].str.capitalize() + " " + reps["rep"].astype(str),
            "Counts": reps["valid"].map({True: "✓ yes", False: "✗ no"}),
        }
    )
    shown = {
        measure: reps[measure].where(screening.trust.of_reps(measure) == SHOWN)
        for measure in (*SQUAT_MEASURES, *VALIDITY_MEASURES)
    }
    for measure in SQUAT_MEASURES:
        table[REP_MEASURES[measure]] = shown[measure]
    table["Depth"] = 100 * (1 - shown["depth_ratio"])
    table["Down (s)"] = reps["descent_s"]
    table["Up (s)"] = reps["ascent_s"]
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
    for row in screening.reps.to_dict("records"):
        if not row["valid"] and row["reasons"] != "excluded":
            name = f"{row['leg'].capitalize()} {row['rep']}"
            squats.setdefault(_why(row), []).append(name)
    return squats


def _why(row: dict[Any, Any]) -> str:
    codes = [code for code in str(row["reasons"]).split(";") if code]
    return ", ".join(map(wording.rep_reason, codes))


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
            "part": item.part,
            "question": item.question,
            "answer": "" if answer in ("by_eye", "unsure") else answer,
            "answered_by": _answered_by(item, answer),
            "measured": item.because,
        }
        for (leg, item), answer in filled_in.items()
    ]
    columns = ["leg", "item", "part", "question", "answer", "answered_by", "measured"]
    return pd.DataFrame(rows, columns=columns).to_csv(index=False)


def _answered_by(item: ChecklistItem, answer: Answer) -> str:
    if answer in ("by_eye", "unsure"):
        return ""
    return "tool" if item.answer == answer else "eye"
