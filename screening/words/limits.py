"""What the check cannot tell, what else looks alike, and when to see a professional."""

from __future__ import annotations

from screening.judgement.profiles import builtin_profile
from screening.language import words


def honest_limits() -> tuple[str, ...]:
    """Return what the check measures and what it cannot tell, for every report."""
    knee = builtin_profile().thresholds["fppa_deg"]
    limits: list[str] = words("limits.honest_limits")
    return tuple(text.format(knee_mdc_deg=knee.between_day_mdc) for text in limits)


def confounders() -> tuple[str, ...]:
    """Return what else gives the same picture."""
    return tuple(words("limits.confounders"))


def red_flags() -> tuple[str, ...]:
    """Return when to see a doctor or physiotherapist without any test."""
    return tuple(words("limits.red_flags"))


def before_you_start() -> tuple[str, ...]:
    """Return who should not do the test, and how to do it safely."""
    return tuple(words("limits.before_you_start"))
