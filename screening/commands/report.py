"""``screening report``: saved results as a page and a PDF to hand over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from screening.commands.options import (
    KneeSore,
    Level,
    PainInLeg,
    Results,
    pain_said,
)
from screening.errors import OutputError, ScreeningError
from screening.language import say
from screening.paths import shown
from screening.results.files import REPORT_PAGE, REPORT_PDF

if TYPE_CHECKING:
    from screening.judgement.pain import Pain
    from screening.motion.landmarks import Side
    from screening.output.report.pdf import Paper
    from screening.output.report.subject import Subject, Wishes
    from screening.study.find_results import SavedResult

_TEAM = "team"
_DATE = "%Y-%m-%d"


class PaperSize(StrEnum):
    """Size of the PDF's pages."""

    a4 = "a4"
    letter = "letter"

    @property
    def known(self) -> Paper:
        """Its name for the library that sets the PDF."""
        return "us-letter" if self is PaperSize.letter else "a4"


def report(
    results: Results,
    out: Annotated[Path | None, typer.Option()] = None,
    team: Annotated[bool, typer.Option("--team")] = False,
    one_client: Annotated[bool, typer.Option("--one-client")] = False,
    client: Annotated[str, typer.Option()] = "",
    practice: Annotated[str, typer.Option()] = "",
    logo: Annotated[Path | None, typer.Option()] = None,
    comment: Annotated[str, typer.Option()] = "",
    recorded: Annotated[datetime | None, typer.Option(formats=[_DATE])] = None,
    paper: Annotated[PaperSize, typer.Option()] = PaperSize.a4,
    knee_sore: KneeSore = False,
    level: Level = 1,
    pain_left: PainInLeg = None,
    pain_right: PainInLeg = None,
) -> None:
    """Run ``screening report``."""
    from screening.judgement.exercises import LEVELS
    from screening.output.report.logo import read_logo
    from screening.output.report.subject import Wishes
    from screening.study.find_results import find_results

    if team and out is None:
        raise typer.BadParameter(say("commands.usage.team_needs_out"))
    groups = _clients(find_results(results), one=one_client)
    pain = pain_said(pain_left, pain_right)
    for given, key in ((client, "client_of_one"), (pain, "pain_of_one")):
        if given and len(groups) > 1:
            said = say(f"commands.usage.{key}", count=len(groups))
            raise typer.BadParameter(said)
    wishes = Wishes(
        practice=practice,
        logo=None if logo is None else read_logo(logo, practice),
        comment=comment,
        recorded=None if recorded is None else recorded.date(),
        knee_sore=knee_sore,
        level=LEVELS[level - 1],
        first_page_only=team,
    )
    if team and out is not None:
        _write_team(groups, wishes, out, paper)
        return
    _write_each(groups, wishes, out, paper, client, pain)


def write_one(saved: Path, *, knee_sore: bool) -> list[str]:
    """Write the report of one result into its folder.

    Parameters
    ----------
    saved
        Folder of the result.
    knee_sore
        Choose exercises that spare the knee.

    Returns
    -------
    list of str
        Names of the files.
    """
    from screening.output.report.build import document
    from screening.output.report.subject import Wishes, saved_subject
    from screening.output.report.write import write_report

    content = document([saved_subject([saved])], Wishes(knee_sore=knee_sore))
    write_report(saved, REPORT_PAGE, REPORT_PDF, content)
    return [REPORT_PAGE, REPORT_PDF]


_Group = list["SavedResult"]
"""The results of one check of one client."""


def _clients(found: Sequence[SavedResult], *, one: bool) -> list[_Group]:
    """Bring together what belongs to one client: the same subject and session."""
    if one:
        return [list(found)]
    groups: dict[tuple[str, ...], _Group] = {}
    for saved in found:
        subject, session = saved.labels["subject"], saved.labels["session"]
        key = (subject, session) if subject else ("", str(saved.folder))
        groups.setdefault((str(saved.batch), *key), []).append(saved)
    return list(groups.values())


def _subject(
    group: _Group, client: str, pain: Mapping[Side, Pain] | None = None
) -> Subject:
    from screening.output.report.subject import saved_subject

    return saved_subject([saved.folder for saved in group], client, pain)


def _write_team(
    groups: list[_Group], wishes: Wishes, out: Path, paper: PaperSize
) -> None:
    """Write one document with the first page of every client."""
    from screening.commands.progress import result_progress
    from screening.output.report.build import document
    from screening.output.report.write import write_report

    subjects = []
    errors = Console(stderr=True)
    failed = 0
    with result_progress(len(groups), errors) as advance:
        for group in groups:
            name = group[0].labels["subject"] or group[0].name
            try:
                subjects.append(_subject(group, name))
            except ScreeningError as error:
                failed += 1
                _show_failure(errors, group, error)
            advance(1)
    if not subjects:
        raise OutputError("no_report", path=shown(out))
    names = f"{_TEAM}.html", f"{_TEAM}.pdf"
    write_report(out, *names, document(subjects, wishes), paper=paper.known)
    _show_written([out / name for name in names])
    if failed:
        raise typer.Exit(1)


def _write_each(
    groups: list[_Group],
    wishes: Wishes,
    out: Path | None,
    paper: PaperSize,
    client: str,
    pain: Mapping[Side, Pain],
) -> None:
    """Write a report for every client; what fails does not stop the others."""
    from screening.commands.progress import result_progress
    from screening.output.report.build import document
    from screening.output.report.write import write_report

    places = [_place(group, out) for group in groups]
    for i, place in enumerate(places):
        if place in places[:i]:
            first = groups[places.index(place)][0]
            folders = {"one": first.folder, "other": groups[i][0].folder}
            raise OutputError("same_name", **{k: shown(v) for k, v in folders.items()})
    written: list[Path] = []
    errors = Console(stderr=True)
    with result_progress(len(groups), errors) as advance:
        for group, (folder, *names) in zip(groups, places, strict=True):
            try:
                name = client or group[0].labels["subject"]
                content = document([_subject(group, name, pain)], wishes)
                write_report(folder, names[0], names[1], content, paper=paper.known)
            except ScreeningError as error:
                if len(groups) == 1:
                    raise
                _show_failure(errors, group, error)
            else:
                written += [folder / name for name in names]
            advance(1)
    _show_written(written)
    if len(written) < 2 * len(groups):
        raise typer.Exit(1)


def _place(group: _Group, out: Path | None) -> tuple[Path, str, str]:
    """Return folder and names of a client's report."""
    folder = group[0].folder
    if out is None:
        return folder, REPORT_PAGE, REPORT_PDF
    return out, f"{folder.name}.html", f"{folder.name}.pdf"


def _show_failure(errors: Console, group: _Group, error: ScreeningError) -> None:
    failure = say("commands.report.failure", name=group[0].name, error=str(error))
    errors.print(failure, soft_wrap=True, highlight=False, markup=False)


def _show_written(paths: Sequence[Path]) -> None:
    console = Console()
    most = 12
    for path in paths[:most]:
        console.print(
            say("commands.report.written", path=path),
            highlight=False,
            markup=False,
            soft_wrap=True,
        )
    if len(paths) > most:
        more = say("commands.and_more", count=len(paths) - most)
        console.print(more, highlight=False)
