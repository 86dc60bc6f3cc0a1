"""Settings: thresholds with their sources, pose model, and what happens to pictures."""

import streamlit as st

from screening.web.settings.form import settings_form

st.title("Settings")
st.markdown("They hold for the clips that are measured from now on.")
settings_form()
