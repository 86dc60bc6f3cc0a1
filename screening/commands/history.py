"""``screening history``: clients and their screenings, kept on this computer."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from screening.commands.help import SpokenCommand, SpokenGroup, confirmed
from screening.commands.options import PainInLeg, Results, pain_said
from screening.errors import HistoryError
from screening.language import say
from screening.paths import shown
from screening.words.clients import client_name

if TYPE_CHECKING:
    from screening.history.records import Client, KeptScreening
    from screening.history.store import History

history = typer.Typer(name="history", cls=SpokenGroup, no_args_is_help=True)

_DAY = ["%Y-%m-%d"]

Name = Annotated[str, typer.Argument(metavar="CLIENT")]
File = Annotated[Path | None, typer.Option("--history", envvar="SCREENING_HISTORY")]


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

    columns = ("client", "screenings", "last", "consent")
    table = Table(*(say(f"clients.columns.{name}") for name in columns))
    with History(file) as kept:
        for client in kept.clients():
            dates = (client.last_on, client.consent_on)
            cells = (
                client_name(client.name),
                str(client.screenings),
                *(_day(d) for d in dates),
            )
            table.add_row(*(Text(cell) for cell in cells))
    Console().print(table)


@history.command(cls=SpokenCommand)
def show(name: Name, file: File = None) -> None:
    """Run ``screening history show``."""
    from screening.history.store import History
    from screening.judgement.pain import Pain
    from screening.measures import LEG_MEASURES
    from screening.words.measures import measure_heading
    from screening.words.pain import pain_text

    with History(file) as kept:
        client = _known(kept, name)
        values = kept.values(client)
        screenings = kept.screenings(client)
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
    Console().print(table)
    _print(client.note)


@history.command(cls=SpokenCommand)
def compare(
    name: Name,
    before: Annotated[int | None, typer.Argument(metavar="BEFORE", min=1)] = None,
    after: Annotated[int | None, typer.Argument(metavar="AFTER", min=1)] = None,
    file: File = None,
) -> None:
    """Run ``screening history compare``."""
    from screening.history.change import compare_screenings
    from screening.history.store import History
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
    for leg in legs:
        _print(f"\n{say(f'clients.legs.{leg.leg}')}")
        if not leg.changes:
            _print(f"  {say('clients.tested_once')}")
        for change in leg.changes:
            _print(f"  • {change_sentence(change)}")
        for pain, day in zip((leg.before, leg.after), days.values(), strict=True):
            if pain.is_known:
                _print(f"  {say('clients.pain', day=day, text=pain_text(pain))}")


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
