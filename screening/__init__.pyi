# What is public, and where: read by type checkers, and by lazy_loader at run time.

from .configuration import load_profile
from .errors import ScreeningError
from .jobs.rejudge import judge_again
from .live.screen import LiveScreen
from .motion.landmarks import PoseSeries, Take
from .pipeline import screen_poses
from .results.landmarks_file import load_take
from .results.result_file import read_screening
from .results.screening import Screening
from .settings import Settings
from .takes import read_take, screen_clip

__version__: str

__all__ = [
    "LiveScreen",
    "PoseSeries",
    "Screening",
    "ScreeningError",
    "Settings",
    "Take",
    "judge_again",
    "load_profile",
    "load_take",
    "read_screening",
    "read_take",
    "screen_clip",
    "screen_poses",
]
