"""Who can do the test: what is asked before and after, and what follows from it.

One rule for every way in, the guided take, the mirror and clips: nobody is measured
without consent, and nobody outside 18 to 50 years is judged. Who is about to do the
test is asked about pain and health as well, each time anew, because it may be somebody
else now. The rules come first, then the questions as they stand on the pages. Which
conditions are asked about is our own proposal; no study gives limits for this test.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import streamlit as st

from screening.judgement.pain import MOST_FOR_TEST, WORST_PAIN
from screening.judgement.profiles import DEFAULT_PROFILE
from screening.language import say
from screening.web import session
from screening.web.choices import REPORT_ONLY, Age, profile_for
from screening.web.pain import is_stopped, note_take
from screening.words.grammar import joined
from screening.words.limits import red_flags

_ASKED, _TURN, _ANSWERED_S = "safety_answers", "safety_turn", "safety_answered_s"
_GOOD_FOR_S = 900.0
"""Answers that nobody has acted on for this long are asked for again."""

AnyOf = Literal["none", "some"]


@dataclass(frozen=True)
class Answers:
    """The answers before the test; None where there is none yet.

    Parameters
    ----------
    age
        ``under_18``, ``adult`` for 18 to 50 years, or ``over_50``.
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
        if self.pain is not None and self.pain > MOST_FOR_TEST:
            pain = {"pain": self.pain, "most": MOST_FOR_TEST}
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
        """Return the thresholds to judge by."""
        return profile_for(self.age, chosen)

    def notes(self) -> dict[str, str]:
        """Return what is stored with a take."""
        known = {"age": self.age, "pain_before": self.pain}
        return {name: str(said) for name, said in known.items() if said is not None}


def may_begin() -> Answers | None:
    """Ask somebody who is about to do the test.

    Returns
    -------
    Answers or None
        None as long as the test must not begin.
    """
    st.header(say("check.safety.title"))
    if is_stopped():
        st.error(say("check.safety.stopped"))
        if st.button(say("check.safety.somebody_else")):
            del st.session_state[session.STOPPED]
            ask_anew()
            st.rerun()
        return None
    answers = ask_before()
    if answers.reasons_against:
        _show_reasons_against(answers)
        return None
    show_age(answers.age)
    if answers.missing:
        st.caption(still_to_answer(answers.missing))
        return None
    return answers


def still_to_answer(names: Sequence[str]) -> str:
    """Return a sentence with the questions that are still open."""
    open_ = [say(f"check.safety.questions.{each}") for each in names]
    return say("check.safety.still_to_answer", questions=joined(open_))


def show_age(age: Age | None) -> None:
    """Say that somebody of this age gets numbers without a verdict."""
    if profile_for(age) == REPORT_ONLY:
        st.info(say(f"check.safety.for_{age}"))


def ask_age(label: str, **options: Any) -> Age | None:
    """Ask how old somebody is.

    Parameters
    ----------
    label
        The question.
    **options
        Of the widget; its ``key`` at least.
    """
    age: Age | None = st.segmented_control(
        label, get_args(Age), format_func=_answer_word, **options
    )
    return age


def ask_before() -> Answers:
    """Ask the safety questions and return the answers so far."""
    if _are_old():
        if _ANSWERED_S in st.session_state:
            ask_anew()
        keep_answers()
    known = given()
    ask_age(say("check.safety.age"), default=known.age, **_kept_in("age"))
    st.segmented_control(
        say("check.safety.pain"),
        range(WORST_PAIN + 1),
        default=known.pain,
        **_kept_in("pain"),
    )
    st.segmented_control(
        say("check.safety.conditions"),
        get_args(AnyOf),
        format_func=_answer_word,
        default=known.conditions,
        **_kept_in("conditions"),
    )
    st.checkbox(say("check.safety.consent"), value=known.consent, **_kept_in("consent"))
    return known


def _kept_in(field: str) -> dict[str, Any]:
    """Return what makes a widget keep its answer when the page is left at once."""
    key = f"safety_{field}_{st.session_state.get(_TURN, 0)}"
    return {"key": key, "on_change": _answer, "args": (field, key)}


def _answer(field: str, key: str) -> None:
    """Note an answer, unless those before it are another person's by now."""
    if not _are_old():
        st.session_state[_ASKED] = replace(given(), **{field: st.session_state[key]})
        keep_answers()


def _are_old() -> bool:
    """Tell whether it may be another person who answers now."""
    answered_s: float = st.session_state.get(_ANSWERED_S, 0.0)
    return time.monotonic() - answered_s > _GOOD_FOR_S


def given() -> Answers:
    """Return what was answered, without asking."""
    answers: Answers = st.session_state.get(_ASKED, Answers())
    return answers


def keep_answers() -> None:
    """Note that whoever gave the answers is still there."""
    st.session_state[_ANSWERED_S] = time.monotonic()


def ask_anew() -> None:
    """Forget the answers: the next test has its own, and perhaps another person."""
    st.session_state.pop(_ASKED, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1


def end_of_take(take_id: str, before: int | None) -> None:
    """Have the pain asked for after a take, and everything before the next one.

    Parameters
    ----------
    take_id
        Group or id of its measurement.
    before
        Pain before it.
    """
    note_take(take_id, before)
    ask_anew()


def _answer_word(choice: str) -> str:
    return say(f"check.safety.{choice}")


def _show_reasons_against(answers: Answers) -> None:
    """Say why the test is not done today, and when to see a professional."""
    reasons = " ".join(answers.reasons_against)
    st.error(say("check.safety.not_today", reasons=reasons))
    with st.expander(say("check.safety.red_flags")):
        st.markdown("\n".join(f"- {flag}" for flag in red_flags()))
