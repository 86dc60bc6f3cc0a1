"""A checklist after QASLS: what the measurement sees, and what is left to the eye."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from screening.judgement.findings import LegFinding
from screening.judgement.texts import TEXTS, value_text
from screening.measures import MEASURES

Answer = Literal["no", "yes", "unsure", "by_eye"]

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
    part
        Part of the body.
    question
        What is looked for; seeing it is a point.
    answer
        What the measurement says: ``yes`` it is seen, ``no``, ``unsure`` where it is
        too close to call, or ``by_eye`` where somebody has to look.
    because
        The number or fact behind the answer.
    """

    number: int
    part: str
    question: str
    answer: Answer
    because: str = ""


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
    return tuple(
        ChecklistItem(
            each["number"],
            each["part"],
            each["question"],
            *_answer(each["number"], finding, own),
        )
        for each in TEXTS["checklist"]["items"]
    )


def points(answers: Iterable[Answer]) -> tuple[int, int]:
    """Return how many items were seen, and how many are not answered yet."""
    given = list(answers)
    return given.count("yes"), sum(a in ("unsure", "by_eye") for a in given)


def _answer(number: int, finding: LegFinding, own: pd.DataFrame) -> tuple[Answer, str]:
    """Return what the measurement says about an item, and why."""
    if number == _TOUCH_DOWN and len(own):
        down = [
            str(rep)
            for rep, reasons in zip(own["rep"], own["reasons"], strict=True)
            if "touch_down" in reasons.split(";")
        ]
        return ("yes", f"squat {', '.join(down)}") if down else ("no", "in no squat")
    if finding.verdict == "not_interpretable":
        return "by_eye", ""
    if number not in _MEASURES:
        return "by_eye", ""
    if number == _INSIDE_FOOT:
        return _inside_foot(finding.knee_inside_foot)
    measure = finding.measure(_MEASURES[number])
    if measure.verdict == "not_judged":
        return "by_eye", ""
    answer = "yes" if measure.tier == "away" else _ANSWERS[measure.verdict]
    return answer, value_text(measure.measure, measure.value, measure.sem)


def _inside_foot(inside: bool | None) -> tuple[Answer, str]:
    """Return the answer about the knee against the foot."""
    if inside is None:
        return "by_eye", ""
    return ("yes" if inside else "no"), "knee against the front of the foot"
