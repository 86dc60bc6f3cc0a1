"""Movement check of the single-leg squat from a frontal video.

``screen_clip`` measures a clip, ``LiveScreen`` a camera. ``read_screening`` opens a
saved result, ``judge_again`` judges it again and writes it; ``load_take`` reads saved
landmarks, which ``screen_poses`` judges. ``load_profile`` returns the thresholds, and
``Settings`` are the choices that change a number. It reports movement signs, never a
diagnosis.

Its names are in ``__init__.pyi`` and are imported when they are used: a command that
needs none of them starts at once.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
