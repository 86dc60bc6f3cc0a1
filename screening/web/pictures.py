"""The picture of a measured clip at a time, whatever of it was kept."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from screening.result import Screening
from screening.web.items import Item

Image = NDArray[np.uint8]


def annotated_clip(item: Item) -> Path | None:
    """Return the annotated clip of an item, where there is one."""
    path = item.folder / "annotated.mp4"
    return path if path.exists() else None


def picture_at(item: Item, screening: Screening, time_s: float) -> Image:
    """Return the picture at a time: from the annotated clip, else a stick figure.

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

    clip = annotated_clip(item)
    if clip is not None:
        return annotated_still(clip, screening, time_s)
    return stick_still(load_take(item.folder / "landmarks.npz"), screening, time_s)
