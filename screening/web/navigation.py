"""The pages of the app, and the way from one to another."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from screening.language import say

HERE = Path(__file__).parent

PAGES = ("check", "upload", "result", "mirror", "settings")
"""Folder of each page, in the order of the menu; the first one opens."""


def page(name: str) -> StreamlitPage:
    """Return a page by the name of its folder."""
    return st.Page(
        HERE / name / "page.py",
        title=say(f"web.pages.{name}"),
        url_path=name,
        default=name == PAGES[0],
    )


def go_to(name: str) -> None:
    """Open another page."""
    st.switch_page(page(name))
