"""The constants behind everything that is made from landmarks."""

from __future__ import annotations

from typing import Any

from screening import motion
from screening.method import written


def motion_method() -> dict[str, Any]:
    """Return them as a result carries them; see :func:`screening.method.written`."""
    return written(motion)
