"""Progress over many results: a bar in a terminal, a line now and then elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

_LINE_EVERY_S = 30.0


class _Rate(ProgressColumn):
    """Results per second."""

    def render(self, task: Task) -> Text:
        """Return the speed so far."""
        speed = task.finished_speed or task.speed
        return Text("" if speed is None else f"{speed:.1f} results/s")


@contextmanager
def many_progress(total: int, console: Console) -> Iterator[Callable[[int], None]]:
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
        To be told how many more are done.
    """
    if not console.is_terminal:
        yield _lines(total, console)
        return
    with Progress(
        TextColumn("Results"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=console,
        transient=True,
    ) as progress:
        task = progress.add_task("", total=total)
        yield lambda more: progress.advance(task, more)


def _lines(total: int, console: Console) -> Callable[[int], None]:
    """Print a line every now and then, and one at the end."""
    start_s = told_s = time.monotonic()
    done = 0

    def count(more: int) -> None:
        nonlocal done, told_s
        done += more
        now_s = time.monotonic()
        if now_s - told_s >= _LINE_EVERY_S or done == total:
            told_s = now_s
            rate = done / max(now_s - start_s, 1e-9)
            console.print(
                f"{time.strftime('%H:%M:%S')} {done} of {total} results, "
                f"{rate:.1f} results/s",
                highlight=False,
                soft_wrap=True,
            )

    return count
