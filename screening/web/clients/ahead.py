"""What the next page of a client needs is loaded while the one before is looked at."""

from __future__ import annotations

import threading
from functools import cache
from importlib import import_module

_NEEDED = (
    "screening.web.clients.client",
    "screening.web.clients.side_by_side",
    "screening.takes",
    "screening.output.stills",
    "scipy.signal",
)
"""By the charts of a client, then by the stills of a comparison."""


@cache
def load_ahead() -> threading.Thread:
    """Begin to load it, once in the life of a server.

    Returns
    -------
    threading.Thread
        Which loads; whoever needs a part before it is there waits for it.
    """
    thread = threading.Thread(target=_load, name="load-ahead")
    thread.start()
    return thread


def _load() -> None:
    for name in _NEEDED:
        import_module(name)
