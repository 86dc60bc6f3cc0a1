"""One picture of a take at a given time, with or without its video."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from screening._typing import Image
from screening.capture.video.clip import open_clip
from screening.motion.analysis import Analysis
from screening.output.caption import captions_of
from screening.output.overlay import draw
from screening.results.screening import Screening

_MARGIN_S = 0.001
_GROUND = (30, 41, 45)
_LONGEST_SIDE_PX = 1280


def annotated_still(path: Path, screening: Screening, time_s: float) -> Image:
    """Return the picture of an annotated clip at a time of the take.

    Parameters
    ----------
    path
        Of a clip that :func:`screening.output.annotated.write_annotated` wrote.
    screening
        Its result.
    time_s
        As in the table of frames; the nearest frame is taken.

    Returns
    -------
    (H, W, 3) uint8 array
        RGB.

    Raises
    ------
    VideoError
        If the clip cannot be read.
    """
    times_s = screening.measured.frames["time_s"].to_numpy(dtype=float)
    # The annotated clip begins at zero, wherever the section of the clip lies.
    at_s = float(times_s[_row(screening, time_s)] - times_s[0])
    with open_clip(path, start_s=max(at_s - _MARGIN_S, 0.0)) as clip:
        return next(iter(clip)).image


def stick_still(analysis: Analysis, screening: Screening, time_s: float) -> Image:
    """Return the body as lines on a plain ground, for a take without pictures.

    Parameters
    ----------
    analysis
        Of the take.
    screening
        Its result.
    time_s
        As in the table of frames; the nearest frame is taken.

    Returns
    -------
    (H, W, 3) uint8 array
        RGB, with the shape of the clip.
    """
    row = _row(screening, time_s)
    width, height = analysis.take.poses.image_size
    scale = _LONGEST_SIDE_PX / max(width, height)
    ground = np.empty((round(height * scale), round(width * scale), 3), dtype=np.uint8)
    ground[:] = _GROUND
    points_px = analysis.measured_points_px[row] * scale
    return draw(ground, points_px, captions_of(screening)[row])


def _row(screening: Screening, time_s: float) -> int:
    times_s = screening.measured.frames["time_s"].to_numpy(dtype=float)
    return int(np.argmin(np.abs(times_s - time_s)))
