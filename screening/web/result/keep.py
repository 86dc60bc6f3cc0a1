"""Keeping a result on this computer, so that it can be held against the next one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import streamlit as st

from screening.errors import HistoryError
from screening.history.records import Client, KeptScreening
from screening.history.store import History
from screening.language import say
from screening.web import kept, session
from screening.web.client_view import go_to_client
from screening.web.items import Item, KeptAs
from screening.web.marks import plain, show_error
from screening.web.pain import note_if_new, pain_by_leg
from screening.web.result.pictures import annotated_clip
from screening.web.result.views import tested_sides
from screening.web.upload.clients import client_and_leg
from screening.words.clients import client_name
from screening.words.grammar import date_text

_MINE, _NEW = "mine", "new"


def keep_button(items: Sequence[Item]) -> None:
    """Offer to keep a check on this computer, or say where it is kept.

    Parameters
    ----------
    items
        Finished measurements of one check.
    """
    try:
        now = kept.state()
        if now == "elsewhere":
            return
        if now == "off":
            with st.popover(say("kept.keep.label")):
                st.markdown(say("kept.keep.about_off"))
                kept.switch("off")
            return
        with kept.history() as history:
            there = _there(history, items)
            if there is None:
                with st.popover(say("kept.keep.label")):
                    _ask(history, items)
            else:
                with st.popover(say("kept.keep.label_kept")):
                    _show_kept(history, items, there)
    except HistoryError as error:
        show_error(error)


def _there(history: History, items: Sequence[Item]) -> KeptScreening | None:
    """Return what is kept of a check, in this visit or an earlier one."""
    known = items[0].kept
    if known is not None:
        there = history.screening(known.screening_id)
    else:
        there = history.kept_as([i.result for i in items if i.result is not None])
    now = None
    if there is not None:
        client = history.client(there.client_id)
        now = KeptAs(there.id, client.id, client.name, there.taken_on)
        note_if_new(items, there.pain)
    for item in items:  # it may have been deleted on the page of its client
        item.kept = now
    return there


def _ask(history: History, items: Sequence[Item]) -> None:
    """Ask whose result it is and when it was taken, and keep it."""
    key = f"{session.KEPT}keep-{items[0].id}"
    clients = {client.id: client for client in history.clients() if client.name}
    name, agreed_on = "", None
    whose = _whose(items, clients, key)
    if whose == _NEW:
        guess = "" if items[0].kind == "take" else client_and_leg(items[0].title)[0]
        name = st.text_input(say("kept.keep.name"), value=guess, key=f"{key}-name")
        agreed_on = _consent(key, "")
    elif whose != _MINE and clients[whose].consent_on is None:
        agreed_on = _consent(key, clients[whose].name)
    elif whose != _MINE:
        agreed_on = clients[whose].consent_on
    day = st.date_input(
        say("kept.keep.day"),
        value=kept.today(),
        max_value=kept.today(),
        key=f"{key}-day",
        format=say("grammar.time.entry"),
    )
    note = st.text_input(say("kept.keep.note"), key=f"{key}-note")
    with_video = any(annotated_clip(item) for item in items) and st.checkbox(
        say("kept.keep.with_video"), key=f"{key}-video"
    )
    is_open = whose != _MINE and (agreed_on is None or (whose == _NEW and not name))
    if is_open:
        st.caption(say("kept.keep.consent_needed"))
    if not st.button(say("kept.keep.do"), type="primary", disabled=is_open):
        return

    def keep() -> None:
        with history.together():
            if whose == _MINE:
                client = history.myself()
            elif whose == _NEW:
                client = _named(history, name, agreed_on)
            else:
                client = history.change_client(clients[whose], consent_on=agreed_on)
            _keep(history, items, client, day, note=note, with_video=with_video)

    if kept.done(keep):
        st.rerun()


def _whose(items: Sequence[Item], clients: dict[str, Client], key: str) -> str:
    """Ask whose result it is; a take is most likely one's own, a clip a client's."""
    choices = [_MINE, *clients, _NEW]
    name = client_and_leg(items[0].title)[0].casefold()
    same = [id for id, client in clients.items() if client.name.casefold() == name]
    guess = _MINE if items[0].kind == "take" else (same or [_NEW])[0]

    def called(choice: str) -> str:
        if choice in clients:
            return client_name(clients[choice].name)
        return say(f"kept.keep.{choice}")

    whose: str = st.selectbox(
        say("kept.keep.whose"),
        choices,
        index=choices.index(guess),
        format_func=called,
        key=f"{key}-whose",
    )
    return whose


def _consent(key: str, name: str) -> dt.date | None:
    """Ask for the consent of somebody else, and its day."""
    text = say("kept.keep.consent", name=plain(name))
    label = text if name else say("kept.keep.consent_new")
    if not st.checkbox(label, key=f"{key}-agreed"):
        return None
    day: dt.date = st.date_input(
        say("kept.keep.consent_on"),
        value=kept.today(),
        max_value=kept.today(),
        key=f"{key}-agreed-on",
        format=say("grammar.time.entry"),
    )
    return day


def _named(history: History, name: str, agreed_on: dt.date | None) -> Client:
    """Return the client of this name, who is added if not known yet."""
    known = next((c for c in history.clients() if c.name == name.strip()), None)
    if known is None:
        return history.add_client(name, consent_on=agreed_on)
    return history.change_client(known, consent_on=known.consent_on or agreed_on)


def _keep(
    history: History,
    items: Sequence[Item],
    client: Client,
    day: dt.date,
    *,
    note: str,
    with_video: bool,
) -> None:
    screening_id = history.keep(
        client,
        [item.folder for item in items],
        taken_on=day,
        note=note,
        pain=pain_by_leg(items, tested_sides(items)),
        with_video=with_video,
    )
    for item in items:
        item.kept = KeptAs(screening_id, client.id, client.name, day)
        item.is_saved = True


def _show_kept(history: History, items: Sequence[Item], there: KeptScreening) -> None:
    """Say where a check is kept, and let it be shown, brought up to date, deleted."""
    known = items[0].kept
    assert known is not None
    key = "kept_of" if known.client else "kept_mine"
    day = date_text(known.taken_on)
    st.markdown(say(f"kept.keep.{key}", client=plain(known.client), day=day))
    if st.button(say("kept.keep.open"), type="primary"):
        go_to_client(known.client_id)
    if st.button(say("kept.keep.again"), key="keep-again"):
        client = history.client(known.client_id)

        def again() -> None:
            _keep(
                history,
                items,
                client,
                known.taken_on,
                note=there.note,
                with_video=history.has_video(there),
            )

        if kept.done(again):
            st.rerun()
    if st.button(say("kept.keep.remove")) and kept.done(lambda: history.delete(there)):
        st.rerun()
