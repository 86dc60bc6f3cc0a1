"""How to stand and film: a few words and a drawing."""

from __future__ import annotations

import streamlit as st

from screening.language import words
from screening.web.filming import filming_pictures
from screening.words.limits import before_you_start


def show_intro() -> None:
    """Say what is measured and why, for whom, and how long it takes."""
    st.markdown("  \n".join(words("check.intro")))


def show_how_to() -> None:
    """Show how to stand and film, and say who should not."""
    st.html(filming_pictures())
    st.markdown("\n".join(f"- {sentence}" for sentence in before_you_start()))
