"""What can be said about a clip before it is measured."""

from __future__ import annotations

import streamlit as st

from screening.motion.landmarks import AskedLeg
from screening.web import session
from screening.web.choices import ClipOptions

_LEGS: dict[AskedLeg, str] = {
    "auto": "Find it automatically",
    "left": "Left leg only",
    "right": "Right leg only",
}
ARMS = ("", "crossed on the chest", "hands on the hips", "stretched forward", "free")
SHOES = ("", "barefoot", "trainers", "socks", "other shoes")


def clip_options(key: str) -> ClipOptions:
    """Ask about a clip and return the answers.

    Parameters
    ----------
    key
        Tells these questions from others on the page.
    """
    key = f"{session.KEPT}{key}"
    mirrored = st.toggle(
        "The picture is mirrored, as selfie cameras show it",
        key=f"{key}-mirrored",
        help="Look for writing in the picture: if it reads backwards, switch this on. "
        "Left and right are then the person’s own again.",
    )
    left, right = st.columns(2)
    leg = left.selectbox(
        "Standing leg",
        list(_LEGS),
        format_func=_LEGS.__getitem__,
        key=f"{key}-leg",
    )
    arms = right.selectbox("Arms", ARMS, format_func=_note, key=f"{key}-arms")
    shoes = left.selectbox("Shoes", SHOES, format_func=_note, key=f"{key}-shoes")
    with right:
        start, end = st.columns(2)
    start_s = start.number_input(
        "From (seconds)", min_value=0.0, value=None, key=f"{key}-from", placeholder="0"
    )
    end_s = end.number_input(
        "To (seconds)", min_value=0.0, value=None, key=f"{key}-to", placeholder="end"
    )
    return ClipOptions(leg, mirrored, start_s, end_s, {"arms": arms, "shoes": shoes})


def _note(text: str) -> str:
    return text.capitalize() or "Not noted"
