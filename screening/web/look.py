"""The style that all pages share."""

from __future__ import annotations

import json
from pathlib import Path

import streamlit as st

from screening.language import words

_STYLE = Path(__file__).parent / "assets" / "style.css"


def apply_look() -> None:
    """Load the style sheet, and the words that it shows."""
    st.html(_STYLE)
    said = (
        f"--word-{name}: {json.dumps(text, ensure_ascii=False)};"
        for name, text in words("web.look").items()
    )
    st.html(f"<style>:root {{ {' '.join(said)} }}</style>")
