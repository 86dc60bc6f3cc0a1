"""The questions before the test, and the one after it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

import streamlit as st

from screening.web.check.safety import CONDITIONS, Age, Answers, AnyOf, pain_afterwards
from screening.web.items import Item
from screening.words.limits import red_flags

_AGES: dict[Age, str] = {"adult": "18 or older", "under 18": "Under 18"}
_ANY: dict[AnyOf, str] = {"none": "None of these", "some": "At least one"}
_ASKED = "safety_answers"
_AFTER = "pain_after"


def ask_before() -> Answers:
    """Ask the safety questions and return the answers so far."""
    known: Answers = st.session_state.get(_ASKED, Answers())
    age = st.segmented_control(
        "How old are you?",
        get_args(Age),
        format_func=_AGES.__getitem__,
        default=known.age,
        key="safety_age",
    )
    pain = st.segmented_control(
        "Pain in legs, hips or back right now: 0 is none, 10 the worst you can imagine",
        range(11),
        default=known.pain,
        key="safety_pain",
    )
    conditions = st.segmented_control(
        f"Does one of these apply to you: {'; '.join(CONDITIONS)}?",
        get_args(AnyOf),
        format_func=_ANY.__getitem__,
        default=known.conditions,
        key="safety_conditions",
    )
    consent = st.checkbox(
        "I agree to being filmed for this check. The recording stays on the computer "
        "that runs this app, and is deleted after measuring unless the settings say "
        "otherwise.",
        value=known.consent,
        key="safety_consent",
    )
    answers = Answers(age, pain, conditions, consent)
    st.session_state[_ASKED] = answers
    return answers


def show_reasons_against(answers: Answers) -> None:
    """Say why the test is not done today, and when to see somebody."""
    reasons = " ".join(answers.reasons_against)
    st.error(
        f"**Please do not do this test today.** {reasons} Talk to a physiotherapist "
        "or a doctor first.",
    )
    with st.expander("See a doctor soon if one of these is true"):
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
        "After the test: how much pain do you have now, from 0 to 10?",
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
