"""The looks that all pages share."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

INK, _LIGHT_INK = "#16262b", "#edf3f3"

_STYLE = Path(__file__).parents[1] / "assets" / "style.css"


def ink() -> str:
    """Return the colour of words in charts, which do not follow the theme."""
    return _LIGHT_INK if st.context.theme.type == "dark" else INK


def apply_look() -> None:
    """Load the style sheet."""
    st.html(_STYLE)
