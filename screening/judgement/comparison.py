"""Left against right, and today against last time: what stands out from the error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.profiles import OTHER_TASK, Profile, mdc
from screening.measures import PROFILE_MEASURES
from screening.motion.quality import Refusal

AsymmetryVerdict = Literal["asymmetry", "no_asymmetry", "not_judged"]
ChangeVerdict = Literal["change", "no_change", "not_judged"]


@dataclass(frozen=True)
class Asymmetry:
    """One measure of the left leg against the right one.

    Parameters
    ----------
    measure
        Column name.
    left, right
        Values of the legs; NaN where one cannot be trusted.
    difference
        Left minus right.
    mdc
        Smallest difference that measurement error alone rarely makes.
    pooled_sd
        Spread of the repetitions within the legs.
    verdict
        ``asymmetry`` when the difference exceeds both.
    reason
        Why it was not judged, else None.
    """

    measure: str
    left: float
    right: float
    difference: float
    mdc: float
    pooled_sd: float
    verdict: AsymmetryVerdict
    reason: Refusal | None = None


@dataclass(frozen=True)
class Change:
    """One measure of one leg at two times.

    Parameters
    ----------
    measure
        Column name.
    before, after
        Values; NaN where one cannot be trusted.
    difference
        After minus before, so positive is to the worse.
    mdc
        Smallest change that measurement error alone rarely makes.
    verdict
        ``change`` when the difference exceeds it.
    reason
        Why it was not judged, else None.
    """

    measure: str
    before: float
    after: float
    difference: float
    mdc: float
    verdict: ChangeVerdict
    reason: Refusal | None = None


def compare_legs(
    left: LegFinding, right: LegFinding, profile: Profile, *, same_take: bool = False
) -> tuple[Asymmetry, ...]:
    """Compare the left leg with the right one, measure by measure.

    Parameters
    ----------
    left, right
        Findings of the two legs, from one take or from two.
    profile
        One that does not judge leaves every comparison at its numbers.
    same_take
        The legs come from one take, so that they share the day.

    Returns
    -------
    tuple of Asymmetry
        In the order of :data:`screening.measures.PROFILE_MEASURES`.

    Raises
    ------
    ValueError
        If the legs are not a left and a right one.

    Notes
    -----
    The detectable difference is 1.96 times the error of the difference, so
    1.96·√2·SEM where both legs were read alike. Within one take, the change from day
    to day is not in it; the spread of the repetitions is, and what a turn of the
    person may add on one leg and take off on the other.
    """
    if (left.leg, right.leg) != ("left", "right"):
        raise ValueError(
            f"legs must be left and right, but got {left.leg} and {right.leg}"
        )
    other = _other_task(left, right)
    return tuple(
        _asymmetry(left.measure(m), right.measure(m), profile, other, same_take)
        for m in PROFILE_MEASURES
    )


def compare(
    before: LegFinding, after: LegFinding, profile: Profile
) -> tuple[Change, ...]:
    """Compare one leg at two times, measure by measure.

    Parameters
    ----------
    before, after
        Findings of the same leg.
    profile
        One that does not judge leaves every comparison at its numbers.

    Returns
    -------
    tuple of Change
        In the order of :data:`screening.measures.PROFILE_MEASURES`.

    Raises
    ------
    ValueError
        If the findings are of different legs.
    """
    if before.leg != after.leg:
        raise ValueError(f"legs must be the same, but got {before.leg} and {after.leg}")
    other = _other_task(before, after)
    return tuple(
        _change(before.measure(m), after.measure(m), profile, other)
        for m in PROFILE_MEASURES
    )


def _other_task(a: LegFinding, b: LegFinding) -> Refusal | None:
    """Return why legs that did different things have no difference, or None."""
    return Refusal("different_tasks") if a.task != b.task else None


def _asymmetry(
    left: MeasureFinding,
    right: MeasureFinding,
    profile: Profile,
    other_task: Refusal | None,
    same_take: bool,
) -> Asymmetry:
    """Compare one measure of the two legs."""
    difference = math.nan if other_task else left.value - right.value
    limit, spread = _joint_mdc(left.sem, right.sem), _pooled_sd(left, right)
    if same_take:
        within = _mdc_within_take(left, right)
        limit = limit if math.isnan(within) else within
    reason = other_task or _incomparable(left, right, profile)
    if reason is None and left.cut is None:
        reason = left.reason or Refusal("no_cut_off")
    verdict: AsymmetryVerdict = "not_judged"
    if reason is None:
        stands_out = abs(difference) > max(limit, spread)
        verdict = "asymmetry" if stands_out else "no_asymmetry"
    return Asymmetry(
        left.measure,
        left.value,
        right.value,
        difference,
        limit,
        spread,
        verdict,
        reason,
    )


def _change(
    before: MeasureFinding,
    after: MeasureFinding,
    profile: Profile,
    other_task: Refusal | None,
) -> Change:
    """Compare one measure at two times."""
    nothing = (math.nan, math.nan)
    first, second = ((found.value, found.sem) for found in (before, after))
    return change_between(
        before.measure,
        first,
        nothing if other_task else second,
        reason=other_task or _incomparable(before, after, profile),
    )


def change_between(
    measure: str,
    before: tuple[float, float],
    after: tuple[float, float],
    *,
    reason: Refusal | None = None,
) -> Change:
    """Compare two readings of one measure.

    Parameters
    ----------
    measure
        Column name.
    before, after
        Value and typical error; NaN where it cannot be trusted.
    reason
        Why it is not to be judged, else None.
    """
    difference = after[0] - before[0]
    limit = _joint_mdc(before[1], after[1])
    verdict: ChangeVerdict = "not_judged"
    if reason is None:
        verdict = "change" if abs(difference) > limit else "no_change"
    return Change(measure, before[0], after[0], difference, limit, verdict, reason)


def _joint_mdc(sem: float, other_sem: float) -> float:
    """Detectable difference of two readings whose errors may differ."""
    return mdc(math.hypot(sem, other_sem) / math.sqrt(2))


def _mdc_within_take(left: MeasureFinding, right: MeasureFinding) -> float:
    """Detectable difference of the legs of one take; NaN where it is not known."""
    turn = left.turn_sem + right.turn_sem
    error = math.hypot(left.take_sem, right.take_sem, turn)
    return mdc(error / math.sqrt(2))


def _pooled_sd(a: MeasureFinding, b: MeasureFinding) -> float:
    """Pooled standard deviation of the repetitions within the legs."""
    freedom = a.n + b.n - 2
    if freedom <= 0:
        return math.nan
    return math.sqrt(((a.n - 1) * a.sd**2 + (b.n - 1) * b.sd**2) / freedom)


def _incomparable(
    a: MeasureFinding, b: MeasureFinding, profile: Profile
) -> Refusal | None:
    """Return why two findings cannot be compared, or None."""
    reasons = (why_not_compared(finding, profile) for finding in (a, b))
    return next(filter(None, reasons), None)


def why_not_compared(finding: MeasureFinding, profile: Profile) -> Refusal | None:
    """Return why a finding cannot be compared with another one, or None.

    Parameters
    ----------
    finding
        Of one measure.
    profile
        By which it was judged.
    """
    if math.isnan(finding.value):
        return finding.reason or Refusal("not_measured")
    # A turn that cannot be measured looks like a difference between the legs.
    if finding.caution:
        return finding.caution
    if math.isnan(finding.sem):
        return Refusal("no_typical_error")
    # Its typical error is that of another task as well.
    if finding.reason is not None and finding.reason.code == OTHER_TASK:
        return finding.reason
    return None if profile.judged else Refusal("report_only")
