"""The recorder in the browser: the guided take on the whole screen."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import streamlit as st

ASSETS = Path(__file__).with_name("stage")

_PARTS = ("camera.js", "sound.js", "stage.js", "pace.js", "watch.js", "take.js")
"""One module in the browser, in this order: each knows those before it."""

KEY = "take_recorder"
_MESSAGES = "take_messages"


def script() -> str:
    """Return the recorder's modules as the one that Streamlit takes."""
    parts = "\n".join((ASSETS / part).read_text("utf-8") for part in _PARTS)
    return re.sub(r"^(import .*\n|export (?!default))", "", parts, flags=re.MULTILINE)


_mount = st.components.v2.component(
    "screening_take",
    html=(ASSETS / "stage.html").read_text("utf-8"),
    css=(ASSETS / "stage.css").read_text("utf-8"),
    js=script(),
)


def show_recorder(data: dict[str, Any]) -> None:
    """Put the recorder, with its start button, on the page.

    Parameters
    ----------
    data
        JSON values: the ``plan``, the id of the ``take``, the ids of the recordings
        that were ``received``, the ``reply`` to the last one, if any, and the address
        that answers what somebody does (``watch``).
    """
    _mount(key=KEY, data=data, on_recording_change=_keep, on_ended_change=_keep)


def messages() -> list[dict[str, Any]]:
    """Return what the recorder has sent since the last call, oldest first.

    A recording has ``b64``, the end of a take ``why``.
    """
    sent: list[dict[str, Any]] = st.session_state.pop(_MESSAGES, [])
    return sent


def _keep() -> None:
    """Keep what was sent: it is there in one single run of the page."""
    state = st.session_state.get(KEY, {})
    sent = [state.get(name) for name in ("recording", "ended")]
    st.session_state.setdefault(_MESSAGES, []).extend(m for m in sent if m)
