"""Result: what was found in a clip, or in the clips of both legs."""

import streamlit as st

from screening.language import say
from screening.web import session
from screening.web.check.safety_form import ask_after_take
from screening.web.result.chooser import choose_result

st.title(say("web.pages.result"))
items = choose_result(session.work())
if items:
    from screening.web.result import overview as result

    ask_after_take(items)
    result.show(items)
