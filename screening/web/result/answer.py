"""The plain answer: a card for each leg, with the picture that shows it best."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from screening.errors import ScreeningError
from screening.judgement import wording
from screening.results.screening import Screening
from screening.web.marks import badge, look_of
from screening.web.result.pictures import picture_at
from screening.web.result.views import LegView


def answer_cards(views: Sequence[LegView]) -> None:
    """Show the answer for each leg, left beside right, each with its picture."""
    if len(views) == 1:
        answer, picture = st.columns(2)
        with answer:
            _card(views[0])
        with picture:
            _still(views[0])
        return
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
    if leg.total == 0:
        counted = ""
    reasons = [wording.refusal_sentence(reason) for reason in leg.reasons]
    if leg.verdict == "not_interpretable":
        _html_card("not_interpretable", view.name, what, reasons, counted)
        return
    look = look_of(leg)
    if look == "numbers":
        reasons = []  # Another take would not be judged either.
    pattern = wording.pattern_sentence(leg)
    _html_card(look, view.name, what, reasons, counted, pattern=pattern)


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
        heading = "Why, and what to change in the next take"
        if look != "not_interpretable":
            heading = "What is missing, and what to change in the next take"
        parts.append(f"<p><strong>{heading}</strong></p>")
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
    told = f"{view.name}, squat {rep['rep']} at its deepest point{_unused(rep)}"
    st.image(
        image,
        caption=told,
        width="stretch",
        output_format="JPEG",
        alt=f"{told}, with the lines drawn.",
    )


def _unused(rep: pd.Series) -> str:
    """Say why a repetition does not count, if it does not."""
    if rep["valid"]:
        return ""
    why = ", ".join(map(wording.rep_reason, str(rep["reasons"]).split(";")))
    return f"; it does not count ({why})"
