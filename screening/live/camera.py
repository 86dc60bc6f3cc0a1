"""A camera of this machine, read in a thread of its own.

Only opening it and handing on its pictures belongs here; which of them are analysed is
decided in ``loop``.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Protocol

import cv2
import numpy as np

from screening._typing import Image
from screening.errors import CameraError

_WIDTH, _HEIGHT, _RATE_FPS = 1280, 720, 30


class Source(Protocol):
    """Where pictures come from, as OpenCV's ``VideoCapture`` gives them."""

    def read(self) -> tuple[bool, Image]:
        """Wait for the next picture, BGR; False when there is none any more."""
        ...

    def release(self) -> None:
        """Let the camera go."""
        ...


def open_camera(number: int) -> Source:
    """Open a camera of this machine.

    Parameters
    ----------
    number
        0 is the first one.

    Raises
    ------
    CameraError
        If there is none, or another program has it.
    """
    camera = cv2.VideoCapture(number)
    if not camera.isOpened():
        camera.release()
        raise CameraError("not_opened", number=number)
    camera.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
    camera.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT)
    camera.set(cv2.CAP_PROP_FPS, _RATE_FPS)
    return camera


class Camera:
    """Hands every picture on as it comes; a context manager.

    Parameters
    ----------
    source
        The opened camera.
    offer
        Given what makes the RGB picture, and when it was taken; must not wait.
    """

    def __init__(
        self, source: Source, offer: Callable[[Callable[[], Image], float], None]
    ) -> None:
        self._source = source
        self._offer = offer
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self.unplugged = False

    def __enter__(self) -> Camera:
        """Begin to read."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Let the camera go."""
        self._stopping.set()
        self._thread.join(timeout=5.0)

    def _run(self) -> None:
        try:
            while not self._stopping.is_set():
                there, picture = self._source.read()
                if not there:
                    self.unplugged = True
                    return
                self._offer(partial(_rgb, picture), monotonic())
        finally:
            self._source.release()


def _rgb(picture: Image) -> Image:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
