"""What the history hands out: clients, screenings and their legs, as rows hold them.

How they are stored and asked for is in ``store``.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import combining, normalize

from screening.errors import HistoryError
from screening.judgement.comparison import why_not_compared
from screening.judgement.findings import LegFinding
from screening.judgement.pain import WORST_PAIN, Pain
from screening.judgement.tested_legs import tested_legs
from screening.measures import TASKS, Task
from screening.motion.landmarks import Side
from screening.results.screening import Screening

VALUE_COLUMNS = (
    "screening_id",
    "taken_on",
    "leg",
    "measure",
    "value",
    "sem",
    "verdict",
    "why_not_compared",
    "task",
)
"""Of the table of every value of a client over time."""

TASKS_DONE = "SELECT group_concat(DISTINCT task) FROM leg_value"
SCREENINGS = (
    f"SELECT *, ({TASKS_DONE} WHERE screening_id = screening.id) AS tasks"
    " FROM screening"
)
"""What rows of clients and of screenings hold beside their tables."""


@dataclass(frozen=True)
class Client:
    """Somebody whose screenings are kept.

    Parameters
    ----------
    id
        Random, the same on every computer that the client is taken to.
    name
        Name or pseudonym, as the user chose it; empty for the user's own screenings.
    note
        Free text.
    consent_on
        When the client agreed that results are kept; None where it is not recorded.
    screenings
        How many there are.
    last_on
        When the last one was taken, None without any.
    tasks
        What was done in them, each form of the test once.
    """

    id: str
    name: str
    note: str
    consent_on: dt.date | None
    screenings: int = 0
    last_on: dt.date | None = None
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class KeptScreening:
    """One screening of a client, without its result.

    Parameters
    ----------
    id, client_id
        Of the screening and of the client.
    taken_on
        Day of the recording.
    note
        Free text.
    pain
        By leg.
    tasks
        What was done, each form of the test once; none where no leg was tested.
    """

    id: str
    client_id: str
    taken_on: dt.date
    note: str = ""
    pain: dict[Side, Pain] = field(default_factory=dict)
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class KeptLeg:
    """One leg of a screening, and the result that shows it.

    Parameters
    ----------
    finding
        What it showed.
    screening
        The result.
    part
        Its number among the results of the screening.
    """

    finding: LegFinding
    screening: Screening
    part: int


def client_of(row: sqlite3.Row) -> Client:
    """Return the client of a row."""
    consent, last = row["consent_on"], row["last_on"]
    return Client(
        id=row["id"],
        name=row["name"],
        note=row["note"],
        consent_on=None if consent is None else dt.date.fromisoformat(consent),
        screenings=row["screenings"],
        last_on=None if last is None else dt.date.fromisoformat(last),
        tasks=_tasks(row),
    )


def by_name(client: Client) -> tuple[str, str]:
    """Return what clients are sorted by: Özlem comes after Otto, not after Zoe."""
    letters = normalize("NFKD", client.name.casefold())
    plain = "".join(each for each in letters if not combining(each))
    return plain, client.name


def screening_of(row: sqlite3.Row, pain: dict[Side, Pain]) -> KeptScreening:
    """Return the screening of a row."""
    return KeptScreening(
        id=row["id"],
        client_id=row["client_id"],
        taken_on=dt.date.fromisoformat(row["taken_on"]),
        note=row["note"],
        pain=pain,
        tasks=_tasks(row),
    )


def _tasks(row: sqlite3.Row) -> tuple[Task, ...]:
    """Return the forms of the test that a row names, the full one first."""
    named = (row["tasks"] or "").split(",")
    return tuple(task for task in TASKS if task in named)


def check_pain(pain: Pain) -> None:
    """Refuse a pain that is not from 0 to 10."""
    for level in pain.levels:
        if not 0 <= level <= WORST_PAIN:
            raise HistoryError("no_pain", level=level)


def legs_of(results: Sequence[Screening]) -> dict[Side, KeptLeg]:
    """Return the tested legs of a screening, left before right.

    Parameters
    ----------
    results
        Of :meth:`History.results`.
    """
    every = (
        (leg, (result, part))
        for part, result in enumerate(results)
        for leg in result.legs
    )
    return {leg.leg: KeptLeg(leg, *own) for leg, own in tested_legs(every)}


def take_of(results: Sequence[Screening]) -> str:
    """Return by what a take is known; empty where an old result does not say."""
    known = [str(one.provenance.get("landmarks_sha256", "")) for one in results]
    return " ".join(sorted(known)) if all(known) else ""


def leg_values(
    results: Sequence[Screening],
) -> Iterator[tuple[str, str, float, float, str, str, str]]:
    """Yield the rows of a screening in the table of values."""
    for kept in legs_of(results).values():
        leg = kept.finding
        for found in leg.measures:
            reason = why_not_compared(found, kept.screening.profile)
            why = "" if reason is None else reason.code
            # SQLite has no NaN: it makes NULL of it.
            number = (found.measure, found.value, found.sem)
            yield leg.leg, *number, found.verdict, why, leg.task
