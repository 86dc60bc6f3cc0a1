"""The live mirror on its page: choices, the picture, what it says, and its end."""

from __future__ import annotations

import importlib
from datetime import datetime
from functools import partial
from html import escape
from importlib.util import find_spec
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

import streamlit as st

from screening.errors import ScreeningError
from screening.language import say, words
from screening.live.guidance import Guidance
from screening.live.screen import LiveScreen
from screening.live.squat_count import STAND_S
from screening.measures import ONE_LEG_STANCE, Task
from screening.motion.landmarks import AskedLeg
from screening.web import navigation, safety, session
from screening.web.drawn import ask_task
from screening.web.mirror.full_screen import offer_full_screen
from screening.web.mirror.voice import speak
from screening.web.work import Work
from screening.words.live import uncounted_sentence

_MIRROR, _OPTIONS, _TURN = "mirror_take", "mirror_options", "mirror_turn"
_SAID, _ALOUD = "mirror_said", f"{session.KEPT}mirror-aloud"
_SINCE = "mirror_since"
_OWN_HOSTS = {"localhost", "127.0.0.1", "::1"}
_POLL_S, _LOOK_EVERY_S = 0.5, 1.0
_LONG_S = 10.0

_LEGS: tuple[AskedLeg, ...] = ("auto", "right", "left")
_PURPOSES = {False: "check", True: "practice"}


def show_mirror(work: Work) -> None:
    """Show the mirror, or what it needs."""
    if find_spec("streamlit_webrtc") is None:
        st.warning(say("mirror.not_installed"))
        return
    if _is_elsewhere():
        st.info(say("mirror.elsewhere"))
    key = _key()
    shown = st.session_state.get(key)
    is_idle = shown is None or not (shown.state.playing or shown.state.signalling)
    # One place, full or empty: what moves on a page is made anew, and hangs up.
    with st.container():
        if is_idle and not _ask(key, work):
            return
    mirror = st.session_state[_MIRROR]
    plays = _stream(key, mirror)
    if mirror.began is not None and not plays:
        mirror.close()  # Stopped, unplugged, or the browser is gone.
    if plays or mirror.began is not None:
        offer_full_screen()
        _follow(mirror)
    elif _is_connecting(key):
        _wait_for_camera(st.session_state.setdefault(_SINCE, monotonic()))
    else:
        st.session_state.pop(_SINCE, None)
        st.caption(say("mirror.not_kept", allow=say("mirror.allow")))
        st.caption(say("mirror.record_instead", note=say("live.lower_frame_rate")))


def _ask(key: str, work: Work) -> bool:
    """Say how the last take ended, and ask about the next one; True to go on."""
    if key in (said := st.session_state.get(_SAID, {})):
        st.warning(said[key])
    if not _is_running():
        st.markdown(say("mirror.about"))
        if safety.may_begin() is None:
            return False
    _choose(work)
    return True


def _key() -> str:
    """Name the connection: another one for each take, and whenever the page opens."""
    return f"mirror-{session.pages_opened()}-{st.session_state.get(_TURN, 0)}"


def _is_running() -> bool:
    """Whether a take has begun that is not over."""
    mirror = st.session_state.get(_MIRROR)
    return mirror is not None and mirror.began is not None


def _is_connecting(key: str) -> bool:
    """Whether the browser is about to send its camera."""
    shown = st.session_state.get(key)
    return shown is not None and bool(shown.state.signalling)


@st.fragment(run_every=_LOOK_EVERY_S)
def _wait_for_camera(since_s: float) -> None:
    """Say that the camera is on its way, and for how long."""
    _show_wait("connecting", monotonic() - since_s)


def _show_wait(what: str, waited_s: float) -> None:
    """Say what is waited for; after a while, what may be the matter."""
    st.markdown(say(f"mirror.status.{what}", waited_s=waited_s))
    if waited_s > _LONG_S:
        st.warning(say("mirror.status.slow"))


def _is_elsewhere() -> bool:
    host = urlsplit(str(st.context.url or "")).hostname
    return host is not None and host not in _OWN_HOSTS


