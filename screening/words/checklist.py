"""The checklist in words: its items, and what stands behind an answer."""

from __future__ import annotations

from screening.judgement.checklist import ChecklistItem
from screening.language import say
from screening.words.grammar import joined
from screening.words.numbers import value_text


def item_part(item: ChecklistItem) -> str:
    """Return the part of the body that an item looks at."""
    return say(f"checklist.items.{item.number}.part")


def item_question(item: ChecklistItem) -> str:
    """Return what is looked for; seeing it is a point."""
    return say(f"checklist.items.{item.number}.question")


def item_evidence(item: ChecklistItem) -> str:
    """Say which number or fact stands behind an answer; empty without one."""
    measure = item.measure
    if measure is not None:
        return value_text(measure.measure, measure.value, measure.sem)
    if not item.evidence:
        return ""
    squats = joined([str(number) for number in item.repetitions])
    return say(f"checklist.evidence.{item.evidence}", squats=squats)
