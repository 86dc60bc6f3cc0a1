"""The pages of the app, and the way from one to another."""

from __future__ import annotations

from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

HERE = Path(__file__).parent

PAGES = {
    "check": "Check yourself",
    "upload": "Upload clips",
    "result": "Result",
    "mirror": "Live mirror",
    "settings": "Settings",
}
"""Folder and title of each page, in the order of the menu; the first one opens."""


def page(name: str) -> StreamlitPage:
    """Return a page by the name of its folder."""
    return st.Page(
        HERE / name / "page.py",
        title=PAGES[name],
        url_path=name,
        default=name == next(iter(PAGES)),
    )


def go_to(name: str) -> None:
    """Open another page."""
    st.switch_page(page(name))
