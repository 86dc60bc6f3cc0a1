# What is public, and where: read by type checkers, and by lazy_loader at run time.

from .configuration import load_profile
from .errors import ScreeningError
from .live.screen import LiveScreen
from .motion.landmarks import PoseSeries, Take
from .pipeline import screen_poses
from .results.screening import Screening
from .takes import read_take, screen_clip

__version__: str

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
