"""Ends the work of visits whose browser has gone."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from screening.web.runs import leave_out_what_stays

if TYPE_CHECKING:  # The server starts without what measuring needs.
    from screening.web.work import Work

GRACE_S = 600
"""A phone that was locked, or lost its network, may come back within this time."""

_LOOK_EVERY_S = 15.0
_ENDING_S = 5.0


class Reaper:
    """Closes the work of a visit once its browser has been away for too long.

    A visit has several sessions where its page was loaded again, or is open twice.

    Parameters
    ----------
    is_there
        Tells whether the browser of a session is connected.
    grace_s
        How long it may be away.
    """

    def __init__(
        self, is_there: Callable[[str], bool], *, grace_s: float = GRACE_S
    ) -> None:
        self._is_there = is_there
        self._grace_s = grace_s
        self._lock = threading.Lock()
        self._watched: dict[Work, tuple[set[str], float]] = {}

    def watch(self, session: str, work: Work) -> None:
        """Close this work when the browser of its last session has gone."""
        with self._lock:
            sessions, _ = self._watched.get(work, (set(), 0.0))
            self._watched[work] = ({*sessions, session}, time.monotonic())

    def look(self) -> None:
        """Close what nobody has come back to."""
        now_s = time.monotonic()
        has_closed = False
        with self._lock:
            for work, (sessions, seen_s) in list(self._watched.items()):
                if any(self._is_there(session) for session in sessions):
                    self._watched[work] = (sessions, now_s)
                elif now_s - seen_s > self._grace_s:
                    del self._watched[work]
                    work.close()
                    has_closed = True
        if has_closed:
            leave_out_what_stays()

    def end_all(self) -> None:
        """Close everything, and wait a moment until it is."""
        with self._lock:
            works = list(self._watched)
            self._watched.clear()
        for work in works:
            work.close()
        for work in works:
            work.join(_ENDING_S)

    def start(self) -> Reaper:
        """Look again and again, for as long as the server runs."""
        threading.Thread(target=self._look_forever, daemon=True).start()
        return self

    def _look_forever(self) -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            with suppress(RuntimeError):  # The server is about to end.
                self.look()
