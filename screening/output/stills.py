"""One picture of a take at a given time, with or without its video."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from screening._typing import Image
from screening.motion.analysis import Analysis
from screening.motion.landmarks import PoseSeries
from screening.output.caption import caption_at
from screening.output.overlay import draw
from screening.results.screening import Screening

_MARGIN_S = 0.001
_GROUND = (30, 41, 45)
_LONGEST_SIDE_PX = 1280
_CUT_WIDTH, _MOST_SHIFT, _LEAST_MARGIN = 1.1, 0.12, 0.1
"""In heights of the picture. The cut holds the header, which is written in the middle,
and the numbers on both sides of the person."""
_HEADER, _BESIDE_WORDS = 0.1, 0.015
"""In heights of the picture: what the header takes at most, and room beside words."""


def still_at(
    clip: Path | None, analysis: Analysis, screening: Screening, time_s: float
) -> Image:
    """Return the picture at a time: from the annotated clip, else a stick figure.

    A wide one is cut to the person, so that the numbers in it are large enough.

    Parameters
    ----------
    clip
        The annotated clip, None where there is none.
    analysis, screening
        Of the take, and its result.
    time_s
        As in the table of frames.

    Returns
    -------
    (H, W, 3) uint8 array
        RGB.

    Raises
    ------
    VideoError
        If the clip cannot be read.
    """
    drawn = stick_still(analysis, screening, time_s)
    image = drawn if clip is None else annotated_still(clip, screening, time_s)
    return cut_wide(image, _across(analysis.take.poses), _written(drawn))


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
    from screening.capture.video.clip import open_clip

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
    return draw(ground, points_px, caption_at(screening, row))


def cut_wide(
    image: Image, body: tuple[float, float], written: tuple[float, float]
) -> Image:
    """Leave out what lies beside the person in a wide picture.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        Of any shape.
    body
        Where the body begins and ends in the take, from 0 at the left to 1; NaN if
        that is not known.
    written
        The same of the lines and words on it, which are never cut off: how long words
        are depends on the language.

    Returns
    -------
    (H, W, 3) uint8 array
        As it was where it is narrow, or the body would be cut off.
    """
    height, width = image.shape[:2]
    room = round(_CUT_WIDTH * height)
    if width <= room or not np.isfinite(body).all():
        return image
    begin, end = (share * width for share in body)
    most = min(_MOST_SHIFT * height, (width - room) / 2)
    shift = float(np.clip((begin + end - width) / 2, -most, most))
    left = round((width - room) / 2 + shift)
    margin = _LEAST_MARGIN * height
    if begin < left + margin or end > left + room - margin:
        return image
    right = left + room
    if np.isfinite(written).all():
        beside = _BESIDE_WORDS * height
        left = min(left, max(round(written[0] * width - beside), 0))
        right = max(right, round(written[1] * width + beside))
    return image[:, left:right]


def _written(drawn: Image) -> tuple[float, float]:
    """Return where a stick figure and its words begin and end, below the header."""
    height, width = drawn.shape[:2]
    below = drawn[round(_HEADER * height) :]
    columns = np.flatnonzero((below != _GROUND).any(axis=(0, 2)))
    if not len(columns):
        return float("nan"), float("nan")
    return float(columns[0]) / width, float(columns[-1] + 1) / width


def _across(poses: PoseSeries) -> tuple[float, float]:
    """Return where the body begins and ends, but for single wrong landmarks."""
    known_px = poses.points_px[..., 0]
    known_px = known_px[np.isfinite(known_px)]
    if not len(known_px):
        return float("nan"), float("nan")
    begin_px, end_px = np.percentile(known_px, [2, 98])
    width = poses.image_size[0]
    return float(begin_px / width), float(end_px / width)


def _row(screening: Screening, time_s: float) -> int:
    times_s = screening.measured.frames["time_s"].to_numpy(dtype=float)
    return int(np.argmin(np.abs(times_s - time_s)))
