"""Upload clips: drop them, watch them being measured, open what was found."""

import streamlit as st

from screening.web import session
from screening.web.upload.drop import drop_clips
from screening.web.upload.queue import show_queue

st.title("Upload clips")
st.markdown(
    "Single-leg squats, filmed from the front with the whole body in the picture: "
    "stand still on both feet for three seconds, then five slow squats on one leg, "
    "and the same on the other."
)
drop_clips(session.work())
show_queue(session.work())
