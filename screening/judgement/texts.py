"""The texts of the package, the names of the measures, and numbers as people read."""

from __future__ import annotations

import math
import re
import tomllib
from collections.abc import Sequence
from importlib import resources
from typing import Any

TEXTS: dict[str, Any] = tomllib.loads(
    (resources.files("screening.judgement") / "texts.toml").read_text(encoding="utf-8")
)
"""Everything that is said, by its key; see the file's own comments."""


def measure_name(measure: str) -> str:
    """Return a measure's plain name, as it stands inside a sentence."""
    return str(TEXTS["measures"][measure]["plain"])


def measure_title(measure: str) -> str:
    """Return a measure's plain name with the technical one in brackets."""
    words = TEXTS["measures"][measure]
    return f"{capital(words['plain'])} ({words['technical']})"


def measure_explanation(measure: str) -> str:
    """Explain a measure to somebody who never heard of it."""
    return str(TEXTS["measures"][measure]["explanation"])


def value_text(measure: str, value: float, sem: float = math.nan) -> str:
    """Return a value with its typical error and its unit.

    Parameters
    ----------
    measure
        Column name; decides about the unit.
    value
        NaN becomes "not measured".
    sem
        Typical error, left out where it is not known.

    Examples
    --------
    >>> value_text("fppa_deg", 12.34, 4.2)
    '12.3° ± 4.2°'
    """
    if math.isnan(value):
        return "not measured"
    text = number(measure, value)
    return text if math.isnan(sem) else f"{text} ± {number(measure, sem)}"


def number(measure: str, value: float, *, sign: bool = False) -> str:
    """Return a number with the unit of its measure.

    Examples
    --------
    >>> number("fppa_deg", -0.01), number("fppa_deg", 3.26, sign=True)
    ('0.0°', '+3.3°')
    """
    digits, unit = (1, "°") if measure.endswith("_deg") else (2, "")
    rounded = round(value, digits) + 0.0  # never -0.0
    return minus(f"{rounded:{'+' if sign else ''}.{digits}f}{unit}")


def minus(text: str) -> str:
    """Return the text with a true minus sign before its negative numbers.

    Examples
    --------
    >>> minus("off-axis by -13°")
    'off-axis by −13°'
    """
    return re.sub(r"(?<!\w)-(?=\d)", "−", text)


def listed(names: Sequence[str]) -> str:
    """Join names as people do: a, b and c."""
    if len(names) < 2:
        return "".join(names)
    return f"{', '.join(names[:-1])} and {names[-1]}"


def capital(text: str) -> str:
    """Return the text with a capital first letter and the rest as it is."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Return the text as a sentence."""
    return f"{capital(text)}."
