"""Results that are kept on this computer, as the pages of the app reach them.

The history belongs to whoever sits at this computer. Others who use the app from their
own device are not shown it, and cannot keep anything in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Literal
from urllib.parse import urlsplit

import streamlit as st

from screening.errors import ScreeningError
from screening.history.database import default_path, remove
from screening.history.store import History
from screening.language import say
from screening.paths import shown
from screening.web.marks import plain, show_error

_OWN_HOSTS = {"localhost", "127.0.0.1", "::1"}
_SWITCH, _TURN = "history-switch", "kept_switch_turn"
_PROBLEM = "kept_switch_problem"

State = Literal["elsewhere", "off", "on"]


def is_here() -> bool:
    """Tell whether the page is shown on the computer that runs the app."""
    host = urlsplit(str(st.context.url or "")).hostname
    by_own_name = host is None or host in _OWN_HOSTS
    return by_own_name and st.context.ip_address is None


def state() -> State:
    """Tell whether results are kept for whoever looks at the page.

    Raises
    ------
    HistoryError
        If there is a history that cannot be used.
    """
    if not is_here():
        return "elsewhere"
    if not default_path().exists():
        return "off"
    with History() as kept:
        return "on" if kept.is_wanted else "off"


@contextmanager
def history() -> Iterator[History]:
    """Open the history; what has been kept long enough goes.

    Raises
    ------
    HistoryError
        If it cannot be used.
    """
    with History(create=True) as kept:
        kept.expire(today())
        yield kept


def today() -> dt.date:
    """Return the day it is here."""
    return dt.datetime.now().astimezone().date()


def done(change: Callable[[], object]) -> bool:
    """Do something with the history; say in a sentence why it could not be done."""
    try:
        change()
    except ScreeningError as error:
        show_error(error)
        return False
    return True


def switch(now: State) -> None:
    """Let results be kept, or not; say what that means.

    Parameters
    ----------
    now
        Of :func:`state`; ``on`` or ``off``.
    """
    turn = st.session_state.get(_TURN, 0)
    key = f"{_SWITCH}-{turn}"
    st.toggle(
        say("kept.switch.label"),
        value=now == "on",
        key=key,
        on_change=_switched,
        args=(key,),
    )
    st.caption(say("kept.switch.about", path=plain(shown(default_path()))))
    problem = st.session_state.pop(_PROBLEM, None)
    if problem is not None:
        show_error(problem)


def delete_all() -> None:
    """Delete everything that is kept, and keep nothing from now on."""
    remove(default_path())
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def confirmed(key: str) -> bool:
    """Ask whether somebody is sure."""
    return st.checkbox(say("kept.retention.sure"), key=key)


def _switched(key: str) -> None:
    """Begin or end keeping; a sentence says why it could not be done."""
    wanted = st.session_state[key]
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    try:
        _want(wanted)
    except ScreeningError as error:
        st.session_state[_PROBLEM] = error


def _want(wanted: bool) -> None:
    with History(create=True) as kept:
        kept.want(wanted)
