"""Pace and light of a recording, before the pose model sees it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from screening.capture.video.clip import open_clip
from screening.capture.video.container import opened
from screening.motion.pace import typical_step_s

_LUMA = np.array([0.2126, 0.7152, 0.0722])
_LOOK_EVERY = 10
_STEP_PX = 8


@dataclass(frozen=True)
class Recording:
    """Pace and light of a recording.

    Parameters
    ----------
    frames
        Number of frames.
    duration_s
        From the first to the last.
    rate_fps
        Median pace, NaN for fewer than two frames.
    longest_gap_s
        Between two frames, 0 for fewer than two.
    brightness
        Mean over the frames, 0 black to 255 white.
    size_px
        Width and height.
    """

    frames: int
    duration_s: float
    rate_fps: float
    longest_gap_s: float
    brightness: float
    size_px: tuple[int, int]


def look_at_recording(path: Path) -> Recording:
    """Decode a recording and say what it is like.

    Parameters
    ----------
    path
        Of the file.

    Returns
    -------
    Recording

    Raises
    ------
    VideoError
        If it cannot be read.
    """
    times_s, lights = [], []
    with open_clip(path) as clip:
        size_px = (clip.width_px, clip.height_px)
        for frame in clip:
            times_s.append(frame.time_s)
            if frame.index % _LOOK_EVERY == 0:
                lights.append(
                    float((frame.image[::_STEP_PX, ::_STEP_PX] @ _LUMA).mean())
                )
    steps_s = np.diff(times_s)
    rate_fps = 1 / typical_step_s(np.array(times_s)) if steps_s.size else float("nan")
    return Recording(
        frames=len(times_s),
        duration_s=times_s[-1],
        rate_fps=rate_fps,
        longest_gap_s=float(steps_s.max()) if steps_s.size else 0.0,
        brightness=float(np.mean(lights)),
        size_px=size_px,
    )


def is_from_front_camera(path: Path) -> bool:
    """Tell whether a clip says of itself that a front camera took it.

    Parameters
    ----------
    path
        Of the file.

    Returns
    -------
    bool
        True where its metadata name one, as those of iPhones do. Such clips are often
        mirrored; of most others nothing is known.

    Raises
    ------
    VideoError
        If it cannot be read.
    """
    with opened(path) as (container, stream):
        tables = (container.metadata, stream.metadata)
        texts = [text.lower() for table in tables for text in table.values()]
    return any("front camera" in text for text in texts)
