"""The numbers behind the answer, left beside right, each on its scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from screening.language import say
from screening.measures import REPORTED_MEASURES
from screening.web.marks import look_of
from screening.web.result.charts import scale_chart
from screening.web.result.views import LegView, asymmetries, remarks
from screening.words.findings import asymmetry_text
from screening.words.measures import measure_explanation, measure_title


def numbers(views: Sequence[LegView]) -> None:
    """Show each measure of both legs with its error, cut-off and borderline band."""
    findings = [view.finding for view in views]
    if all(leg.verdict == "not_interpretable" for leg in findings):
        return
    st.subheader(say("result.numbers.title"))
    unjudged = all(look_of(leg) == "numbers" for leg in findings)
    st.caption(say(f"result.numbers.{'not_judged' if unjudged else 'judged'}"))
    differences = {a.measure: a for a in asymmetries(views)}
    decisive = [found.measure for found in findings[0].decisive]
    others = [name for name in REPORTED_MEASURES if name not in decisive]
    for measure in (*decisive, *others):
        if measure == others[0]:
            st.markdown(f"##### {say('result.numbers.others')}")
        title = measure_title(measure)
        st.markdown(f"**{title}**", help=measure_explanation(measure))
        if any(not math.isnan(leg.measure(measure).value) for leg in findings):
            st.altair_chart(scale_chart(measure, findings))
        for remark in remarks(views, measure):
            st.caption(remark)
        found = differences.get(measure)
        if found is not None and not math.isnan(found.difference):
            text = asymmetry_text(found)
            st.markdown(say("result.numbers.both_sides", text=text))
