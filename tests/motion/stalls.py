"""Takes of a recorder that stands still for a while."""

from dataclasses import replace

import numpy as np

from screening._typing import Floats
from screening.motion.landmarks import PoseSeries


def changes(points_px: Floats) -> Floats:
    """How much pictures of such a person change: as the points move."""
    moved_px = np.linalg.norm(np.diff(points_px, axis=0), axis=-1).mean(axis=1)
    return np.r_[np.nan, moved_px]


def frozen(
    poses: PoseSeries, from_s: float, seconds: float, *, lost: bool = True
) -> PoseSeries:
    """Repeat a picture for a while; what happens meanwhile is lost, or comes later."""
    step_s = float(np.median(np.diff(poses.time_s)))
    first, count = round(from_s / step_s), round(seconds / step_s)
    rest = np.arange(first + 1 + count * lost, len(poses))
    shown = np.r_[np.arange(first + 1), np.full(count, first), rest]
    arrays = {
        name: array[shown]
        for name, array in poses.arrays().items()
        if name not in ("frame", "time_s")
    }
    arrays["picture_change"] = changes(arrays["points_px"])
    numbers = np.arange(len(shown))
    return replace(poses, frame=numbers, time_s=numbers * step_s, **arrays)
