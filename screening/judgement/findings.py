"""From numbers to findings: the borderline band, the verdict of a leg, its reasons."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import pandas as pd

from screening.judgement.leg_values import LegValue, read_measure
from screening.judgement.patterns import MeasureVerdict, Pattern, leg_pattern
from screening.judgement.profiles import OTHER_TASK, Profile
from screening.judgement.trust import leg_refusals, take_refusal
from screening.measures import (
    FOUND_MEASURES,
    LEG_KNEE_ANGLES,
    LEG_MEASURES,
    ONE_LEG_STANCE,
    SINGLE_LEG_SQUAT,
    Task,
)
from screening.motion.landmarks import Side
from screening.motion.quality import Check, Refusal
from screening.settings import Settings

JudgedVerdict = Literal["no_sign", "borderline", "sign"]
LegVerdict = Literal["no_sign", "borderline", "sign", "incomplete", "not_interpretable"]

_SEVERITY: tuple[JudgedVerdict, ...] = ("no_sign", "borderline", "sign")
# The value is good; only nothing is there to judge it by.
_NUMBER_ONLY = (
    "report_only",
    OTHER_TASK,
    "no_cut_off",
    "hip_point_unknown",
    "other_hip_point",
    "other_knee_angle",
)
_WORST_KNEE: tuple[MeasureVerdict, ...] = (
    "no_sign",
    "not_judged",
    "borderline",
    "sign",
)
"""Of two knee angles that both count, the later verdict is that of the knee."""
_INSIDE_FOOT = "knee_medial_to_foot_ratio"


@dataclass(frozen=True)
class MeasureFinding:
    """One measure of one leg: the value, how sure it is, and what it says.

    Parameters
    ----------
    measure
        Column name, for example ``fppa_deg``.
    value, sd, n
        Mean and standard deviation over the valid repetitions in which it was
        measured, and their number; value and sd are NaN where nothing was measured
        or what was measured cannot be trusted.
    sem
        Typical error: the root of the sum of squares of the between-day error and
        the tool's own; NaN where it is not known.
    cut
        The cut-off that decides about a sign, or None where the measure has none.
    tier
        Word of the table: ``away``, ``typical``, ``watch``, ``flag`` or ``marked``,
        or empty.
    verdict
        With the borderline band of one typical error to either side of the cut-off.
    reason
        Why it was not judged, else None.
    caution
        Why it is at most borderline and not to be compared, else None.
    experimental
        The measure itself has not been validated for this test.
    take_sem, turn_sem
        The error against the other leg of the same take: without the change from day
        to day, and what a turn of the person adds on one leg and takes off on the
        other; NaN where they are not known.
    """

    measure: str
    value: float
    sd: float
    n: int
    sem: float
    cut: float | None
    tier: str
    verdict: MeasureVerdict
    reason: Refusal | None = None
    caution: Refusal | None = None
    experimental: bool = False
    take_sem: float = math.nan
    turn_sem: float = math.nan


@dataclass(frozen=True)
class LegFinding:
    """What one leg showed.

    Parameters
    ----------
    leg
        The person's own standing leg.
    verdict
        The worst of the knee angle that is judged, pelvic drop and trunk lean.
    pattern
        ``P0`` to ``P5``, ``mixed`` or ``undecided``.
    missing
        The measures that were not judged and would have been needed.
    measures
        A finding per measure.
    valid, total
        Number of valid repetitions and of all.
    reasons
        Why it is incomplete or not interpretable.
    knee_inside_foot
        The knee was inside the foot in most valid repetitions; None when unknown.
    task
        What the person did.
    """

    leg: Side
    verdict: LegVerdict
    pattern: Pattern
    missing: tuple[str, ...]
    measures: tuple[MeasureFinding, ...]
    valid: int
    total: int
    reasons: tuple[Refusal, ...]
    knee_inside_foot: bool | None = None
    task: Task = SINGLE_LEG_SQUAT

    @property
    def stood(self) -> bool:
        """Whether it is the leg of a standing test in which nothing went wrong."""
        return self.task == ONE_LEG_STANCE and not self.reasons

    def measure(self, name: str) -> MeasureFinding:
        """Return the finding of one measure by its column name."""
        return next(m for m in self.measures if m.measure == name)

    @property
    def decisive(self) -> tuple[MeasureFinding, ...]:
        """The measures whose worst verdict is the leg's; see :func:`decisive_of`."""
        return decisive_of(self.measures)


