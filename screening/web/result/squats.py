"""The repetitions, and how one of them is left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

import streamlit as st

from screening.errors import ScreeningError
from screening.web.items import Item
from screening.web.marks import plain
from screening.web.result.rejudging import REASONS, leave_out, left_out, take_back_in
from screening.web.result.word_tables import REP_MEASURES, not_counted, rep_table

_OTHER = "another reason"
_NARROW_PX = 64
"""Five columns of the table are in view on a phone."""


def squats(items: Sequence[Item]) -> None:
    """Show every repetition of a check, and let some of them not count."""
    for item in items:
        if item.result is None:
            continue
        if len(items) > 1:
            st.markdown(f"**{plain(item.title)}**")
        if item.result.reps.empty:
            st.markdown("No squat was found in this clip.")
            continue
        _table(item)
        _leave_out(item)
        _taken_out(item)


def _table(item: Item) -> None:
    assert item.result is not None
    text = st.column_config.TextColumn(width=_NARROW_PX)
    degrees = st.column_config.NumberColumn(format="%.1f°", width=_NARROW_PX)
    seconds = st.column_config.NumberColumn(format="%.1f", width=_NARROW_PX)
    st.dataframe(
        rep_table(item.result),
        hide_index=True,
        column_config={
            **dict.fromkeys(REP_MEASURES.values(), degrees),
            "Depth": st.column_config.NumberColumn(
                format="%.0f %%",
                help="How much lower the hip came, of its height.",
                width=_NARROW_PX,
            ),
            "Squat": text,
            "Counts": text,
            "Down (s)": seconds,
            "Up (s)": seconds,
        },
    )
    for why, names in not_counted(item.result).items():
        st.markdown(f"**Not counted:** {', '.join(names)} – {plain(why)}.")
    st.caption(
        "Each number is read at the deepest point. An empty field is a number that "
        "cannot be trusted."
    )


def _leave_out(item: Item) -> None:
    """Offer to leave a repetition out."""
    assert item.result is not None
    reps = item.result.reps
    there = left_out(item)
    names = {
        (leg, int(rep)): f"{leg.capitalize()} leg, squat {rep}"
        for leg, rep in zip(reps["leg"], reps["rep"], strict=True)
        if (leg, int(rep)) not in there
    }
    if not names:
        return
    with st.expander("Leave a squat out"), st.form(f"leave-{item.id}", border=False):
        which = st.selectbox("Squat", list(names), format_func=names.__getitem__)
        why = st.selectbox("Reason", [*REASONS, _OTHER])
        other = st.text_input("Another reason", max_chars=200)
        if st.form_submit_button("Leave it out and judge again"):
            reason = other.strip() if why == _OTHER or other.strip() else why
            if not reason:
                st.warning("Please write down the reason; it is kept in the record.")
            elif _judged(partial(leave_out, item, *which, reason)):
                st.rerun()


def _taken_out(item: Item) -> None:
    """List what was left out, and offer to take it back in."""
    for (leg, rep), reason in left_out(item).items():
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(
                f"{leg.capitalize()} leg, squat {rep} is left out: {plain(reason)}."
            )
            key = f"back-{item.id}-{leg}-{rep}"
            back = partial(take_back_in, item, leg, rep)
            if st.button("Take it back in", key=key) and _judged(back):
                st.rerun()


def _judged(judge: Callable[[], None]) -> bool:
    """Judge again; on a failure say why, and keep everything as it was."""
    try:
        with st.spinner("Judging again"):
            judge()
    except ScreeningError as error:
        st.error(str(error))
        return False
    return True
