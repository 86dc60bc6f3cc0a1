"""The life of a server: what it clears up when it starts, and when it ends.

However it ends but by force, the recordings of its visits are removed before it is
gone: after Ctrl-C, when it is asked to end, and when its terminal window is closed.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from types import FrameType

from screening.web import folders, session
from screening.web.phone.links import LINKS
from screening.web.runs import improve_runs


@asynccontextmanager
async def life(_app: object) -> AsyncIterator[None]:
    """Clear up before the first page is served, and after the last one."""
    folders.begin()
    improve_runs()
    _end_with_terminal()
    try:
        yield
    finally:
        folders.close()
        LINKS.close_all()
        session.end_all()
        folders.end()


def _end_with_terminal() -> None:
    """End in the same way when the terminal is closed as when asked to.

    Somebody who has the server outlive its terminal, as ``nohup`` does, is obeyed.
    """
    if not hasattr(signal, "SIGHUP"):
        return
    if threading.current_thread() is not threading.main_thread():
        return
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:
        signal.signal(signal.SIGHUP, _ask_to_end)


def _ask_to_end(_number: int, _frame: FrameType | None) -> None:
    with suppress(ValueError):
        signal.raise_signal(signal.SIGTERM)
