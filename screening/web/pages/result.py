"""Result: what was found in a clip, or in the clips of both legs."""

import streamlit as st

from screening.web import session
from screening.web.components import result

st.title("Result")
items = session.shown_items()
if items:
    result.show(items)
else:
    st.info("Nothing has been measured yet. Upload a clip, or check yourself.")
