"""What is noted with a recording, in words."""

from __future__ import annotations

from screening.language import has_words, say


def note_sentence(name: str, value: str) -> str:
    """Return a note with its name; what has no words stays as it was noted.

    Parameters
    ----------
    name, value
        As they stand in the record.
    """
    known = has_words(f"notes.names.{name}")
    heading = say(f"notes.names.{name}") if known else name
    return say("result.about.note", name=heading, note=note_value(name, value))


def note_value(name: str, value: str) -> str:
    """Return the value of a note."""
    if has_words(f"notes.{name}.{value}"):
        return say(f"notes.{name}.{value}")
    if has_words(f"notes.patterns.{name}"):
        return say(f"notes.patterns.{name}", value=value)
    return value
