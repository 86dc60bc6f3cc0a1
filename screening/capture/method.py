"""The constants behind everything that is read from pictures."""

from __future__ import annotations

from typing import Any

from screening import capture
from screening.method import written


def capture_method() -> dict[str, Any]:
    """Return them as a take carries them; see :func:`screening.method.written`."""
    return written(capture)
