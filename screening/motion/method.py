"""The constants behind everything that is made from landmarks."""

from __future__ import annotations

from typing import Any

from screening.method import written
from screening.motion import cleaning, columns, joints, repetition_table

_METHODS = {
    "cleaning": cleaning.METHOD,
    "joints": joints.METHOD,
    "repetition_table": repetition_table.METHOD,
    "columns": columns.METHOD,
}


def motion_method() -> dict[str, Any]:
    """Return them as a result carries them; see :func:`screening.method.written`."""
    return written(_METHODS)
