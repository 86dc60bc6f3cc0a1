"""How OpenCV is asked to work, while other work goes on beside it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import cv2


@contextmanager
def one_opencv_thread() -> Iterator[None]:
    """Keep OpenCV to the thread that calls it, while others work side by side.

    Its own threads wait for each other in busy loops, which takes the time of a core
    that the pose model could use. Results are the same.
    """
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    try:
        yield
    finally:
        cv2.setNumThreads(before)
