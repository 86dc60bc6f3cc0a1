"""All clients: found, added, taken over from elsewhere, and how long they are kept."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

import streamlit as st

from screening.history.archive import import_client
from screening.history.records import Client
from screening.history.store import History
from screening.language import has_words, say
from screening.measures import SINGLE_LEG_SQUAT
from screening.web import client_view, kept
from screening.web.client_view import View
from screening.web.marks import plain
from screening.web.storing import store
from screening.web.uploads import dropped
from screening.words.clients import client_name
from screening.words.grammar import date_text
from screening.words.tasks import task_short

_AT_ONCE = 25
_SEARCH_FROM = 8
_MORE, _TURN = "kept_more", "kept_turn"
_DAYS = (180, 365, 730, 1825, 3650)


def show_list(history: History, clients: Sequence[Client]) -> None:
    """Show all clients, and what can be done with all of them.

    Parameters
    ----------
    history
        Where they are kept.
    clients
        All of them, by name; the user's own screenings come first.
    """
    if clients:
        _rows(clients)
    else:
        st.info(say("kept.list.nothing"))
    with st.expander(say("kept.add.title")):
        _add(history)
    with st.expander(say("kept.import.title")):
        _import(history)
    with st.expander(say("kept.retention.title")):
        kept.switch("on")
        _retention(history)
        delete_everything()


def delete_everything() -> None:
    """Offer to delete all that is kept."""
    sure = kept.confirmed("history-all-sure")
    label = say("kept.retention.delete_all")
    if st.button(label, disabled=not sure) and kept.done(kept.delete_all):
        client_view.show(View(), say("kept.retention.all_deleted"))


def _rows(clients: Sequence[Client]) -> None:
    """Show a row per client, as many as a screen can take."""
    wanted = ""
    if len(clients) >= _SEARCH_FROM:
        wanted = st.text_input(say("kept.list.search"), key="history-search").strip()
    found = [c for c in clients if wanted.casefold() in client_name(c.name).casefold()]
    if not found:
        st.markdown(say("kept.list.nobody", text=plain(wanted)))
    most = st.session_state.get(_MORE, _AT_ONCE)
    with st.container(key="history-clients"):
        for client in found[:most]:
            _row(client)
    if len(found) > most and st.button(say("kept.list.more")):
        st.session_state[_MORE] = most + 4 * _AT_ONCE
        st.rerun()


def _row(client: Client) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        if st.button(plain(client_name(client.name)), key=f"history-open-{client.id}"):
            client_view.show(View(client.id))
        facts = [_screenings(client)]
        if client.name and client.consent_on is None:
            facts.append(say("kept.list.no_consent"))
        facts += [task_short(task) for task in client.tasks if task != SINGLE_LEG_SQUAT]
        st.markdown(" · ".join(facts))


def _screenings(client: Client) -> str:
    if client.last_on is None:
        return say("kept.list.none")
    day = date_text(client.last_on)
    return say("kept.list.screenings", count=client.screenings, day=day)


def _add(history: History) -> None:
    turn = st.session_state.get(_TURN, 0)
    name = st.text_input(say("kept.keep.name"), key=f"history-add-name-{turn}")
    note = st.text_area(say("kept.add.note"), key=f"history-add-note-{turn}")
    agreed = st.checkbox(say("kept.keep.consent_new"), key=f"history-add-agreed-{turn}")
    st.caption(say("kept.keep.consent_needed"))
    if not st.button(say("kept.add.do"), disabled=not (name.strip() and agreed)):
        return
    added: list[Client] = []

    def add() -> None:
        added.append(history.add_client(name, note=note, consent_on=kept.today()))

    if kept.done(add):
        st.session_state[_TURN] = turn + 1
        client_view.show(View(added[0].id))


def _import(history: History) -> None:
    turn = st.session_state.get(_TURN, 0)
    file = st.file_uploader(
        say("kept.import.file"), type=["zip"], key=f"history-import-{turn}"
    )
    mine = st.checkbox(say("kept.import.mine"), key=f"history-import-mine-{turn}")
    name = st.text_input(
        say("kept.import.name"), key=f"history-import-name-{turn}", disabled=mine
    )
    if not st.button(say("kept.import.do"), disabled=file is None) or file is None:
        return
    told: list[str] = []
    upload = dropped(file)

    def take_over() -> None:
        with tempfile.TemporaryDirectory(prefix="screening-import-") as place:
            # The sentence about a bad zip names it as its owner does.
            path = store(upload.content, Path(place), name="x.zip")
            named = path.with_name(Path(file.name).name)
            path.rename(named)
            client, new = import_client(history, named, name=name, mine=mine)
        fields = {"client": plain(client_name(client.name)), "count": new}
        told.extend([client.id, say("kept.import.done", **fields)])

    if kept.done(take_over):
        st.session_state[_TURN] = turn + 1
        client_view.show(View(told[0]), told[1])


def _retention(history: History) -> None:
    """Let people choose how long screenings are kept."""
    now = history.retention_days()
    choices = dict.fromkeys([None, *_DAYS, now])
    wanted = st.selectbox(
        say("kept.retention.label"),
        list(choices),
        index=list(choices).index(now),
        format_func=_days,
        key="history-retention",
    )
    if wanted == now:
        return
    old = 0 if wanted is None else history.older_than(wanted, kept.today())
    if old:
        st.warning(say("kept.retention.older", count=old))
    if st.button(say("kept.retention.apply")):
        if kept.done(lambda: history.keep_for(wanted)):
            kept.done(lambda: history.expire(kept.today()))
        st.rerun()


def _days(days: int | None) -> str:
    if days is None:
        return say("kept.retention.never")
    if has_words(f"kept.retention.after.{days}"):
        return say(f"kept.retention.after.{days}")
    return say("kept.retention.after_days", days=days)
