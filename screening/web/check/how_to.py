"""How to stand and film: a few words and a drawing."""

from __future__ import annotations

import base64
import re
from functools import cache
from pathlib import Path

import streamlit as st

from screening.words.limits import before_you_start

DRAWING = Path(__file__).parents[1] / "assets" / "filming.svg"

_HALVES = {
    "20 20 720 900": "What the camera sees: somebody faces it on one leg, the free "
    "foot behind, arms folded, shirt tucked in, fitted shorts, the whole body in the "
    "picture.",
    "764 20 620 900": "From the side: the camera stands upright and level at the "
    "height of the pelvis, 2.5 to 3.5 metres in front of the person.",
}
"""Where each half of the drawing is, and what it shows; a phone has them one below
the other."""


def show_how_to() -> None:
    """Say and show how to stand and film."""
    st.markdown(
        "Stand in front of the camera of this device. After one click everything runs "
        "by itself: a short trial of the picture, then five squats on each leg, with "
        "large written cues and a voice. It takes about three minutes."
    )
    st.html(_drawing())
    st.markdown("\n".join(f"- {sentence}" for sentence in before_you_start()))


@cache
def _drawing() -> str:
    """Return the two halves as pictures beside or below each other."""
    drawing = DRAWING.read_text("utf-8")
    pictures = "".join(
        f'<img alt="{told}" src="data:image/svg+xml;base64,{_cut(drawing, box)}">'
        for box, told in _HALVES.items()
    )
    return f'<div class="sc-filming">{pictures}</div>'


def _cut(drawing: str, box: str) -> str:
    _, _, width, height = box.split()
    head = f'viewBox="{box}" width="{width}" height="{height}"'
    cut = re.sub(r'viewBox="[^"]*" width="\d+" height="\d+"', head, drawing, count=1)
    return base64.b64encode(cut.encode()).decode()
