"""``screening history``: clients and their screenings, kept on this computer."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from screening.commands.help import SpokenCommand, SpokenGroup, confirmed
from screening.commands.options import (
    KneeSore,
    Level,
    PainInLeg,
    Results,
    pain_said,
)
from screening.commands.report import PaperSize, show_written, wished
from screening.errors import HistoryError
from screening.language import say
from screening.measures import ONE_LEG_STANCE, SINGLE_LEG_SQUAT
from screening.paths import harmless_name, shown
from screening.words.clients import client_name
from screening.words.tasks import task_name

if TYPE_CHECKING:
    import pandas as pd

    from screening.history.records import Client, KeptScreening
    from screening.history.store import History

history = typer.Typer(name="history", cls=SpokenGroup, no_args_is_help=True)

_DAY = ["%Y-%m-%d"]

Name = Annotated[str, typer.Argument(metavar="CLIENT")]
File = Annotated[Path | None, typer.Option("--history", envvar="SCREENING_HISTORY")]
Before = Annotated[int | None, typer.Argument(metavar="BEFORE", min=1)]
After = Annotated[int | None, typer.Argument(metavar="AFTER", min=1)]


@history.command(cls=SpokenCommand)
def add(
    name: Name,
    results: Results,
    file: File = None,
    date: Annotated[dt.datetime | None, typer.Option(formats=_DAY)] = None,
    note: Annotated[str, typer.Option()] = "",
    consent: Annotated[dt.datetime | None, typer.Option(formats=_DAY)] = None,
    pain_left: PainInLeg = None,
    pain_right: PainInLeg = None,
    with_video: Annotated[bool, typer.Option("--with-video")] = False,
) -> None:
    """Run ``screening history add``."""
    from screening.history.store import History
    from screening.judgement.pain import concern, gravest
    from screening.words.pain import pain_sentence

    pain = pain_said(pain_left, pain_right)
    folders = [each if each.is_dir() else each.parent for each in results]
    with History(file, create=True) as kept, kept.together():
        known = next((c for c in kept.clients() if name in (c.name, c.id)), None)
        agreed = None if consent is None else consent.date()
        client = known or kept.add_client(name, consent_on=agreed)
        day = date or dt.datetime.now().astimezone()
        kept.keep(
            client,
            folders,
            taken_on=day.date(),
            note=note,
            pain=pain,
            with_video=with_video,
        )
        count = len(kept.screenings(client))
    _print(say("clients.added", client=client_name(client.name), count=count))
    if told := [each for each in pain.values() if concern(each) != "none"]:
        _print(pain_sentence(gravest(told)))
    _expire(file)


@history.command(cls=SpokenCommand, name="list")
def list_clients(file: File = None) -> None:
    """Run ``screening history list``."""
    from screening.history.store import History

    columns = ("client", "screenings", "last", "consent", "tasks")
    table = Table(*(say(f"clients.columns.{name}") for name in columns))
    with History(file) as kept:
        for client in kept.clients():
            dates = (client.last_on, client.consent_on)
            cells = (
                client_name(client.name),
                str(client.screenings),
                *(_day(d) for d in dates),
                "\n".join(task_name(task) for task in client.tasks),
            )
            table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


@history.command(cls=SpokenCommand)
def show(name: Name, file: File = None) -> None:
    """Run ``screening history show``."""
    from screening.history.store import History
    from screening.history.trend import tasks_in

    with History(file) as kept:
        client = _known(kept, name)
        values = kept.values(client)
        screenings = kept.screenings(client)
        tasks = tasks_in(values) or (SINGLE_LEG_SQUAT,)
        for task in tasks:
            if tasks != (SINGLE_LEG_SQUAT,):
                _print(task_name(task))
            if task == ONE_LEG_STANCE:
                _show_stances(kept, screenings)
            else:
                own = values[values["task"] == task]
                Console().print(_table_of_values(own, screenings))
    if len(tasks) > 1:
        _print(say("clients.never_compared"))
    _print(client.note)


def _table_of_values(values: pd.DataFrame, screenings: list[KeptScreening]) -> Table:
    """Return the values of one form of the test, a row per screening and leg."""
    from screening.judgement.pain import Pain
    from screening.measures import LEG_MEASURES
    from screening.words.measures import measure_heading
    from screening.words.pain import pain_text

    columns = ("number", "day", "leg", *LEG_MEASURES, "pain")
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column in columns:
        known = column in LEG_MEASURES
        table.add_column(
            measure_heading(column) if known else say(f"clients.columns.{column}"),
            no_wrap=column == "day",
        )
    for number, one in enumerate(screenings, start=1):
        own = values[values["screening_id"] == one.id]
        for leg in own["leg"].unique():
            rows = own[own["leg"] == leg].to_dict("records")
            found = {row["measure"]: row for row in rows}
            cells = [_value(found, m) for m in LEG_MEASURES]
            pain = pain_text(one.pain.get(leg, Pain()), short=True)
            day, side = _day(one.taken_on), say(f"clients.legs.{leg}")
            table.add_row(str(number), day, side, *cells, pain)
    return table


def _show_stances(kept: History, screenings: list[KeptScreening]) -> None:
    """Print what each standing test showed over its time."""
    for number, one in enumerate(screenings, start=1):
        if ONE_LEG_STANCE in one.tasks:
            _print(f"\n{number}  {_day(one.taken_on)}")
            _say_stances(kept, one)


def _say_stances(kept: History, screening: KeptScreening) -> None:
    """Print the sentences of the standing tests of a screening."""
    from screening.words.stance import stance_sentences

    for result in kept.results(screening):
        for sentence in stance_sentences(result.stance_courses()):
            _print(f"  {sentence}")


@history.command(cls=SpokenCommand)
def compare(
    name: Name,
    before: Before = None,
    after: After = None,
    file: File = None,
) -> None:
    """Run ``screening history compare``."""
    from screening.history.change import compare_screenings
    from screening.history.store import History
    from screening.words.clients import why_no_change
    from screening.words.findings import change_sentence
    from screening.words.pain import pain_text

    with History(file) as kept:
        client = _known(kept, name)
        screenings = kept.screenings(client)
        last = len(screenings)
        first = _numbered(client, screenings, before or max(last - 1, 1))
        second = _numbered(client, screenings, after or last)
        legs = compare_screenings(kept, first, second)
        days = {"before": _day(first.taken_on), "after": _day(second.taken_on)}
        _print(say("clients.compared", **days))
        for one in (first, second):
            if one.tasks != (SINGLE_LEG_SQUAT,):
                names = ", ".join(task_name(task) for task in one.tasks)
                _print(say("clients.done_on", day=_day(one.taken_on), names=names))
            if ONE_LEG_STANCE in one.tasks:
                _say_stances(kept, one)
    for leg in legs:
        _print(f"\n{say(f'clients.legs.{leg.leg}')}")
        if said := why_no_change(*leg.tasks):
            _print(f"  {said}")
        for change in leg.changes:
            _print(f"  • {change_sentence(change)}")
        for pain, day in zip((leg.before, leg.after), days.values(), strict=True):
            if pain.is_known:
                _print(f"  {say('clients.pain', day=day, text=pain_text(pain))}")


@history.command(cls=SpokenCommand)
def report(
    name: Name,
    out: Annotated[Path, typer.Option()],
    before: Before = None,
    after: After = None,
    file: File = None,
    practice: Annotated[str, typer.Option()] = "",
    logo: Annotated[Path | None, typer.Option()] = None,
    comment: Annotated[str, typer.Option()] = "",
    paper: Annotated[PaperSize, typer.Option()] = PaperSize.a4,
    knee_sore: KneeSore = False,
    level: Level = 1,
) -> None:
    """Run ``screening history report``."""
    from screening.history.report import kept_subject
    from screening.history.store import History
    from screening.output.report.build import document
    from screening.output.report.write import write_report

    wishes = wished(practice, logo, comment, knee_sore=knee_sore, level=level)
    with History(file) as kept:
        client = _known(kept, name)
        screenings = kept.screenings(client)
        number = after or len(screenings)
        now = _numbered(client, screenings, number)
        first = before or number - 1
        if first >= number:
            fields = {"before": first, "after": number}
            raise typer.BadParameter(say("commands.usage.not_before", **fields))
        then = _numbered(client, screenings, first) if first else None
        with kept_subject(kept, client, now, then) as subject:
            recorded = replace(wishes, recorded=now.taken_on)
            content = document([subject], recorded)
    title = harmless_name(f"{client_name(client.name)} {_day(now.taken_on)}")
    names = f"{title}.html", f"{title}.pdf"
    write_report(out, *names, content, paper=paper.known)
    show_written([out / each for each in names])


@history.command(cls=SpokenCommand)
def export(
    name: Name,
    out: Annotated[Path, typer.Option()],
    file: File = None,
) -> None:
    """Run ``screening history export``."""
    from screening.history.archive import export_client
    from screening.history.store import History

    with History(file) as kept:
        export_client(kept, _known(kept, name), out)
    _print(say("clients.exported", path=shown(out)))


@history.command(cls=SpokenCommand, name="import")
def import_(
    archive: Annotated[Path, typer.Argument(metavar="ZIP")],
    file: File = None,
    name: Annotated[str, typer.Option()] = "",
    mine: Annotated[bool, typer.Option("--mine")] = False,
) -> None:
    """Run ``screening history import``."""
    from screening.history.archive import import_client
    from screening.history.store import History

    with History(file, create=True) as kept:
        client, new = import_client(kept, archive, name=name, mine=mine)
    _print(say("clients.imported", client=client_name(client.name), count=new))


@history.command(cls=SpokenCommand)
def delete(
    name: Name,
    number: Annotated[int | None, typer.Argument(metavar="NUMBER", min=1)] = None,
    file: File = None,
    yes: Annotated[bool, typer.Option("--yes")] = False,
) -> None:
    """Run ``screening history delete``."""
    from screening.history.store import History

    with History(file) as kept:
        client = _known(kept, name)
        if number is None:
            question = say("clients.delete_client", client=client_name(client.name))
            if yes or confirmed(question):
                kept.delete_client(client)
                _print(say("clients.client_deleted", client=client_name(client.name)))
            return
        one = _numbered(client, kept.screenings(client), number)
        day = _day(one.taken_on)
        if yes or confirmed(
            say("clients.delete_one", client=client_name(client.name), day=day)
        ):
            kept.delete(one)
            _print(say("clients.one_deleted", client=client_name(client.name), day=day))


@history.command(cls=SpokenCommand, name="keep-for")
def keep_for(
    days: Annotated[int, typer.Argument(metavar="DAYS")], file: File = None
) -> None:
    """Run ``screening history keep-for``."""
    from screening.history.store import History

    with History(file) as kept:
        kept.keep_for(days or None)
    _print(say("clients.kept_for", days=days) if days else say("clients.kept_always"))
    _expire(file)


def _expire(file: Path | None) -> None:
    """Delete what has been kept long enough, and say so."""
    from screening.history.store import History

    with History(file) as kept:
        gone = kept.expire(dt.datetime.now().astimezone().date())
    if gone:
        _print(say("clients.expired", count=gone))


def _known(kept: History, name: str) -> Client:
    """Return a client by name; the user's own screenings by what they are called."""
    own = name == client_name("")
    known = next((each for each in kept.clients() if own and not each.name), None)
    return known or kept.client(name)


def _numbered(
    client: Client, screenings: list[KeptScreening], number: int
) -> KeptScreening:
    if not 1 <= number <= len(screenings):
        raise HistoryError(
            "no_screening", client=client_name(client.name), number=number
        )
    return screenings[number - 1]


def _value(found: dict[str, dict[str, Any]], measure: str) -> str:
    """Return a value with its error and its verdict; a dash where it is withheld."""
    from screening.words.findings import verdict_word
    from screening.words.numbers import value_text

    row = found.get(measure)
    if row is None or math.isnan(row["value"]):
        return "–"
    text = value_text(measure, row["value"], row["sem"])
    return f"{text}\n{verdict_word(row['verdict'])}"


def _day(day: dt.date | None) -> str:
    return "" if day is None else day.isoformat()


def _print(text: str) -> None:
    if text:
        Console().print(text, highlight=False, markup=False, soft_wrap=True)
