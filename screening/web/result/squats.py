"""The repetitions, and how one of them is left out."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import streamlit as st

from screening.language import say, words
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.result.rejudging import (
    judged,
    leave_out,
    left_out,
    take_back_in,
)
from screening.web.result.word_tables import (
    not_counted,
    rep_columns,
    rep_formats,
    rep_table,
)
from screening.words.exclusions import exclusion_reason
from screening.words.grammar import joined

_ANOTHER = "another"
_NARROW_PX = 64
"""Five columns of the table are in view on a phone."""


def squats(items: Sequence[Item]) -> None:
    """Show every repetition of a check, and let some of them not count."""
    for item in items:
        if item.result is None:
            continue
        if len(items) > 1:
            st.markdown(f"**{plain(item.title)}**")
        if item.result.measured.reps.empty:
            st.markdown(say("result.no_squat_in_clip"))
            continue
        _table(item)
        _leave_out(item)
        _taken_out(item)


def _table(item: Item) -> None:
    assert item.result is not None
    config = st.column_config
    of_kind = {
        "text": lambda title: config.TextColumn(title, width=_NARROW_PX),
        "degrees": lambda title: config.NumberColumn(title, width=_NARROW_PX),
        "seconds": lambda title: config.NumberColumn(title, width=_NARROW_PX),
        "percent": lambda title: config.NumberColumn(
            title, help=say("result.squats.depth_help"), width=_NARROW_PX
        ),
    }
    formats: Any = rep_formats()
    st.dataframe(
        rep_table(item.result).style.format(formats, na_rep=""),
        hide_index=True,
        placeholder="",
        column_config={
            name: of_kind[kind](title) for name, (title, kind) in rep_columns().items()
        },
    )
    for why, names in not_counted(item.result).items():
        fields = {"squats": joined(names), "why": plain(why)}
        st.markdown(say("result.squats.not_counted", **fields))
    st.caption(say("result.squats.about"))


def _leave_out(item: Item) -> None:
    """Offer to leave a repetition out."""
    assert item.result is not None
    reps = item.result.measured.reps
    there = left_out(item)
    names = {
        (leg, int(rep)): say("result.squat", leg=leg, number=rep)
        for leg, rep in zip(reps["leg"], reps["rep"], strict=True)
        if (leg, int(rep)) not in there
    }
    if not names:
        return
    usual = list(words("result.squats.reasons"))
    expander = st.expander(say("result.squats.leave_out"))
    with expander, st.form(f"leave-{item.id}", border=False):
        which = st.selectbox(
            say("result.squats.which"), list(names), format_func=names.__getitem__
        )
        why = st.selectbox(
            say("result.squats.reason"), [*usual, _ANOTHER], format_func=_reason_text
        )
        other = st.text_input(say("result.squats.other"), max_chars=200)
        if st.form_submit_button(say("result.squats.do_leave_out")):
            reason = other.strip() if why == _ANOTHER or other.strip() else why
            if not reason:
                st.warning(say("result.squats.reason_needed"))
            elif judged(partial(leave_out, item, *which, reason)):
                st.rerun()


def _reason_text(reason: str) -> str:
    if reason == _ANOTHER:
        return say("result.squats.another_reason")
    return exclusion_reason(reason)


def _taken_out(item: Item) -> None:
    """List what was left out, and offer to take it back in."""
    for (leg, rep), reason in left_out(item).items():
        with st.container(horizontal=True, vertical_alignment="center"):
            why = plain(exclusion_reason(reason))
            squat = {"leg": leg, "number": rep, "reason": why}
            st.markdown(say("result.squats.is_left_out", **squat))
            key = f"back-{item.id}-{leg}-{rep}"
            back = partial(take_back_in, item, leg, rep)
            if st.button(say("result.squats.put_back"), key=key) and judged(back):
                st.rerun()
