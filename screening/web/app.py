"""The web app: the page's frame and its pages, nothing else.

``screening app``, and ``streamlit run app.py`` in a checkout, serve this file behind
the gate of :mod:`screening.web.served`.
"""

from __future__ import annotations

import streamlit as st

from screening.errors import ServerError
from screening.language import say
from screening.web import languages, navigation, session
from screening.web.guard.guard import show_found_again, watch_page
from screening.web.look import apply_look
from screening.web.marks import show_error
from screening.web.navigation import HERE, PAGES, page
from screening.web.phone.links import LINKS
from screening.web.server import check_settings


def show() -> None:
    """Show the page that was opened; Streamlit calls it again for every change.

    A server with settings that would give anything away gets one sentence instead.
    """
    languages.begin()
    st.set_page_config(
        page_title=say("web.name"),
        page_icon=str(HERE / "assets" / "icon.png"),
        layout="centered",
    )
    apply_look()
    try:
        check_settings(st.get_option)
    except ServerError as error:
        show_error(error)
        st.stop()
    opened = st.navigation([page(name) for name in PAGES], position="top")
    navigation.follow()
    is_start = not opened.url_path and session.is_first_page()
    if LINKS.is_wished and is_start:
        navigation.go_to("upload")
    session.find_again()
    session.open_page(opened.url_path)
    session.keep_choices()
    watch_page()  # first: it watches as soon as there is a menu to use
    show_found_again()
    try:
        opened.run()
        if not session.is_taking():
            languages.choose()
    finally:
        session.remember()


if __name__ == "__main__":
    show()
