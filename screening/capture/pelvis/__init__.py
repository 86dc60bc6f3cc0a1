"""The pelvis as the picture shows it: stickers, or the cloth over it, frame by frame.

``tracker`` puts it together: it waits for a quiet stance, looks for stickers
(``stickers``, ``spots``) and, if there are none, at the clothes (``hem``), and follows
either. The cloth is followed by keyframes (``patch``) that are laid over each picture
(``registration``, ``warp``) in the person's own lengths (``view``).
"""

from screening.capture.pelvis.reading import PelvisEstimator, PelvisReading
from screening.capture.pelvis.tracker import PelvisTracker

__all__ = ["PelvisEstimator", "PelvisReading", "PelvisTracker"]
