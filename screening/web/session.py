"""What belongs to one visit: its work, its choices, and what it looks at."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from screening.web.browsers import known_browser
from screening.web.choices import Choices
from screening.web.items import OPEN, Item
from screening.web.languages import CHOICE
from screening.web.reaper import Reaper
from screening.web.visits import VISITS, Visit
from screening.web.work import Work

_WORK, _CHOICES, _SHOWN = "screening_work", "screening_choices", "screening_shown"
_PAGE, _OPENED = "screening_page", "screening_opened"
_VISIT, _IS_FOUND = "screening_visit", "screening_is_found"

TAKE, WHOLE_TAKE, AFTER, STOPPED = "take", "take_whole", "pain_after", "pain_stopped"
"""Names of the guided take that is going on, of the one that waits for its result, of
what was said about pain after each take, and of a pain that ends all tests."""

REDO, RELOADED = "take_redo", "take_reloaded"
"""Names of the legs that are recorded again, beside those that stay, and of a guided
take whose page was loaded anew."""

PHONE_LINK = "phone_link"
"""Name of the link that a phone was given."""

_FOUND_AGAIN = (_CHOICES, _SHOWN, TAKE, WHOLE_TAKE, AFTER, STOPPED, PHONE_LINK)
"""What a visit knows when it is found again. Answers to questions are not among it: it
may be another person who answers them now."""

KEPT = "kept-"
"""A widget whose key begins so keeps its value while it is not on the page."""

_reaper: Reaper | None = None


def find_again() -> None:
    """Take up the visit of this browser, when its page was loaded anew."""
    context = get_script_run_ctx()
    browser = known_browser(st.context.cookies.get)
    if context is None or not browser:
        return
    VISITS.join(context.session_id, browser)
    if _WORK in st.session_state:
        return
    visit = VISITS.find(browser)
    if visit is None:
        return
    for name, value in visit.kept.items():
        st.session_state[name] = value
    st.session_state[_WORK], st.session_state[_VISIT] = visit.work, visit
    st.session_state[_IS_FOUND] = bool(visit.work.items)
    st.session_state[RELOADED] = TAKE in visit.kept
    _watch(visit.work)


def remember() -> None:
    """Keep what the visit must know when it is found again."""
    visit: Visit | None = st.session_state.get(_VISIT)
    if visit is not None:
        there = [name for name in _FOUND_AGAIN if name in st.session_state]
        visit.kept = {name: st.session_state[name] for name in there}


def is_found_again() -> bool:
    """Tell whether somebody has to say that this visit is theirs."""
    return bool(st.session_state.get(_IS_FOUND))


def go_on() -> None:
    """Go on with the visit that was found again."""
    st.session_state[_IS_FOUND] = False


def is_taking() -> bool:
    """Tell whether a guided take is going on."""
    return TAKE in st.session_state


def start_anew() -> None:
    """End the visit, with all its files, and begin another one."""
    own: Work | None = st.session_state.get(_WORK)
    if own is not None:
        own.close()
    for name in list(st.session_state):
        if name != CHOICE:
            del st.session_state[name]


def work() -> Work:
    """Return the measurements of this visit."""
    own: Work | None = st.session_state.get(_WORK)
    if own is None or own.is_closed:
        own = Work()
        visit = Visit(own)
        st.session_state[_WORK], st.session_state[_VISIT] = own, visit
        VISITS.add(known_browser(st.context.cookies.get), visit)
        _watch(own)
    return own


def would_be_lost() -> bool:
    """Tell whether something is being measured, or was and is not saved."""
    own: Work | None = st.session_state.get(_WORK)
    return own is not None and any(
        item.state in OPEN or (item.state == "done" and not item.is_saved)
        for item in own.items
    )


def note_saved(items: Sequence[Item]) -> None:
    """Note that the files of these measurements were downloaded."""
    for item in items:
        item.is_saved = True


def record_again(items: Sequence[Item], good: Sequence[Item]) -> None:
    """Have legs of a take recorded again, to join those that could be judged.

    Parameters
    ----------
    items
        The measurements of the take, a leg each.
    good
        Those of them that stay.
    """
    st.session_state[REDO] = list(items), list(good)


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


def is_first_page() -> bool:
    """Tell whether no page was opened yet."""
    return _PAGE not in st.session_state


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
