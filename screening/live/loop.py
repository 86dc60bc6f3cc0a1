"""Frames and their analysis in threads of their own: a slow machine skips frames.

Frames never queue up, or the mirror would show what was, not what is.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from time import monotonic

from screening._typing import Image
from screening.capture.video.prefetch import prefetch
from screening.language import keeping_language
from screening.live.background_judge import BackgroundJudge
from screening.live.guidance import LiveView
from screening.live.screen import LiveScreen, Looked
from screening.motion.landmarks import Take
from screening.results.screening import Screening

Picture = Callable[[], Image]

_STEP_S, _KEPT_S = 0.1, 0.4
"""Longest step between two frames of a take while there are frames for it; frames older
than the second are gone."""

_RATE_FRAMES = 20

_MOST_DROPPED = 0.2
"""Share of a take's frames that may be dropped before the computer counts as slow."""

_SILENT_S, _PATIENT_S = 5.0, 60.0
"""A camera that sends nothing for this long is gone; before its first picture it gets
longer, because the browser may still be asking for permission."""

_WAIT_S = 0.2
"""For a frame, before it is looked whether the take is to end."""


@dataclass(frozen=True, eq=False)
class LiveResult:
    """What is left of a take.

    Parameters
    ----------
    take
        The landmarks that were seen.
    screening
        What they show; from the same landmarks.
    """

    take: Take
    screening: Screening


class LatestFrame:
    """Hands out the newest frame; older ones only to bridge a hole.

    Where frames come in a burst, after the system held them up, the newest one alone
    would leave a hole in the take that costs a squat. Then the take steps through what
    came, and has caught up a moment later. A machine that is always too slow gets the
    newest frame each time.
    """

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._frames: deque[tuple[Picture, float]] = deque()
        self._last_s: float | None = None
        self._closed = False
        self.offered = self.dropped = 0

    def put(self, picture: Picture, time_s: float) -> None:
        """Leave a frame; never waits."""
        with self._changed:
            self.offered += 1
            if self._closed:
                self.dropped += 1
                return
            self._frames.append((picture, time_s))
            while self._frames[0][1] < time_s - _KEPT_S:
                self._drop()
            self._changed.notify()

    def get(self, timeout_s: float) -> tuple[Picture, float] | None:
        """Take the next frame, or None when there is none in this time."""
        with self._changed:
            if not self._frames:
                self._changed.wait(timeout_s)
            if not self._frames:
                return None
            while len(self._frames) > 1 and self._may_skip(self._frames[1][1]):
                self._drop()
            picture, self._last_s = self._frames.popleft()
            return picture, self._last_s

    def close(self) -> None:
        """Leave out what is still waiting, and all that comes."""
        with self._changed:
            while self._frames:
                self._drop()
            self._closed = True

    def _may_skip(self, next_s: float) -> bool:
        """Whether the frame before this one leaves no hole when it is dropped."""
        return self._last_s is None or next_s - self._last_s <= _STEP_S

    def _drop(self) -> None:
        self._frames.popleft()
        self.dropped += 1


class LiveLoop:
    """Runs a take in a thread of its own.

    Parameters
    ----------
    new_screen
        Makes the take, in the thread; given the class that judges the take so far.
    on_view
        Called in the thread with every view.
    on_end
        Called in the thread with the result, when there is one.
    """

    def __init__(
        self,
        new_screen: Callable[[type[BackgroundJudge]], LiveScreen],
        on_view: Callable[[LiveView], None] | None = None,
        on_end: Callable[[LiveResult], None] | None = None,
    ) -> None:
        self._new_screen = new_screen
        self._on_view = on_view
        self._on_end = on_end
        self._slot = LatestFrame()
        self._stopping = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(
            target=keeping_language(self._run), name="live", daemon=True
        )
        self.view: LiveView | None = None
        self.result: LiveResult | None = None
        self.error: Exception | None = None
        self.silent = False
        self.analysed = 0
        self._times_s: deque[float] = deque(maxlen=_RATE_FRAMES)
        self._before: tuple[int, int] | None = None

    @property
    def rate_fps(self) -> float:
        """How many frames a second are analysed; infinite while that is not known."""
        times_s = list(self._times_s)
        if len(times_s) < _RATE_FRAMES:
            return float("inf")
        return (len(times_s) - 1) / (times_s[-1] - times_s[0])

    @property
    def ended(self) -> bool:
        """Whether the take is over, and judged."""
        return self._ended.is_set()

    @property
    def dropped(self) -> int:
        """How many frames nobody had time for."""
        return self._slot.dropped

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def offer(self, picture: Picture, time_s: float) -> None:
        """Hand over the newest frame; never waits.

        Parameters
        ----------
        picture
            Gives the picture, RGB; only called when there is time for it.
        time_s
            When it was taken, by the camera's clock.
        """
        if not self.ended:
            self._slot.put(picture, time_s)

    def stop(self) -> None:
        """End the take soon; what was seen is kept and judged."""
        self._stopping.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the take is over and judged; tell whether it is."""
        return self._ended.wait(timeout_s)

    def _run(self) -> None:
        from screening.capture.opencv import one_opencv_thread

        try:
            with one_opencv_thread(), self._new_screen(BackgroundJudge) as live:
                self._watch(live)
                if self._is_slow():
                    live.note_slow_computer()
                self._slot.close()
                live.stop()
            screening = live.finish()
            if screening is not None:
                self.result = LiveResult(live.take(), screening)
                if self._on_end is not None:
                    self._on_end(self.result)
        except Exception as error:  # raised by the thread that waits for the result
            self.error = error
        finally:
            self._ended.set()

    def _watch(self, live: LiveScreen) -> None:
        """Take in frame after frame until the take ends, or no more comes."""
        with closing(prefetch(self._looked_at(live), depth=1)) as frames:
            for looked in frames:
                self.view = live.in_turn(looked)
                self.analysed += 1
                if self._before is None and live.has_begun:
                    self._before = (self._slot.offered, self._slot.dropped)
                self._times_s.append(monotonic())
                if self._on_view is not None:
                    self._on_view(self.view)
                if self.view.guidance.state == "ended":
                    return

    def _looked_at(self, live: LiveScreen) -> Iterator[Looked]:
        """Look for people in the newest frame until it is enough, or none comes.

        It runs in a thread of its own, a frame ahead: a second processor core is used.
        """
        waited_s, is_there = 0.0, False
        while not self._stopping.is_set():
            frame = self._slot.get(_WAIT_S)
            if frame is not None:
                picture, time_s = frame
                yield live.look(picture(), time_s)
                waited_s, is_there = 0.0, True
                continue
            waited_s += _WAIT_S
            if waited_s > (_SILENT_S if is_there else _PATIENT_S):
                self.silent = True
                return

    def _is_slow(self) -> bool:
        """Whether too many frames were dropped since the take began."""
        offered, dropped = self._before or (0, 0)
        came, left_out = self._slot.offered - offered, self._slot.dropped - dropped
        return self._before is not None and left_out > _MOST_DROPPED * came
