"""A drawing of each exercise: a figure of lines, and what moves in another colour."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from pathlib import Path

DRAWINGS = Path(__file__).parents[1] / "assets" / "exercises.svg"

# Streamlit lets no drawing into a page but as a picture, which does not know the theme:
# these colours are seen on a white and on a dark page alike.
_STYLE = (
    ".body { stroke: #6b7a83 } .move { stroke: #d9731a; stroke-width: 5 }"
    " .arrow { stroke: #d9731a; stroke-width: 2 }"
    " .things, .ground { stroke: #9aa5ab; stroke-width: 2 }"
)
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
    picture = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{box}" fill="none" '
        'stroke-width="4" stroke-linecap="round" stroke-linejoin="round">'
        f"<style>{_STYLE}</style>{inside}</svg>"
    )
    packed = base64.b64encode(picture.encode()).decode()
    source = f"data:image/svg+xml;base64,{packed}"
    return f'<img class="sc-exercise" alt="{escape(name)}" src="{source}">'


@cache
def _symbols() -> dict[str, tuple[str, str]]:
    text = DRAWINGS.read_text("utf-8")
    return {key: (box, inside) for key, box, inside in _SYMBOL.findall(text)}
