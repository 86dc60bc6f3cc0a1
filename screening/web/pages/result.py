"""Result: what was found in a clip, or in the clips of both legs."""

import streamlit as st

from screening.web import session
from screening.web.components.chooser import choose_result
from screening.web.components.safety_form import ask_after_take

st.title("Result")
items = choose_result(session.work())
if items:
    from screening.web.components import result

    ask_after_take(items)
    result.show(items)
