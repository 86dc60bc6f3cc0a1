"""What belongs to one visit: its work, its choices, and what it looks at."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from screening.web.choices import Choices
from screening.web.items import Item
from screening.web.reaper import Reaper
from screening.web.work import Work

_WORK, _CHOICES, _SHOWN = "screening_work", "screening_choices", "screening_shown"
_PAGE, _OPENED = "screening_page", "screening_opened"

KEPT = "kept-"
"""A widget whose key begins so keeps its value while it is not on the page."""

_reaper: Reaper | None = None


def work() -> Work:
    """Return the measurements of this visit."""
    own: Work | None = st.session_state.get(_WORK)
    if own is None or own.is_closed:
        own = Work()
        st.session_state[_WORK] = own
        _watch(own)
    return own


def choices() -> Choices:
    """Return the choices of this visit."""
    own: Choices = st.session_state.get(_CHOICES, Choices())
    return own


def choose(new: Choices) -> None:
    """Let other choices hold from now on."""
    st.session_state[_CHOICES] = new


def open_page(name: str) -> None:
    """Note which page is open."""
    if st.session_state.get(_PAGE) != name:
        st.session_state[_PAGE] = name
        st.session_state[_OPENED] = pages_opened() + 1


def pages_opened() -> int:
    """Return how often another page was opened; the same while one stays open."""
    return int(st.session_state.get(_OPENED, 0))


def keep_choices() -> None:
    """Keep what was chosen; Streamlit forgets a widget that it does not show."""
    for name in list(st.session_state):
        if str(name).startswith(KEPT):
            st.session_state[name] = st.session_state[name]


def show_next(items: Sequence[Item]) -> None:
    """Say which items the result page shows when it is opened."""
    st.session_state[_SHOWN] = [item.id for item in items]


def shown_items() -> list[Item]:
    """Return the items to be shown: those chosen last, else the newest result."""
    own = work()
    chosen = [own.item(item_id) for item_id in st.session_state.get(_SHOWN, [])]
    there = [item for item in chosen if item is not None and item.state == "done"]
    return there or next(reversed(results(own)), [])


def results(own: Work) -> list[list[Item]]:
    """Return what was measured, oldest first; items of one group together."""
    groups: dict[str, list[Item]] = {}
    for item in own.items:
        if item.state == "done":
            groups.setdefault(item.group or item.id, []).append(item)
    return list(groups.values())


def check_of(own: Work, item: Item) -> list[Item]:
    """Return the finished measurements that are shown together with this one."""
    return next((check for check in results(own) if item in check), [item])


def end_all() -> None:
    """End the work of every visit; its files go with it."""
    if _reaper is not None:
        _reaper.end_all()


def _watch(own: Work) -> None:
    """See that the work ends when the browser has gone."""
    global _reaper
    context = get_script_run_ctx()
    if context is None or not runtime.exists():
        return
    if _reaper is None:
        _reaper = Reaper(runtime.get_instance().is_active_session).start()
    _reaper.watch(context.session_id, own)
