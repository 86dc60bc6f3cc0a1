"""The picture of a measured clip at a time, whatever of it was kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.motion.landmarks import INDEX, SIDES, PoseSeries
from screening.result import Screening
from screening.web.items import Item

Image = NDArray[np.uint8]

_CUT_WIDTH, _MOST_SHIFT, _FURTHEST = 1.1, 0.12, 0.25
"""In heights of the picture. The cut holds the header, which is written in the middle,
and the numbers on both sides of the person."""


def annotated_clip(item: Item) -> Path | None:
    """Return the annotated clip of an item, where there is one."""
    path = item.folder / "annotated.mp4"
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
    from screening.capture.saved import load_take
    from screening.output.stills import annotated_still, stick_still

    take = load_take(item.folder / "landmarks.npz")
    clip = annotated_clip(item)
    if clip is None:
        image = stick_still(take, screening, time_s)
    else:
        image = annotated_still(clip, screening, time_s)
    return cut_wide(image, _place(take.poses))


def cut_wide(image: Image, person: float) -> Image:
    """Leave out what lies beside the person in a wide picture.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        Of any shape.
    person
        How far from the left the person is, 0 to 1; NaN if not known.

    Returns
    -------
    (H, W, 3) uint8 array
        As it was where it is narrow, or the person too far aside.
    """
    height, width = image.shape[:2]
    room = round(_CUT_WIDTH * height)
    shift = (person - 0.5) * width
    if width <= room or not abs(shift) <= _FURTHEST * height:
        return image
    most = min(_MOST_SHIFT * height, (width - room) / 2)
    left = round((width - room) / 2 + np.clip(shift, -most, most))
    return image[:, left : left + room]


def _place(poses: PoseSeries) -> float:
    """Return how far from the left the person is over the whole take."""
    hips_px = poses.points_px[:, [INDEX[f"{side}_hip"] for side in SIDES], 0]
    known_px = hips_px[np.isfinite(hips_px)]
    middle_px = float(np.median(known_px)) if len(known_px) else float("nan")
    return middle_px / poses.image_size[0]
