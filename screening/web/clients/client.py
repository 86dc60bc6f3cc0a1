"""One client: every measure over time, the screenings, and what is known of them."""

from __future__ import annotations

import datetime as dt
import math
import tempfile
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd
import streamlit as st

from screening.history.archive import export_client
from screening.history.records import Client, KeptScreening
from screening.history.store import History
from screening.history.trend import decisive_measures
from screening.judgement.pain import Pain
from screening.language import keeping_language, say
from screening.measures import SINGLE_LEG_SQUAT
from screening.motion.landmarks import SIDES
from screening.paths import harmless_name
from screening.web import client_view, kept, navigation, session
from screening.web.client_view import View
from screening.web.clients.opening import open_screening
from screening.web.clients.over_time import show_trends
from screening.web.clients.report import report_button
from screening.web.marks import badge, plain
from screening.words.clients import client_name
from screening.words.grammar import date_text, leg_name
from screening.words.measures import measure_heading
from screening.words.numbers import value_text
from screening.words.pain import pain_text
from screening.words.tasks import task_short

_UNJUDGED = "not_judged"
_MOST_OPEN = 6


def show_client(history: History, client: Client) -> None:
    """Show one client.

    Parameters
    ----------
    history
        Where the screenings are kept.
    client
        Whose.
    """
    if st.button(say("kept.client.back"), type="tertiary"):
        client_view.show(View())
    st.header(plain(client_name(client.name)))
    if client.note:
        st.markdown(plain(client.note))
    screenings = history.screenings(client)
    if screenings:
        values = history.values(client)
        _compare(history, client, screenings)
        show_trends(values, screenings)
        _screenings(history, client, screenings, values)
    else:
        key = "nothing" if client.name else "nothing_mine"
        st.info(say(f"kept.client.{key}", client=plain(client.name)))
    with st.expander(say("kept.client.about")):
        if client.name:
            _about(history, client)
        _export(history, client)
        _delete(history, client)


def titles(screenings: Sequence[KeptScreening]) -> dict[str, str]:
    """Return what screenings are called in lists, by their ids; the newest first.

    Parameters
    ----------
    screenings
        Of one client, the oldest first. Of one day, they are numbered; another form of
        the test than the full one is named.
    """
    days = [date_text(one.taken_on) for one in screenings]
    told = {}
    for place, (one, day) in enumerate(zip(screenings, days, strict=True)):
        number = days[: place + 1].count(day)
        named = f"{day} ({number})" if days.count(day) > 1 else day
        told[one.id] = " · ".join([named, *_marked(one)])
    return dict(reversed(told.items()))


def _marked(screening: KeptScreening) -> list[str]:
    """Return the forms of the test of a screening, unless it is the full one alone."""
    full = screening.tasks in ((), (SINGLE_LEG_SQUAT,))
    return [] if full else [task_short(task) for task in screening.tasks]


def _compare(
    history: History, client: Client, screenings: Sequence[KeptScreening]
) -> None:
    """Let people choose two screenings: to be shown side by side, and as a report."""
    if len(screenings) < 2:
        report_button(history, client, screenings[-1])
        return
    names = titles(screenings)
    ids = list(names)
    with st.container(
        horizontal=True, vertical_alignment="bottom", key="history-compared"
    ):
        before, after = (
            st.selectbox(
                say(f"kept.compare.{which}"),
                ids,
                index=place,
                format_func=names.__getitem__,
                key=f"history-{which}-{client.id}",
            )
            for which, place in (("earlier", 1), ("later", 0))
        )
        label = say("kept.compare.do")
        first, last = sorted((before, after), key=ids.index, reverse=True)
        if st.button(label, type="primary", disabled=before == after):
            client_view.show(View(client.id, (first, last)))
        by_id = {one.id: one for one in screenings}
        then, now = by_id[first], by_id[last]
        report_button(history, client, now, then, disabled=before == after)
    if before == after:
        st.caption(say("kept.compare.same"))


def _screenings(
    history: History,
    client: Client,
    screenings: Sequence[KeptScreening],
    values: pd.DataFrame,
) -> None:
    """Show all screenings as a table, and open or delete one of them."""
    st.header(say("kept.client.screenings"))
    table = _table(screenings, values)
    if len(screenings) > _MOST_OPEN:
        with st.expander(say("kept.client.table")):
            st.html(table)
    else:
        st.html(table)
    names = titles(screenings)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            say("kept.client.choose"),
            list(names),
            format_func=names.__getitem__,
            key=f"history-chosen-{client.id}",
        )
        one = next(each for each in screenings if each.id == chosen)
        if st.button(say("kept.client.open")):

            def open_it() -> None:
                session.show_next(open_screening(history, client, one))

            if kept.done(open_it):
                navigation.go_to("result")
        with st.popover(say("kept.client.delete")):
            sure = kept.confirmed(f"history-sure-{one.id}")
            label = say("kept.client.delete")
            if st.button(
                label, key="history-delete-one", disabled=not sure
            ) and kept.done(lambda: history.delete(one)):
                day = date_text(one.taken_on)
                client_view.show(View(client.id), say("kept.client.deleted", day=day))


