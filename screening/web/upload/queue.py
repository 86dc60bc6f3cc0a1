"""The queue: how far each clip is, what became of it, and how to stop it."""

from __future__ import annotations

import streamlit as st

from screening.errors import OutputError
from screening.language import say
from screening.web import navigation, session
from screening.web.items import OPEN, Item
from screening.web.marks import headline_lines, plain, show_error
from screening.web.measuring import progress_of
from screening.web.upload.clip_options import clip_options
from screening.web.work import Work

_LOOK_EVERY_S = 0.7


def show_queue(work: Work) -> None:
    """Show every measurement of this visit, newest first, and keep it up to date."""
    if not work.items:
        return
    st.subheader(say("upload.queue.title"))
    going_on = any(item.state in OPEN for item in work.items)
    rows = st.fragment(_rows, run_every=_LOOK_EVERY_S if going_on else None)
    rows(work, work.changes)


def _rows(work: Work, changes: int) -> None:
    """Draw the rows; once something has changed, the whole page is redrawn."""
    if work.changes != changes:
        st.rerun()
    clips_before = 0
    places = {}
    for item in work.items:
        places[item.id] = clips_before
        clips_before += item.state in OPEN
    for item in reversed(work.items):
        with st.container(border=True, key=f"clip-{item.id}"):
            _row(work, item, places[item.id])


def _row(work: Work, item: Item, clips_before: int) -> None:
    """Show one measurement."""
    st.markdown(f"**{plain(item.title)}**")
    if item.state in OPEN:
        share, text = progress_of(item, clips_before)
        st.progress(share, text=text)
        if st.button(say("upload.queue.cancel"), key=f"stop-{item.id}"):
            work.stop(item.id)
            st.rerun()
        return
    if item.state == "done" and item.result is not None:
        headline_lines([item.result])
    elif item.state == "failed":
        show_error(item.error)
    else:
        st.markdown(say("upload.queue.cancelled"))
    with st.container(horizontal=True):
        if item.state == "done" and st.button(
            say("upload.queue.show"), key=f"show-{item.id}", type="primary"
        ):
            session.show_next(session.check_of(work, item))
            navigation.go_to("result")
        if st.button(say("upload.queue.remove"), key=f"remove-{item.id}"):
            work.remove(item.id)
            st.rerun()
    if item.state == "done" and item.clip is not None:
        _again(work, item)


def _again(work: Work, item: Item) -> None:
    """Offer to measure a kept recording again with other options."""
    with st.expander(say("upload.queue.other_options")):
        said = clip_options(f"again-{item.id}")
        if said.problem():
            st.warning(said.problem())
        if st.button(
            say("upload.queue.again"),
            key=f"again-{item.id}",
            disabled=bool(said.problem()),
        ):
            try:
                work.measure_again(item, session.choices(), said)
            except OutputError as error:
                show_error(error)
            else:
                st.rerun()
