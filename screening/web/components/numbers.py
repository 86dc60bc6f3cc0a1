"""The numbers behind the answer, left beside right, each on its scale."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from screening.judgement import wording
from screening.web.charts import scale_chart
from screening.web.views import SHOWN_MEASURES, LegView, asymmetries


def numbers(views: Sequence[LegView]) -> None:
    """Show each measure of both legs with its error, cut-off and borderline band."""
    findings = [view.finding for view in views]
    if all(leg.verdict == "not_interpretable" for leg in findings):
        return
    st.subheader("The numbers")
    st.caption(
        "± is one typical error. Orange line: the cut-off. Shaded: too close to the "
        "cut-off to call."
    )
    differences = {a.measure: a for a in asymmetries(views)}
    for measure in SHOWN_MEASURES:
        title = wording.measure_title(measure)
        st.markdown(f"**{title}**", help=wording.measure_explanation(measure))
        st.altair_chart(scale_chart(measure, findings))
        for sentence in dict.fromkeys(_unjudged(views, measure)):
            st.caption(sentence)
        if measure in differences:
            told = wording.asymmetry_sentence(differences[measure])
            st.markdown(f"Left beside right: {told.partition(': ')[2]}")


def _unjudged(views: Sequence[LegView], measure: str) -> list[str]:
    """Say why a number is missing, or at most borderline."""
    sentences = []
    for view in views:
        found = view.finding.measure(measure)
        reason = found.reason or found.caution
        if reason is not None:
            sentences.append(f"{view.name}: {wording.refusal_sentence(reason)}")
    return sentences