def _choose(work: Work) -> None:
    """Ask what to do; a take with these options waits for its first picture."""
    task = ask_task("mirror-task")
    left, right = st.columns(2)
    leg = left.segmented_control(
        say("mirror.choice.leg"),
        _LEGS,
        format_func=lambda each: say(f"mirror.choice.{each}"),
        default="auto",
    )
    practice = task != ONE_LEG_STANCE and right.segmented_control(
        say("mirror.choice.purpose"),
        list(_PURPOSES),
        format_func=lambda each: say(f"mirror.choice.{_PURPOSES[each]}"),
        default=False,
    )
    intro = "intro_stance" if task == ONE_LEG_STANCE else "intro"
    st.markdown(say(f"mirror.{'practice' if practice else intro}"))
    st.toggle(say("mirror.choice.aloud"), key=_ALOUD)
    answers = safety.given()
    profile = answers.profile(session.choices().profile)
    options = (leg or "auto", bool(practice), task, profile, answers.notes())
    if _is_running():
        return
    mirror = st.session_state.get(_MIRROR)
    if mirror is None or st.session_state[_OPTIONS] != options:
        st.session_state[_MIRROR] = _new_mirror(work, *options)
        st.session_state[_OPTIONS] = options


def _new_mirror(
    work: Work,
    leg: AskedLeg,
    practice: bool,
    task: Task,
    profile: str,
    notes: dict[str, str],
) -> Any:
    """Make a take that has not begun."""
    stream = importlib.import_module("screening.web.mirror.stream")
    stream.ask_for_full_pictures()
    new_screen = partial(
        LiveScreen,
        leg=leg,
        profile=profile,
        practice=practice,
        task=task,
        source=say("mirror.source"),
        notes=notes,
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
        translations=words("mirror.buttons"),
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
        began = mirror.began or datetime.now()
        _show_wait("waiting", (datetime.now() - began).total_seconds())
        return
    guidance: Guidance = loop.view.guidance
    # The picture has the cue for the eyes; a second one would be of another moment.
    st.html(f'<div class="sc-heard" role="status">{escape(guidance.text)}</div>')
    st.markdown(_counts(guidance))
    last = guidance.count.last
    if guidance.said:
        st.markdown(guidance.said)
    elif last is not None and last.reasons:
        st.markdown(uncounted_sentence(last.number, last.reasons[0]))
    least_fps = session.choices().settings.quality.least_fps
    if loop.rate_fps < least_fps:
        st.warning(say("mirror.status.slow_rate", fps=loop.rate_fps, least=least_fps))
    if st.session_state.get(_ALOUD):
        speak(guidance.text, guidance.cue_count)


def _counts(guidance: Guidance) -> str:
    """Say how many squats there are so far, or how long each leg was stood on."""
    if guidance.state == "positioning":
        return say("mirror.status.getting_ready")
    parts = [
        say(
            "mirror.status.counted",
            leg=leg,
            valid=guidance.count.valid(leg),
            total=guidance.count.total(leg),
        )
        for leg in dict.fromkeys(s.leg for s in guidance.count.squats)
    ]
    parts += [
        say("mirror.status.stood", leg=leg, stood_s=stood_s, asked_s=STAND_S)
        for leg, stood_s in guidance.count.stood_s.items()
    ]
    measuring = say("mirror.status.measuring", take_s=guidance.take_s)
    return " · ".join([measuring, *parts])


def _finish(mirror: Any) -> None:
    """Leave the mirror: to the result, or back to its start with a word why."""
    st.session_state.pop(_MIRROR, None)
    st.session_state[_TURN] = st.session_state.get(_TURN, 0) + 1
    if mirror.item is not None:
        safety.end_of_take(mirror.item.id, safety.given().pain)
        session.show_next([mirror.item])
        navigation.go_to("result")
    st.session_state[_SAID] = {_key(): _why(mirror.loop)}
    st.rerun()


def _why(loop: Any) -> str:
    """Say why there is no result."""
    if isinstance(loop.error, ScreeningError):
        return str(loop.error)
    if loop.error is not None:
        return say("mirror.status.failed", error=loop.error)
    if loop.silent and not loop.analysed:
        return say("mirror.status.too_slow")
    return say("mirror.status.nothing")
