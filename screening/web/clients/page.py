"""Clients and history: what is kept on this computer, over time."""

from __future__ import annotations

import streamlit as st

from screening.errors import HistoryError
from screening.history.database import default_path
from screening.history.store import History
from screening.language import say
from screening.web import client_view, kept
from screening.web.clients.ahead import load_ahead
from screening.web.clients.listing import delete_everything, show_list
from screening.web.marks import show_error


def _show() -> None:
    """Show what is kept, or how to begin."""
    now = kept.state()
    if now == "elsewhere":
        st.info(say("kept.switch.elsewhere"))
        return
    if now == "off":
        _show_off()
        return
    with kept.history() as history:
        chosen = client_view.shown_view()
        known = {client.id: client for client in history.clients()}
        client = known.get(chosen.client_id)
        client_view.say_what_was_done()
        if client is None:
            show_list(history, list(known.values()))
            if known:
                load_ahead()
            return
        # What draws is loaded with the first client that is opened.
        from screening.web.clients import client as one
        from screening.web.clients import side_by_side

        if chosen.compared is None:
            one.show_client(history, client)
            load_ahead()
        else:
            side_by_side.show_comparison(history, client, chosen.compared)


def _show_off() -> None:
    """Say how to begin; what is left from before can be deleted."""
    client_view.say_what_was_done()
    st.markdown(say("kept.switch.not_yet"))
    kept.switch("off")
    if not default_path().exists():
        return
    with History() as history:
        count = sum(client.screenings for client in history.clients())
    if count:
        st.warning(say("kept.switch.off_but_there", count=count))
        delete_everything()


st.title(say("web.pages.clients"))
try:
    _show()
except HistoryError as error:
    show_error(error)
