"""The web app's entry: the page's frame and its pages, nothing else."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from screening.web import session
from screening.web.components.look import apply_look

HERE = Path(__file__).parent

PAGES = {
    "check.py": "Check yourself",
    "upload.py": "Upload clips",
    "result.py": "Result",
    "mirror.py": "Live mirror",
    "settings.py": "Settings",
}
"""File and title of each page, in the order of the menu."""

st.set_page_config(
    page_title="Single-leg squat check",
    page_icon=str(HERE / "assets" / "icon.png"),
    layout="centered",
)
apply_look()
pages = [
    st.Page(HERE / "pages" / file, title=title, default=not position)
    for position, (file, title) in enumerate(PAGES.items())
]
page = st.navigation(pages, position="top")
session.open_page(page.title)
session.keep_choices()
page.run()
