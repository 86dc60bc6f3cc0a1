"""How to stand and film, as a drawing with its words filled in."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from pathlib import Path

from screening.language import language, say

DRAWING = Path(__file__).parent / "assets" / "filming.svg"

_HALVES = {"seen_by_camera": "20 20 720 900", "from_the_side": "764 20 620 816"}
"""Where each half of the drawing is; a phone has them one below the other."""


def filming_pictures() -> str:
    """Return how to stand and film as two pictures, in HTML."""
    return _drawing(language())


def drawing() -> str:
    """Return both halves in one drawing, as SVG with its words filled in."""
    return re.sub(
        r"\{(\w+)\}",
        lambda name: escape(say(f"check.drawing.{name[1]}")),
        DRAWING.read_text("utf-8"),
    )


@cache
def _drawing(_language: str) -> str:
    """Return the two halves as pictures beside or below each other."""
    whole = drawing()
    pictures = "".join(
        f'<img alt="{escape(say(f"check.{half}"))}" '
        f'src="data:image/svg+xml;base64,{_cut(whole, box)}">'
        for half, box in _HALVES.items()
    )
    return f'<div class="sc-filming">{pictures}</div>'


def _cut(whole: str, box: str) -> str:
    _, _, width, height = box.split()
    head = f'viewBox="{box}" width="{width}" height="{height}"'
    cut = re.sub(r'viewBox="[^"]*" width="\d+" height="\d+"', head, whole, count=1)
    return base64.b64encode(cut.encode()).decode()
