"""The pages of the app, and the way from one to another."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from screening.language import say

HERE = Path(__file__).parent

PAGES = ("check", "upload", "result", "clients", "mirror", "settings")
"""Folder of each page, in the order of the menu; the first one opens."""

_WAY = "screening_way"


def page(name: str) -> StreamlitPage:
    """Return a page by the name of its folder."""
    return st.Page(
        HERE / name / "page.py",
        title=say(f"web.pages.{name}"),
        url_path=name,
        default=name == PAGES[0],
    )


def go_to(name: str, asked: Mapping[str, str] | None = None) -> None:
    """Open another page, from anywhere on this one.

    Parameters
    ----------
    name
        Of its folder.
    asked
        What is to stand in its address.

    Notes
    -----
    The whole page is run once more, and goes there before it shows anything
    (:func:`follow`). A part that is run by itself again and again must not go there
    directly: a run of it that is under way then ends after the new page has been
    shown, and takes all of it away.
    """
    st.session_state[_WAY] = name, dict(asked or {})
    st.rerun()


def follow() -> None:
    """Go where the last run wanted to; called when the pages are known."""
    way = st.session_state.pop(_WAY, None)
    if way is not None:
        name, asked = way
        st.switch_page(page(name), query_params=asked)