def decisive_of(measures: Sequence[MeasureFinding]) -> tuple[MeasureFinding, ...]:
    """Return the findings whose worst verdict is the leg's, the knee first.

    Parameters
    ----------
    measures
        All findings of a leg.

    Returns
    -------
    tuple of MeasureFinding
        Of the knee angles those that the profile has a cut-off for; the one from the
        hip joint where it has none.
    """
    legs = [m for m in measures if m.measure in LEG_MEASURES]
    knees = [m for m in legs if m.measure in LEG_KNEE_ANGLES]
    judged = [m for m in knees if m.cut is not None] or knees[:1]
    return (*judged, *(m for m in legs if m not in knees))


def band_verdict(value: float, *, cut: float, sem: float) -> MeasureVerdict:
    """Compare a value with a cut-off, leaving one typical error to either side.

    Parameters
    ----------
    value, cut, sem
        In the unit of the measure.

    Returns
    -------
    str
        ``sign`` from ``cut + sem`` up, ``no_sign`` from ``cut - sem`` down, between
        them ``borderline``.

    Examples
    --------
    >>> band_verdict(12.0, cut=11.3, sem=3.0)
    'borderline'
    """
    if value >= cut + sem:
        return "sign"
    return "no_sign" if value <= cut - sem else "borderline"


def judge_leg(
    leg: Side,
    reps: pd.DataFrame,
    quality: Sequence[Check],
    profile: Profile,
    *,
    settings: Settings,
    model: str,
    live: bool = False,
    task: Task = SINGLE_LEG_SQUAT,
) -> LegFinding:
    """Judge one leg from its repetitions.

    Parameters
    ----------
    leg
        The person's own standing leg.
    reps
        A row per repetition of either leg, valid or not.
    quality
        The checks of the take.
    profile
        What the values are compared with.
    settings
        Settings of the take.
    model, live
        Name of the pose model, and whether it is a live take: the tool's own error.
    task
        What the person did; values of another task than that of the profile are
        reported and not judged.

    Returns
    -------
    LegFinding
        ``not_interpretable`` when a check refused the whole take, too few
        repetitions are valid, or none of the leg's measures can be trusted.
    """
    own = reps[reps["leg"] == leg]
    valid = own[own["valid"].astype(bool)]
    stands = task == ONE_LEG_STANCE
    least = 0 if stands else settings.reps.least_valid
    refusals = leg_refusals(own, quality, least=least)
    tool: dict[str, Any] = {"settings": settings, "model": model, "live": live}
    readings = (
        read_measure(name, valid, quality, profile, **tool) for name in FOUND_MEASURES
    )
    measures = tuple(_measure_finding(r, profile, refusals, task) for r in readings)
    judges = profile.why_not_judged(task) is None
    decisive = decisive_of(measures)
    verdict = "not_interpretable" if refusals else _leg_verdict(decisive)
    return LegFinding(
        leg=leg,
        verdict=verdict,
        pattern=_pattern(verdict, decisive),
        missing=tuple(
            m.measure for m in decisive if m.verdict == "not_judged" and judges
        ),
        measures=measures,
        valid=len(valid),
        total=len(own),
        reasons=refusals or (() if stands else _reasons(decisive)),
        knee_inside_foot=_knee_inside_foot(valid, measures),
        task=task,
    )


def without_refused(leg: LegFinding, quality: Sequence[Check]) -> LegFinding:
    """Return a saved finding without the numbers that its own checks withhold.

    Parameters
    ----------
    leg
        As an earlier version of this tool found it, which may have known less of what
        a check withholds.
    quality
        The checks of the take.

    Returns
    -------
    LegFinding
        The same where nothing of it is withheld.
    """
    measures = tuple(_without_refused(m, quality) for m in leg.measures)
    if measures == leg.measures:
        return leg
    inside = leg.knee_inside_foot
    if any(m.measure == _INSIDE_FOOT and math.isnan(m.value) for m in measures):
        inside = None
    return replace(leg, measures=measures, knee_inside_foot=inside)


def without_other_cuts(leg: LegFinding, profile: Profile) -> LegFinding:
    """Return a saved finding without verdicts by cut-offs of another hip point.

    Parameters
    ----------
    leg
        As a version of this tool found it that did not tell hip points apart.
    profile
        Its thresholds, each where it belongs.

    Returns
    -------
    LegFinding
        The same where every cut-off belongs to its measure.
    """
    measures = tuple(_without_other_cut(m, profile) for m in leg.measures)
    if measures == leg.measures:
        return leg
    decisive = decisive_of(measures)
    verdict = leg.verdict
    if verdict != "not_interpretable":
        verdict = _leg_verdict(decisive)
    return replace(
        leg,
        measures=measures,
        verdict=verdict,
        pattern=_pattern(verdict, decisive),
        missing=tuple(m.measure for m in decisive if m.verdict == "not_judged"),
        reasons=leg.reasons if verdict == "not_interpretable" else _reasons(decisive),
    )


