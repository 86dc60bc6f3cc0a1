"""What watches over every page in the browser, with the words that it needs."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from screening.language import language, say
from screening.web import session
from screening.web.languages import COOKIE, chosen
from screening.web.routes import SERVER, SERVER_ADDRESS

_HTML = '<p role="alert"></p>'
_CSS = """
p {
  margin: 0 0 1rem;
  padding: 0.8rem 1rem;
  border: 1px solid #b3261e;
  border-left-width: 0.5rem;
  border-radius: 0.6rem;
  font: 1rem/1.5 var(--st-font, sans-serif);
  color: var(--st-text-color, #16262b);
}
p:empty { display: none; }
"""

_mount = st.components.v2.component(
    "screening_guard",
    html=_HTML,
    css=_CSS,
    js=Path(__file__).with_name("guard.js").read_text("utf-8"),
)


def watch_page() -> None:
    """Watch over the page that is open."""
    _mount(
        key="guard",
        data={
            "asks": session.would_be_lost(),
            "server": SERVER,
            "address": SERVER_ADDRESS,
            "language": language(),
            "chosen": chosen(),
            "cookie": COOKIE,
            "new_server": say("web.guard.new_server"),
        },
    )


def show_found_again() -> None:
    """Say that a visit was found again, and let somebody else begin anew."""
    if not session.is_found_again():
        return
    with st.container(border=True, key="found-again"):
        st.markdown(say("web.guard.found", count=len(session.work().items)))
        with st.container(horizontal=True):
            if st.button(say("web.guard.go_on"), type="primary"):
                session.go_on()
                st.rerun()
            if st.button(say("web.guard.start_anew")):
                session.start_anew()
                st.rerun()
