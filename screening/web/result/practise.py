"""What to practise."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.judgement.exercises import exercises_for
from screening.language import say
from screening.web.marks import look_of
from screening.web.result.exercise_pictures import exercise_picture
from screening.web.result.views import LegView
from screening.words.exercises import exercise_activity, exercise_how, exercise_name

_SORE = "a_knee_is_sore"
"""Key of the choice in the visit."""


def practise(views: Sequence[LegView]) -> None:
    """Show exercises for what the legs showed."""
    # A widget's own state is forgotten while this part is closed.
    sore = st.toggle(
        say("result.practise.knee_sore"),
        value=sore_knee(),
        key="knee-sore",
        on_change=_keep,
    )
    chosen = exercises_for([view.finding for view in views], knee_sore=sore)
    if not chosen:
        st.info(_nothing(views))
        return
    if sore:
        st.info(say("exercises.knee_sore_note"))
    for exercise in chosen:
        with st.container(border=True):
            seen, told = st.columns([1, 4], vertical_alignment="center")
            name = exercise_name(exercise)
            seen.html(exercise_picture(exercise.key, name))
            told.markdown(f"**{name}**  \n{exercise_how(exercise)}")
            activity, source = exercise_activity(exercise), exercise.source
            told.caption(
                say("result.practise.evidence", activity=activity, source=source)
            )
    st.markdown(say("result.practise.how_often", dose=say("exercises.dose")))
    st.caption(say("exercises.dose_source"))
    st.markdown(say("exercises.note"))


def sore_knee() -> bool:
    """Return whether somebody has said that a knee is sore."""
    return bool(st.session_state.get(_SORE, False))


def _keep() -> None:
    st.session_state[_SORE] = st.session_state["knee-sore"]


def _nothing(views: Sequence[LegView]) -> str:
    """Say why there is no exercise, and what to do instead."""
    unjudged = any(look_of(view.finding) == "numbers" for view in views)
    return say(f"result.practise.{'numbers_only' if unjudged else 'nothing_judged'}")