def _without_other_cut(finding: MeasureFinding, profile: Profile) -> MeasureFinding:
    threshold = profile.thresholds.get(finding.measure)
    if finding.cut is None or threshold is None or threshold.decides is not None:
        return finding
    unknown = threshold.proximal_point == "unknown"
    reason = Refusal("hip_point_unknown" if unknown else "other_hip_point")
    return replace(
        finding,
        cut=None,
        tier="",
        verdict="not_judged",
        reason=finding.reason if finding.verdict == "not_judged" else reason,
    )


def _without_refused(
    finding: MeasureFinding, quality: Sequence[Check]
) -> MeasureFinding:
    if math.isnan(finding.value):
        return finding
    refusal = take_refusal(finding.measure, quality)
    if refusal is None:
        return finding
    return replace(
        finding,
        value=math.nan,
        sd=math.nan,
        tier="",
        verdict="not_judged",
        reason=refusal,
        caution=None,
    )


def _measure_finding(
    value: LegValue, profile: Profile, refusals: Sequence[Refusal], task: Task
) -> MeasureFinding:
    """Judge one value; a leg that cannot be judged withholds all its measures."""
    threshold = profile.thresholds.get(value.measure)
    of_other_task = task != profile.task
    cut = threshold.decides if threshold and not of_other_task else None
    reason = refusals[0] if refusals else value.reason
    trusted = reason is None
    verdict: MeasureVerdict = "not_judged"
    if trusted and (why_not := profile.why_not_judged(task)):
        reason = Refusal(why_not)
    elif trusted and cut is None:
        reason = Refusal(_why_no_cut_off(value.measure, profile))
    elif trusted and cut is not None:
        verdict = band_verdict(value.value, cut=cut, sem=value.sem)
        if value.caution and verdict == "sign":
            verdict = "borderline"
    tier = threshold.tier(value.value) if threshold and not of_other_task else ""
    return MeasureFinding(
        measure=value.measure,
        value=value.value if trusted else math.nan,
        sd=value.sd if trusted else math.nan,
        n=value.n,
        sem=value.sem,
        cut=cut,
        tier=tier if trusted else "",
        verdict=verdict,
        reason=reason,
        caution=value.caution if trusted else None,
        experimental=threshold.experimental if threshold else False,
        take_sem=value.take_sem,
        turn_sem=value.turn_sem,
    )


def _why_no_cut_off(measure: str, profile: Profile) -> str:
    """Return the code of why a profile has nothing to judge a measure by."""
    threshold = profile.thresholds.get(measure)
    if threshold is not None and threshold.proximal_point == "unknown":
        return "hip_point_unknown"
    judges_other = measure not in profile.those_judged(LEG_KNEE_ANGLES)
    return (
        "other_knee_angle"
        if measure in LEG_KNEE_ANGLES and judges_other
        else ("no_cut_off")
    )


def _leg_verdict(decisive: Sequence[MeasureFinding]) -> LegVerdict:
    """Worst verdict; incomplete when what is missing could still be the worst."""
    judged: list[JudgedVerdict] = [
        m.verdict for m in decisive if m.verdict != "not_judged"
    ]
    if not judged:
        usable = any(m.reason and m.reason.code in _NUMBER_ONLY for m in decisive)
        return "incomplete" if usable else "not_interpretable"
    worst = max(judged, key=_SEVERITY.index)
    if worst == "no_sign" and len(judged) < len(decisive):
        return "incomplete"
    return worst


def _reasons(decisive: Sequence[MeasureFinding]) -> tuple[Refusal, ...]:
    """Return why the leg's measures were not judged, each reason once."""
    return tuple(dict.fromkeys(m.reason for m in decisive if m.reason))


def _pattern(verdict: LegVerdict, decisive: Sequence[MeasureFinding]) -> Pattern:
    """Return the pattern of the leg's measures, P5 where nothing is usable."""
    if verdict == "not_interpretable":
        return "P5"
    *knees, drop, trunk = (m.verdict for m in decisive)
    knee = max(knees, key=_WORST_KNEE.index)
    return leg_pattern(knee=knee, drop=drop, trunk=trunk)


def _knee_inside_foot(
    valid: pd.DataFrame, measures: Sequence[MeasureFinding]
) -> bool | None:
    """Tell whether the knee was inside the foot in most repetitions."""
    if any(m.measure == _INSIDE_FOOT and math.isnan(m.value) for m in measures):
        return None
    inside = int((valid[_INSIDE_FOOT] > 0).sum())
    unknown = int(valid[_INSIDE_FOOT].isna().sum())
    if 2 * inside > len(valid):
        return True
    return False if 2 * (inside + unknown) <= len(valid) else None
