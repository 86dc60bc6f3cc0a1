"""Standing quietly on one leg, the Trendelenburg test: numbers without a verdict."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from screening.judgement.profiles import Profile
from screening.judgement.tool_error import sem_deg
from screening.measures import STANDING_MEASURES
from screening.motion.landmarks import Side
from screening.motion.quality import Check, Refusal


@dataclass(frozen=True)
class StandingFinding:
    """One measure of the quiet stance on one leg.

    Parameters
    ----------
    leg
        The standing leg.
    measure
        Column name.
    standing_s
        How long the leg stood quietly.
    value, largest
        Median, and largest mean over one second, as change from two feet; NaN where
        it cannot be trusted.
    sem
        Typical error.
    reason
        Why it cannot be trusted, else None.

    Notes
    -----
    No verdict: there is no published cut-off for the angle of the pelvis in the
    picture when standing.
    """

    leg: Side
    measure: str
    standing_s: float
    value: float
    largest: float
    sem: float
    reason: Refusal | None


def standing_findings(
    standing: pd.DataFrame,
    quality: Sequence[Check],
    profile: Profile,
    *,
    model: str,
    live: bool = False,
) -> tuple[StandingFinding, ...]:
    """Return what the quiet stance on each leg shows.

    Parameters
    ----------
    standing
        Of :func:`screening.motion.repetition_table.measure_standing`.
    quality
        The checks of the take.
    profile, model, live
        For the typical error.

    Returns
    -------
    tuple of StandingFinding
        For each leg, a finding per measure.
    """
    return tuple(
        _finding(row, measure, quality, profile, model, live)
        for row in standing.to_dict("records")
        for measure in STANDING_MEASURES
    )


def _finding(
    row: Mapping[Hashable, object],
    measure: str,
    quality: Sequence[Check],
    profile: Profile,
    model: str,
    live: bool,
) -> StandingFinding:
    """Return one measure of one leg, without what cannot be trusted."""
    value = float(str(row[f"standing_{measure}"]))
    largest = float(str(row[f"standing_max_{measure}"]))
    reason = _reason(row, measure, value, quality)
    method = str(row["pelvic_drop_method"])
    return StandingFinding(
        leg="left" if row["leg"] == "left" else "right",
        measure=measure,
        standing_s=float(str(row["standing_s"])),
        value=value if reason is None else math.nan,
        largest=largest if reason is None else math.nan,
        sem=sem_deg(measure, profile, method=method, model=model, live=live),
        reason=reason,
    )


def _reason(
    row: Mapping[Hashable, object], measure: str, value: float, quality: Sequence[Check]
) -> Refusal | None:
    """Return why a value cannot be trusted, or None."""
    for check in quality:
        touched = not check.measures or measure in check.measures
        if check.verdict == "refuse" and touched and check.code != "no_repetition":
            return Refusal(check.code, check.time_s, check.value, check.limit)
    if any(check.code == "baseline" and check.verdict != "ok" for check in quality):
        return Refusal("no_baseline")
    if measure == "pelvic_drop_deg" and row["pelvic_drop_doubt"]:
        return Refusal(f"pelvis_{row['pelvic_drop_doubt']}")
    return Refusal("not_measured") if math.isnan(value) else None
