"""Quick turns between the threads of Python while a live take goes on."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SWITCH_S = 0.0005
"""How long another thread may go on before the pictures get their turn. With Python's
own 5 ms, a picture that is analysed in many short calls waits that long again and
again while the take so far is judged."""

_lock = threading.Lock()
_takes = 0
_before_s = 0.0


@contextmanager
def brisk() -> Iterator[None]:
    """Keep the turns short until the last of the takes that go on has ended."""
    global _takes, _before_s
    with _lock:
        if _takes == 0:
            _before_s = sys.getswitchinterval()
            sys.setswitchinterval(_SWITCH_S)
        _takes += 1
    try:
        yield
    finally:
        with _lock:
            _takes -= 1
            if _takes == 0:
                sys.setswitchinterval(_before_s)
