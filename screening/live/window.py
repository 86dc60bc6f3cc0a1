"""The live mirror in a window of this machine, for ``screening live``."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping

import cv2

from screening.errors import CameraError
from screening.language import say
from screening.live.camera import Camera
from screening.live.loop import LiveLoop

_LOOK = cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL
"""Can be made larger, as a picture keeps its shape; without a bar of buttons."""

_TRY = "import cv2; cv2.namedWindow('try'); cv2.destroyAllWindows()"
_TRY_S = 30.0
_ESC = 27
_WAIT_MS = 15
_SHOW_END_MS = 2500


def check_display(environment: Mapping[str, str], platform: str) -> None:
    """Raise an error unless a window can be opened here.

    Parameters
    ----------
    environment
        Of the process.
    platform
        As ``sys.platform`` has it.

    Raises
    ------
    CameraError
        If there is no display, or it cannot be reached.
    """
    named = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    if (platform.startswith("linux") and not named) or not _opens(environment):
        raise CameraError("no_display")


def _opens(environment: Mapping[str, str]) -> bool:
    """Try a window in another process: without a display it may end the program."""
    try:
        tried = subprocess.run(
            [sys.executable, "-c", _TRY],
            env=dict(environment),
            capture_output=True,
            timeout=_TRY_S,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return False
    return tried.returncode == 0


def run_in_window(camera: Camera, loop: LiveLoop) -> None:
    """Show the views until the take ends, the window closes or the camera is gone.

    Parameters
    ----------
    camera
        Being read.
    loop
        It is started and stopped, and its result waited for.
    """
    # Once the take has loaded PyAV, OpenCV would wait for ever for a first window: on
    # Linux each brings libraries of the display of its own.
    title = say("live.preview.window")
    cv2.namedWindow(title, _LOOK)
    loop.start()
    try:
        shown, was_open = None, False
        while not loop.ended and not camera.unplugged:
            view = loop.view
            if view is not None and view is not shown:
                if shown is None:  # It would open smaller than anybody can read.
                    cv2.resizeWindow(title, *view.picture.shape[1::-1])
                cv2.imshow(title, cv2.cvtColor(view.picture, cv2.COLOR_RGB2BGR))
                shown = view
            if _is_left(cv2.waitKey(_WAIT_MS)):
                break
            is_open = _is_open(title)
            if was_open and not is_open:  # Some systems never say that it is open.
                break
            was_open = is_open
        loop.stop()
        loop.wait()
        if loop.view is not None and loop.view.guidance.ending == "done":
            cv2.waitKey(_SHOW_END_MS)
    finally:
        cv2.destroyAllWindows()


def display_here() -> None:
    """Raise an error unless this process can open a window."""
    check_display(os.environ, sys.platform)


def _is_left(key: int) -> bool:
    """Whether a key ends the take: q or Esc."""
    return key & 0xFF in (ord("q"), ord("Q"), _ESC) if key >= 0 else False


def _is_open(title: str) -> bool:
    """Whether the window is there; closing it ends the take."""
    try:
        return cv2.getWindowProperty(title, cv2.WND_PROP_VISIBLE) > 0
    except cv2.error:  # With the last window, Qt's part that would answer is gone.
        return False
