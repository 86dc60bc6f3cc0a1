"""A measurement that says nothing for too long is given up, wherever it runs.

What is done about it, such as ending a process, is for the caller to say.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from screening.jobs.clip import Report

LONGEST_SILENCE_S = 600.0
"""The slowest computer makes a frame, or a picture of a result, in less."""

_LOOK_EVERY_S = 5.0


class Watchdog:
    """Watches over a measurement while its block runs.

    Parameters
    ----------
    give_up
        Called once, in a thread of its own, when the silence has lasted too long.

    Attributes
    ----------
    hung
        Whether it was given up.
    """

    def __init__(self, give_up: Callable[[], None]) -> None:
        self.hung = False
        self._give_up = give_up
        self._silent_s = 0.0
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> Watchdog:
        """Begin to watch."""
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Watch no longer."""
        self._over.set()
        self._thread.join()

    def hearing(self, report: Report) -> Report:
        """Return a report that ends the silence."""

        def heard(step: str, done: int, expected: int | None) -> None:
            self._silent_s = 0.0
            report(step, done, expected)

        return heard

    def _look(self) -> None:
        every_s = min(_LOOK_EVERY_S, LONGEST_SILENCE_S / 4)
        last_s = time.monotonic()
        while not self._over.wait(every_s):
            now_s = time.monotonic()
            # A process that was halted, as by Ctrl-Z, has not been silent.
            self._silent_s += min(now_s - last_s, 2 * every_s)
            last_s = now_s
            if self._silent_s > LONGEST_SILENCE_S:
                self.hung = True
                self._give_up()
                return