def _table(screenings: Sequence[KeptScreening], values: pd.DataFrame) -> str:
    """Return the screenings as HTML, the newest first, a row per leg."""
    rows: dict[Any, list[dict[Any, Any]]] = {
        key: own.to_dict("records")
        for key, own in values.groupby(["screening_id", "leg"], sort=False)
    }
    names = titles(screenings)
    by_id = {one.id: one for one in screenings}
    heads = [say(f"kept.client.columns.{name}") for name in ("day", "leg")]
    measures = decisive_measures(values)
    heads += [measure_heading(measure) for measure in measures]
    heads += [say("kept.client.columns.pain")]
    head = "".join(f'<th scope="col">{escape(each)}</th>' for each in heads)
    body = []
    for screening_id, name in names.items():
        one = by_id[screening_id]
        legs = [leg for leg in SIDES if (screening_id, leg) in rows]
        if not legs:  # nobody squatted
            body.append(_row([f'<th scope="row">{escape(name)}</th>'], heads[:1]))
        for leg in legs:
            own = {str(row["measure"]): row for row in rows[(screening_id, leg)]}
            cells = [_cell(own.get(measure)) for measure in measures]
            pain = pain_text(one.pain.get(leg, Pain()), short=True)
            texts = [leg_name(leg), *cells, escape(pain) or "–"]
            day = f'<th scope="row">{escape(name)}</th>'
            body.append(_row([day, *(f"<td>{text}</td>" for text in texts)], heads))
    region = escape(say("kept.client.screenings"))
    return (
        f'<div class="sc-wide" role="region" tabindex="0" aria-label="{region}">'
        f'<table class="sc-kept"><thead><tr>{head}</tr></thead>'
        f"<tbody>{''.join(body)}</tbody></table></div>"
    )


def _row(cells: Sequence[str], heads: Sequence[str]) -> str:
    """Return a row; on a phone each cell is named by its column."""
    named = (
        cell.replace(">", f' data-name="{escape(head)}">', 1)
        for cell, head in zip(cells, heads, strict=True)
    )
    return f"<tr>{''.join(named)}</tr>"


def _cell(row: dict[Any, Any] | None) -> str:
    """Return a value with its error and its verdict; why not is on its result."""
    if row is None or math.isnan(row["value"]):
        return badge(_UNJUDGED)
    value = escape(value_text(row["measure"], row["value"], row["sem"]))
    judged = row["verdict"] != _UNJUDGED
    return f"{value} {badge(row['verdict'])}" if judged else value


def _about(history: History, client: Client) -> None:
    """Let name, notes and consent be changed."""
    key = f"history-about-{client.id}"
    name = st.text_input(say("kept.client.rename"), value=client.name, key=f"{key}-n")
    note = st.text_area(say("kept.client.note"), value=client.note, key=f"{key}-t")
    agreed = st.checkbox(
        say("kept.client.consent"), value=client.consent_on is not None, key=f"{key}-c"
    )
    day: dt.date | None = None
    if agreed:
        day = st.date_input(
            say("kept.client.consent_on"),
            value=client.consent_on or kept.today(),
            key=f"{key}-d",
            format=say("grammar.time.entry"),
        )
    if st.button(say("kept.client.save")) and kept.done(
        lambda: history.change_client(client, name=name, note=note, consent_on=day)
    ):
        client_view.show(View(client.id), say("kept.client.saved"))


def _export(history: History, client: Client) -> None:
    path = history.path

    def archive() -> bytes:
        with tempfile.TemporaryDirectory(prefix="screening-export-") as place:
            file = Path(place, "client.zip")
            with History(path) as own:  # the page's own is closed by then
                export_client(own, client, file)
            return file.read_bytes()

    st.download_button(
        say("kept.client.export"),
        keeping_language(archive),
        file_name=f"{harmless_name(client_name(client.name))}.zip",
        mime="application/zip",
        on_click="ignore",
        help=say("kept.client.export_help"),
    )


def _delete(history: History, client: Client) -> None:
    sure = kept.confirmed(f"history-sure-{client.id}")
    key = "delete_client" if client.name else "delete_mine"
    label = say(f"kept.client.{key}", client=plain(client.name))
    if st.button(label, disabled=not sure) and kept.done(
        lambda: history.delete_client(client)
    ):
        name = plain(client_name(client.name))
        client_view.show(View(), say("kept.client.client_deleted", client=name))
