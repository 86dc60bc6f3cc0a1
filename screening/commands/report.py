"""``screening report``: saved results as a page and a PDF to hand over."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from functools import partial
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
    from screening.output.report.subject import Earlier, Source, Subject, Wishes
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
    since: Annotated[list[Path] | None, typer.Option(metavar="RESULT")] = None,
    since_recorded: Annotated[datetime | None, typer.Option(formats=[_DATE])] = None,
    since_pain_left: PainInLeg = None,
    since_pain_right: PainInLeg = None,
) -> None:
    """Run ``screening report``."""
    from screening.study.find_results import find_results

    if team and out is None:
        raise typer.BadParameter(say("commands.usage.team_needs_out"))
    groups = _clients(find_results(results), one=one_client)
    pain = pain_said(pain_left, pain_right)
    asked = ((client, "client_of_one"), (pain, "pain_of_one"), (since, "since_of_one"))
    for given, key in asked:
        if given and len(groups) > 1:
            said = say(f"commands.usage.{key}", count=len(groups))
            raise typer.BadParameter(said)
    wishes = replace(
        wished(practice, logo, comment, knee_sore=knee_sore, level=level),
        recorded=None if recorded is None else recorded.date(),
        first_page_only=team,
    )
    if team and out is not None:
        _write_team(groups, wishes, out, paper)
        return
    then = pain_said(since_pain_left, since_pain_right)
    earlier = _earlier(since or [], since_recorded, then) if since else None
    _write_each(groups, wishes, out, paper, partial(_subject, client, pain, earlier))


def wished(
    practice: str, logo: Path | None, comment: str, *, knee_sore: bool, level: int
) -> Wishes:
    """Return what a command asks for in a report.

    Parameters
    ----------
    practice, logo, comment
        Of whoever hands it over.
    knee_sore, level
        Which exercises; the level from 1 on.

    Raises
    ------
    OutputError
        If the logo cannot be read.
    """
    from screening.judgement.exercises import LEVELS
    from screening.output.report.logo import read_logo
    from screening.output.report.subject import Wishes

    return Wishes(
        practice=practice,
        logo=None if logo is None else read_logo(logo, practice),
        comment=comment,
        knee_sore=knee_sore,
        level=LEVELS[level - 1],
    )


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


def _earlier(
    results: list[Path], recorded: datetime | None, pain: Mapping[Side, Pain]
) -> Earlier:
    """Return the check that the results are held against."""
    from screening.output.report.subject import Earlier, saved_sources
    from screening.study.find_results import find_results

    folders = [saved.folder for saved in find_results(results)]
    day = None if recorded is None else recorded.date()
    return Earlier(saved_sources(folders), day, pain)


def _subject(
    client: str, pain: Mapping[Side, Pain], earlier: Earlier | None, group: _Group
) -> Subject:
    """Return a client with what is known; the name is that of the study if not given.

    Raises
    ------
    OutputError
        If a result cannot be read, or the earlier one is the same take.
    """
    from screening.output.report.subject import saved_subject

    folders = [saved.folder for saved in group]
    name = client or group[0].labels["subject"]
    subject = saved_subject(folders, name, pain, earlier)
    takes = {_take(source) for source in subject.sources}
    for source in () if earlier is None else earlier.sources:
        if _take(source) in takes:
            raise OutputError("since_itself", path=shown(source.folder))
    return subject


def _take(source: Source) -> str:
    known = str(source.screening.provenance.get("landmarks_sha256", ""))
    return known or str(source.folder.resolve())


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
                subjects.append(_subject(name, {}, None, group))
            except ScreeningError as error:
                failed += 1
                _show_failure(errors, group, error)
            advance(1)
    if not subjects:
        raise OutputError("no_report", path=shown(out))
    names = f"{_TEAM}.html", f"{_TEAM}.pdf"
    write_report(out, *names, document(subjects, wishes), paper=paper.known)
    show_written([out / name for name in names])
    if failed:
        raise typer.Exit(1)


def _write_each(
    groups: list[_Group],
    wishes: Wishes,
    out: Path | None,
    paper: PaperSize,
    subject_of: Callable[[_Group], Subject],
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
                content = document([subject_of(group)], wishes)
                write_report(folder, names[0], names[1], content, paper=paper.known)
            except ScreeningError as error:
                if len(groups) == 1:
                    raise
                _show_failure(errors, group, error)
            else:
                written += [folder / name for name in names]
            advance(1)
    show_written(written)
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


def show_written(paths: Sequence[Path]) -> None:
    """Say which files were written.

    Parameters
    ----------
    paths
        In their order; the first ones are named.
    """
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
