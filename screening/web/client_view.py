"""What the page of clients shows: all of them, one, or two screenings of one."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from screening.web import navigation

_VIEW, _SAID = "kept_view", "kept_said"


@dataclass(frozen=True)
class View:
    """What is shown.

    Parameters
    ----------
    client_id
        Of the client; empty for the list of all.
    compared
        Ids of two screenings that are shown side by side, the earlier one first.
    """

    client_id: str = ""
    compared: tuple[str, str] | None = None


def shown_view() -> View:
    """Return what is shown."""
    view: View = st.session_state.get(_VIEW, View())
    return view


def show(view: View, said: str = "") -> None:
    """Show something else on this page, with a sentence on what was done."""
    st.session_state[_VIEW], st.session_state[_SAID] = view, said
    st.rerun()


def go_to_client(client_id: str) -> None:
    """Open this page with a client, from another one."""
    st.session_state[_VIEW] = View(client_id)
    navigation.go_to("clients")


def say_what_was_done() -> None:
    """Show the sentence on what was done, once."""
    said = st.session_state.pop(_SAID, "")
    if said:
        st.success(said)
