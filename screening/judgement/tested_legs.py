"""Which result shows which leg, where a check consists of several."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from screening.judgement.findings import LegFinding
from screening.motion.landmarks import SIDES

T = TypeVar("T")


def tested_legs(found: Iterable[tuple[LegFinding, T]]) -> list[tuple[LegFinding, T]]:
    """Return the tested legs of a check, left before right.

    Parameters
    ----------
    found
        What each result showed, each with the result.

    Returns
    -------
    list of tuple
        Where two results show the same leg, the one that could be judged, else the
        first.
    """
    every = list(found)
    chosen = []
    for side in SIDES:
        own = [each for each in every if each[0].leg == side]
        judged = [each for each in own if each[0].verdict != "not_interpretable"]
        chosen += (judged or own)[:1]
    return chosen
