"""Names and explanations of the measures."""

from __future__ import annotations

from screening.language import say
from screening.words.grammar import capital


def measure_name(measure: str) -> str:
    """Return a measure's plain name, as it stands inside a sentence."""
    return say(f"measures.{measure}.plain")


def measure_title(measure: str) -> str:
    """Return a measure's plain name with the technical one in brackets."""
    return f"{measure_heading(measure)} ({measure_technical(measure)})"


def measure_technical(measure: str) -> str:
    """Return the term of the field for a measure."""
    return say(f"measures.{measure}.technical")


def measure_heading(measure: str) -> str:
    """Return a measure's plain name as a heading."""
    return capital(measure_name(measure))


def measure_short(measure: str) -> str:
    """Return the heading of a measure's narrow column."""
    return say(f"measures.{measure}.short")


def measure_curve(measure: str) -> str:
    """Return the title of a measure's curve, with the direction of +."""
    return say(f"measures.{measure}.curve")


def measure_explanation(measure: str) -> str:
    """Explain a measure to someone who has never heard of it."""
    return say(f"measures.{measure}.explanation")
