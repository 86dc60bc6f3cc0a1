"""Upload clips: drop them, watch them being measured, open what was found."""

import streamlit as st

from screening.language import say
from screening.web import session
from screening.web.upload.drop import drop_clips, is_something_dropped
from screening.web.upload.opening import open_expected
from screening.web.upload.phone_panel import is_phone_sending, phone_panel
from screening.web.upload.queue import show_queue

st.title(say("web.pages.upload"))
st.markdown(say("upload.intro"))
phone_panel(session.work())
drop_clips(session.work())
show_queue(session.work())
open_expected(session.work(), is_waiting=is_phone_sending() or is_something_dropped())
