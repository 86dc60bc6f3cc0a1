"""The take so far, judged from time to time while frames go on coming.

Judging a long take costs more time than there is between two frames. When that is
done, and in which thread, is decided here; how a take is judged stands in
:mod:`screening.pipeline`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from time import thread_time
from typing import Protocol

from screening.motion.landmarks import Take
from screening.results.screening import Screening

MakeTake = Callable[[], Take]

_EVERY_S = 1.0
_SHARE, _LONGEST_PAUSE_S = 0.1, 5.0
"""The longer a take, the longer it takes to judge: no more than this share of a
processor's time goes into it. But nobody waits for longer to hear of a squat."""


class Judge(Protocol):
    """Turns takes into screenings, at once or later."""

    def wants(self, time_s: float) -> bool:
        """Tell whether it is time to judge again."""
        ...

    def judge(self, time_s: float, make_take: MakeTake) -> None:
        """Judge a take; it is made where the judging goes on."""
        ...

    def latest(self) -> Screening | None:
        """Return what was found last, or None."""
        ...

    def close(self) -> None:
        """Do nothing more."""
        ...


class ImmediateJudge:
    """Judges in the thread that asks, so that every run gives the same cues.

    Parameters
    ----------
    screen
        Judges a take.
    """

    def __init__(self, screen: Callable[[Take], Screening]) -> None:
        self._screen = screen
        self._next_s = 0.0
        self._latest: Screening | None = None

    def wants(self, time_s: float) -> bool:
        """Tell whether it is time to judge again."""
        return time_s >= self._next_s

    def judge(self, time_s: float, make_take: MakeTake) -> None:
        """Judge a take."""
        self._next_s = time_s + _EVERY_S
        self._latest = self._screen(make_take())

    def latest(self) -> Screening | None:
        """Return what was found last, or None."""
        return self._latest

    def close(self) -> None:
        """Nothing is going on."""


class BackgroundJudge:
    """Judges in a thread of its own, one take at a time, and leaves time for others.

    Parameters
    ----------
    screen
        Judges a take.
    """

    def __init__(self, screen: Callable[[Take], Screening]) -> None:
        self._screen = screen
        self._wake = threading.Condition()
        self._waiting: MakeTake | None = None
        self._latest: Screening | None = None
        self._error: BaseException | None = None
        self._busy = self._closed = False
        self._next_s = self._pause_s = 0.0
        self._thread = threading.Thread(target=self._run, name="judge", daemon=True)
        self._thread.start()

    def wants(self, time_s: float) -> bool:
        """Tell whether it is time, and the last take is done with."""
        with self._wake:
            return not self._busy and time_s >= self._next_s

    def judge(self, time_s: float, make_take: MakeTake) -> None:
        """Judge a take soon."""
        with self._wake:
            self._waiting, self._busy = make_take, True
            self._next_s = time_s + max(_EVERY_S, self._pause_s)
            self._wake.notify()

    def latest(self) -> Screening | None:
        """Return what was found last, or None; raises what went wrong."""
        with self._wake:
            if self._error is not None:
                raise self._error
            return self._latest

    def close(self) -> None:
        """End the thread; it is not waited for while it judges."""
        with self._wake:
            self._closed = True
            self._wake.notify()

    def join(self, timeout_s: float) -> None:
        """Wait until the thread has ended."""
        self._thread.join(timeout_s)

    def _run(self) -> None:
        while (make_take := self._next()) is not None:
            began_s = thread_time()  # not the time that others made it wait
            try:
                screening = self._screen(make_take())
            except BaseException as error:  # raised again where it is asked for
                with self._wake:
                    self._error = error
                return
            with self._wake:
                self._latest, self._busy = screening, False
                pause_s = (thread_time() - began_s) / _SHARE
                self._pause_s = min(pause_s, _LONGEST_PAUSE_S)

    def _next(self) -> MakeTake | None:
        with self._wake:
            while self._waiting is None and not self._closed:
                self._wake.wait()
            make_take, self._waiting = self._waiting, None
            return None if self._closed else make_take
