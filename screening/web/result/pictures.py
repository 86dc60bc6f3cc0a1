"""The picture of a measured clip at a time, whatever of it was kept."""

from __future__ import annotations

from pathlib import Path
from weakref import WeakKeyDictionary

from screening._typing import Image
from screening.motion.analysis import Analysis
from screening.results.files import ANNOTATED
from screening.results.screening import Screening
from screening.web.items import Item


def annotated_clip(item: Item) -> Path | None:
    """Return the annotated clip of an item, where there is one."""
    path = item.folder / ANNOTATED
    return path if path.exists() else None


def picture_at(item: Item, screening: Screening, time_s: float) -> Image:
    """Return the picture at a time: from the annotated clip, else a stick figure.

    A wide one is cut to the person, so that a phone shows the numbers large enough.

    Parameters
    ----------
    item
        A finished measurement.
    screening
        Its result.
    time_s
        As in the table of frames.

    Raises
    ------
    ScreeningError
        If what was kept cannot be read.
    """
    from screening.output.stills import still_at

    analysis = _analysis_of(item, screening)
    return still_at(annotated_clip(item), analysis, screening, time_s)


def _analysis_of(item: Item, screening: Screening) -> Analysis:
    """Return the analysis behind a result, made when its first picture is drawn."""
    from screening.takes import analyse_saved

    if screening not in _ANALYSES:
        _ANALYSES[screening] = analyse_saved(item.folder, screening)
    return _ANALYSES[screening]


_ANALYSES: WeakKeyDictionary[Screening, Analysis] = WeakKeyDictionary()
"""Each goes when its result does."""
