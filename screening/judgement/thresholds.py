"""Cut-offs and typical error of one measure, and what follows from them."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass, fields
from typing import Any

from screening.judgement.tables import Table

CUTS = ("watch", "flag", "marked")


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
class Threshold:
    """Cut-offs and typical error of one measure, each number with its source.

    Parameters
    ----------
    between_day_sem, between_day_sem_source
        Typical error of a reading from one day to another, in the unit of the
        measure.
    watch, flag, marked
        Upper ends of ``typical`` and ``watch``, and the start of ``marked``; None
        where nothing usable is published.
    away
        At or below this (negative) value the tier is ``away``; None for most
        measures.
    watch_source, flag_source, marked_source, away_source
        Where the number comes from.
    experimental
        The measure itself has not been validated for this test.
    """

    between_day_sem: float
    between_day_sem_source: str
    watch: float | None = None
    watch_source: str = ""
    flag: float | None = None
    flag_source: str = ""
    marked: float | None = None
    marked_source: str = ""
    away: float | None = None
    away_source: str = ""
    experimental: bool = False

    @property
    def decides(self) -> float | None:
        """The cut-off that decides about a sign: ``flag``, for every measure."""
        return self.flag

    @property
    def between_day_mdc(self) -> float:
        """Smallest change between two days that stands out from the error."""
        return mdc(self.between_day_sem)

    def tier(self, value: float) -> str:
        """Return the table's word for a value, without any regard to its error.

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
        if math.isnan(value) or all(getattr(self, cut) is None for cut in CUTS):
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


def threshold_from_table(table: Table, *, judged: bool) -> Threshold:
    """Check the cut-offs of one measure and build its threshold.

    Parameters
    ----------
    table
        The measure's table of a profile.
    judged
        Whether the profile judges at all; if not, it may have no cut-offs.

    Raises
    ------
    ProfileError
        If a key is unknown or missing, or a number cannot be right.
    """
    table.only([f.name for f in fields(Threshold)])
    numbers = {key: table.number(key) for key in (*CUTS, "away") if key in table}
    _check_cuts(numbers, table, judged=judged)
    sem = table.number("between_day_sem")
    if sem < 0:
        raise table.error(f'"between_day_sem" ({sem:g}) must not be negative')
    numbers["between_day_sem"] = sem
    sources = {f"{key}_source": table.text(f"{key}_source") for key in numbers}
    for key in table:
        if key.endswith("_source") and key not in sources:
            raise table.error(f'"{key}" is a source without its number')
    values: dict[str, Any] = {**numbers, **sources}
    return Threshold(experimental=table.flag("experimental", default=False), **values)


def _check_cuts(numbers: dict[str, float], table: Table, *, judged: bool) -> None:
    """Raise an error unless the cut-offs may stand here and rise."""
    if numbers and not judged:
        raise table.error(
            f'"{next(iter(numbers))}" cannot stand in a profile with judged = false'
        )
    cuts = [(key, numbers[key]) for key in CUTS if key in numbers]
    for (low, a), (high, b) in itertools.pairwise(cuts):
        if a >= b:
            raise table.error(f'"{high}" ({b:g}) must be above "{low}" ({a:g})')
    if numbers.get("away", -1.0) >= 0:
        raise table.error('"away" must be below zero')
