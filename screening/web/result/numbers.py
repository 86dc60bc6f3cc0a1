"""The numbers behind the answer, left beside right, on one axis."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from screening.language import say
from screening.measures import REPORTED_MEASURES
from screening.web.marks import look_of
from screening.web.result.number_table import number_table
from screening.web.result.views import LegView, asymmetries, remarks
from screening.words.findings import (
    asymmetry_text,
    by_hand_sentence,
    counted_sentence,
    leg_headline,
    pattern_sentence,
)
from screening.words.how_sure import camera_sentences


def numbers(views: Sequence[LegView]) -> None:
    """Show each measure of both legs with its error, cut-off and verdict."""
    findings = [view.finding for view in views]
    for view in views:
        st.markdown(_in_terms(view))
    if all(leg.verdict == "not_interpretable" for leg in findings):
        return
    unjudged = all(look_of(leg) == "numbers" for leg in findings)
    st.caption(say(f"result.numbers.{'not_judged' if unjudged else 'judged'}"))
    decisive = [found.measure for found in findings[0].decisive]
    others = [name for name in REPORTED_MEASURES if name not in decisive]
    said = {name: _remarks(views, name) for name in (*decisive, *others)}
    st.html(number_table((decisive, others), findings, said))
    sure = camera_sentences(v.screening.camera_place(v.finding.leg) for v in views)
    if sure:
        st.markdown(f"**{say('how_sure.title')}**")
        st.markdown("\n".join(f"- {each}" for each in sure))


def _remarks(views: Sequence[LegView], measure: str) -> list[str]:
    """Say of a measure what its numbers do not: what is missing, left against right."""
    said = remarks(views, measure)
    for found in asymmetries(views):
        if found.measure == measure and not math.isnan(found.difference):
            text = asymmetry_text(found)
            said.append(say("result.numbers.both_sides", text=text))
    return said


def _in_terms(view: LegView) -> str:
    """Say what a leg showed in the terms of the field."""
    leg = view.finding
    sentences = [f"**{leg_headline(leg, stood=view.only_stood)}**"]
    if leg.total:
        sentences.append(counted_sentence(leg))
    if leg.verdict != "not_interpretable":
        methods = view.screening.hip_bone_methods(leg.leg)
        sentences += [pattern_sentence(leg), by_hand_sentence(leg, methods)]
    return " ".join(filter(None, sentences))
