"""The commands: a thin layer over the library, with errors in one sentence."""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
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
from rich.table import Table
from rich.text import Text

from screening.errors import ScreeningError
from screening.judgement.profiles import DEFAULT_PROFILE, builtin_names

app = typer.Typer(
    name="screening",
    help="Movement check of the single-leg squat from a frontal video.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)


class LegChoice(StrEnum):
    """Which leg to judge."""

    auto = "auto"
    left = "left"
    right = "right"


@app.command()
def clip(
    path: Annotated[Path, typer.Argument(metavar="CLIP", help="The video file.")],
    leg: Annotated[
        LegChoice, typer.Option(help="Leg to judge; auto finds each standing leg.")
    ] = LegChoice.auto,
    mirrored: Annotated[
        bool, typer.Option("--mirrored", help="The clip is a mirror image (selfie).")
    ] = False,
    model: Annotated[
        str, typer.Option(help="Pose model: lite, full, heavy, or a .task file.")
    ] = "full",
    profile: Annotated[
        str, typer.Option(help="Thresholds: a built-in name, or a .toml file.")
    ] = DEFAULT_PROFILE,
    out: Annotated[
        Path, typer.Option(help="Folder for the results of all clips.")
    ] = Path("results"),
    start_s: Annotated[
        float | None, typer.Option("--from", min=0, help="Begin here, in seconds.")
    ] = None,
    end_s: Annotated[
        float | None, typer.Option("--to", min=0, help="End here, in seconds.")
    ] = None,
    no_video: Annotated[
        bool, typer.Option("--no-video", help="Write no annotated clip.")
    ] = False,
    blur_faces: Annotated[
        bool, typer.Option("--blur-faces", help="Blur faces in the annotated clip.")
    ] = False,
    knee_sore: Annotated[
        bool, typer.Option("--knee-sore", help="Suggest exercises that spare the knee.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the result as JSON, nothing else.")
    ] = False,
) -> None:
    """Measure one clip and say what it shows.

    Example: `screening clip anna.mp4 --out results`
    """
    from screening.clip import ClipJob
    from screening.terminal import show, show_files

    job = ClipJob(
        path=path,
        leg=leg.value,
        mirrored=mirrored,
        model=model,
        profile=profile,
        out=out,
        start_s=start_s,
        end_s=end_s,
        video=not no_video,
        blur_faces=blur_faces,
    )
    with _progress() as progress:
        done = job.run(progress)
    if as_json:
        sys.stdout.write(done.screening.to_json() + "\n")
        return
    console = Console()
    show(console, done.screening, knee_sore=knee_sore)
    console.print()
    show_files(console, done.folder, done.files)


@app.command()
def models() -> None:
    """List the pose models, their sources and their checksums.

    Example: `screening models`
    """
    from screening.capture.models import describe_models

    table = Table("Model", "Size", "Licence", "Source", "SHA-256")
    for model in describe_models():
        size = f"{model.size_bytes / 1e6:.1f} MB"
        table.add_row(model.name, size, model.licence, model.source, model.sha256)
    Console().print(table)


@app.command()
def profiles(
    name: Annotated[
        str | None, typer.Argument(help="Show this one with all its sources.")
    ] = None,
) -> None:
    """List the threshold profiles, or show one with its sources.

    Example: `screening profiles adult`
    """
    from screening.screen import load_profile
    from screening.terminal import profile_table

    console = Console()
    if name is not None:
        console.print(profile_table(load_profile(name)))
        return
    table = Table("Profile", "For whom", "Status")
    for each in builtin_names():
        profile = load_profile(each)
        table.add_row(profile.name, profile.population, profile.status)
    console.print(table)


def main() -> None:
    """Run the command line; the one place that turns errors into exit codes."""
    _silence_native_libraries()
    try:
        app()
    except ScreeningError as error:
        typer.echo(f"screening: {error}", err=True)
        sys.exit(2)
    except Exception:
        traceback.print_exc()
        typer.echo("screening: an error inside the tool; see above.", err=True)
        sys.exit(1)


def _silence_native_libraries() -> None:
    """Keep what native libraries write to standard error away from the user.

    They write to the file descriptor; Python goes on with a copy of it. Should one of
    them crash, the place in our own code is still told.
    """
    if sys.stderr is not sys.__stderr__:
        return  # Somebody else collects it, and it is not ours to move.
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8")
    faulthandler.enable(file=sys.stderr)
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    os.close(sink)


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
def _progress() -> Iterator[Progress]:
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
