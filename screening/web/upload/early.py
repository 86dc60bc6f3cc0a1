"""What a clip tells before it is measured: it cannot be read, or may be mirrored."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from screening.errors import ScreeningError
from screening.jobs.look import open_in_child
from screening.language import keeping_language
from screening.web.items import OPEN, Item
from screening.web.work import Work


def look_early(work: Work, items: Sequence[Item]) -> threading.Thread:
    """Read the first picture of each clip, and reject what waits and has none.

    Parameters
    ----------
    work
        Of the visit.
    items
        Just handed in.

    Returns
    -------
    threading.Thread
        Which does it, one clip after the other, beside the measuring.
    """
    look = keeping_language(lambda: _look(work, items))
    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    return thread


def _look(work: Work, items: Sequence[Item]) -> None:
    for item in items:
        if item.state not in OPEN or work.is_closed:
            continue
        try:
            item.front_camera = open_in_child(item.job.path)
        except ScreeningError as error:
            work.reject(item, error)
