"""How to stand and film: a few words and a drawing."""

from __future__ import annotations

import base64
import re
from functools import cache
from html import escape
from pathlib import Path

import streamlit as st

from screening.language import language, say, words
from screening.words.limits import before_you_start

DRAWING = Path(__file__).parents[1] / "assets" / "filming.svg"

_HALVES = {"seen_by_camera": "20 20 720 900", "from_the_side": "764 20 620 900"}
"""Where each half of the drawing is; a phone has them one below the other."""


def show_intro() -> None:
    """Say what is measured and why, for whom, and how long it takes."""
    st.markdown("  \n".join(words("check.intro")))


def show_how_to() -> None:
    """Show how to stand and film, and say who should not."""
    st.html(_drawing(language()))
    st.markdown("\n".join(f"- {sentence}" for sentence in before_you_start()))


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
