"""``screening clip``: one clip, its table in the terminal, its folder of results."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

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
    TaskChoice,
    TaskName,
    To,
)
from screening.judgement.profiles import DEFAULT_PROFILE


def clip(
    path: Annotated[Path, typer.Argument(metavar="CLIP")],
    leg: Leg = LegChoice.auto,
    task: TaskName = TaskChoice.single_leg_squat,
    mirrored: Mirrored = False,
    model: Model = "full",
    profile: ProfileName = DEFAULT_PROFILE,
    out: Annotated[Path, typer.Option()] = Path("results"),
    start_s: From = None,
    end_s: To = None,
    no_video: Annotated[bool, typer.Option("--no-video")] = False,
    blur_faces: BlurFaces = False,
    knee_sore: KneeSore = False,
    with_report: Annotated[bool, typer.Option("--report")] = False,
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Run ``screening clip``."""
    from screening.commands.progress import frame_progress, reporting
    from screening.jobs.child_process import ChildRun
    from screening.jobs.clip import ClipJob

    job = ClipJob(
        path=path,
        leg=leg.value,
        task=task.value,
        mirrored=mirrored,
        model=model,
        profile=profile,
        out=out,
        start_s=start_s,
        end_s=end_s,
        video=not no_video,
        blur_faces=blur_faces,
    )
    with frame_progress() as progress:
        done = ChildRun(job, apart=False).wait(reporting(progress))
    files = [*done.files, *(_report(done.folder, knee_sore) if with_report else ())]
    if as_json:
        sys.stdout.write(done.screening.to_json() + "\n")
        return
    from screening.output.terminal import show, show_files

    console = Console()
    show(console, done.screening, knee_sore=knee_sore)
    console.print()
    show_files(console, done.folder, files)


def _report(folder: Path, knee_sore: bool) -> list[str]:
    """Write the report of the clip."""
    from screening.commands.report import write_one

    return write_one(folder, knee_sore=knee_sore)
