"""Settings: thresholds with their sources, pose model, and what happens to pictures."""

import streamlit as st

from screening.language import say
from screening.web.settings.form import settings_form

st.title(say("web.pages.settings"))
st.markdown(say("settings.intro"))
settings_form()
