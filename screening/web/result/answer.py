"""The plain answer: a card for each leg, with the picture that shows it best."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from screening.errors import ScreeningError
from screening.language import say
from screening.results.screening import Screening
from screening.web.marks import badge, cut_short, leg_not_found, look_in, plain
from screening.web.result.pictures import picture_at
from screening.web.result.views import LegView
from screening.words.checks import check_sentence, refusal_sentences, rep_reasons
from screening.words.findings import (
    by_hand_sentence,
    counted_sentence,
    leg_summary,
    pattern_sentence,
)
from screening.words.grammar import capital


def answer_cards(views: Sequence[LegView]) -> None:
    """Show the answer for each leg, left beside right, each with its picture."""
    if len(views) == 1:
        answer, picture = st.columns(2)
        with answer:
            _card(views[0])
            if missing := leg_not_found(views[0].screening):
                st.html(f'<div class="sc-line">{badge("not_judged")} {missing}</div>')
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
    sentences = [check_sentence(check) for check in refused]
    if not sentences:
        sentences = [say("result.answer.no_squat")]
    title = "standing_only" if len(screening.measured.standing) else "no_leg"
    _html_card("not_interpretable", say(f"result.answer.{title}"), "", sentences)


def _card(view: LegView) -> None:
    """Show one leg: mark and word, what was seen, and what it may mean."""
    leg = view.finding
    what = leg_summary(leg, stood=view.only_stood)
    counted = counted_sentence(leg) if leg.total else ""
    reasons = refusal_sentences(leg.reasons, view.screening.quality)
    if leg.verdict == "not_interpretable":
        _html_card("not_interpretable", view.name, what, reasons, counted)
        return
    look = look_in(leg, view.screening)
    reasons += [cut_short(view.screening)] if look == "incomplete" else []
    if look == "numbers":
        reasons = []  # Another take would not be judged either.
    by_hand = by_hand_sentence(leg, view.screening.hip_bone_methods(leg.leg))
    beside = (pattern_sentence(leg), by_hand)
    _html_card(look, view.name, what, reasons, counted, beside=beside)


def _html_card(
    look: str,
    title: str,
    what: str,
    reasons: Sequence[str],
    counted: str = "",
    *,
    beside: Sequence[str] = (),
) -> None:
    parts = [f"<h3>{escape(title)}</h3>{badge(look)}"]
    if what:
        parts.append(f'<p class="sc-what">{escape(capital(what))}</p>')
    parts += [f"<p>{escape(text)}</p>" for text in beside if text]
    if reasons := [text for text in reasons if text]:
        items = "".join(f"<li>{escape(text)}</li>" for text in dict.fromkeys(reasons))
        missing = "what_is_missing" if look != "not_interpretable" else "why"
        heading = escape(say(f"result.answer.{missing}"))
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
        st.caption(say("result.no_picture", error=plain(str(error))))
        return
    key = "deepest" if rep["valid"] else "deepest_not_counted"
    text = say(
        f"result.answer.{key}",
        leg=view.finding.leg,
        number=rep["rep"],
        why=rep_reasons(str(rep["reasons"])),
    )
    st.image(
        image,
        caption=text,
        width="stretch",
        output_format="JPEG",
        alt=say("result.answer.deepest_alt", text=text),
    )
