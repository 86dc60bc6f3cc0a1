"""Progress of long work in a terminal, and how it is stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
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

from screening.jobs.clip import Report


class _Rate(ProgressColumn):
    """Frames per second."""

    def render(self, task: Task) -> Text:
        """Return the speed so far."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.0f} frames/s")


class _StoppableProgress(Progress):
    """Progress that passes an interruption on even if a native library lost it."""

    interrupted = False

    def interrupt(self, *_: object) -> None:
        """Stop now; a callback from native code would swallow this exception."""
        self.interrupted = True
        raise KeyboardInterrupt

    def update(self, *args: Any, **kwargs: Any) -> None:
        """Stop at the next step at the latest, else tell how far it is."""
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
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
        disable=not console.is_terminal,
    ) as progress:
        before = signal.signal(signal.SIGINT, progress.interrupt)
        try:
            yield progress
        finally:
            signal.signal(signal.SIGINT, before)


def reporting(progress: Progress) -> Report:
    """Return a report that shows each step of a job as a line of its own."""
    tasks: dict[str, TaskID] = {}

    def report(step: str, done: int, expected: int | None) -> None:
        if step not in tasks:
            tasks[step] = progress.add_task(step, total=expected)
        progress.update(tasks[step], completed=done, total=expected)

    return report
