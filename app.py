"""The web app for ``streamlit run app.py``, with the settings in ``.streamlit/``."""

import streamlit as st

from screening.language import language_of_environment, speak
from screening.web.gate import middleware
from screening.web.life import life
from screening.web.routes import routes
from screening.web.server import PAGES_FILE

speak(language_of_environment())
app = st.App(PAGES_FILE, routes=routes(), middleware=middleware(), lifespan=life)
