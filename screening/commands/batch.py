"""``screening batch``: many clips, their tables, and what could not be measured."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from functools import partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from screening.commands.options import (
    BlurFaces,
    From,
    Leg,
    LegChoice,
    Mirrored,
    Model,
    ProfileName,
    TaskChoice,
    TaskName,
    To,
)
from screening.errors import ClusterError, ManifestError
from screening.judgement.profiles import DEFAULT_PROFILE
from screening.language import say
from screening.paths import shown
from screening.words.exclusions import exclusion_reason

if TYPE_CHECKING:
    from screening.batch.run import BatchResult
    from screening.study.clips import BatchClip
    from screening.study.measure_clip import Outcome
    from screening.study.plan import Plan

_INTERRUPTED = 130
_MOST_ENDINGS = 8


Out = Annotated[Path, typer.Option()]
Paths = Annotated[list[str] | None, typer.Argument(metavar="PATH...")]
ManifestFile = Annotated[Path | None, typer.Option()]
SettingsFile = Annotated[Path | None, typer.Option()]
Workers = Annotated[int | None, typer.Option(min=1)]
Scheduler = Annotated[str | None, typer.Option(metavar="ADDRESS")]
Resume = Annotated[bool, typer.Option("--resume")]
Video = Annotated[bool, typer.Option("--video")]


def batch(
    out: Out,
    paths: Paths = None,
    manifest: ManifestFile = None,
    leg: Leg = LegChoice.auto,
    task: TaskName = TaskChoice.single_leg_squat,
    mirrored: Mirrored = False,
    start_s: From = None,
    end_s: To = None,
    model: Model = "full",
    profile: ProfileName = DEFAULT_PROFILE,
    settings: SettingsFile = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    resume: Resume = False,
    video: Video = False,
    blur_faces: BlurFaces = False,
) -> None:
    """Run ``screening batch``."""
    _need_dask()
    from screening.configuration import read_settings
    from screening.jobs.memory import check_address_space
    from screening.settings import DEFAULT
    from screening.study.plan import Plan

    if scheduler is None:
        check_address_space()
    if workers is not None and scheduler is not None:
        raise typer.BadParameter(say("commands.usage.workers_or_scheduler"))
    how = {"leg": leg.value, "mirrored": mirrored, "start_s": start_s, "end_s": end_s}
    how["task"] = task.value
    clips = _clips(paths or [], manifest, how, out)
    plan = Plan.of(
        out,
        model=model,
        profile=profile,
        settings=DEFAULT if settings is None else read_settings(settings),
        video=video,
        blur_faces=blur_faces,
    )
    console = Console(stderr=True)
    into = shown(plan.folder.path)
    begins = say("commands.batch.begins", clips=_count(len(clips)), folder=into)
    console.print(begins, highlight=False)
    try:
        result = _run(clips, plan, console, workers, scheduler, resume)
    except KeyboardInterrupt:
        console.print(say("commands.batch.stopped"), soft_wrap=True)
        raise typer.Exit(_INTERRUPTED) from None
    _tell(Console(), result)
    raise typer.Exit(1 if result.failed else 0)


def _need_dask() -> None:
    """Say what is missing when the tool was installed without this part."""
    for library in ("distributed", "pyarrow"):
        if find_spec(library) is None:
            raise ClusterError("not_installed", package=library)


def _clips(
    paths: list[str], manifest: Path | None, how: dict[str, Any], out: Path
) -> list[BatchClip]:
    """Return the clips that were named, by path or in a manifest."""
    from screening.export.curves import CURVE_COLUMNS, LONG_COLUMNS, PHASE_COLUMNS
    from screening.study.clips import find_clips
    from screening.study.manifest import read_manifest
    from screening.study.tables import ALL_NAMES

    if manifest is None:
        if not paths:
            raise ManifestError("nothing_given")
        others: list[Path] = []
        clips = find_clips(
            paths, outside=out.absolute(), passed_over=others.append, **how
        )
        _tell_passed_over(others)
        return clips
    if paths:
        raise ManifestError("both_given")
    return read_manifest(
        manifest,
        taken=ALL_NAMES.union(CURVE_COLUMNS, LONG_COLUMNS, PHASE_COLUMNS),
        **how,
    )


def _tell_passed_over(files: list[Path]) -> None:
    """Say which files of the folders are not taken for clips."""
    if not files:
        return
    endings = sorted({each.suffix.lower() or shown(Path(each.name)) for each in files})
    listed = ", ".join(endings[:_MOST_ENDINGS])
    text = say("commands.batch.passed_over", count=len(files), endings=listed)
    Console(stderr=True).print(text, soft_wrap=True, highlight=False, markup=False)


def _run(
    clips: list[BatchClip],
    plan: Plan,
    console: Console,
    workers: int | None,
    scheduler: str | None,
    resume: bool,
) -> BatchResult:
    """Measure on the cluster that was asked for."""
    from screening.batch.cluster import client_of, dashboard_of
    from screening.batch.run import Batch
    from screening.commands.progress import clip_progress
    from screening.study.publish import Origin

    plan.folder.check(resume=resume)
    if scheduler is not None and not scheduler.startswith("tls://"):
        message = say("commands.batch.open_scheduler", address=scheduler)
        console.print(message, soft_wrap=True, markup=False, highlight=False)
    with client_of(scheduler, workers, len(clips)) as (client, kind):
        dashboard = dashboard_of(client)
        if dashboard:
            message = say("commands.batch.dashboard", link=dashboard)
            console.print(message, soft_wrap=True)
        command = ("screening", *sys.argv[1:])
        whole = Batch(clips, plan, Origin(command, kind))
        with clip_progress(len(clips), console) as on_clip:
            return whole.run(client, on_clip, partial(_tell_line, console))


def _tell_line(console: Console, line: str) -> None:
    text = f"{time.strftime('%H:%M:%S')} {line}"
    console.print(text, soft_wrap=True, highlight=False, markup=False)


def _tell(console: Console, result: BatchResult) -> None:
    """Say what came out and where it is."""
    from screening.study.folder import TABLES
    from screening.study.measure_clip import same_recordings

    measured = len(result.outcomes) - len(result.failed)
    unclear = sum(
        each.state != "failed" and not each.interpretable for each in result.outcomes
    )
    message = say(
        "commands.batch.result",
        clips=_count(measured),
        unclear=unclear,
        failed=len(result.failed),
    )
    console.print(message, style="bold", highlight=False)
    written = say("commands.batch.written_to", folder=result.folder)
    console.print(written, soft_wrap=True, markup=False)
    for name in (*TABLES, "frames/", "clips/"):
        console.print(f"  {name}", highlight=False, markup=False)
    for message in _lost(result.outcomes):
        console.print(message, soft_wrap=True, highlight=False, markup=False)
    for names in same_recordings(result.outcomes):
        message = say("commands.batch.same_recording", clips=", ".join(names))
        console.print(message, soft_wrap=True, highlight=False, markup=False)
    if result.failed:
        console.print(say("commands.batch.failures"))


def _lost(outcomes: Iterable[Outcome]) -> Iterator[str]:
    """Say what was changed by hand and is not found in a new measurement."""
    for outcome in outcomes:
        clip = outcome.clip.name
        for squat in outcome.missing:
            yield say(
                "commands.batch.not_found_again",
                clip=clip,
                number=squat.number,
                leg=squat.leg,
                reason=exclusion_reason(squat.reason),
            )
        if count := outcome.lost_joints:
            yield say("commands.batch.joints_not_found_again", clip=clip, count=count)


def _count(clips: int) -> str:
    return say("commands.batch.clips", count=clips)
