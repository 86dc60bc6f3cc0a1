"""What the check cannot tell, and when to see somebody."""

from __future__ import annotations

import streamlit as st

from screening.judgement.wording import CONFOUNDERS, HONEST_LIMITS, RED_FLAGS


def limits() -> None:
    """Show the honest limits, what else could explain a finding, and red flags."""
    st.markdown("**See a doctor or physiotherapist soon, without any test, if**")
    st.markdown(_bullets(RED_FLAGS))
    st.markdown("**What else can look like this**")
    st.markdown(_bullets(CONFOUNDERS))
    st.markdown("**What this check can tell, and what it cannot**")
    st.markdown(_bullets(HONEST_LIMITS))


def _bullets(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"- {sentence}" for sentence in sentences)
