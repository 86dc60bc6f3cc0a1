"""Measured values as people read them: rounded, with unit and typical error."""

from __future__ import annotations

import math

from screening.language import numeral, say


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
        return say("findings.not_measured")
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
    return numeral(rounded, f"{'+' if sign else ''}.{digits}f") + unit
