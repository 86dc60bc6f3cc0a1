"""The plain answer: a card for each leg, with the picture that shows it best."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.errors import ScreeningError
from screening.judgement import wording
from screening.result import Screening
from screening.web.components.marks import badge, look_of
from screening.web.pictures import picture_at
from screening.web.views import LegView


def answer_cards(views: Sequence[LegView]) -> None:
    """Show the answer for each leg, left beside right, each with its picture."""
    for column, view in zip(st.columns(len(views)), views, strict=True):
        with column:
            _card(view)
            _still(view)


def no_leg_card(screening: Screening) -> None:
    """Say of a clip in which no leg was tested what to do in the next one."""
    refused = [check for check in screening.quality if check.verdict == "refuse"]
    sentences = [wording.check_sentence(check) for check in refused]
    if not sentences:
        sentences = ["No single-leg squat was found: please record again."]
    title = "No leg could be judged"
    if len(screening.standing):
        title = "Standing only: no squat was found"
    _html_card("not_interpretable", title, "", sentences)


def _card(view: LegView) -> None:
    """Show one leg: mark and word, what was seen, and what it may mean."""
    leg = view.finding
    headline = wording.leg_headline(leg, stood=view.only_stood)
    what = headline.removeprefix(f"{view.name}: ")
    counted = wording.TEXTS["legs"]["counted"].format(valid=leg.valid, total=leg.total)
    if leg.verdict == "not_interpretable":
        reasons = [wording.refusal_sentence(reason) for reason in leg.reasons]
        _html_card("not_interpretable", view.name, what, reasons, counted)
        return
    pattern = wording.pattern_sentence(leg)
    _html_card(look_of(leg), view.name, what, [], counted, pattern=pattern)


def _html_card(
    look: str,
    title: str,
    what: str,
    reasons: Sequence[str],
    counted: str = "",
    *,
    pattern: str = "",
) -> None:
    parts = [f"<h3>{escape(title)}</h3>{badge(look)}"]
    if what:
        parts.append(f'<p class="sc-what">{escape(what[:1].upper() + what[1:])}</p>')
    if pattern:
        parts.append(f"<p>{escape(pattern)}</p>")
    if reasons:
        items = "".join(f"<li>{escape(text)}</li>" for text in dict.fromkeys(reasons))
        parts.append("<p><strong>Why, and what to change in the next take</strong></p>")
        parts.append(f'<ul class="sc-list">{items}</ul>')
    if counted:
        parts.append(f'<p class="sc-small">{escape(counted)}</p>')
    st.html(f'<div class="sc-card sc-{look}">{"".join(parts)}</div>')


def _still(view: LegView) -> None:
    """Show the deepest point of the squat that is most like the leg's values."""
    rep = view.typical_rep()
    if rep is None:
        return
    try:
        image = picture_at(view.item, view.screening, float(rep["bottom_s"]))
    except ScreeningError as error:
        st.caption(f"The picture cannot be shown: {error}")
        return
    st.image(
        image,
        caption=f"{view.name}, squat {rep['rep']} at its deepest point",
        width="stretch",
        output_format="JPEG",
    )
