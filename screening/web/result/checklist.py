"""The checklist after QASLS: answered by the measurement, completed by eye."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.judgement.checklist import (
    ITEMS,
    Answer,
    ChecklistItem,
    checklist,
    points,
)
from screening.language import say
from screening.web.marks import answer_badge
from screening.web.result.views import LegView
from screening.words.checklist import item_evidence, item_question
from screening.words.grammar import capital

_BY_EYE: tuple[Answer, ...] = ("no", "yes")


def checklists(views: Sequence[LegView]) -> None:
    """Show the checklist of each leg, left beside right."""
    st.markdown(say("checklist.note"))
    for column, view in zip(st.columns(max(len(views), 1)), views, strict=False):
        with column:
            _leg(view)
    st.caption(say("checklist.source"))


def answers(view: LegView) -> list[tuple[ChecklistItem, Answer]]:
    """Return each item with its answer, the eye's where it was given."""
    return [
        (item, st.session_state.get(_store(view, item)) or item.answer)
        for item in checklist(view.finding, view.reps())
    ]


def _leg(view: LegView) -> None:
    """Show the items of a leg and take the answers given by eye."""
    st.markdown(f"**{view.name}**")
    for item in checklist(view.finding, view.reps()):
        _item(view, item)
    seen, open_ = points([answer for _, answer in answers(view)])
    key = "seen_so_far" if open_ else "seen"
    count = {"seen": seen, "items": len(ITEMS), "open": open_}
    st.markdown(say(f"result.checklist.{key}", **count))


def _item(view: LegView, item: ChecklistItem) -> None:
    """Show one item; what the tool cannot tell is asked."""
    title = f"{item.number}. {item_question(item)}"
    if item.answer in ("yes", "no"):
        seen = say("result.checklist.by_tool", evidence=item_evidence(item))
        because = escape(seen)
        st.html(
            f'<div class="sc-check">{answer_badge(item.answer)}'
            f"<div>{escape(title)}<br><small>{because}</small></div></div>"
        )
        return
    if item.answer == "unsure":
        evidence = item_evidence(item)
        title = say("result.checklist.confirm", title=title, evidence=evidence)
    key = f"tick-{view.item.id}-{view.finding.leg}-{item.number}"
    stored = _store(view, item)
    if key not in st.session_state and stored in st.session_state:
        st.session_state[key] = st.session_state[stored]
    # A widget's own state is forgotten while another page is shown.
    st.segmented_control(
        title,
        _BY_EYE,
        format_func=_answer_word,
        key=key,
        on_change=_keep,
        args=(stored, key),
    )


def _keep(stored: str, key: str) -> None:
    st.session_state[stored] = st.session_state[key]


def _answer_word(answer: Answer) -> str:
    return capital(say(f"web.answers.{answer}"))


def _store(view: LegView, item: ChecklistItem) -> str:
    return f"by-eye-{view.item.id}-{view.finding.leg}-{item.number}"
