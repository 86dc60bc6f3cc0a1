"""Movement check of the single-leg squat from a frontal video.

``screen_clip`` measures a clip, ``LiveScreen`` a camera, ``screen_poses`` judges
landmarks that were saved, and ``load_profile`` returns the thresholds. It reports
movement signs, never a diagnosis.

Its names are in ``__init__.pyi`` and are imported when they are used: a command that
needs none of them starts at once.
"""

import lazy_loader

__version__ = "0.1.0"

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
