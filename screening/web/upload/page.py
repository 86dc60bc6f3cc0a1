"""Upload clips: drop them, watch them being measured, open what was found."""

import streamlit as st

from screening.language import say
from screening.web import session
from screening.web.upload.drop import drop_clips
from screening.web.upload.phone_panel import phone_panel
from screening.web.upload.queue import show_queue

st.title(say("web.pages.upload"))
st.markdown(say("upload.intro"))
phone_panel(session.work())
drop_clips(session.work())
show_queue(session.work())
