"""After the take: how far its legs are, and the pain asked again meanwhile."""

from __future__ import annotations

import streamlit as st

from screening.language import say
from screening.web import navigation, session
from screening.web.check.guided_take import Take
from screening.web.check.safety_form import ask_after
from screening.web.items import OPEN, Item
from screening.web.measuring import progress_of

_LOOK_EVERY_S = 0.7


def show_waiting(take: Take) -> bool:
    """Wait for the results and open them; return True once the take is settled.

    Parameters
    ----------
    take
        Whose legs are all handed in.
    """
    items = list(take.items.values())
    if all(item.state == "done" for item in items):
        session.show_next(items)
        return True
    is_open = any(item.state in OPEN for item in items)
    if is_open:
        st.subheader(say("check.waiting.title"))
        which = "both" if len(items) == 2 else "leg"
        st.markdown(say(f"check.waiting.{which}", leg=next(iter(take.items))))
        st.fragment(_progress, run_every=_LOOK_EVERY_S)(items)
    wants_another = not is_open and _show_failed(items)
    ask_after(take.group)
    return wants_another


def _progress(items: list[Item]) -> None:
    """Show how far each leg is; redraw the page when none is open."""
    if all(item.state not in OPEN for item in items):
        st.rerun()
    ahead = 0
    for item in items:
        if item.state in OPEN:
            share, text = progress_of(item, ahead)
            ahead += 1
        else:
            state = "measured" if item.state == "done" else "not_measured"
            share, text = 1.0, say(f"check.waiting.{state}")
        st.progress(share, text=f"**{item.title}**  \n{text}")


def _show_failed(items: list[Item]) -> bool:
    """Say what could not be measured; return True for another take."""
    done = [item for item in items if item.state == "done"]
    st.subheader(say(f"check.waiting.{'some_failed' if done else 'all_failed'}"))
    for item in items:
        if item.state != "done":
            cancelled = say("check.waiting.cancelled", title=item.title)
            st.error(item.error or cancelled)
    with st.container(horizontal=True):
        again = st.button(say("check.waiting.again"), type="primary")
        if done and st.button(say("check.waiting.show_measured")):
            session.show_next(done)
            navigation.go_to("result")
    return again
