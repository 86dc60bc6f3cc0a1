"""The numbers behind the answer, left beside right, each on its scale."""

from __future__ import annotations

import math
from collections.abc import Sequence

import streamlit as st

from screening.judgement import wording
from screening.measures import LEG_MEASURES, TOLD_MEASURES
from screening.web.marks import look_of
from screening.web.result.charts import scale_chart
from screening.web.result.views import LegView, asymmetries, remarks


def numbers(views: Sequence[LegView]) -> None:
    """Show each measure of both legs with its error, cut-off and borderline band."""
    findings = [view.finding for view in views]
    if all(leg.verdict == "not_interpretable" for leg in findings):
        return
    st.subheader("The numbers")
    if all(look_of(leg) == "numbers" for leg in findings):
        st.caption("± is one typical error. With these thresholds nothing is judged.")
    else:
        st.caption(
            "± is one typical error. Orange line: the cut-off. Shaded: too close to "
            "the cut-off to call."
        )
    differences = {a.measure: a for a in asymmetries(views)}
    for measure in TOLD_MEASURES:
        if measure == TOLD_MEASURES[len(LEG_MEASURES)]:
            st.markdown("##### Beside it; these do not decide about a leg")
        title = wording.measure_title(measure)
        st.markdown(f"**{title}**", help=wording.measure_explanation(measure))
        if any(not math.isnan(leg.measure(measure).value) for leg in findings):
            st.altair_chart(scale_chart(measure, findings))
        for remark in remarks(views, measure):
            st.caption(remark)
        found = differences.get(measure)
        if found is not None and not math.isnan(found.difference):
            told = wording.asymmetry_sentence(found).partition(": ")[2]
            st.markdown(f"Left beside right: {told}")
