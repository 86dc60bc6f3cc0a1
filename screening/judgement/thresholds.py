"""Cut-offs and typical error of one measure, and what follows from them."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Annotated, Literal

from screening.measure import HipPoint
from screening.strict import Below, NotAbove, Sourced, Strict, Text, between

Cut = Annotated[float, between(-90, 90)]

CUTS = ("watch", "flag", "marked")

ProximalPoint = Literal[HipPoint, "unknown"]
"""The hip point that cut-offs belong to."""


def mdc(sem: float) -> float:
    """Return the smallest change that measurement error alone rarely makes.

    Parameters
    ----------
    sem
        Typical error of one reading, in the unit of the measure.

    Returns
    -------
    float
        Minimal detectable change at 95 %: 1.96 times the error of a difference of
        two readings.

    Examples
    --------
    >>> round(mdc(2.72), 2)
    7.54
    """
    return 1.96 * math.sqrt(2) * sem


@dataclass(frozen=True)
class Threshold(Strict):
    """Cut-offs and typical error of one measure, each number with its source.

    Parameters
    ----------
    between_day_sem, between_day_sem_source
        Typical error of a reading from one day to another, in the unit of the
        measure.
    between_day_sem_includes_tool
        It was measured with this tool, whose own error is in it and is not added.
    watch, flag, marked
        Upper ends of ``typical`` and ``watch``, and the start of ``marked``, none
        above the next; None where nothing usable is published.
    away
        At or below this (negative) value the tier is ``away``; None for most
        measures.
    watch_source, flag_source, marked_source, away_source
        Where the number comes from.
    experimental
        The measure itself has not been validated for this test.
    proximal_point
        Where the thigh began when the cut-offs were published: ``hip_joint`` or
        ``asis``, as the measure has it; ``unknown``: they judge nothing; None for
        measures without a thigh.
    """

    between_day_sem: Annotated[float, between(0.01, 30)]
    between_day_sem_source: Text
    watch: Annotated[
        Cut | None, NotAbove("flag"), NotAbove("marked"), Sourced("watch_source")
    ] = None
    watch_source: str = ""
    flag: Annotated[Cut | None, NotAbove("marked"), Sourced("flag_source")] = None
    flag_source: str = ""
    marked: Annotated[Cut | None, Sourced("marked_source")] = None
    marked_source: str = ""
    away: Annotated[
        Annotated[float, between(-90, -0.01)] | None,
        Sourced("away_source"),
        Below("watch"),
        Below("flag"),
    ] = None
    away_source: str = ""
    experimental: bool = False
    proximal_point: ProximalPoint | None = None
    between_day_sem_includes_tool: bool = False

    @property
    def decides(self) -> float | None:
        """The cut-off that decides about a sign: ``flag``; None where it may not."""
        return None if self.proximal_point == "unknown" else self.flag

    @property
    def has_cut_offs(self) -> bool:
        """Whether there is anything to compare a value with."""
        return any(getattr(self, cut) is not None for cut in (*CUTS, "away"))

    @property
    def between_day_mdc(self) -> float:
        """Smallest change between two days that stands out from the error."""
        return mdc(self.between_day_sem)

    def tier(self, value: float) -> str:
        """Return the table's word for a value, regardless of its error.

        Parameters
        ----------
        value
            In the unit of the measure.

        Returns
        -------
        str
            ``away``, ``typical``, ``watch``, ``flag`` or ``marked``; empty for NaN
            and for a measure without cut-offs.
        """
        none = all(getattr(self, cut) is None for cut in CUTS)
        if math.isnan(value) or none or self.proximal_point == "unknown":
            return ""
        if self.away is not None and value <= self.away:
            return "away"
        if self.marked is not None and value >= self.marked:
            return "marked"
        if self.flag is not None and value > self.flag:
            return "flag"
        if self.watch is not None and value > self.watch:
            return "watch"
        return "typical"
