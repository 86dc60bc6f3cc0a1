"""``screening clip``: one clip, its table in the terminal, its folder of results."""

from __future__ import annotations

import os
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from screening.commands.options import (
    BlurFaces,
    From,
    KneeSore,
    Leg,
    LegChoice,
    Mirrored,
    Model,
    ProfileName,
    To,
)
from screening.errors import ProcessError
from screening.judgement.profiles import DEFAULT_PROFILE
from screening.paths import shown

if TYPE_CHECKING:
    from screening.jobs.clip import ClipJob


def clip(
    path: Annotated[Path, typer.Argument(metavar="CLIP")],
    leg: Leg = LegChoice.auto,
    mirrored: Mirrored = False,
    model: Model = "full",
    profile: ProfileName = DEFAULT_PROFILE,
    out: Annotated[Path, typer.Option()] = Path("results"),
    start_s: From = None,
    end_s: To = None,
    no_video: Annotated[bool, typer.Option("--no-video")] = False,
    blur_faces: BlurFaces = False,
    knee_sore: KneeSore = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Run ``screening clip``."""
    from screening.commands.progress import frame_progress, reporting
    from screening.jobs.clip import ClipJob
    from screening.jobs.watchdog import Watchdog

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
    with frame_progress() as progress, Watchdog(partial(_give_up, job)) as watch:
        done = job.run(watch.hearing(reporting(progress)))
    if as_json:
        sys.stdout.write(done.screening.to_json() + "\n")
        return
    from screening.output.terminal import show, show_files

    console = Console()
    show(console, done.screening, knee_sore=knee_sore)
    console.print()
    show_files(console, done.folder, done.files)


def _give_up(job: ClipJob) -> None:
    """End the program: nothing else ends a thread that hangs in a library."""
    from screening.jobs.watchdog import LONGEST_SILENCE_S
    from screening.results.staging import abandon

    minutes = LONGEST_SILENCE_S / 60
    error = ProcessError("hung", path=shown(job.path), minutes=minutes)
    abandon(job.folder)
    typer.echo(f"screening: {error}", err=True)
    sys.stderr.flush()
    os._exit(2)
