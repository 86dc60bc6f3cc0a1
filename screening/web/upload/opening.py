"""The result of what was just handed in opens by itself, if it is a single one."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.web import navigation, session
from screening.web.items import OPEN, Item
from screening.web.work import Work

_EXPECTED = "upload_expected"


def expect_result(items: Sequence[Item]) -> None:
    """Have the result of these clips opened when all of them are measured.

    Parameters
    ----------
    items
        Of one person, just handed in; they join those that are expected already.
    """
    opened, others = st.session_state.get(_EXPECTED, (0, []))
    here = session.pages_opened()
    earlier = others if opened == here else []
    st.session_state[_EXPECTED] = here, [*earlier, *items]


def open_expected(work: Work, *, is_waiting: bool) -> None:
    """Open the expected result once it is there; only who left the page misses it.

    Parameters
    ----------
    work
        Of the visit.
    is_waiting
        Whether there is something on the page that a person has still to hand in.
    """
    opened, items = st.session_state.get(_EXPECTED, (0, []))
    if is_waiting or any(item.state in OPEN for item in work.items):
        return
    st.session_state.pop(_EXPECTED, None)
    done = [item for item in items if item.state == "done"]
    if done and opened == session.pages_opened():
        session.show_next(session.check_of(work, done[-1]))
        navigation.go_to("result")
