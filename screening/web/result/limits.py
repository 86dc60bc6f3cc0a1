"""What the check cannot tell, and when to see somebody."""

from __future__ import annotations

import streamlit as st

from screening.language import say
from screening.words.limits import confounders, honest_limits, red_flags


def limits() -> None:
    """Show the honest limits, what else could explain a finding, and red flags."""
    st.markdown(f"**{say('result.limits.red_flags')}**")
    st.markdown(_bullets(red_flags()))
    st.markdown(f"**{say('result.limits.confounders')}**")
    st.markdown(_bullets(confounders()))
    st.markdown(f"**{say('result.limits.honest_limits')}**")
    st.markdown(_bullets(honest_limits()))


def _bullets(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
