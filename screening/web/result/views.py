"""A check as it is shown: each leg from its own clip, left beside right."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from screening.judgement.comparison import Asymmetry, compare_legs
from screening.judgement.findings import LegFinding
from screening.judgement.profiles import OTHER_TASK
from screening.judgement.tested_legs import tested_legs
from screening.judgement.typical_rep import typical_rep
from screening.language import say
from screening.motion.landmarks import SIDES, Side
from screening.results.screening import Screening
from screening.web.items import Item
from screening.web.marks import cut_short
from screening.words.checks import refusal_problem
from screening.words.findings import legs_said
from screening.words.grammar import leg_name, sentence
from screening.words.plain import Voice

_NOTHING_JUDGED = ("report_only", OTHER_TASK)


@dataclass(frozen=True)
class LegView:
    """One leg, and where it was measured.

    Parameters
    ----------
    finding
        What it showed.
    screening
        The result that it is part of.
    item
        The measurement.
    """

    finding: LegFinding
    screening: Screening
    item: Item

    @property
    def name(self) -> str:
        """Its heading, such as ``Left leg``."""
        return leg_name(self.finding.leg)

    @property
    def voice(self) -> Voice:
        """Whether the reader is the person who was filmed."""
        return "you" if self.item.kind == "take" else "person"

    @property
    def is_measured(self) -> bool:
        """Whether anything of it was judged, or is shown as a number."""
        return self.finding.stood or self.finding.verdict != "not_interpretable"

    @property
    def only_stood(self) -> bool:
        """No squat, but a quiet stance on this leg."""
        stood = self.finding.leg in set(self.screening.measured.standing["leg"])
        return stood and self.finding.total == 0

    def reps(self) -> pd.DataFrame:
        """Return the repetitions of this leg."""
        reps = self.screening.measured.reps
        return reps[reps["leg"] == self.finding.leg]

    def typical_rep(self) -> pd.Series | None:
        """Return the repetition that shows best what the leg's values say."""
        return typical_rep(self.finding, self.reps())


def leg_views(items: Sequence[Item]) -> list[LegView]:
    """Return the tested legs of a check, left before right.

    Parameters
    ----------
    items
        Finished measurements.
    """
    results = [(item, item.result) for item in items if item.result is not None]
    every = ((leg, own) for own in results for leg in own[1].legs)
    return [LegView(leg, own[1], own[0]) for leg, own in tested_legs(every)]


def tested_sides(items: Sequence[Item]) -> list[Side]:
    """Return which legs were tested in a check."""
    return [view.finding.leg for view in leg_views(items)]


def asymmetries(views: Sequence[LegView]) -> tuple[Asymmetry, ...]:
    """Compare left with right; empty unless both were judged by the same cut-offs."""
    if len(views) != len(SIDES):
        return ()
    left, right = views
    if left.screening is right.screening:
        return left.screening.asymmetries()
    if left.screening.profile != right.screening.profile:
        return ()
    return compare_legs(left.finding, right.finding, left.screening.profile)


def is_whole(views: Sequence[LegView]) -> bool:
    """Tell whether no clip of these legs breaks off."""
    return not any(cut_short(view.screening) for view in views)


def remarks(views: Sequence[LegView], measure: str) -> list[str]:
    """Say for each leg why a number is missing, or cannot be fully trusted.

    Parameters
    ----------
    views
        Of :func:`leg_views`.
    measure
        Column name.

    Returns
    -------
    list of str
        A sentence each; one for both legs where the reason is the same. That nothing
        at all is judged is not said of each number.
    """
    whose: dict[str, list[str]] = {}
    for view in views:
        found = view.finding.measure(measure)
        reason = found.reason or found.caution
        if reason is not None and reason.code not in _NOTHING_JUDGED:
            text = sentence(refusal_problem(reason.code))
            if math.isnan(found.value):
                text = say("result.numbers.remark_not_judged", problem=text)
            whose.setdefault(text, []).append(view.finding.leg)
    return [legs_said(legs, text) for text, legs in whose.items()]


def without_legs(items: Sequence[Item]) -> list[Screening]:
    """Return the results in which no leg was tested."""
    return [i.result for i in items if i.result is not None and not i.result.legs]
