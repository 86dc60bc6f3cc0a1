"""The pattern of a leg: which of its signs go together, in three-valued logic.

A measure that was not judged is unknown, and so is every condition on it that the
others do not already settle: ``False and unknown`` is false, ``True and unknown`` is
unknown.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

MeasureVerdict = Literal["no_sign", "borderline", "sign", "not_judged"]
Pattern = Literal["P0", "P1", "P2", "P3", "P4", "P5", "mixed", "undecided"]

PATTERNS: tuple[Pattern, ...] = (
    "P0",
    "P1",
    "P2",
    "P3",
    "P4",
    "P5",
    "mixed",
    "undecided",
)


def leg_pattern(
    *, knee: MeasureVerdict, drop: MeasureVerdict, trunk: MeasureVerdict
) -> Pattern:
    """Return the pattern of a leg that could be measured.

    Parameters
    ----------
    knee, drop, trunk
        Verdicts of the knee angle, the pelvic drop and the trunk lean.

    Returns
    -------
    str
        The first rule that is not false decides: its name when it is true,
        ``undecided`` when it hangs on a measure that was not judged; ``mixed`` when
        every rule is false. ``P5`` (nothing usable) is the caller's to give.

    Examples
    --------
    >>> leg_pattern(knee="sign", drop="borderline", trunk="not_judged")
    'P3'
    >>> leg_pattern(knee="no_sign", drop="not_judged", trunk="no_sign")
    'undecided'
    """
    rules: tuple[tuple[Pattern, tuple[bool | None, ...]], ...] = (
        ("P3", (_is(knee, "sign"), _is(drop, "sign", "borderline"))),
        ("P2", (_is(trunk, "sign"), _is(drop, "no_sign"))),
        ("P1", (_is(drop, "sign"), _is(trunk, "no_sign"))),
        ("P4", (_is(knee, "sign"), _is(drop, "no_sign"), _is(trunk, "no_sign"))),
        ("P0", tuple(_is(v, "no_sign") for v in (knee, drop, trunk))),
    )
    for name, conditions in rules:
        holds = _all(conditions)
        if holds is None:
            return "undecided"
        if holds:
            return name
    return "mixed"


def _is(verdict: MeasureVerdict, *wanted: MeasureVerdict) -> bool | None:
    """Tell whether a verdict is one of these; None when it is not known."""
    return None if verdict == "not_judged" else verdict in wanted


def _all(conditions: Sequence[bool | None]) -> bool | None:
    """Three-valued and."""
    if any(condition is False for condition in conditions):
        return False
    return None if None in conditions else True
