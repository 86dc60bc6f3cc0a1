"""A film for Chromium's fake camera."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from screening.capture.video import open_clip

RATE_FPS = 30
"""Chromium plays an MJPEG file at this rate, over and over."""


def write_camera_film(
    path: Path,
    clip: Path,
    *,
    start_s: float | None = None,
    end_s: float | None = None,
    height_px: int | None = None,
    mirrored: bool = False,
) -> Path:
    """Write a clip as MJPEG, at its own pace, smaller if a height is given."""
    with (
        open_clip(clip, mirrored=mirrored, start_s=start_s, end_s=end_s) as frames,
        av.open(str(path), "w", format="mjpeg") as film,
    ):
        height = height_px or frames.height_px
        width = round(frames.width_px * height / frames.height_px)
        stream = film.add_stream("mjpeg", rate=RATE_FPS, options={"qscale": "3"})
        stream.width, stream.height = width // 2 * 2, height // 2 * 2
        stream.pix_fmt = "yuvj420p"
        written = 0
        for frame in frames:
            due = (frame.time_s - (start_s or 0.0)) * RATE_FPS
            while written <= due:
                film.mux(stream.encode(_picture(frame.image, written)))
                written += 1
        film.mux(stream.encode(None))
    return path


def _picture(image: np.ndarray, index: int) -> av.VideoFrame:
    picture = av.VideoFrame.from_ndarray(image, format="rgb24")
    picture.pts = index
    picture.time_base = Fraction(1, RATE_FPS)
    return picture
