"""Standing quietly on one leg, the Trendelenburg test: numbers without a verdict."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from screening.judgement.leg_values import left_of_roll_deg, stated_drop_deg
from screening.judgement.profiles import Profile
from screening.judgement.tool_error import sem_deg
from screening.judgement.trust import standing_refusal
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
    reason = standing_refusal(measure, row, quality)
    method = str(row["pelvic_drop_method"])
    return StandingFinding(
        leg="left" if row["leg"] == "left" else "right",
        measure=measure,
        standing_s=float(str(row["standing_s"])),
        value=value if reason is None else math.nan,
        largest=largest if reason is None else math.nan,
        sem=sem_deg(
            measure,
            profile,
            method=method,
            model=model,
            live=live,
            roll_error_deg=left_of_roll_deg(quality),
            stated_deg=stated_drop_deg([float(str(row["pelvic_drop_confidence"]))]),
        ),
        reason=reason,
    )
