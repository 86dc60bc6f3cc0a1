"""``screening again``: saved results judged again, without the video."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from screening.commands.options import (
    BlurFaces,
    KneeSore,
    Results,
    SettingsFile,
    TaskChoice,
)
from screening.commands.repetitions import excluded, repetition
from screening.errors import OutputError
from screening.language import say
from screening.paths import shown
from screening.results.files import ANNOTATED

if TYPE_CHECKING:
    from screening.study.find_results import SavedResult
    from screening.study.judge_many import Changes, Judged, Wanted
    from screening.study.judged_tables import AgainTables

Excluded = Annotated[list[str] | None, typer.Option(metavar="LEG:NUMBER=REASON")]
ExclusionsFile = Annotated[Path | None, typer.Option(metavar="FILE.csv")]
JointsFile = Annotated[Path | None, typer.Option(metavar="FILE.csv")]
Included = Annotated[list[str] | None, typer.Option(metavar="LEG:NUMBER")]
OtherTask = Annotated[TaskChoice | None, typer.Option("--task")]
OtherProfile = Annotated[str | None, typer.Option()]
Out = Annotated[Path | None, typer.Option()]
InPlace = Annotated[bool, typer.Option("--in-place")]
NoPlots = Annotated[bool, typer.Option("--no-plots")]
TablesOnly = Annotated[bool, typer.Option("--tables-only")]
Video = Annotated[Path | None, typer.Option()]
Workers = Annotated[int | None, typer.Option(min=1)]
AsJson = Annotated[bool, typer.Option("--json")]


def again(
    results: Results,
    profile: OtherProfile = None,
    task: OtherTask = None,
    settings: SettingsFile = None,
    exclude: Excluded = None,
    exclusions: ExclusionsFile = None,
    include: Included = None,
    joints: JointsFile = None,
    out: Out = None,
    in_place: InPlace = False,
    no_plots: NoPlots = False,
    tables_only: TablesOnly = False,
    video: Video = None,
    blur_faces: BlurFaces = False,
    knee_sore: KneeSore = False,
    workers: Workers = None,
    as_json: AsJson = False,
) -> None:
    """Run ``screening again``."""
    from screening.study.correction_list import read_corrections
    from screening.study.exclusion_list import read_exclusions
    from screening.study.find_results import find_results

    changes = _changes(profile, task, settings, exclude or (), include or ())
    found = find_results(results)
    if exclusions is not None:
        listed = read_exclusions(exclusions, found, settings=changes.settings)
        changes = replace(changes, exclusions=listed)
    one = len(found) == 1
    if joints is not None and one:
        corrections = read_corrections(joints, found[0])
        changes = replace(changes, corrections=corrections)
    if one and found[0].batch is None and not tables_only:
        _judge_one(
            found[0], changes, out, not no_plots, video, blur_faces, knee_sore, as_json
        )
        return
    _check_options_of_many(
        len(found),
        of_one=bool(exclude or include or joints or video or as_json),
        has_target=in_place != (out is not None),
    )
    tables, wanted = _tables(found, changes, out, not no_plots, tables_only)
    _judge_many(found, changes, wanted, tables, workers)


def _changes(
    profile: str | None,
    task: TaskChoice | None,
    settings: Path | None,
    exclude: Sequence[str],
    include: Sequence[str],
) -> Changes:
    """Return what changes by the options of the command."""
    from screening.configuration import load_profile, read_changes
    from screening.study.judge_many import Changes

    return Changes(
        None if profile is None else load_profile(profile),
        None if settings is None else read_changes(settings),
        dict(excluded(each) for each in exclude),
        [repetition(each, "--include") for each in include],
        task=None if task is None else task.value,
    )


def _check_options_of_many(results: int, *, of_one: bool, has_target: bool) -> None:
    """Refuse what makes sense for one result only, and results without a place."""
    if of_one:
        raise typer.BadParameter(say("commands.usage.of_one_result", count=results))
    if not has_target:
        raise typer.BadParameter(say("commands.usage.no_target", count=results))


def _judge_one(
    saved: SavedResult,
    changes: Changes,
    out: Path | None,
    plots: bool,
    video: Path | None,
    blur_faces: bool,
    knee_sore: bool,
    as_json: bool,
) -> None:
    """Judge one result again and show it as ``screening clip`` does."""
    from screening.commands.progress import frame_progress, reporting
    from screening.jobs.rejudge import rejudge
    from screening.output.terminal import show, show_files
    from screening.study.judge_many import verdicts
    from screening.words.findings import verdict_word

    rejudged = rejudge(saved.folder, **changes.of(saved).arguments())
    before = verdicts(rejudged.before) if rejudged.before else {}
    with frame_progress() as progress:
        done = rejudged.write(
            None if out is None else out / saved.folder.name,
            plots=plots,
            video=video,
            blur_faces=blur_faces,
            report=reporting(progress),
        )
    _show_remarks({remark: [saved.name] for remark in done.remarks})
    if as_json:
        sys.stdout.write(done.screening.to_json() + "\n")
        return
    console = Console()
    show(console, done.screening, knee_sore=knee_sore)
    console.print()
    show_files(console, done.folder, done.files)
    for leg, verdict in verdicts(done.screening).items():
        if before.get(leg, verdict) != verdict:
            old, new = verdict_word(before[leg]), verdict_word(verdict)
            changed = say("commands.again.changed", leg=leg, old=old, new=new)
            console.print(changed, highlight=False)
    for name in done.removed:
        key = "removed_clip" if name == ANNOTATED else "removed"
        removed = say(f"commands.again.{key}", name=name)
        console.print(removed, soft_wrap=True, highlight=False)


def _show_remarks(remarks: Mapping[str, Sequence[str]]) -> None:
    """Say once what holds for one result or many; standard output is for results."""
    console = Console(stderr=True)
    for remark, names in remarks.items():
        key = "remark" if len(names) == 1 else "remark_of_many"
        message = say(
            f"commands.again.{key}", name=names[0], count=len(names), remark=remark
        )
        console.print(message, soft_wrap=True, highlight=False)


def _tables(
    found: list[SavedResult],
    changes: Changes,
    out: Path | None,
    plots: bool,
    tables_only: bool,
) -> tuple[AgainTables | None, Wanted]:
    """Return what gathers the tables, if there are any, and what is written."""
    from screening.study.judge_many import Wanted

    batches = {saved.batch for saved in found}
    batch = batches.pop() if len(batches) == 1 else None
    if tables_only and out is None:
        raise typer.BadParameter(say("commands.usage.tables_need_out"))
    for before, after in pairwise(found):
        if out is not None and before.name == after.name:
            folders = {"one": shown(before.folder), "other": shown(after.folder)}
            raise OutputError("same_name", **folders)
    target = out.absolute() if out is not None else batch
    if target is None:
        return None, Wanted(plots=plots)
    _need_tables()
    from screening.study.judged_tables import AgainTables

    if out is not None and out.exists() and any(out.iterdir()):
        raise OutputError("holds_other_files", path=shown(out))
    command = ["screening", *sys.argv[1:]]
    tables = AgainTables(target, changes, command, _now(), source=batch)
    new = None if out is None else target
    return tables, Wanted(new, tables=True, results=not tables_only, plots=plots)


def _need_tables() -> None:
    """Say what is missing when the tool was installed without the batch."""
    if find_spec("pyarrow") is None:
        raise OutputError("tables_not_installed", package="pyarrow")


def _judge_many(
    found: list[SavedResult],
    changes: Changes,
    wanted: Wanted,
    tables: AgainTables | None,
    workers: int | None,
) -> None:
    """Judge many results again; end with status 1 if some could not be."""
    from screening.commands.progress import result_progress
    from screening.study.judge_many import judge_all

    errors = Console(stderr=True)
    changed, failed = 0, 0
    remarks: dict[str, list[str]] = {}
    with nullcontext() if tables is None else tables.begun():
        with result_progress(len(found), errors) as advance:
            for judged in judge_all(found, changes, wanted, workers=workers):
                changed += judged.changed
                failed += bool(judged.error)
                for remark in judged.remarks:
                    remarks.setdefault(remark, []).append(judged.saved.name)
                if judged.error:
                    errors.print(_failure(judged), soft_wrap=True, highlight=False)
                if tables is not None:
                    tables.add(judged)
                advance(1)
        if tables is not None:
            tables.write(_now())
    _show_remarks(remarks)
    console = Console()
    done = len(found) - failed
    message = say(
        "commands.again.done",
        results=say("commands.again.results", count=done),
        changed=changed,
        failed=failed,
    )
    console.print(message, style="bold", highlight=False, soft_wrap=True)
    where = say("commands.again.no_tables")
    if tables is not None:
        where = say("commands.again.tables", folder=shown(tables.out))
    console.print(where, highlight=False, soft_wrap=True, markup=False)
    raise typer.Exit(1 if failed else 0)


def _failure(judged: Judged) -> str:
    return say("commands.again.failure", name=judged.saved.name, error=judged.error)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
