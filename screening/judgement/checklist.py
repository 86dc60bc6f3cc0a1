"""A checklist after QASLS: what the measurement sees, and what is left to the eye."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from screening.judgement.findings import LegFinding, MeasureFinding
from screening.measures import LEG_KNEE_ANGLES, MEASURES

Answer = Literal["no", "yes", "unsure", "by_eye"]
Evidence = Literal["", "measure", "touch_down", "no_touch_down", "knee_to_foot"]

ITEMS = tuple(range(1, 11))
"""Numbers of the items; their words stand in ``words/<language>/checklist.toml``."""

_MEASURES = {
    measure.checklist_item: measure.id
    for measure in MEASURES.values()
    if measure.checklist_item is not None
}
"""The measure that answers an item, by its number."""

_INSIDE_FOOT, _TOUCH_DOWN = 8, 9
_ANSWERS: dict[str, Answer] = {
    "no_sign": "no",
    "borderline": "unsure",
    "sign": "yes",
    "not_judged": "by_eye",
}


@dataclass(frozen=True)
class ChecklistItem:
    """One line of the checklist.

    Parameters
    ----------
    number
        Of the item, 1 to 10.
    answer
        What the measurement says: ``yes`` it is seen, ``no``, ``unsure`` where it is
        too close to call, or ``by_eye`` where a person has to look.
    evidence
        What stands behind the answer: the number of a ``measure``, the repetitions in
        which the free foot had a ``touch_down``, that there was none
        (``no_touch_down``), or the ``knee_to_foot``; empty without an answer.
    measure
        The number, where it is one.
    repetitions
        Those that touched down.
    """

    number: int
    answer: Answer
    evidence: Evidence = ""
    measure: MeasureFinding | None = None
    repetitions: tuple[int, ...] = ()


def checklist(finding: LegFinding, reps: pd.DataFrame) -> tuple[ChecklistItem, ...]:
    """Fill in the checklist of one leg as far as the measurement goes.

    Parameters
    ----------
    finding
        Of the leg.
    reps
        A row per repetition of either leg, valid or not.

    Returns
    -------
    tuple of ChecklistItem
        All ten, in their order.

    References
    ----------
    .. [1] Almangoush, Herrington, Jones (2014), Phys Ther Rehabil 1:2.
    .. [2] Parry, Herrington, Munro (2023), Int J Sports Phys Ther,
       doi:10.26603/001c.88007.
    """
    own = reps[reps["leg"] == finding.leg]
    return tuple(_item(number, finding, own) for number in ITEMS)


def points(answers: Iterable[Answer]) -> tuple[int, int]:
    """Return how many items were seen, and how many are not answered yet."""
    given = list(answers)
    return given.count("yes"), sum(a in ("unsure", "by_eye") for a in given)


def _item(number: int, finding: LegFinding, own: pd.DataFrame) -> ChecklistItem:
    """Return an item with what the measurement says about it, and why."""
    by_eye = ChecklistItem(number, "by_eye")
    if number == _TOUCH_DOWN and len(own):
        return _touch_down(own)
    if finding.verdict == "not_interpretable":
        return by_eye
    if number not in _MEASURES:
        return by_eye
    if number == _INSIDE_FOOT:
        return _inside_foot(finding.knee_inside_foot)
    measure = finding.measure(_MEASURES[number])
    if measure.measure in LEG_KNEE_ANGLES:
        measure = finding.decisive[0]
    if measure.verdict == "not_judged":
        return by_eye
    answer: Answer = "yes" if measure.tier == "away" else _ANSWERS[measure.verdict]
    return ChecklistItem(number, answer, "measure", measure)


def _touch_down(own: pd.DataFrame) -> ChecklistItem:
    """Return the item about the free foot, which needs no other measurement."""
    down = tuple(
        int(rep)
        for rep, reasons in zip(own["rep"], own["reasons"], strict=True)
        if "touch_down" in reasons.split(";")
    )
    if not down:
        return ChecklistItem(_TOUCH_DOWN, "no", "no_touch_down")
    return ChecklistItem(_TOUCH_DOWN, "yes", "touch_down", repetitions=down)


def _inside_foot(inside: bool | None) -> ChecklistItem:
    """Return the item about the knee against the foot."""
    if inside is None:
        return ChecklistItem(_INSIDE_FOOT, "by_eye")
    return ChecklistItem(_INSIDE_FOOT, "yes" if inside else "no", "knee_to_foot")
