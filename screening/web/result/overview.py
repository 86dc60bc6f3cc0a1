"""The result of one or two clips, from the plain answer to the last number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st

from screening.language import say
from screening.web import navigation
from screening.web.items import Item
from screening.web.result.about import about
from screening.web.result.answer import answer_cards, no_leg_card
from screening.web.result.checklist import checklists
from screening.web.result.curves import curves
from screening.web.result.downloads import downloads
from screening.web.result.limits import limits
from screening.web.result.numbers import numbers
from screening.web.result.practise import practise
from screening.web.result.quality import quality
from screening.web.result.squats import squats
from screening.web.result.views import LegView, leg_views, without_legs
from screening.words.findings import standing_sentence

_PARTS = ("practise", "squats", "curves", "quality", "checklist", "limits")


def show(items: Sequence[Item]) -> None:
    """Show what was measured; of two clips each leg is taken from its own.

    Parameters
    ----------
    items
        Finished measurements of one check.
    """
    views = leg_views(items)
    if views:
        answer_cards(views)
    for screening in without_legs(items):
        no_leg_card(screening)
    _standing(items)
    st.caption(f"{say('limits.not_a_diagnosis')} {say('limits.no_cause')}")
    with st.container(horizontal=True):
        downloads(items, views)
        _record_again(items, views)
    if views:
        numbers(views)
    _details(items, views)
    about(items)


def _standing(items: Sequence[Item]) -> None:
    """Say what the quiet stance on each leg showed."""
    sentences = [
        standing_sentence(finding)
        for item in items
        if item.result is not None
        for finding in item.result.standing_findings()
    ]
    if sentences:
        st.markdown(f"**{say('result.answer.standing')}**")
        st.markdown("\n".join(f"- {sentence}" for sentence in sentences))


def _record_again(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Lead on from what cannot be judged."""
    judged = [view.finding.verdict != "not_interpretable" for view in views]
    if all(judged) and not without_legs(items):
        return
    own = items[0].kind == "take"
    if st.button(say(f"result.again.{'record' if own else 'upload'}"), type="primary"):
        navigation.go_to("check" if own else "upload")


def _details(items: Sequence[Item], views: Sequence[LegView]) -> None:
    """Show what stands behind the answer; only the open part is put together."""
    parts: tuple[Callable[[], None], ...] = (
        lambda: practise(views),
        lambda: squats(items),
        lambda: curves(items),
        lambda: quality(items),
        lambda: checklists(views),
        limits,
    )
    st.subheader(say("result.details.title"))
    key = f"details-{items[0].id}"
    titles = {part: say(f"result.details.{part}") for part in _PARTS}
    first = titles[_first_part(items, views)]
    tabs = st.tabs(list(titles.values()), default=first, key=key, on_change="rerun")
    for tab, part in zip(tabs, parts, strict=True):
        if tab.open:
            with tab:
                part()


def _first_part(items: Sequence[Item], views: Sequence[LegView]) -> str:
    """Say which part is open at first: the one that explains the answer."""
    if any(view.finding.verdict != "not_interpretable" for view in views):
        return "practise"
    checks = [c for item in items if item.result for c in item.result.quality]
    refused = any(check.verdict == "refuse" for check in checks)
    return "quality" if refused else "squats"
