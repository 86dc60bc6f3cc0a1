"""A drawing of each exercise: a figure of lines, and what moves in another colour."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from pathlib import Path

DRAWINGS = Path(__file__).parents[1] / "assets" / "exercises.svg"

_SYMBOL = re.compile(r'<symbol id="(\w+)" viewBox="([^"]+)">(.*?)</symbol>', re.DOTALL)


def exercise_drawing(key: str, name: str) -> str:
    """Return an exercise as a drawing, HTML.

    Parameters
    ----------
    key
        Of the exercise.
    name
        What it is called, for those who do not see the drawing.
    """
    box, inside = _symbols()[key]
    return (
        f'<svg class="sc-exercise" role="img" aria-label="{escape(name)}" '
        f'viewBox="{box}">{inside}</svg>'
    )


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    text = DRAWINGS.read_text("utf-8")
    return {key: (box, inside) for key, box, inside in _SYMBOL.findall(text)}
