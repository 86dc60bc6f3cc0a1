"""Two screenings of one client: each measure of each leg then and now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from screening.history.records import KeptLeg, KeptScreening, legs_of
from screening.history.store import History
from screening.judgement.comparison import Change, compare
from screening.judgement.pain import Pain
from screening.measures import ONE_LEG_STANCE
from screening.motion.landmarks import SIDES, Side


@dataclass(frozen=True)
class LegChange:
    """One leg at two times.

    Parameters
    ----------
    leg
        Which.
    changes
        A comparison per measure of the profile of the later screening; empty where
        the leg was tested at one of the two times only, did different things, or only
        stood.
    before, after
        Pain at the two times.
    tasks
        What was done then and now; empty for a time at which it was not tested.
    """

    leg: Side
    changes: tuple[Change, ...]
    before: Pain
    after: Pain
    tasks: tuple[str, str] = ("", "")


def compare_screenings(
    history: History, before: KeptScreening, after: KeptScreening
) -> list[LegChange]:
    """Compare two screenings of a client.

    Parameters
    ----------
    history
        Where they are kept.
    before, after
        The screenings.

    Returns
    -------
    list of LegChange
        A row per leg that was tested at one of the two times.

    Notes
    -----
    Each value keeps the error that it was measured with, so that a change stands out
    only from both (see :mod:`screening.judgement.comparison`).
    """
    then, now = (legs_of(history.results(each)) for each in (before, after))
    return compare_results(then, now, before.pain, after.pain)


def compare_results(
    then: Mapping[Side, KeptLeg],
    now: Mapping[Side, KeptLeg],
    before: Mapping[Side, Pain],
    after: Mapping[Side, Pain],
) -> list[LegChange]:
    """Compare the legs of two screenings whose results are there already.

    Parameters
    ----------
    then, now
        Of :func:`screening.history.records.legs_of`.
    before, after
        Pain at the two times, by leg.
    """
    found = []
    for leg in SIDES:
        if leg not in then and leg not in now:
            continue
        changes: tuple[Change, ...] = ()
        first, last = (
            str(legs[leg].finding.task) if leg in legs else "" for legs in (then, now)
        )
        if first == last != ONE_LEG_STANCE:
            profile = now[leg].screening.profile
            changes = compare(then[leg].finding, now[leg].finding, profile)
        pain = (before.get(leg, Pain()), after.get(leg, Pain()))
        found.append(LegChange(leg, changes, *pain, tasks=(first, last)))
    return found
