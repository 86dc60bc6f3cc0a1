"""Movement check of the single-leg squat from a frontal video.

``screen_clip`` measures a clip, ``screen_poses`` judges landmarks that were saved, and
``load_profile`` returns the thresholds. It reports movement signs, never a diagnosis.
"""

from __future__ import annotations

from screening.errors import ScreeningError
from screening.motion.landmarks import PoseSeries, Take
from screening.result import Screening
from screening.screen import load_profile, read_take, screen_clip, screen_poses

__all__ = [
    "PoseSeries",
    "Screening",
    "ScreeningError",
    "Take",
    "load_profile",
    "read_take",
    "screen_clip",
    "screen_poses",
]
