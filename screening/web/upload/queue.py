"""All clips of a visit in a table: how far each is, what it showed, what to do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from itertools import takewhile

import streamlit as st

from screening.errors import OutputError
from screening.judgement.findings import LegFinding
from screening.language import say
from screening.motion.landmarks import SIDES
from screening.results.screening import Screening
from screening.web import navigation, session
from screening.web.items import OPEN, Item
from screening.web.marks import (
    badge,
    cut_short,
    leg_not_found,
    look_in,
    plain,
    show_error,
)
from screening.web.measuring import progress_of
from screening.web.upload.clip_options import clip_options
from screening.web.upload.time_left import seconds_left
from screening.web.work import Work
from screening.words.checks import refusal_sentences
from screening.words.grammar import leg_name, listed
from screening.words.measures import measure_name

_LOOK_EVERY_S = 0.7
_WIDTHS = (3, 6, 3)
_TO_COME = ("measuring", "failed", "waiting")
_SEEN = "pace_of_measuring"
_URGENT = (
    "not_interpretable",
    "incomplete",
    "sign",
    "borderline",
    "numbers",
    "no_sign",
)


def show_queue(work: Work) -> None:
    """Show all clips of this visit in a table, and keep it up to date.

    Only the rows of clips that are not measured yet are drawn again and again: those of
    results ask many questions, which takes long for many clips.
    """
    if not work.items:
        return
    st.header(say("upload.queue.title"))
    going_on = any(item.state in OPEN for item in work.items)
    rows_to_come = st.fragment(_to_come, run_every=_LOOK_EVERY_S if going_on else None)
    changes, rows = work.changes, in_order(work)
    with st.container(key="clips"):
        rows_to_come(work, changes)
        for items in rows:
            if items[0].state not in _TO_COME:
                _row(work, items)


def in_order(work: Work) -> list[list[Item]]:
    """Return the rows of the table; of one person two clips that are both measured.

    Parameters
    ----------
    work
        Of the visit.

    Returns
    -------
    list
        What is being measured, what failed, what waits, and the results, newest first.
    """
    items = work.items
    rows = [[item] for state in _TO_COME for item in items if item.state == state]
    rows += reversed(session.results(work))
    return rows + [[item] for item in items if item.state == "stopped"]


def _to_come(work: Work, changes: int) -> None:
    """Draw what has no result; once something has changed, the page is redrawn."""
    if work.changes != changes:
        st.rerun()
    _how_far(work)
    for items in in_order(work):
        if items[0].state in _TO_COME:
            _row(work, items)


def _row(work: Work, items: list[Item]) -> None:
    """Draw the row of a clip, or of two that are shown together."""
    with st.container(border=True, key=f"clip-{items[0].id}"):
        if items[0].state == "done":
            _done(work, items)
        else:
            _not_done(work, items[0])


def _how_far(work: Work) -> None:
    """Say how many clips are measured, and how long the rest will take."""
    items = [item for item in work.items if item.state != "stopped"]
    done = sum(item.state == "done" for item in items)
    fields: dict[str, object] = {"done": done, "total": len(items)}
    left_s = seconds_left(items, st.session_state.setdefault(_SEEN, {}))
    if math.isnan(left_s):
        st.markdown(say("upload.queue.done", **fields))
        return
    minutes = say("upload.queue.minutes", count=max(round(left_s / 60), 1))
    st.markdown(say("upload.queue.left", time=minutes, **fields))


def _not_done(work: Work, item: Item) -> None:
    """Show a clip that waits, is being measured, or could not be."""
    name, what, press = st.columns(_WIDTHS, vertical_alignment="center")
    name.markdown(f"**{plain(item.title)}**")
    with what:
        if item.state in OPEN:
            earlier = takewhile(lambda each: each is not item, work.items)
            before = sum(each.state in OPEN for each in earlier)
            share, text = progress_of(item, before)
            st.progress(share, text=text)
        elif item.state == "failed":
            show_error(item.error)
        else:
            st.markdown(say("upload.queue.cancelled"))
    with press:
        if item.state in OPEN:
            if st.button(say("upload.queue.cancel"), key=f"stop-{item.id}"):
                work.stop(item.id)
                st.rerun()
        else:
            _remove(work, [item])


def _done(work: Work, items: list[Item]) -> None:
    """Show a result: its legs, what they showed, and what to do."""
    results = [item.result for item in items if item.result is not None]
    name, what, press = st.columns(_WIDTHS, vertical_alignment="center")
    name.markdown(f"**{plain(items[0].group or items[0].title)}**")
    with what:
        st.html(_legs(results))
        st.caption(say(f"upload.queue.todo.{_worst(results)}"))
    with press, st.container(horizontal=True):
        label = say("upload.queue.show")
        if st.button(label, key=f"show-{items[0].id}", type="primary"):
            session.show_next(session.check_of(work, items[0]))
            navigation.go_to("result")
        _remove(work, items)
    for item in items:
        if item.clip is not None:
            _again(work, item)


def _legs(results: Sequence[Screening]) -> str:
    """Return a line per leg as HTML: its verdict, and of what or why."""
    legs = sorted(
        ((leg, result) for result in results for leg in result.legs),
        key=lambda of: SIDES.index(of[0].leg),
    )
    lines = [
        f"<span>{escape(leg_name(leg.leg))}</span>{badge(look_in(leg, result))}"
        f"<span>{escape(_of_what(leg, result))}</span>"
        for leg, result in legs
    ]
    remarks = [("not_judged", leg_not_found(results))]
    remarks += [
        ("incomplete", cut_short(result))
        for result in results
        if result.legs and not any(_is_half(leg, result) for leg in result.legs)
    ]
    if not legs:
        remarks = [("not_interpretable", say("result.answer.no_squat_line"))]
    lines += [f"{badge(k)}<span>{escape(text)}</span>" for k, text in remarks if text]
    body = "".join(f'<div class="sc-line">{line}</div>' for line in lines)
    return f'<div class="sc-lines">{body}</div>'


def _is_half(leg: LegFinding, result: Screening) -> bool:
    """Tell whether a leg has no sign in the half of a clip that there is."""
    return leg.verdict == "no_sign" and look_in(leg, result) == "incomplete"


def _of_what(leg: LegFinding, result: Screening) -> str:
    """Name the measures behind a verdict, or those that are missing, or say why."""
    if leg.verdict == "not_interpretable":
        return next(iter(refusal_sentences(leg.reasons, result.quality)), "")
    if _is_half(leg, result):
        return cut_short(result)
    names = leg.missing
    if leg.verdict in ("sign", "borderline"):
        found = [m for m in leg.decisive if m.verdict == leg.verdict]
        names = tuple(m.measure for m in found)
    return listed([measure_name(name) for name in names])


def _worst(results: Sequence[Screening]) -> str:
    """Return the leg's look that asks for most."""
    looks = {look_in(leg, result) for result in results for leg in result.legs}
    return next((look for look in _URGENT if look in looks), "not_interpretable")


def _remove(work: Work, items: Sequence[Item]) -> None:
    if st.button(say("upload.queue.remove"), key=f"remove-{items[0].id}"):
        for item in items:
            work.remove(item.id)
        st.rerun()


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
