"""How far readings of the same legs lie apart from one session to another.

What belongs here: the statistics of repeated sessions, as numbers. How they are
written, drawn and turned into a profile stands in ``repeatability_report``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from screening._typing import Floats
from screening.errors import OutputError
from screening.judgement.thresholds import mdc
from screening.measures import PROFILE_MEASURES
from screening.results.result_file import read_screening
from screening.study.find_results import SavedResult

CONFIDENCE = 0.95
LEAST_LEGS = 3
"""With fewer legs no interval says anything."""

_SAME = 1e-6
"""Mean square within legs, in square degrees, that only copies stay below."""

_READING = ["subject", "leg", "session", "measure"]
_LEG = ["subject", "leg"]


@dataclass(frozen=True)
class Repeatability:
    """How well one measure repeats.

    Parameters
    ----------
    measure
        Column name.
    people, legs, readings
        How many were read in two sessions or more.
    sem, sem_low, sem_high
        Typical error of a single reading, in the unit of the measure, and its 95 %
        interval.
    icc, icc_low, icc_high
        Intraclass correlation of single readings, absolute agreement (ICC(A,1)), and
        its 95 % interval.
    first, second
        First and second reading of every leg, shape (legs,).
    """

    measure: str
    people: int
    legs: int
    readings: int
    sem: float
    sem_low: float
    sem_high: float
    icc: float
    icc_low: float
    icc_high: float
    first: Floats
    second: Floats

    @property
    def mdc(self) -> float:
        """Smallest change that measurement error alone rarely makes."""
        return mdc(self.sem)

    @property
    def bias(self) -> float:
        """Mean of second minus first reading."""
        return float(np.mean(self.second - self.first))

    @property
    def agreement(self) -> float:
        """Half the width of the 95 % limits of agreement (Bland & Altman 1986)."""
        return float(1.96 * np.std(self.second - self.first, ddof=1))


def readings_of(results: Iterable[SavedResult]) -> pd.DataFrame:
    """Collect the values of legs that may be shown.

    Parameters
    ----------
    results
        Saved results with ``subject`` and ``session`` among their labels.

    Returns
    -------
    DataFrame
        ``subject, leg, session, measure, value, clip, task``; a row per value that is
        not withheld.

    Raises
    ------
    OutputError
        If a result has no subject or no session, one leg of a person was read twice
        in a session, or the results are of different forms of the test.
    """
    table = pd.DataFrame(
        [row for result in results for row in _values_of(result)],
        columns=[*_READING, "value", "clip", "task"],
    )
    if table["task"].nunique() > 1:
        tasks = ", ".join(sorted(table["task"].unique()))
        raise OutputError("several_tasks", tasks=tasks)
    twice = table[table.duplicated(_READING, keep=False)]
    if len(twice):
        first = twice.iloc[0]
        same = (twice[_READING] == first[_READING]).all(axis=1)
        raise OutputError(
            "leg_read_twice",
            subject=first["subject"],
            leg=first["leg"],
            session=first["session"],
            clips=" + ".join(twice.loc[same, "clip"]),
        )
    return table


def repeatability(readings: pd.DataFrame) -> list[Repeatability]:
    """Compute how well each measure repeats.

    Parameters
    ----------
    readings
        As :func:`readings_of` returns them. Sessions follow each other in the order
        of their labels; sessions with numbers in the order of the numbers.

    Returns
    -------
    list of Repeatability
        For the measures that enough legs have in two sessions or more.

    Raises
    ------
    OutputError
        If no measure has.

    Notes
    -----
    SEM is the root of the mean square within legs of a one-way analysis of variance,
    so that a change from session to session that all share counts as error (Weir
    2005, J Strength Cond Res 19:231); its interval follows from the chi-square
    distribution of that mean square. The legs of a person count as two.
    """
    found = [
        result
        for measure in PROFILE_MEASURES
        if (result := _of_measure(measure, readings)) is not None
    ]
    if not found:
        raise OutputError("not_repeated", least=LEAST_LEGS)
    return found


def _values_of(result: SavedResult) -> Iterator[tuple[object, ...]]:
    subject, session = result.labels["subject"], result.labels["session"]
    if not (subject and session):
        raise OutputError("no_session", clip=result.name)
    for leg in read_screening(result.folder).legs:
        for finding in leg.measures:
            if finding.measure in PROFILE_MEASURES and not np.isnan(finding.value):
                place = (subject, leg.leg, session, finding.measure)
                yield (*place, finding.value, result.name, leg.task)


def _of_measure(measure: str, readings: pd.DataFrame) -> Repeatability | None:
    own = readings[readings["measure"] == measure]
    own = own.assign(order=_order(own["session"])).sort_values([*_LEG, "order"])
    legs = own.groupby(_LEG)["value"]
    own = own[legs.transform("size") >= 2]
    legs = own.groupby(_LEG)["value"]
    if legs.ngroups < LEAST_LEGS:
        return None
    free = len(own) - legs.ngroups
    squares = float(((own["value"] - legs.transform("mean")) ** 2).sum())
    if squares < _SAME * free:
        return None  # One clip under two names; recordings always differ.
    tail = (1 - CONFIDENCE) / 2
    low, high = stats.chi2.ppf(1 - tail, free), stats.chi2.ppf(tail, free)
    icc = _icc(own)
    return Repeatability(
        measure=measure,
        people=own["subject"].nunique(),
        legs=legs.ngroups,
        readings=len(own),
        sem=float(np.sqrt(squares / free)),
        sem_low=float(np.sqrt(squares / low)),
        sem_high=float(np.sqrt(squares / high)),
        icc=icc[0],
        icc_low=icc[1],
        icc_high=icc[2],
        first=legs.nth(0).to_numpy(float),
        second=legs.nth(1).to_numpy(float),
    )


def _order(sessions: pd.Series[str]) -> pd.Series[float]:
    numbers = pd.to_numeric(sessions, errors="coerce")
    return sessions.rank(method="dense") if numbers.isna().any() else numbers


def _icc(own: pd.DataFrame) -> tuple[float, float, float]:
    """ICC(A,1) over as many readings as every leg has, with its interval."""
    from pingouin import intraclass_corr

    numbered = own.assign(
        target=own["subject"] + "\n" + own["leg"],
        rater=own.groupby(_LEG).cumcount(),
    )
    every = numbered.groupby("target").size().min()
    numbered = numbered[numbered["rater"] < every]
    table = intraclass_corr(
        data=numbered, targets="target", raters="rater", ratings="value"
    ).set_index("Type")
    row = table.loc["ICC(A,1)"]
    low, high = np.asarray(row["CI95"], dtype=float)
    return (float(row["ICC"]), float(low), float(high))
