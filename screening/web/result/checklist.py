"""The checklist after QASLS: answered by the measurement, completed by eye."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.judgement.checklist import Answer, ChecklistItem, checklist, points
from screening.judgement.texts import TEXTS
from screening.web.marks import answer_badge
from screening.web.result.views import LegView

_WORDS = TEXTS["checklist"]
_BY_EYE: dict[Answer, str] = {"no": "No", "yes": "Yes"}


def checklists(views: Sequence[LegView]) -> None:
    """Show the checklist of each leg, left beside right."""
    st.markdown(_WORDS["note"])
    for column, view in zip(st.columns(max(len(views), 1)), views, strict=False):
        with column:
            _leg(view)
    st.caption(_WORDS["source"])


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
    left = f"; {open_} not answered yet" if open_ else ""
    st.markdown(f"**{seen} of 10** seen{left}.")


def _item(view: LegView, item: ChecklistItem) -> None:
    """Show one item; what the tool cannot tell is asked."""
    title = f"{item.number}. {item.question}"
    if item.answer in ("yes", "no"):
        because = escape(f"seen by the tool: {item.because}")
        st.html(
            f'<div class="sc-check">{answer_badge(item.answer)}'
            f"<div>{escape(title)}<br><small>{because}</small></div></div>"
        )
        return
    if item.answer == "unsure":
        title += f" – too close to call ({item.because}), confirm by eye"
    key = f"tick-{view.item.id}-{view.finding.leg}-{item.number}"
    stored = _store(view, item)
    if key not in st.session_state and stored in st.session_state:
        st.session_state[key] = st.session_state[stored]
    # A widget's own state is forgotten while another page is shown.
    st.session_state[stored] = st.segmented_control(
        title, list(_BY_EYE), format_func=_BY_EYE.__getitem__, key=key
    )


def _store(view: LegView, item: ChecklistItem) -> str:
    return f"by-eye-{view.item.id}-{view.finding.leg}-{item.number}"
