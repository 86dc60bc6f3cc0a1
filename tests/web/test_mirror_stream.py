"""What the mirror sends back to the browser."""

import asyncio

import numpy as np
import pytest
from streamlit_webrtc import component

from screening.live.guidance import Guidance, LiveView
from screening.web.mirror.stream import Mirror, stay_connected
from tests.live.players import BLANK

VIEW = LiveView(BLANK, Guidance("positioning", "hold", "Keep standing still"))
PATIENCE_S, PAUSE_S = 10.0, 0.05


class Worker:
    """Holds a connection."""

    is_stopped = False

    def stop(self):
        self.is_stopped = True


@pytest.fixture
def mirror():
    """A mirror whose take has not begun."""
    return Mirror(work=None, new_screen=None)


async def received(mirror, count):
    """The previews that go to the browser, one after the other."""
    frames = []
    for _ in range(count):
        waiting = asyncio.ensure_future(mirror.output.recv())
        await asyncio.sleep(PAUSE_S)
        mirror._show(VIEW)
        frames.append(await asyncio.wait_for(waiting, PATIENCE_S))
    return frames


def test_a_preview_reaches_the_browser_as_it_was_drawn(mirror):
    (frame,) = asyncio.run(received(mirror, 1))
    assert np.array_equal(frame.to_ndarray(format="rgb24"), BLANK)


def test_each_preview_carries_the_time_at_which_it_was_drawn(mirror):
    times_s = [float(frame.time) for frame in asyncio.run(received(mirror, 4))]
    assert (np.diff(times_s) >= 0.9 * PAUSE_S).all()
    assert times_s[0] >= 0.9 * PAUSE_S


@pytest.mark.parametrize(("stays", "stopped"), [(False, True), (True, False)])
def test_two_runs_of_the_page_close_together_leave_the_connection(
    monkeypatch, stays, stopped
):
    runs = iter([1, 3])
    worker = Worker()
    state = component.WebRtcStreamerState(playing=False, signalling=False)
    context = component.WebRtcStreamerContext(worker, state)
    monkeypatch.setattr(component.st, "session_state", {"mirror": context})
    monkeypatch.setattr(component, "get_this_session_info", lambda: "session")
    monkeypatch.setattr(component, "get_script_run_count", lambda session: next(runs))
    component._get_or_create_context("mirror")
    if stays:
        stay_connected(context)
    component._get_or_create_context("mirror")
    assert worker.is_stopped == stopped


def test_before_the_first_connection_there_is_nothing_to_keep():
    stay_connected(None)
