"""What to practise."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.judgement.exercises import (
    LEVELS,
    Exercise,
    Level,
    exercises_for,
    next_level,
)
from screening.language import say
from screening.web.marks import look_of
from screening.web.result.exercise_pictures import exercise_picture
from screening.web.result.unseen import looked
from screening.web.result.views import LegView
from screening.words.exercises import (
    exercise_activity,
    exercise_dose,
    exercise_felt,
    exercise_how,
    exercise_load,
    exercise_name,
    exercise_source,
    level_name,
    level_rules,
)

_SORE, _LEVEL = "a_knee_is_sore", "exercise_level"
"""Keys of the choices in the visit."""
_SORE_WIDGET, _LEVEL_WIDGET = "knee-sore", "exercise-level"


def practise(views: Sequence[LegView]) -> None:
    """Show exercises for what the legs showed."""
    findings = [view.finding for view in views]
    # A widget's own state is forgotten while this part is closed.
    sore = st.toggle(
        say("result.practise.knee_sore"),
        value=sore_knee(),
        key=_SORE_WIDGET,
        on_change=_keep,
        args=(_SORE, _SORE_WIDGET),
    )
    level = _level()
    chosen = exercises_for(
        findings, knee_sore=sore, level=level, stiff_ankle=looked().stiff_ankle
    )
    if not chosen:
        st.info(_nothing(views))
        return
    if sore:
        st.info(say("exercises.knee_sore_note"))
    for exercise in chosen:
        _show(exercise)
    st.markdown(say("result.practise.how_often", dose=say("exercises.dose")))
    st.caption(say("exercises.dose_source"))
    st.markdown(f"**{say('exercises.rules.title')}**")
    st.markdown("\n".join(f"- {rule}" for rule in level_rules()))
    _practised_already(level)
    st.markdown(f"{say('exercises.note')} {say('exercises.trials')}")
    st.markdown(say("exercises.stretching"))
    st.caption(say("result.practise.in_the_report"))


def sore_knee() -> bool:
    """Return whether somebody has said that a knee is sore."""
    return bool(st.session_state.get(_SORE, False))


def exercise_level() -> Level:
    """Return the level that was chosen, the lowest at first."""
    kept: Level = st.session_state.get(_LEVEL, LEVELS[0])
    return kept


def _level() -> Level:
    """Let people choose the level they practise at."""
    level: Level = st.radio(
        say("result.practise.level"),
        LEVELS,
        index=LEVELS.index(exercise_level()),
        format_func=level_name,
        horizontal=True,
        key=_LEVEL_WIDGET,
        on_change=_keep,
        args=(_LEVEL, _LEVEL_WIDGET),
    )
    return level


def _show(exercise: Exercise) -> None:
    """Show one exercise: its drawing, how, how much, where it is felt, the evidence."""
    with st.container(border=True):
        seen, told = st.columns([1, 4], vertical_alignment="center")
        name, dose = exercise_name(exercise), exercise_dose(exercise)
        seen.html(exercise_picture(exercise.key, name, gentle=exercise.gentle))
        told.markdown(f"**{name}** · {dose}  \n{exercise_how(exercise)}")
        felt = say("exercises.felt", felt=exercise_felt(exercise))
        harder = say("exercises.harder", load=exercise_load(exercise))
        told.markdown(f"{felt} {harder}")
        activity, source = exercise_activity(exercise), exercise_source(exercise)
        told.caption(say("result.practise.evidence", activity=activity, source=source))


def _practised_already(level: Level) -> None:
    """Ask how it went, and say which level follows."""
    with st.form("level-after-practice"):
        st.markdown(say("result.practise.after.title", level=level_name(level)))
        in_form = st.checkbox(say("result.practise.after.in_form"))
        settled = st.checkbox(say("result.practise.after.settled"))
        pain = st.slider(say("result.practise.after.pain"), 0, 10, 0)
        asked = st.form_submit_button(say("result.practise.after.ask"))
    if not asked:
        return
    settled = settled or pain == 0
    following = next_level(level, in_form=in_form, pain=pain, settled=settled)
    if following is None:
        st.warning(say("result.practise.after.pause"))
    elif following == level:
        st.info(say("result.practise.after.stay", level=level_name(level)))
    else:
        st.info(say("result.practise.after.change", level=level_name(following)))


def _keep(name: str, widget: str) -> None:
    st.session_state[name] = st.session_state[widget]


def _nothing(views: Sequence[LegView]) -> str:
    """Say why there is no exercise, and what to do instead."""
    unjudged = any(look_of(view.finding) == "numbers" for view in views)
    return say(f"result.practise.{'numbers_only' if unjudged else 'nothing_judged'}")
