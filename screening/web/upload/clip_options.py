"""What can be said about a clip before it is measured."""

from __future__ import annotations

from contextlib import nullcontext
from functools import partial

import streamlit as st

from screening.language import say
from screening.motion.landmarks import AskedLeg
from screening.web import session
from screening.web.choices import Age, ClipOptions
from screening.web.drawn import ask_task
from screening.web.safety import ask_age, show_age
from screening.words.grammar import capital
from screening.words.notes import note_value

_LEGS: tuple[AskedLeg, ...] = ("auto", "left", "right")
ARMS = ("", "crossed", "on_hips", "forward", "free")
SHOES = ("", "barefoot", "trainers", "socks", "other")


def clip_options(key: str, *, is_folded: bool = False) -> ClipOptions:
    """Ask about a clip and return the answers.

    Parameters
    ----------
    key
        Tells these questions from others on the page.
    is_folded
        Only the age is in sight; what is seldom answered can be opened.
    """
    key = f"{session.KEPT}{key}"
    age = ask_age(say("check.safety.age_in_clips"), key=f"{key}-age")
    show_age(age)
    with st.expander(say("upload.options.more")) if is_folded else nullcontext():
        return _more(key, age)


def _more(key: str, age: Age | None) -> ClipOptions:
    """Ask for what may be left as it is."""
    mirrored = st.toggle(
        say("upload.options.mirrored"),
        key=f"{key}-mirrored",
        help=say("upload.options.mirrored_help"),
    )
    task = ask_task(f"{key}-task")
    left, right = st.columns(2)
    leg = left.selectbox(
        say("upload.options.leg"),
        _LEGS,
        format_func=lambda each: say(f"upload.options.{each}"),
        key=f"{key}-leg",
    )
    arms = right.selectbox(
        say("upload.options.arms"),
        ARMS,
        format_func=partial(note_choice, "arms"),
        key=f"{key}-arms",
    )
    shoes = left.selectbox(
        say("upload.options.shoes"),
        SHOES,
        format_func=partial(note_choice, "shoes"),
        key=f"{key}-shoes",
    )
    with right:
        start, end = st.columns(2)
    start_s = start.number_input(
        say("upload.options.from"),
        min_value=0.0,
        value=None,
        key=f"{key}-from",
        placeholder="0",
    )
    end_s = end.number_input(
        say("upload.options.to"),
        min_value=0.0,
        value=None,
        key=f"{key}-to",
        placeholder=say("upload.options.end"),
    )
    notes = {"age": age or "", "arms": arms, "shoes": shoes}
    return ClipOptions(leg, mirrored, start_s, end_s, notes, task)


def note_choice(name: str, value: str) -> str:
    """Return an answer to a question for a note; empty means that it is not noted."""
    return capital(note_value(name, value)) if value else say("notes.not_noted")
