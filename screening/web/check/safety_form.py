"""The questions before the test, and the one after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from screening.language import say
from screening.web.check.safety import Age, Answers, AnyOf, pain_afterwards
from screening.web.items import Item
from screening.words.limits import red_flags

_ASKED = "safety_answers"
_AFTER = "pain_after"


def ask_before() -> Answers:
    """Ask the safety questions and return the answers so far."""
    known: Answers = st.session_state.get(_ASKED, Answers())
    age = st.segmented_control(
        say("check.safety.age"),
        get_args(Age),
        format_func=_answer,
        default=known.age,
        key="safety_age",
    )
    pain = st.segmented_control(
        say("check.safety.pain"),
        range(11),
        default=known.pain,
        key="safety_pain",
    )
    conditions = st.segmented_control(
        say("check.safety.conditions"),
        get_args(AnyOf),
        format_func=_answer,
        default=known.conditions,
        key="safety_conditions",
    )
    consent = st.checkbox(
        say("check.safety.consent"),
        value=known.consent,
        key="safety_consent",
    )
    answers = Answers(age, pain, conditions, consent)
    st.session_state[_ASKED] = answers
    return answers


def _answer(choice: str) -> str:
    return say(f"check.safety.{choice}")


def show_reasons_against(answers: Answers) -> None:
    """Say why the test is not done today, and when to see somebody."""
    reasons = " ".join(answers.reasons_against)
    st.error(say("check.safety.not_today", reasons=reasons))
    with st.expander(say("check.safety.red_flags")):
        st.markdown("\n".join(f"- {flag}" for flag in red_flags()))


def ask_after_take(items: Sequence[Item]) -> None:
    """Ask about the pain again when these items are those of a guided take."""
    answers: dict[str, int | None] = st.session_state.get(_AFTER, {})
    if items and items[0].group in answers:
        with st.container(border=True):
            ask_after(items[0].group)


def ask_after(take_id: str) -> None:
    """Ask about the pain after the test, once for each take."""
    answers: dict[str, int | None] = st.session_state.setdefault(_AFTER, {})
    pain = st.segmented_control(
        say("check.safety.pain_after"),
        range(11),
        default=answers.get(take_id),
        key=f"pain_after_{take_id}",
    )
    answers[take_id] = pain
    if pain is None:
        return
    before: Answers = st.session_state.get(_ASKED, Answers())
    serious, sentence = pain_afterwards(before.pain, pain)
    if serious:
        st.warning(sentence)
    else:
        st.success(sentence)
