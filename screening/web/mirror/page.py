"""Live mirror: a camera picture that guides, counts and measures."""

import streamlit as st

from screening.language import say
from screening.web import session
from screening.web.mirror.mirror import show_mirror

st.title(say("web.pages.mirror"))
show_mirror(session.work())
