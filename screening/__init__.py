"""Movement check of the single-leg squat from a frontal video.

``screen_clip`` measures a clip, ``LiveScreen`` a camera, ``screen_poses`` judges
landmarks that were saved, and ``load_profile`` returns the thresholds. It reports
movement signs, never a diagnosis.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from screening.configuration import load_profile
    from screening.errors import ScreeningError
    from screening.live.screen import LiveScreen
    from screening.motion.landmarks import PoseSeries, Take
    from screening.pipeline import screen_poses
    from screening.results.screening import Screening
    from screening.takes import read_take, screen_clip

__all__ = [
    "LiveScreen",
    "PoseSeries",
    "Screening",
    "ScreeningError",
    "Take",
    "load_profile",
    "read_take",
    "screen_clip",
    "screen_poses",
]

_HOMES = {
    "configuration": ("load_profile",),
    "errors": ("ScreeningError",),
    "live.screen": ("LiveScreen",),
    "motion.landmarks": ("PoseSeries", "Take"),
    "results.screening": ("Screening",),
    "pipeline": ("screen_poses",),
    "takes": ("read_take", "screen_clip"),
}
_HOME = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    """Import what is asked for; a command that needs none of it starts at once."""
    if name not in _HOME:
        raise AttributeError(f"module 'screening' has no attribute {name!r}")
    return getattr(import_module(f"screening.{_HOME[name]}"), name)


def __dir__() -> list[str]:
    """List what is public."""
    return sorted([*globals(), *__all__])
