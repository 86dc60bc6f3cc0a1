"""The mirror on the whole screen: its picture has the cue and the count in it."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from screening.language import say

_CSS = """
button {
  font: 400 1rem/1.2 var(--st-font, sans-serif);
  padding: 0.6rem 1rem;
  min-height: 2.5rem;
  border: 1px solid var(--st-border-color, #c9d6d6);
  border-radius: var(--st-button-radius, 0.6rem);
  color: var(--st-text-color, #16262b);
  background: var(--st-background-color, #fff);
  cursor: pointer;
}
button:hover { border-color: var(--st-primary-color, #0b6a62); }
button:focus-visible {
  outline: 3px solid var(--st-text-color, #16262b);
  outline-offset: 2px;
}
"""

_mount = st.components.v2.component(
    "screening_full_screen",
    html='<button type="button"></button>',
    css=_CSS,
    js=Path(__file__).with_name("full_screen.js").read_text("utf-8"),
)


def offer_full_screen() -> None:
    """Show the button that lets the picture fill the screen; Esc ends it."""
    _mount(key="mirror-full-screen", data={"label": say("mirror.full_screen")})
