"""Squats that were left out, found again where their numbers have changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from screening.motion.landmarks import Side

RepetitionKey = tuple[Side, int]
"""Leg and number of a repetition."""


@dataclass(frozen=True)
class Exclusion:
    """A squat that was left out.

    Parameters
    ----------
    leg, number
        What it was called.
    bottom_s
        When it was at its deepest, in seconds of the recording.
    reason
        Why, in that person's words.
    """

    leg: Side
    number: int
    bottom_s: float
    reason: str


def exclusions_of(reps: pd.DataFrame) -> list[Exclusion]:
    """Return the squats that were left out of a take.

    Parameters
    ----------
    reps
        The table of repetitions of a :class:`screening.Screening`.

    Returns
    -------
    list of Exclusion
    """
    out = reps[reps["reasons"].str.split(";").map(lambda codes: "excluded" in codes)]
    columns = (out[name] for name in ("leg", "rep", "bottom_s", "note"))
    return [
        Exclusion(leg, int(number), float(bottom_s), reason)
        for leg, number, bottom_s, reason in zip(*columns, strict=True)
    ]


def match_exclusions(
    left_out: Iterable[Exclusion], reps: pd.DataFrame
) -> tuple[dict[RepetitionKey, str], list[Exclusion]]:
    """Find squats in another measurement of the same recording.

    Parameters
    ----------
    left_out
        Which.
    reps
        Table of repetitions of the other measurement.

    Returns
    -------
    found : dict
        ``(leg, number) -> reason``, for the squats that were under way at the moment
        when one of those was at its deepest.
    missing : list of Exclusion
        Those for which there is none.
    """
    found: dict[RepetitionKey, str] = {}
    missing = []
    for squat in left_out:
        same = reps[
            (reps["leg"] == squat.leg)
            & (reps["start_s"] <= squat.bottom_s)
            & (reps["end_s"] >= squat.bottom_s)
        ]
        found |= {(squat.leg, int(rep)): squat.reason for rep in same["rep"]}
        if same.empty:
            missing.append(squat)
    return found, missing
