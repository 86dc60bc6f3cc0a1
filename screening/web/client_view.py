"""What the page of clients shows: all of them, one, or two screenings of one.

It stands in the address of the page, by ids that say nothing about anybody: so the
browser's Back leads where somebody was, and loading the page anew shows the same.
"""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from screening.web import navigation

_CLIENT, _EARLIER, _LATER = "client", "earlier", "later"
_SAID = "kept_said"


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

    @property
    def asked(self) -> dict[str, str]:
        """What stands for it in the address of the page."""
        earlier, later = self.compared or ("", "")
        named = {_CLIENT: self.client_id, _EARLIER: earlier, _LATER: later}
        return {name: id for name, id in named.items() if id}


def shown_view() -> View:
    """Return what is shown."""
    asked = st.query_params
    compared = (asked.get(_EARLIER, ""), asked.get(_LATER, ""))
    return View(asked.get(_CLIENT, ""), compared if all(compared) else None)


def show(view: View, said: str = "") -> None:
    """Show something else on this page, with a sentence on what was done."""
    st.session_state[_SAID] = said
    if view != shown_view():
        kept = {
            name: st.query_params.get_all(name)
            for name in st.query_params
            if name not in (_CLIENT, _EARLIER, _LATER)
        }
        st.query_params.from_dict({**kept, **view.asked})
    st.rerun()


def go_to_client(client_id: str) -> None:
    """Open this page with a client, from another one."""
    navigation.go_to("clients", View(client_id).asked)


def say_what_was_done() -> None:
    """Show the sentence on what was done, once."""
    said = st.session_state.pop(_SAID, "")
    if said:
        st.success(said)
