"""A film for Chromium's fake camera."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from screening.capture.video.clip import open_clip

RATE_FPS = 30
"""Chromium plays an MJPEG file at this rate, over and over."""


Section = tuple[float | None, float | None]


def write_camera_film(
    path: Path,
    clip: Path,
    *,
    sections: Sequence[Section] = ((None, None),),
    height_px: int | None = None,
    mirrored: bool = False,
) -> Path:
    """Write sections of a clip as MJPEG, at its own pace, in another size if given."""
    with av.open(str(path), "w", format="mjpeg") as film:
        stream = film.add_stream("mjpeg", rate=RATE_FPS, options={"qscale": "3"})
        stream.pix_fmt = "yuvj420p"
        written = 0
        for start_s, end_s in sections:
            before = written
            with open_clip(
                clip, mirrored=mirrored, start_s=start_s, end_s=end_s
            ) as frames:
                height = height_px or frames.height_px
                width = round(frames.width_px * height / frames.height_px)
                if not written:
                    stream.width, stream.height = width // 2 * 2, height // 2 * 2
                for frame in frames:
                    due = before + (frame.time_s - (start_s or 0.0)) * RATE_FPS
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
