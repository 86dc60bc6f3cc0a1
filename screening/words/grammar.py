"""How words are put together: lists, sentences, the names of the legs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from screening.language import say, words


def listed(names: Sequence[str]) -> str:
    """Join names as people do.

    Examples
    --------
    >>> listed(["knee", "pelvis", "trunk"])
    'knee, pelvis and trunk'
    """
    if len(names) < 2:
        return "".join(names)
    first = joined(names[:-1])
    return say("grammar.pair", first=first, last=names[-1])


def joined(names: Sequence[str]) -> str:
    """Join names by commas alone."""
    return str(words("grammar.comma")).join(names)


def capital(text: str) -> str:
    """Return the text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return the text as a sentence."""
    return say("grammar.sentence", text=capital(text))


def time_text(time: datetime) -> str:
    """Return a time of day with its date as people write it.

    Examples
    --------
    >>> time_text(datetime(2026, 3, 5, 9, 7))
    '5 March 2026, 09:07'
    """
    return say(
        "grammar.time.text",
        day=time.day,
        month=words("grammar.time.months")[time.month - 1],
        year=time.year,
        hour=f"{time:%H}",
        minute=f"{time:%M}",
    )


def day_text(day: date) -> str:
    """Return a day as people write it.

    Examples
    --------
    >>> day_text(date(2026, 3, 5))
    '5 March 2026'
    """
    month = words("grammar.time.months")[day.month - 1]
    return say("grammar.time.date", day=day.day, month=month, year=day.year)


def leg_name(leg: str) -> str:
    """Return the name of a leg as a heading, for example ``Left leg``."""
    return say("findings.legs.name", leg=leg)


def legs_name(legs: Sequence[str]) -> str:
    """Return what one thing that holds for these legs begins with."""
    return say("findings.legs.both") if len(legs) > 1 else leg_name(legs[0])
