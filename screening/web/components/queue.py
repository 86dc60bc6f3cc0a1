"""The queue: how far each clip is, what became of it, and how to stop it."""

from __future__ import annotations

import streamlit as st

from screening.web import session
from screening.web.components.marks import headline_lines
from screening.web.items import OPEN, Item
from screening.web.progress import progress_of
from screening.web.work import Work

_LOOK_EVERY_S = 0.7


def show_queue(work: Work) -> None:
    """Show every measurement of this visit, newest first, and keep it up to date."""
    if not work.items:
        return
    st.subheader("Your clips")
    going_on = any(item.state in OPEN for item in work.items)
    rows = st.fragment(_rows, run_every=_LOOK_EVERY_S if going_on else None)
    rows(work, work.changes)


def _rows(work: Work, changes: int) -> None:
    """Draw the rows; once something has changed, the whole page is drawn anew."""
    if work.changes != changes:
        st.rerun()
    ahead = 0
    places = {}
    for item in work.items:
        places[item.id] = ahead
        ahead += item.state in OPEN
    for item in reversed(work.items):
        with st.container(border=True, key=f"clip-{item.id}"):
            _row(work, item, places[item.id])


def _row(work: Work, item: Item, ahead: int) -> None:
    """Show one measurement."""
    st.markdown(f"**{_plain(item.title)}**")
    if item.state in OPEN:
        share, text = progress_of(item, ahead)
        st.progress(share, text=text)
        if st.button("Cancel", key=f"stop-{item.id}"):
            work.stop(item.id)
            st.rerun()
        return
    if item.state == "done" and item.result is not None:
        headline_lines([item.result])
    elif item.state == "failed":
        st.error(item.error)
    else:
        st.markdown("Cancelled. Nothing of this clip was kept.")
    with st.container(horizontal=True):
        if item.state == "done" and st.button(
            "Show the result", key=f"show-{item.id}", type="primary"
        ):
            session.show_next([item])
            st.switch_page("pages/result.py")
        if st.button("Remove", key=f"remove-{item.id}"):
            work.remove(item.id)
            st.rerun()


def _plain(text: str) -> str:
    """Return a text with all that Markdown would take for formatting escaped."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()<>#+-.!|~$:" else c for c in text)
