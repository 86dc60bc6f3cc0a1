"""The picture of a measured clip at a time, whatever of it was kept."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

import numpy as np

from screening._typing import Image
from screening.motion.analysis import Analysis
from screening.motion.landmarks import PoseSeries
from screening.results.files import ANNOTATED
from screening.results.screening import Screening
from screening.web.items import Item

_CUT_WIDTH, _MOST_SHIFT, _LEAST_MARGIN = 1.1, 0.12, 0.1
"""In heights of the picture. The cut holds the header, which is written in the middle,
and the numbers on both sides of the person."""


def annotated_clip(item: Item) -> Path | None:
    """Return the annotated clip of an item, where there is one."""
    path = item.folder / ANNOTATED
    return path if path.exists() else None


def picture_at(item: Item, screening: Screening, time_s: float) -> Image:
    """Return the picture at a time: from the annotated clip, else a stick figure.

    A wide one is cut to the person, so that a phone shows the numbers large enough.

    Parameters
    ----------
    item
        A finished measurement.
    screening
        Its result.
    time_s
        As in the table of frames.

    Raises
    ------
    ScreeningError
        If what was kept cannot be read.
    """
    from screening.output.stills import annotated_still, stick_still

    analysis = _analysis_of(item, screening)
    clip = annotated_clip(item)
    if clip is None:
        image = stick_still(analysis, screening, time_s)
    else:
        image = annotated_still(clip, screening, time_s)
    return cut_wide(image, _across(analysis.take.poses))


def _analysis_of(item: Item, screening: Screening) -> Analysis:
    """Return the analysis behind a result, made when its first picture is drawn."""
    from screening.takes import analyse_saved

    if screening not in _ANALYSES:
        _ANALYSES[screening] = analyse_saved(item.folder, screening)
    return _ANALYSES[screening]


_ANALYSES: WeakKeyDictionary[Screening, Analysis] = WeakKeyDictionary()
"""Each goes when its result does."""


def cut_wide(image: Image, body: tuple[float, float]) -> Image:
    """Leave out what lies beside the person in a wide picture.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        Of any shape.
    body
        Where the body begins and ends in the take, from 0 at the left to 1; NaN if
        that is not known.

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
    return image[:, left : left + room]


def _across(poses: PoseSeries) -> tuple[float, float]:
    """Return where the body begins and ends, but for single wrong landmarks."""
    known_px = poses.points_px[..., 0]
    known_px = known_px[np.isfinite(known_px)]
    if not len(known_px):
        return float("nan"), float("nan")
    begin_px, end_px = np.percentile(known_px, [2, 98])
    width = poses.image_size[0]
    return float(begin_px / width), float(end_px / width)
