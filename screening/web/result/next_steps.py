"""What the answer means, what to do now, and when to come back or see a doctor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import streamlit as st

from screening.judgement.pain import concern
from screening.language import say
from screening.web.items import Item
from screening.web.pain import check_id, comes_first, said_pain
from screening.web.result.practise import exercise_level, sore_knee
from screening.web.result.unseen import looked
from screening.web.result.views import LegView, is_whole
from screening.words.grammar import date_text
from screening.words.limits import red_flags
from screening.words.plain import meaning, things_to_do
from screening.words.unseen import unseen_sentence

COME_BACK = timedelta(weeks=6)
"""As long as the exercises take in the one trial that changed the squat (Willy & Davis
2011)."""


def next_steps(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Show what follows from the answer, without the words of the field."""
    findings = [view.finding for view in views]
    if findings:
        means, todo = st.columns(2)
        with means, st.container(key="meaning"):
            st.header(say("plain.means.title"))
            profile = views[0].screening.profile
            for paragraph in meaning(findings, profile, whole=is_whole(views)):
                st.markdown(paragraph)
            st.caption(unseen_sentence())
        with todo, st.container(key="todo"):
            _todo(items, views)
    _red_flags(items)


def _todo(items: Sequence[Item], views: Sequence[LegView]) -> None:
    if comes_first(items):
        st.header(say("plain.todo.title_again"))
        st.warning(say("check.safety.not_before"))
        return
    findings = [view.finding for view in views]
    whole = is_whole(views)
    things = things_to_do(
        findings,
        knee_sore=sore_knee(),
        level=exercise_level(),
        stiff_ankle=looked().stiff_ankle,
        whole=whole,
    )
    title = "title" if len(things) == 3 else "title_again"
    st.header(say(f"plain.todo.{title}"))
    numbered = enumerate(things, start=1)
    st.markdown("\n".join(f"{number}. {thing}" for number, thing in numbered))
    if len(things) == 3:
        st.markdown(say("plain.todo.how_often"))
    judged = any(view.is_measured for view in views)
    if not (whole and judged):
        st.markdown(say("plain.todo.come_back_sooner"))
        return
    day = date_text(date.today() + COME_BACK)
    st.markdown(say("plain.todo.come_back", day=day))


def _red_flags(items: Sequence[Item]) -> None:
    """Say when to see a professional; open where there was pain.

    Where this check's own pain asks for it, they stand above the answer already.
    """
    if concern(said_pain(check_id(items)).gravest) != "none":
        return
    pain = comes_first(items) or any(_pain_before(item) > 0 for item in items)
    with st.expander(say("plain.todo.red_flags"), expanded=pain):
        st.markdown("\n".join(f"- {flag}" for flag in red_flags()))


def _pain_before(item: Item) -> int:
    notes = item.result.provenance.get("notes", {}) if item.result is not None else {}
    said = str(notes.get("pain_before", ""))
    return int(said) if said.isdigit() else 0
