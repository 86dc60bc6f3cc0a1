"""Check yourself: the questions, the guided take, and the wait for its result.

The page and the way from one of its states to the next belong here. What a take is and
how its recordings are judged stands in ``guided_take``, ``protocol`` and ``trial``.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import get_args

import streamlit as st

from screening.language import say
from screening.web import navigation, safety, session
from screening.web.browsers import known_browser
from screening.web.check import recorder
from screening.web.check.guided_take import GuidedTake
from screening.web.check.how_to import show_how_to, show_intro
from screening.web.check.protocol import (
    DEFAULT_PROTOCOL,
    Legs,
    Protocol,
    ProtocolError,
    chosen_legs,
    demonstration,
    plan,
)
from screening.web.check.watching import LOOK_ADDRESS, WATCHING
from screening.web.drawn import ask_task
from screening.web.items import OPEN, Item
from screening.web.marks import plain, show_error
from screening.web.measuring import progress_of
from screening.web.pain import ask_after
from screening.web.safety import Answers
from screening.web.upload.clip_options import SHOES, note_choice

_LOOK_EVERY_S = 0.7
_TAKE, _WHOLE = session.TAKE, session.WHOLE_TAKE


def _show() -> None:
    """Show the page in the state in which the visit is."""
    whole: GuidedTake | None = st.session_state.get(_WHOLE)
    if whole is not None:
        settled = _wait(whole)
        if not settled:
            return
        del st.session_state[_WHOLE]
        if whole.is_measured:
            navigation.go_to("result")
        items = list(whole.items.values())
        session.record_again(items, [item for item in items if item.state == "done"])
        st.rerun()
    show_intro()
    asked, shown = st.columns([6, 5], gap="medium")
    with asked:
        answers = safety.may_begin()
        if answers is not None:
            _take(answers)
        st.page_link(navigation.page("upload"), label=say("check.upload_instead"))
    with shown:
        show_how_to()


def _take(answers: Answers) -> None:
    """Show the recorder, and work off what it has sent."""
    st.header(say("check.take.title"))
    try:
        protocol = demonstration()
    except ProtocolError as error:
        show_error(error)
        return
    take = _prepared(answers, protocol)
    for message in recorder.messages():
        if message.get("take") != take.id:
            continue
        safety.keep_answers()
        if "why" in message:
            _end(take)
        take.receive(message)
    browser = known_browser(st.context.cookies.get)
    WATCHING.allow(take.id, browser)
    recorder.show_recorder(
        {
            "plan": plan(take.protocol, take.missing),
            "take": take.id,
            "received": take.received,
            "reply": take.reply and take.reply.values(),
            "watch": LOOK_ADDRESS if browser else "",
        }
    )
    if take.is_looking:
        st.fragment(_wait_for_reply, run_every=_LOOK_EVERY_S)(take)


def _wait_for_reply(take: GuidedTake) -> None:
    """Hand the reply over as soon as it is there."""
    if not take.is_looking:
        st.rerun()


def _prepared(answers: Answers, protocol: Protocol) -> GuidedTake:
    """Return the take that is going on, or one that can begin."""
    known: GuidedTake | None = st.session_state.get(_TAKE)
    if known is not None and st.session_state.pop(session.RELOADED, False):
        known = st.session_state[_TAKE] = known.again()  # the recorder counts anew
    if known is not None and known.items and known.is_resumed:
        _offer_rest(known)
        return known
    task = ask_task("task")
    legs_column, shoes_column = st.columns(2)
    legs = legs_column.segmented_control(
        say("check.take.legs"),
        get_args(Legs),
        format_func=lambda each: say(f"check.take.{each}"),
        default="both",
        key="legs",
    )
    shoes = shoes_column.selectbox(
        say("check.take.shoes"),
        SHOES,
        format_func=partial(note_choice, "shoes"),
        key="take_shoes",
    )
    notes = {**answers.notes(), "taken": "guided"}
    if shoes:
        notes["shoes"] = shoes
    if protocol != DEFAULT_PROTOCOL:
        st.info(say("check.take.demonstration", count=protocol.squats))
        notes["demonstration"] = str(protocol.squats)
    protocol = replace(protocol, task=task)
    chosen = session.choices()
    chosen = replace(chosen, profile=answers.profile(chosen.profile))
    wished = GuidedTake(
        session.work(), chosen, protocol, chosen_legs(legs or "both"), notes
    )
    items, good = st.session_state.pop(session.REDO, ([], []))
    if good and len(good) < len(items):
        st.session_state[_TAKE] = wished.with_good(items, good)
        st.rerun()
    if known is None or not (known.items or known.is_like(wished)):
        known = st.session_state[_TAKE] = wished
    return known


def _end(take: GuidedTake) -> None:
    """Wait for the results of a take that is whole; else let it go on another time."""
    WATCHING.end(take.id)
    if not take.missing:
        _settle(take)
    else:
        st.session_state[_TAKE] = take.again()
    st.rerun()


def _settle(take: GuidedTake) -> None:
    """Wait for the results of a take to which no leg is added any more."""
    st.session_state[_WHOLE] = take
    del st.session_state[_TAKE]
    safety.end_of_take(take.group, safety.given().pain)


def _offer_rest(take: GuidedTake) -> None:
    """Say what remains of a take of which one leg is recorded, and offer a way out."""
    (done,), (missing,) = take.items, take.missing
    st.info(say("check.take.leg_is_recorded", leg=done, missing=missing))
    with st.container(horizontal=True):
        if st.button(say("check.take.show_alone", leg=done)):
            _settle(replace(take, legs=tuple(take.items)))
            st.rerun()
        if st.button(say("check.take.begin_again")):
            del st.session_state[_TAKE]
            st.rerun()


def _wait(take: GuidedTake) -> bool:
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
        st.header(say("check.waiting.title"))
        which = "both" if len(items) == 2 else "leg"
        st.markdown(say(f"check.waiting.{which}", leg=next(iter(take.items))))
        st.fragment(_progress, run_every=_LOOK_EVERY_S)(items)
    wants_another = not is_open and _show_failed(items)
    ask_after(take.group, tuple(take.items))
    return wants_another


def _progress(items: list[Item]) -> None:
    """Show how far each leg is; redraw the page when none is open."""
    if all(item.state not in OPEN for item in items):
        st.rerun()
    clips_before = 0
    for item in items:
        if item.state in OPEN:
            share, text = progress_of(item, clips_before)
            clips_before += 1
        else:
            state = "measured" if item.state == "done" else "not_measured"
            share, text = 1.0, say(f"check.waiting.{state}")
        st.progress(share, text=f"**{plain(item.title)}**  \n{text}")


def _show_failed(items: list[Item]) -> bool:
    """Say what could not be measured; return True for another take."""
    done = [item for item in items if item.state == "done"]
    st.header(say(f"check.waiting.{'some_failed' if done else 'all_failed'}"))
    for item in items:
        if item.state != "done":
            cancelled = say("check.waiting.cancelled", title=item.title)
            show_error(item.error or cancelled)
    with st.container(horizontal=True):
        again = st.button(say("check.waiting.again"), type="primary")
        if done and st.button(say("check.waiting.show_measured")):
            session.show_next(done)
            navigation.go_to("result")
    return again


st.title(say("web.pages.check"))
_show()
