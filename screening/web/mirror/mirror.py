"""The live mirror on its page: choices, the picture, what it says, and its end."""

from __future__ import annotations

import importlib
from functools import partial
from importlib.util import find_spec
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from screening.errors import ScreeningError
from screening.language import say as say_words
from screening.live.guidance import Guidance
from screening.live.screen import LiveScreen
from screening.motion.landmarks import AskedLeg
from screening.web import navigation, session
from screening.web.mirror.voice import say
from screening.web.work import Work

_MIRROR, _OPTIONS, _TURN = "mirror_take", "mirror_options", "mirror_turn"
_SAID, _ALOUD = "mirror_said", f"{session.KEPT}mirror-aloud"
_OWN_HOSTS = {"localhost", "127.0.0.1", "::1"}
_POLL_S = 0.5

_LEGS: dict[AskedLeg, str] = {
    "auto": "Both legs",
    "right": "Right leg",
    "left": "Left leg",
}
_MODES = {False: "Check", True: "Practice"}

_INTRO = (
    "Stand where the camera sees you from head to feet, on both feet. Measuring starts "
    "when you have stood still for two seconds. Then lift one foot behind you and "
    "squat slowly, five times on each leg. It ends by itself when you stand on both "
    "feet again, and after three minutes in any case."
)
_PRACTICE = (
    "Keep the knee inside the corridor on your leg; after each squat you are told how "
    "it went. Practising with a mirror and a cue is the training that changed how "
    "runners squat (Willy and Davis 2011). It goes on until you stop it."
)
_NO_EXTRA = (
    "The live mirror needs the package streamlit-webrtc, which is not installed here. "
    "Install it with: `pip install 'single-leg-squat-screening[live]'`. Everything "
    "else works without it: upload a clip, or record one under Check yourself."
)
_ELSEWHERE = (
    "This page does not run on the computer in front of you. The live mirror then "
    "needs https, and where a firewall lies between the two, a TURN server of your "
    "own; it asks no server of anybody else. If the picture does not come, record a "
    "clip under Check yourself: that works from anywhere."
)
_ALLOW = (
    "The browser asks once whether this page may use the camera. If it then says "
    "“Permission denied”, allow the camera in the address bar; if it says “device not "
    "found”, plug a camera in; if it cannot start it, close other programs that use "
    "it. Then start again."
)
_WORDS = {
    "start": "Start the mirror",
    "stop": "Stop",
    "select_device": "Choose a camera",
    "select_camera": "Camera",
    "device_ask_permission": "Allow this page to use the camera.",
    "device_access_denied": "The camera is not allowed; allow it in the address bar.",
    "device_not_available": "There is no camera that can be used; plug one in, or "
    "close other programs that use it.",
    "media_api_not_available": "The browser gives the camera only to pages from this "
    "computer or with https.",
}
"""What stands on the picture's own buttons."""


def show_mirror(work: Work) -> None:
    """Show the mirror, or what it needs."""
    if find_spec("streamlit_webrtc") is None:
        st.warning(_NO_EXTRA)
        return
    if _is_elsewhere():
        st.info(_ELSEWHERE)
    key = _key()
    shown = st.session_state.get(key)
    if shown is None or not (shown.state.playing or shown.state.signalling):
        if key in (said := st.session_state.get(_SAID, {})):
            st.warning(said[key])
        _choose(work)
    mirror = st.session_state[_MIRROR]
    plays = _stream(key, mirror)
    if mirror.began is not None and not plays:
        mirror.close()  # Stopped, unplugged, or the browser is gone.
    if plays or mirror.began is not None:
        _follow(mirror)
    else:
        st.caption(f"{_ALLOW} The pictures stay on this computer and are not kept.")
        st.caption(
            say_words("mirror.record_instead", note=say_words("live.lower_frame_rate"))
        )


def _key() -> str:
    """Name the connection: another one for each take, and whenever the page opens."""
    return f"mirror-{session.pages_opened()}-{st.session_state.get(_TURN, 0)}"


