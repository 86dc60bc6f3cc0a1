"""Progress of a batch: a live bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
)
from rich.text import Text

from screening.study.measure_clip import Outcome

_LINE_EVERY_S = 30.0


class Tally:
    """How far a batch is.

    Parameters
    ----------
    total
        Number of clips.
    clock
        Seconds from any moment.
    """

    def __init__(self, total: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.total = total
        self.done = self.failed = self.not_interpretable = 0
        self._worked = 0
        self._clock = clock
        self._start_s = clock()

    def count(self, outcome: Outcome) -> None:
        """Take one more clip into account."""
        self.done += 1
        self.failed += outcome.state == "failed"
        self._worked += outcome.state != "kept"
        self.not_interpretable += (
            outcome.state != "failed" and not outcome.interpretable
        )

    @property
    def per_minute(self) -> float:
        """Clips that were measured per minute; those kept from before do not count."""
        passed_s = self._clock() - self._start_s
        return 60 * self._worked / passed_s if passed_s > 0 else 0.0

    @property
    def left_s(self) -> float | None:
        """Seconds until the end, None while nothing is known."""
        rate = self.per_minute
        return 60 * (self.total - self.done) / rate if rate > 0 else None

    def text(self) -> str:
        """Return all of it in a line."""
        parts = [
            f"{self.failed} failed",
            f"{self.not_interpretable} not interpretable",
            f"{self.per_minute:.1f} clips/min",
        ]
        if self.left_s is not None and self.done < self.total:
            parts.append(f"{duration_text(self.left_s)} left")
        return ", ".join(parts)


def duration_text(seconds: float) -> str:
    """Return a duration as a person would say it.

    Examples
    --------
    >>> duration_text(3700)
    '1 h 02 min'
    """
    minutes = round(seconds / 60)
    if minutes >= 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes} min" if seconds >= 60 else f"{max(1, round(seconds))} s"


@contextmanager
def batch_progress(total: int, console: Console) -> Iterator[Callable[[Outcome], None]]:
    """Show how far a batch is; to be called with each outcome.

    Parameters
    ----------
    total
        Number of clips.
    console
        Where to.
    """
    tally = Tally(total)
    if console.is_terminal:
        with _bar(tally, console) as count:
            yield count
    else:
        yield _lines(tally, console)


class _TwoLines(Progress):
    """A bar, and below it the numbers, which find no room beside it."""

    told = ""

    def get_renderables(self) -> Iterable[RenderableType]:
        """Yield the bar, then the numbers."""
        yield from super().get_renderables()
        yield Text(self.told)


@contextmanager
def _bar(tally: Tally, console: Console) -> Iterator[Callable[[Outcome], None]]:
    """Show a bar with the numbers below it, redrawn in place."""
    with _TwoLines(
        TextColumn("Clips"),
        BarColumn(),
        MofNCompleteColumn(),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=tally.total)

        def count(outcome: Outcome) -> None:
            tally.count(outcome)
            progress.told = tally.text()
            progress.update(task, completed=tally.done)

        yield count


def _lines(tally: Tally, console: Console) -> Callable[[Outcome], None]:
    """Print a line every now and then, and one at the end."""
    told_s = time.monotonic()

    def count(outcome: Outcome) -> None:
        nonlocal told_s
        tally.count(outcome)
        now_s = time.monotonic()
        if now_s - told_s >= _LINE_EVERY_S or tally.done == tally.total:
            told_s = now_s
            line = f"{time.strftime('%H:%M:%S')} {tally.done} of {tally.total} clips: "
            console.print(line + tally.text(), soft_wrap=True, highlight=False)

    return count
