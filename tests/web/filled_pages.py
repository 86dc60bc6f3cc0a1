"""The pages of the app in a visit that is filled when it begins."""

import streamlit as st

from screening.web import session
from screening.web.app import show
from tests.web.filled import fill

if __name__ == "__main__":  # As Streamlit runs it.
    if "filled" not in st.session_state:
        st.session_state["filled"] = wanted = st.query_params.get("filled", "")
        fill(session.work(), wanted)
    show()
