"""The plain answer: what each leg showed, how common it is, and its picture."""

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
from screening.words.plain import answer, how_common


def answer_cards(views: Sequence[LegView]) -> None:
    """Show the answer for each leg, left beside right, each with its picture."""
    for column, view in zip(st.columns(max(len(views), 2)), views, strict=False):
        with column, st.container(key=f"answer-{view.finding.leg}"):
            said, seen = st.columns([3, 2])
            with said:
                _card(view)
            with seen:
                _still(view)
    if missing := leg_not_found([view.screening for view in views]):
        line = f"{badge('not_judged')} <span>{escape(missing)}</span>"
        st.html(f'<div class="sc-line">{line}</div>')


def no_leg_card(screening: Screening) -> None:
    """Say of a clip in which no leg was tested what to do in the next one."""
    refused = [check for check in screening.quality if check.verdict == "refuse"]
    sentences = [check_sentence(check) for check in refused]
    if not sentences:
        sentences = [say("result.answer.no_squat")]
    title = "standing_only" if len(screening.measured.standing) else "no_leg"
    _html_card("not_interpretable", say(f"result.answer.{title}"), "", sentences)


def _card(view: LegView) -> None:
    """Show one leg: mark and word, what was seen, how common, and what is missing."""
    leg, look = view.finding, look_in(view.finding, view.screening)
    what = answer(leg, view.voice, stood=view.only_stood)
    reasons = refusal_sentences(leg.reasons, view.screening.quality)
    if look == "incomplete":
        reasons += filter(None, [cut_short(view.screening)])
    elif look == "numbers":
        reasons = []  # Without a comparison, another take would not be judged either.
    _html_card(look, view.name, what, reasons, how_common(leg))


def _html_card(
    look: str, title: str, what: str, reasons: Sequence[str], common: str = ""
) -> None:
    parts = [f'<div class="sc-head"><h2>{escape(title)}</h2>{badge(look)}</div>']
    if what:
        parts.append(f'<p class="sc-what">{escape(what)}</p>')
    if common:
        title = escape(say("plain.common.title"))
        parts.append(f"<p><strong>{title}</strong> {escape(common)}</p>")
    if reasons:
        items = "".join(f"<li>{escape(text)}</li>" for text in dict.fromkeys(reasons))
        missing = "what_is_missing" if look != "not_interpretable" else "why"
        heading = escape(say(f"result.answer.{missing}"))
        parts.append(f"<p><strong>{heading}</strong></p>")
        parts.append(f'<ul class="sc-list">{items}</ul>')
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
        number=rep["rep"],
        total=view.finding.total,
        why=rep_reasons(str(rep["reasons"])),
    )
    st.image(
        image,
        caption=text,
        width="stretch",
        output_format="JPEG",
        alt=say("result.answer.deepest_alt", leg=view.finding.leg, text=text),
    )
