"""The web app's entry: the page's frame and its pages, nothing else."""

from __future__ import annotations

import streamlit as st

from screening.web import session
from screening.web.look import apply_look
from screening.web.navigation import HERE, PAGES, page

st.set_page_config(
    page_title="Single-leg squat check",
    page_icon=str(HERE / "assets" / "icon.png"),
    layout="centered",
)
apply_look()
opened = st.navigation([page(name) for name in PAGES], position="top")
session.open_page(opened.title)
session.keep_choices()
opened.run()
