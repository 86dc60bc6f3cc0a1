"""The looks that all pages share."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).parent / "assets" / "style.css"


def apply_look() -> None:
    """Load the style sheet."""
    st.html(_STYLE)
