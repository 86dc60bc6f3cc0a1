"""When somebody stands so still that the picture can serve as a reference."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Floats
from screening.capture.pelvis.view import Torso
from screening.motion.landmarks import INDEX

_BODY = [
    INDEX[f"{side}_{part}"]
    for part in ("hip", "shoulder", "ankle")
    for side in ("left", "right")
]


@dataclass(frozen=True)
class StillnessMethod:
    """What a quiet moment is.

    Parameters
    ----------
    quiet_s, quiet_ratio, least_frames
        It has this length, is seen for this share of it and in so many frames.
    still_torso
        Standard deviation of hips, shoulders and ankles in it, torso lengths.
    """

    quiet_s: float = 0.6
    quiet_ratio: float = 0.8
    least_frames: int = 6
    still_torso: float = 0.012


METHOD = StillnessMethod()


def is_still(times_s: Floats, points_px: Floats) -> bool:
    """Whether this was a quiet moment.

    Parameters
    ----------
    times_s : (n,) array
        Of its frames.
    points_px : (n, 33, 2) array
        Landmarks, pixels.
    """
    long = times_s[-1] - times_s[0] > METHOD.quiet_ratio * METHOD.quiet_s
    if len(times_s) < METHOD.least_frames or not long:
        return False
    torso = Torso.of(np.median(points_px, axis=0))
    return torso.is_seen and unrest(points_px) < METHOD.still_torso


def unrest(points_px: Floats) -> float:
    """Return how much the body moves, (n, 33, 2) landmarks, torso lengths."""
    torso = Torso.of(np.median(points_px, axis=0))
    spread = points_px[:, _BODY].std(axis=0)
    return float(np.linalg.norm(spread, axis=-1).max() / torso.length_px)