def _is_elsewhere() -> bool:
    host = urlsplit(str(st.context.url or "")).hostname
    return host is not None and host not in _OWN_HOSTS


def _choose(work: Work) -> None:
    """Ask what to do; a take with these options waits for its first picture."""
    left, right = st.columns(2)
    leg = left.segmented_control(
        "Leg", list(_LEGS), format_func=_LEGS.__getitem__, default="auto"
    )
    practice = right.segmented_control(
        "What for", list(_MODES), format_func=_MODES.__getitem__, default=False
    )
    st.markdown(_PRACTICE if practice else _INTRO)
    st.toggle("Say the cues aloud", key=_ALOUD)
    options = (leg or "auto", bool(practice), session.choices().profile)
    mirror = st.session_state.get(_MIRROR)
    if mirror is not None and mirror.began is not None:
        return
    if mirror is None or st.session_state[_OPTIONS] != options:
        st.session_state[_MIRROR] = _new_mirror(work, *options)
        st.session_state[_OPTIONS] = options


def _new_mirror(work: Work, leg: AskedLeg, practice: bool, profile: str) -> Any:
    """Make a take that has not begun."""
    stream = importlib.import_module("screening.web.mirror.stream")
    stream.ask_for_full_pictures()
    new_screen = partial(
        LiveScreen, leg=leg, profile=profile, practice=practice, source="live mirror"
    )
    return stream.Mirror(work, new_screen)


def _stream(key: str, mirror: Any) -> bool:
    """Show the picture with its own buttons; tell whether the camera is sending."""
    webrtc = importlib.import_module("streamlit_webrtc")
    stream = importlib.import_module("screening.web.mirror.stream")
    stream.stay_connected(st.session_state.get(key))
    context = webrtc.webrtc_streamer(
        key=key,
        mode=webrtc.WebRtcMode.SENDRECV,
        source_video_track=mirror.output,
        sink_video_track=mirror.input,
        rtc_configuration={"iceServers": []},
        media_stream_constraints=stream.CAMERA,
        media_toggle_controls=False,
        translations=_WORDS,
        video_html_attrs={
            "autoPlay": True,
            "controls": False,
            "muted": True,
            "style": {"width": "100%", "borderRadius": "0.6rem"},
        },
    )
    return bool(context.state.playing)


@st.fragment(run_every=_POLL_S)
def _follow(mirror: Any) -> None:
    """Say what the mirror says, in words; open the result at the end."""
    loop = mirror.loop
    if loop.ended:
        _finish(mirror)
        return
    if loop.view is None:
        st.markdown("Waiting for the first picture …")
        return
    guidance: Guidance = loop.view.guidance
    st.markdown(f"### {guidance.text}")
    st.caption(_counts(guidance))
    if guidance.said:
        st.markdown(guidance.said)
    if st.session_state.get(_ALOUD):
        say(guidance.text, guidance.cue_count)


def _counts(guidance: Guidance) -> str:
    """Say how many squats there are so far."""
    if guidance.state == "positioning":
        return "Getting ready: nothing is measured yet."
    parts = [
        f"{leg} leg: {guidance.count.valid(leg)} of "
        f"{guidance.count.total(leg)} squats count"
        for leg in dict.fromkeys(s.leg for s in guidance.count.squats)
    ]
    return " · ".join([f"Measuring, {guidance.take_s:.0f} s", *parts])


def _finish(mirror: Any) -> None:
    """Leave the mirror: to the result, or back to its start with a word why."""
    st.session_state.pop(_MIRROR, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    if mirror.item is not None:
        session.show_next([mirror.item])
        navigation.go_to("result")
    st.session_state[_SAID] = {_key(): _why(mirror.loop)}
    st.rerun()


def _why(loop: Any) -> str:
    """Say why there is no result."""
    if isinstance(loop.error, ScreeningError):
        return str(loop.error)
    if loop.error is not None:
        return f"The mirror stopped because of a mistake inside the tool: {loop.error}"
    return (
        "The mirror stopped before measuring had begun, so there is nothing to show. "
        "Start it again when you are ready."
    )
