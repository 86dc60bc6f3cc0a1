"""The window of this machine: shown first, and left by a key or by closing it."""

import subprocess
import sys
from itertools import chain, repeat
from types import SimpleNamespace

import cv2
import pytest

from screening.live import window
from screening.live.guidance import Guidance, LiveView
from tests.live.players import BLANK

VIEW = LiveView(BLANK, Guidance("measuring", "squat", "Squat slowly"))
MOST_ROUNDS = 50
BEFORE_THE_WINDOW = """
import sys
from screening.commands import live
from screening.live import camera, loop, screen, window
from screening.live import save as keep
screen.load_profile("adult")
print(sorted({"av", "mediapipe"} & set(sys.modules)))
"""


class Loop:
    """A take that is shown, and ends automatically after many frames."""

    def __init__(self, done):
        self.done, self.view, self.waited = done, VIEW, False

    @property
    def ended(self):
        return self.done.count("shown") + self.done.count("waited") > MOST_ROUNDS

    def start(self):
        self.done.append("started")

    def stop(self):
        self.done.append("stopped")

    def wait(self):
        self.waited = True


@pytest.fixture
def shown(monkeypatch):
    """Show a take in a window that answers so, round by round; what was done."""

    def show(*, keys=(), visible=(1.0,)):
        done = []
        pressed = chain(keys, repeat(-1))
        answers = chain(visible, repeat(visible[-1]))

        def answer(title, what):
            assert what == cv2.WND_PROP_VISIBLE
            value = next(answers)
            if value is None:
                raise cv2.error("NULL guiReceiver (please create a window)")
            return value

        def wait(ms):
            done.append("waited")
            return next(pressed)

        monkeypatch.setattr(
            window,
            "cv2",
            SimpleNamespace(
                namedWindow=lambda *how: done.append("opened"),
                resizeWindow=lambda *how: None,
                imshow=lambda *what: done.append("shown"),
                waitKey=wait,
                getWindowProperty=answer,
                destroyAllWindows=lambda: done.append("closed"),
                WND_PROP_VISIBLE=cv2.WND_PROP_VISIBLE,
                COLOR_RGB2BGR=cv2.COLOR_RGB2BGR,
                cvtColor=cv2.cvtColor,
                error=cv2.error,
            ),
        )
        loop = Loop(done)
        window.run_in_window(SimpleNamespace(unplugged=False), loop)
        assert loop.waited
        assert done[-2:] == ["stopped", "closed"]
        return done

    return show


def rounds(done):
    return done.count("waited")


@pytest.mark.parametrize("gone", [0.0, -1.0, None])
def test_closing_the_window_ends_the_take(shown, gone):
    assert rounds(shown(visible=(1.0, 1.0, gone))) == 3


@pytest.mark.parametrize("key", [ord("q"), ord("Q"), 27, 0x100000 | ord("q")])
def test_a_key_ends_the_take(shown, key):
    assert rounds(shown(keys=(-1, -1, -1, key))) == 4


def test_another_key_does_not(shown):
    assert rounds(shown(keys=(ord("a"), 32, 13))) == MOST_ROUNDS


@pytest.mark.parametrize("never", [-1.0, 0.0])
def test_where_the_system_does_not_tell_it_goes_on(shown, never):
    assert rounds(shown(visible=(never,))) == MOST_ROUNDS


def test_the_window_is_there_before_the_take_begins(shown):
    assert shown(visible=(1.0, 0.0))[:2] == ["opened", "started"]


def test_nothing_that_keeps_opencv_from_a_first_window_is_loaded_before():
    done = subprocess.run(
        [sys.executable, "-c", BEFORE_THE_WINDOW],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert done.stdout.strip() == "[]"
