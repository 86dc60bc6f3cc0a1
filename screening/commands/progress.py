"""Progress of long work: a bar in a terminal, lines elsewhere, and a stop by Ctrl-C.

The bars of frames, results and clips belong here, with what they count. What the work
has to say apart from its progress is printed by its command.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import FrameType
from typing import TYPE_CHECKING, Any

from rich.console import Console, RenderableType
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from screening.language import numeral, say

if TYPE_CHECKING:
    from screening.jobs.clip import Report
    from screening.study.measure_clip import Outcome

_LINE_EVERY_S = 30.0
_CLIPS_PERIOD_S = 1800.0
"""A clip takes a minute and more: its rate needs a longer look back than a frame's."""


class _Rate(ProgressColumn):
    """Rich's estimate of the speed, with the unit that it is counted in."""

    def __init__(self, unit: str, per_s: float = 1.0, digits: int = 1) -> None:
        self._unit, self._per_s, self._digits = unit, per_s, digits
        super().__init__()

    def render(self, task: Task) -> Text:
        """Return the speed so far, or nothing while it is unknown."""
        speed = task.finished_speed or task.speed
        if speed is None:
            return Text()
        return Text(f"{numeral(speed / self._per_s, f'.{self._digits}f')} {self._unit}")


class _Outcomes(ProgressColumn):
    """How many clips failed, and how many could not be judged."""

    def render(self, task: Task) -> Text:
        """Return both numbers."""
        return Text(say("commands.progress.outcomes", **task.fields))


class _StoppableProgress(Progress):
    """Progress that passes an interruption on even if a native library lost it."""

    interrupted = False

    def interrupt(self, *_: object) -> None:
        """Stop now; a callback from native code would swallow this exception."""
        self.interrupted = True
        raise KeyboardInterrupt

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Stop at the next step at the latest, else show how far it is."""
        if self.interrupted:
            raise KeyboardInterrupt
        super().update(*args, **kwargs)


@contextmanager
def frame_progress() -> Iterator[Progress]:
    """Show progress on standard error, on a terminal only; stoppable by Ctrl-C."""
    console = Console(stderr=True)
    with _StoppableProgress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(say("commands.progress.rate_frames"), digits=0),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        before = signal.getsignal(signal.SIGINT)

        def stop(number: int, frame: FrameType | None) -> None:
            try:
                if callable(before):
                    before(number, frame)
            finally:
                progress.interrupt()

        signal.signal(signal.SIGINT, stop)
        try:
            yield progress
        finally:
            # What came before may have wished that nothing interrupts from now on.
            if signal.getsignal(signal.SIGINT) is stop:
                signal.signal(signal.SIGINT, before)


def reporting(progress: Progress) -> Report:
    """Return a report that shows each step of a job as a line of its own."""
    tasks: dict[str, TaskID] = {}

    def report(step: str, done: int, expected: int | None) -> None:
        if step not in tasks:
            tasks[step] = progress.add_task(say(f"web.steps.{step}"), total=expected)
        progress.update(tasks[step], completed=done, total=expected)

    return report


class _Count(Progress):
    """A bar over many pieces of work and its numbers; without a terminal, in lines.

    Parameters
    ----------
    noun
        What is counted, in the plural.
    total
        How many there are.
    numbers
        What stands below the bar, where a narrow window has room, and in the lines.
    console
        Where it is shown.
    fields
        What ``numbers`` read and the caller counts, in ``task.fields``.
    **options
        For :class:`rich.progress.Progress`.
    """

    def __init__(
        self,
        noun: str,
        total: int,
        *numbers: ProgressColumn,
        console: Console,
        fields: dict[str, Any] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            console=console,
            transient=True,
            disable=not console.is_terminal,
            **options,
        )
        self._noun, self._numbers = noun, numbers
        self._id = self.add_task(noun.capitalize(), total=total, **fields or {})
        self.task = self.tasks[0]
        self.advance(self._id, 0)  # the rate counts from here
        self._line_s = time.monotonic()

    def add(self, more: int, *, worked: bool = True) -> None:
        """Count pieces as done; without work they do not enter the rate."""
        if worked:
            self.advance(self._id, more)
        else:
            self.task.completed += more
        now_s = time.monotonic()
        is_due = now_s - self._line_s >= _LINE_EVERY_S
        if self.disable and (is_due or self.task.completed >= (self.task.total or 0)):
            self._line_s = now_s
            line = say(
                "commands.progress.line",
                time=time.strftime("%H:%M:%S"),
                done=round(self.task.completed),
                total=round(self.task.total or 0),
                noun=self._noun,
                numbers=self._text(self.task),
            )
            self.console.print(line, soft_wrap=True, highlight=False)

    def get_renderables(self) -> Iterable[RenderableType]:
        """Yield the bar, then the numbers."""
        yield from super().get_renderables()
        yield from (Text(self._text(task)) for task in self.tasks)

    def _text(self, task: Task) -> str:
        parts = [str(number.render(task)) for number in self._numbers]
        left_s = task.time_remaining
        if left_s:
            duration = timedelta(seconds=int(left_s))
            parts.append(say("commands.progress.left", duration=duration))
        return ", ".join(filter(None, parts))


@contextmanager
def result_progress(total: int, console: Console) -> Iterator[Callable[[int], None]]:
    """Show how many results are done.

    Parameters
    ----------
    total
        How many there are.
    console
        Where to show it.

    Yields
    ------
    callable
        Takes how many more are done.
    """
    noun = say("commands.progress.results")
    rate = _Rate(say("commands.progress.rate_results"))
    with _Count(noun, total, rate, console=console) as count:
        yield count.add


@contextmanager
def clip_progress(
    total: int,
    console: Console,
    clock: Callable[[], float] | None = None,
) -> Iterator[Callable[[Outcome], None]]:
    """Show how far a batch is, and what could not be measured or judged.

    Parameters
    ----------
    total
        Number of clips.
    console
        Where to show it.
    clock
        Seconds from any moment.

    Yields
    ------
    callable
        Takes each outcome. Clips that were kept from an earlier run do not enter the
        rate.
    """
    with _Count(
        say("commands.progress.clips"),
        total,
        _Outcomes(),
        _Rate(say("commands.progress.rate_clips"), per_s=1 / 60),
        console=console,
        fields={"failed": 0, "unclear": 0},
        speed_estimate_period=_CLIPS_PERIOD_S,
        get_time=clock,
    ) as count:
        fields = count.task.fields

        def add(outcome: Outcome) -> None:
            failed = outcome.state == "failed"
            fields["failed"] += failed
            fields["unclear"] += not failed and not outcome.interpretable
            count.add(1, worked=outcome.state != "kept")

        yield add
