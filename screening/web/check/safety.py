"""Who can do the test: what is asked before and after, and what follows from it.

The rules come first, then the questions as they stand on the pages.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

import streamlit as st

from screening.judgement.profiles import DEFAULT_PROFILE
from screening.language import say
from screening.web.items import Item
from screening.words.limits import red_flags

MOST_PAIN = 3
"""Pain above this, of 10, and the test is not done. Our own proposal, as are the
conditions that are asked about; no study gives limits for this test."""

REPORT_ONLY = "report-only"

_ASKED = "safety_answers"
_AFTER = "pain_after"

Age = Literal["adult", "under_18"]
AnyOf = Literal["none", "some"]


@dataclass(frozen=True)
class Answers:
    """The answers before the test; None where there is none yet.

    Parameters
    ----------
    age
        ``adult`` or ``under_18``.
    pain
        Now, 0 to 10.
    conditions
        Whether one of the conditions that are asked about applies.
    consent
        To being recorded.
    """

    age: Age | None = None
    pain: int | None = None
    conditions: AnyOf | None = None
    consent: bool = False

    @property
    def reasons_against(self) -> tuple[str, ...]:
        """Return why the test must not be done; empty if nothing is against it."""
        reasons = []
        if self.pain is not None and self.pain > MOST_PAIN:
            pain = {"pain": self.pain, "most": MOST_PAIN}
            reasons.append(say("check.safety.too_much_pain", **pain))
        if self.conditions == "some":
            reasons.append(say("check.safety.condition"))
        return tuple(reasons)

    @property
    def missing(self) -> tuple[str, ...]:
        """Return which questions are still open, in a word each."""
        answered = {
            "age": self.age,
            "pain": self.pain,
            "health": self.conditions,
            "consent": self.consent or None,
        }
        return tuple(name for name, answer in answered.items() if answer is None)

    @property
    def may_start(self) -> bool:
        """Whether the take may begin."""
        return not self.missing and not self.reasons_against

    def profile(self, chosen: str = DEFAULT_PROFILE) -> str:
        """Return the thresholds to judge by: none for people under 18."""
        return REPORT_ONLY if self.age == "under_18" else chosen


def pain_afterwards(before: int | None, after: int) -> tuple[bool, str]:
    """Say what the pain after the test means.

    Parameters
    ----------
    before, after
        0 to 10; None if it was not asked before.

    Returns
    -------
    bool, str
        Whether it is a reason to see a professional, and the sentence for the person.
    """
    if after > MOST_PAIN:
        return True, say("check.safety.after_too_much", after=after)
    if before is not None and after > before:
        return True, say("check.safety.after_more", before=before, after=after)
    return False, say("check.safety.after_good")


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
    """Say why the test is not done today, and when to see a professional."""
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
