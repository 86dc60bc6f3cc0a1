"""One measure of one leg over time, against one of its days.

A trend is of one form of the test: an easier variant has a trend of its own.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from screening.judgement.comparison import Change, change_between
from screening.measures import (
    LEG_KNEE_ANGLES,
    LEG_MEASURES,
    SINGLE_LEG_SQUAT,
    TASKS,
    Task,
)
from screening.motion.landmarks import Side
from screening.motion.quality import Refusal

_Row = dict[str, Any]


@dataclass(frozen=True)
class Reading:
    """What one screening showed of a measure.

    Parameters
    ----------
    screening_id
        Which.
    taken_on
        Its day.
    value, sem
        With its typical error; NaN where the number is withheld.
    verdict
        ``sign``, ``borderline``, ``no_sign`` or ``not_judged``.
    change
        Against the reference; None for the reference itself, and without one.
    """

    screening_id: str
    taken_on: dt.date
    value: float
    sem: float
    verdict: str
    change: Change | None


@dataclass(frozen=True)
class Trend:
    """One measure of one leg over time.

    Parameters
    ----------
    leg, measure
        Which.
    readings
        The oldest first.
    reference
        What the others are held against; None where no reading can be compared.
    """

    leg: Side
    measure: str
    readings: tuple[Reading, ...]
    reference: Reading | None

    @property
    def last_known(self) -> Reading | None:
        """The newest reading with a number; None where there is none."""
        known = [each for each in self.readings if not math.isnan(each.value)]
        return known[-1] if known else None


def tasks_in(values: pd.DataFrame) -> tuple[Task, ...]:
    """Return the forms of the test of these screenings, the full one first.

    Parameters
    ----------
    values
        Of :meth:`screening.history.store.History.values`.
    """
    there = set(values["task"])
    return tuple(task for task in TASKS if task in there)


def trend(
    values: pd.DataFrame, leg: Side, measure: str, task: Task = SINGLE_LEG_SQUAT
) -> Trend:
    """Return a measure of a leg over time, against its first reading.

    Parameters
    ----------
    values
        Of :meth:`screening.history.store.History.values`.
    leg, measure, task
        Which; screenings of another form of the test are left out.

    Returns
    -------
    Trend
        The reference is the first reading that can be compared at all. A change is
        judged as :func:`screening.judgement.comparison.compare` does.
    """
    same = (values["leg"] == leg) & (values["measure"] == measure)
    own = values[same & (values["task"] == task)]
    rows: list[_Row] = own.to_dict("records")  # type: ignore[assignment]
    first = next((row for row in rows if not row["why_not_compared"]), None)
    readings: list[Reading] = []
    reference = None
    for row in rows:
        reading = Reading(
            screening_id=row["screening_id"],
            taken_on=dt.date.fromisoformat(row["taken_on"]),
            value=row["value"],
            sem=row["sem"],
            verdict=row["verdict"],
            change=_change(measure, first, row),
        )
        reference = reading if row is first else reference
        readings.append(reading)
    return Trend(leg, measure, tuple(readings), reference)


def trends(
    values: pd.DataFrame,
    legs: Sequence[Side],
    measures: Sequence[str],
    task: Task = SINGLE_LEG_SQUAT,
) -> dict[str, list[Trend]]:
    """Return the trends of each leg that was tested, by measure.

    Parameters
    ----------
    values
        Of :meth:`screening.history.store.History.values`.
    legs, measures, task
        Of which; a measure without any number is left out.
    """
    found: dict[str, list[Trend]] = {}
    for measure in measures:
        own = [trend(values, leg, measure, task) for leg in legs]
        tested = [each for each in own if each.readings]
        if any(not math.isnan(r.value) for each in tested for r in each.readings):
            found[measure] = tested
    return found


def decisive_measures(values: pd.DataFrame) -> tuple[str, ...]:
    """Return the measures that decide about a leg, as these screenings were judged.

    Parameters
    ----------
    values
        Of :meth:`screening.history.store.History.values`.

    Returns
    -------
    tuple of str
        Of two knee angles, only one that was judged; the first where neither was.
    """
    judged = set(values.loc[values["verdict"] != "not_judged", "measure"])
    knees = [m for m in LEG_KNEE_ANGLES if m in judged] or list(LEG_KNEE_ANGLES[:1])
    return tuple(m for m in LEG_MEASURES if m not in LEG_KNEE_ANGLES or m in knees)


def _change(measure: str, first: _Row | None, row: _Row) -> Change | None:
    """Compare a reading with the reference."""
    if first is None or row is first or math.isnan(row["value"]):
        return None
    before, after = ((each["value"], each["sem"]) for each in (first, row))
    code = row["why_not_compared"]
    reason = Refusal(code) if code else None
    return change_between(measure, before, after, reason=reason)
