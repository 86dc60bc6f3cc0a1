"""What to practise."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.judgement.exercises import (
    DOSE,
    DOSE_SOURCE,
    EXERCISE_NOTE,
    KNEE_SORE_NOTE,
    Exercise,
    exercises_for,
)
from screening.judgement.texts import capital
from screening.web.marks import look_of
from screening.web.result.views import LegView

_SORE = "a_knee_is_sore"


def practise(views: Sequence[LegView]) -> None:
    """Show exercises for what the legs showed."""
    # A widget's own state is forgotten while another part is shown.
    sore = st.toggle(
        "A knee is sore", value=st.session_state.get(_SORE, False), key="knee-sore"
    )
    st.session_state[_SORE] = sore
    chosen = exercises_for([view.finding for view in views], knee_sore=sore)
    if not chosen:
        st.info(_nothing(views))
        return
    if sore:
        st.info(KNEE_SORE_NOTE)
    for exercise in chosen:
        with st.container(border=True):
            st.markdown(f"**{exercise.name}**  \n{exercise.how}")
            st.caption(f"{_activity(exercise)} Source: {exercise.source}")
    st.markdown(f"**How often:** {DOSE}")
    st.caption(DOSE_SOURCE)
    st.markdown(EXERCISE_NOTE)


def _nothing(views: Sequence[LegView]) -> str:
    """Say why there is no exercise, and what to do instead."""
    if any(look_of(view.finding) == "numbers" for view in views):
        return (
            "The numbers are not judged, so no exercise follows from them. Ask a "
            "physiotherapist or a coach who sees you move."
        )
    return "Nothing was judged, so there is nothing to advise. Please record again."


def _activity(exercise: Exercise) -> str:
    """Say how active the hip muscle is, as far as it was reported."""
    if exercise.mvic_percent is None:
        return f"{capital(exercise.mvic_text)}."
    return (
        "Gluteus medius, in % of its strongest contraction: "
        f"{exercise.mvic_text} – {exercise.activity}."
    )
