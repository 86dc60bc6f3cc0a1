"""Numbers along the axes of charts, as the language writes them."""

from __future__ import annotations

from typing import Any

from screening.language import words

DEGREES = "format(datum.value, '~g') + '°'"
"""Label of an axis in degrees, as Vega computes it."""


def percent_label() -> str:
    """Return the label of an axis in percent, as Vega computes it."""
    return f"datum.value + '{words('grammar.numbers.percent')}'"


def vega_locale() -> dict[str, Any]:
    """Return how Vega writes numbers in the present language.

    Every chart gets it in its ``config``, as ``locale``.
    """
    signs = words("grammar.numbers")
    number = {
        "decimal": signs["decimal"],
        "thousands": "\u202f",
        "grouping": [3],
        "currency": ["", ""],
        "minus": signs["minus"],
        "percent": signs["percent"],
    }
    return {"number": number}
