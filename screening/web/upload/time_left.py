"""How long the measuring will still take, from how it has gone so far."""

from __future__ import annotations

import math
import time
from collections.abc import Callable, MutableMapping, Sequence
from pathlib import Path

from screening.web.items import Item
from screening.web.measuring import progress_of

_LEAST_SHARE = 0.04
"""Below this, what was measured says little about the pace."""

Seen = MutableMapping[str, tuple[float, float]]
"""When each clip was first seen being measured, and how much of it was done then."""


def seconds_left(
    items: Sequence[Item], seen: Seen, *, now_s: Callable[[], float] = time.monotonic
) -> float:
    """Return how long the open measurements will take.

    Parameters
    ----------
    items
        Of the visit.
    seen
        What is known of the pace; kept up to date.
    now_s
        The time, seconds.

    Returns
    -------
    float
        Seconds, by the pace of the clip that is being measured and the sizes of the
        files that wait; NaN while nothing is known.
    """
    going_on = [item for item in items if item.state == "measuring"]
    if not going_on:
        return math.nan
    item, now = going_on[0], now_s()
    share, _ = progress_of(item)
    began_s, share_then = seen.setdefault(item.id, (now, share))
    if share - share_then < _LEAST_SHARE or now <= began_s:
        return math.nan
    whole_s = (now - began_s) / (share - share_then)
    waiting = [each for each in items if each.state == "waiting"]
    size = max(_size(item.job.path), 1)
    clips = 1.0 - share + sum(_size(each.job.path) for each in waiting) / size
    return whole_s * clips


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
