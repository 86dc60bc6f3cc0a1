"""The pelvis as the picture shows it: tags, stickers, or the cloth over it.

``tracker`` puts it together: it waits for a quiet stance (``stillness``), looks for
printed tags (``tags``) or stickers (``stickers``, ``spots``) and at the clothes
(``hem``), and follows them. The cloth is followed by keyframes (``patch``) that are
laid over each picture (``registration``, ``warp``) in the person's own lengths
(``view``).
Some frames are kept (``glimpse``); when the take is whole, they are followed backwards
from quiet moments (``reference``) as well (``both_ways``).
"""

from screening.capture.pelvis.reading import PelvisEstimator, PelvisReading
from screening.capture.pelvis.tracker import PelvisTracker

__all__ = ["PelvisEstimator", "PelvisReading", "PelvisTracker"]
