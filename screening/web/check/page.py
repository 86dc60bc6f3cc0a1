"""Check yourself: the questions, the guided take, and the wait for its result."""

import streamlit as st

from screening.language import say
from screening.web.check.questions import show_check

st.title(say("web.pages.check"))
show_check()
