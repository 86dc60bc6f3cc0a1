"""The web app for ``streamlit run app.py``, with the settings in ``.streamlit/``."""

from screening.web.app import show

show()
