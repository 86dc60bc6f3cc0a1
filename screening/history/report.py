"""Kept screenings as a report takes them: today's, and the one it is held against."""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from screening.history.records import Client, KeptScreening
from screening.history.store import History
from screening.motion.landmarks import Side
from screening.output.report.subject import (
    Earlier,
    Reading,
    Source,
    Subject,
    saved_sources,
)


@contextmanager
def kept_subject(
    history: History,
    client: Client,
    screening: KeptScreening,
    before: KeptScreening | None = None,
) -> Iterator[Subject]:
    """Unpack a screening of a client for as long as its report takes.

    Parameters
    ----------
    history
        Where it is kept.
    client
        Whose it is.
    screening
        What the report is about.
    before
        An earlier one that it is held against.

    Yields
    ------
    Subject
        With what was said about pain, and every reading between the two.
    """
    with tempfile.TemporaryDirectory(prefix="screening-report-") as name:
        place = Path(name)
        earlier = None
        if before is not None:
            earlier = Earlier(
                _unpacked(history, before, place / "before"),
                before.taken_on,
                before.pain,
                _course(history, client, before, screening),
            )
        sources = _unpacked(history, screening, place / "now")
        yield Subject(client.name, sources, screening.pain, earlier)


def _unpacked(history: History, screening: KeptScreening, place: Path) -> list[Source]:
    folders = []
    for number, files in enumerate(history.files(screening)):
        folder = place / str(number)
        folder.mkdir(parents=True)
        for file, content in files.items():
            (folder / file).write_bytes(content)
        folders.append(folder)
    return saved_sources(folders)


def _course(
    history: History, client: Client, before: KeptScreening, now: KeptScreening
) -> dict[tuple[Side, str], list[Reading]]:
    """Return what can be compared of each measure from one screening to the other.

    What lies between is of the same form of the test as the later one.
    """
    ids = [one.id for one in history.screenings(client)]
    between = set(ids[ids.index(before.id) : ids.index(now.id) + 1])
    values = history.values(client)
    own = values[values["screening_id"].isin(between)]
    last = own[own["screening_id"] == now.id]
    tasks = dict(zip(last["leg"], last["task"], strict=True))
    course: dict[tuple[Side, str], list[Reading]] = {}
    for row in own.to_dict("records"):
        is_end = row["screening_id"] in (before.id, now.id)
        is_alike = row["task"] == tasks.get(row["leg"]) and not row["why_not_compared"]
        if is_end or is_alike:
            day = dt.date.fromisoformat(row["taken_on"])
            reading = Reading(day, row["value"], row["sem"])
            course.setdefault((row["leg"], row["measure"]), []).append(reading)
    return course
