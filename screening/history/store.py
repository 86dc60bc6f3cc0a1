"""Clients, screenings and what was measured in them, in one file on this computer.

What belongs here: what the history holds and how it is asked. How its file is opened
and brought up to date stands in ``database``, comparisons in ``change``, the exchange
with other computers in ``archive``.
"""

from __future__ import annotations

import datetime as dt
import sqlite3
import uuid
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pandas as pd

from screening.errors import HistoryError
from screening.history.database import (
    connect,
    default_path,
    explained,
    forget,
    transaction,
)
from screening.motion.landmarks import Side
from screening.paths import shown
from screening.results.files import ANGLES, ANNOTATED, LANDMARKS, SCREENING
from screening.results.result_file import read_screening
from screening.results.screening import Screening

KEPT_FILES = (SCREENING, LANDMARKS, ANGLES)
"""Of a result: enough to show it and to judge it again; the video only when wanted."""

_MOST_PAIN = 10
_RETENTION = "retention_days"


@dataclass(frozen=True)
class Pain:
    """Pain in a leg on a scale from 0 to 10; None where it was not asked.

    Parameters
    ----------
    before, after
        Before and after the squats on that leg.
    """

    before: int | None = None
    after: int | None = None


@dataclass(frozen=True)
class Client:
    """Somebody whose screenings are kept.

    Parameters
    ----------
    id
        Random, the same on every computer that the client is taken to.
    name
        Name or pseudonym, as the user chose it.
    note
        Free text.
    consent_on
        When the client agreed that results are kept; None where it is not recorded.
    screenings
        How many there are.
    last_on
        When the last one was taken, None without any.
    """

    id: str
    name: str
    note: str
    consent_on: dt.date | None
    screenings: int = 0
    last_on: dt.date | None = None


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
    """

    id: str
    client_id: str
    taken_on: dt.date
    note: str = ""
    pain: dict[Side, Pain] = field(default_factory=dict)


class History:
    """The history in one file.

    Parameters
    ----------
    path
        Of the file; the user's own where none is given.
    create
        Make it if it is not there.

    Raises
    ------
    HistoryError
        If there is none, or it cannot be used.
    """

    def __init__(self, path: Path | None = None, *, create: bool = False) -> None:
        self.path = Path(path or default_path())
        self._connection = connect(self.path, create=create)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Make all changes inside count at once, or none of them."""
        if self._connection.in_transaction:
            yield
            return
        with explained(self.path), transaction(self._connection):
            yield

    # --- Clients ------------------------------------------------------------------

    def clients(self) -> list[Client]:
        """Return all clients by name."""
        rows = self._rows(
            "SELECT client.*, count(screening.id) AS screenings,"
            " max(screening.taken_on) AS last_on FROM client"
            " LEFT JOIN screening ON screening.client_id = client.id"
            " GROUP BY client.id ORDER BY client.name COLLATE NOCASE"
        )
        return [_client(row) for row in rows]

    def client(self, name: str) -> Client:
        """Return the client of a name or an id.

        Raises
        ------
        HistoryError
            If there is none.
        """
        for client in self.clients():
            if name in (client.name, client.id):
                return client
        raise HistoryError("no_client", name=name)

    def add_client(
        self,
        name: str,
        *,
        note: str = "",
        consent_on: dt.date | None = None,
        id: str | None = None,
    ) -> Client:
        """Add a client.

        Raises
        ------
        HistoryError
            If the name is empty or taken.
        """
        name = name.strip()
        if not name:
            raise HistoryError("no_name")
        if any(name == client.name for client in self.clients()):
            raise HistoryError("name_taken", name=name)
        own = id or str(uuid.uuid4())
        consent = None if consent_on is None else consent_on.isoformat()
        today = dt.datetime.now(tz=dt.UTC).date().isoformat()
        with self.together():
            self._connection.execute(
                "INSERT INTO client VALUES (?, ?, ?, ?, ?)",
                (own, name, note, consent, today),
            )
        return self.client(own)

    def delete_client(self, client: Client) -> None:
        """Delete a client, all screenings, and every trace of them in the file."""
        with self.together():
            self._connection.execute("DELETE FROM client WHERE id = ?", (client.id,))
        self._forget()

    # --- Screenings ---------------------------------------------------------------

    def screenings(self, client: Client) -> list[KeptScreening]:
        """Return the screenings of a client, the oldest first."""
        rows = self._rows(
            "SELECT * FROM screening WHERE client_id = ? ORDER BY taken_on, added_at",
            client.id,
        )
        pain = self._pain(client)
        return [
            KeptScreening(
                id=row["id"],
                client_id=row["client_id"],
                taken_on=dt.date.fromisoformat(row["taken_on"]),
                note=row["note"],
                pain=pain.get(row["id"], {}),
            )
            for row in rows
        ]

    def add(
        self,
        client: Client,
        folder: Path,
        *,
        taken_on: dt.date,
        note: str = "",
        pain: Mapping[Side, Pain] | None = None,
        with_video: bool = False,
        id: str | None = None,
    ) -> str:
        """Keep a saved result.

        Parameters
        ----------
        client
            Whose it is.
        folder
            As ``screening clip`` writes it.
        taken_on
            Day of the recording.
        note
            Free text.
        pain
            By leg.
        with_video
            Keep the annotated clip, too.
        id
            Of a screening that comes from another computer.

        Returns
        -------
        str
            Id of the screening. It is on the disk when this returns.

        Raises
        ------
        OutputError
            If there is no result that can be read.
        HistoryError
            If a pain is not from 0 to 10, or it cannot be written.
        """
        for level in (pain or {}).values():
            _check_pain(level)
        screening = read_screening(folder)
        names = (*KEPT_FILES, ANNOTATED) if with_video else KEPT_FILES
        files = [(name, folder / name) for name in names if (folder / name).is_file()]
        own = id or str(uuid.uuid4())
        now = dt.datetime.now(tz=dt.UTC).isoformat()
        with self.together():
            self._connection.execute(
                "INSERT INTO screening VALUES (?, ?, ?, ?, ?)",
                (own, client.id, taken_on.isoformat(), now, note),
            )
            self._connection.executemany(
                "INSERT INTO pain VALUES (?, ?, ?, ?)",
                [(own, leg, p.before, p.after) for leg, p in (pain or {}).items()],
            )
            self._connection.executemany(
                "INSERT INTO leg_value VALUES (?, ?, ?, ?, ?, ?)",
                [(own, *row) for row in _leg_values(screening)],
            )
            self._connection.executemany(
                "INSERT INTO file VALUES (?, ?, ?)",
                ((own, name, _packed(file.read_bytes())) for name, file in files),
            )
        return own

    def result(self, screening: KeptScreening) -> Screening:
        """Return the result of a screening, as it was judged."""
        text = self.files(screening, [SCREENING])[SCREENING].decode("utf-8")
        return Screening.from_json(text, origin=shown(self.path))

    def files(
        self, screening: KeptScreening, names: Sequence[str] | None = None
    ) -> dict[str, bytes]:
        """Return the kept files of a screening by name."""
        rows = self._rows("SELECT * FROM file WHERE screening_id = ?", screening.id)
        return {
            row["name"]: zlib.decompress(row["content"])
            for row in rows
            if names is None or row["name"] in names
        }

    def values(self, client: Client) -> pd.DataFrame:
        """Return every value of a client over time.

        Returns
        -------
        DataFrame
            ``screening_id, taken_on, leg, measure, value, sem, verdict``, the oldest
            first; ``value`` and ``sem`` are NaN where the number is withheld.
        """
        columns = ("taken_on", "leg", "measure", "value", "sem", "verdict")
        rows = self._rows(
            "SELECT leg_value.screening_id, taken_on, leg, measure, value, sem, verdict"
            " FROM leg_value JOIN screening ON screening.id = leg_value.screening_id"
            " WHERE client_id = ? ORDER BY taken_on, added_at",
            client.id,
        )
        table = pd.DataFrame([tuple(row) for row in rows])
        if table.empty:
            return pd.DataFrame(columns=["screening_id", *columns])
        table.columns = pd.Index(["screening_id", *columns])
        return table.astype({"value": float, "sem": float})

    def delete(self, screening: KeptScreening) -> None:
        """Delete a screening and every trace of it in the file."""
        with self.together():
            self._connection.execute(
                "DELETE FROM screening WHERE id = ?", (screening.id,)
            )
        self._forget()

    # --- How long -----------------------------------------------------------------

    def retention_days(self) -> int | None:
        """Return after how many days a screening is deleted; None: never."""
        rows = self._rows("SELECT value FROM choice WHERE name = ?", _RETENTION)
        return int(rows[0]["value"]) if rows else None

    def keep_for(self, days: int | None) -> None:
        """Choose after how many days screenings are deleted; None: never.

        Raises
        ------
        HistoryError
            If it is less than a day.
        """
        if days is not None and days < 1:
            raise HistoryError("no_days", days=days)
        with self.together():
            self._connection.execute("DELETE FROM choice WHERE name = ?", (_RETENTION,))
            if days is not None:
                self._connection.execute(
                    "INSERT INTO choice VALUES (?, ?)", (_RETENTION, str(days))
                )

    def expire(self, today: dt.date) -> int:
        """Delete the screenings whose time is over, and clients without any left.

        Returns
        -------
        int
            How many screenings went.
        """
        days = self.retention_days()
        if days is None:
            return 0
        last = (today - dt.timedelta(days=days)).isoformat()
        with self.together():
            gone = self._connection.execute(
                "DELETE FROM screening WHERE taken_on < ?", (last,)
            ).rowcount
            self._connection.execute(
                "DELETE FROM client WHERE added_on < ? AND id NOT IN"
                " (SELECT client_id FROM screening)",
                (last,),
            )
        if gone:
            self._forget()
        return gone

    # ------------------------------------------------------------------------------

    def _pain(self, client: Client) -> dict[str, dict[Side, Pain]]:
        rows = self._rows(
            "SELECT pain.* FROM pain JOIN screening ON screening.id = screening_id"
            " WHERE client_id = ?",
            client.id,
        )
        found: dict[str, dict[Side, Pain]] = {}
        for row in rows:
            level = Pain(row["before_squats"], row["after_squats"])
            found.setdefault(row["screening_id"], {})[row["leg"]] = level
        return found

    def _rows(self, query: str, *values: Any) -> list[sqlite3.Row]:
        with explained(self.path):
            return self._connection.execute(query, values).fetchall()

    def _forget(self) -> None:
        with explained(self.path):
            forget(self._connection, self.path)


def _client(row: sqlite3.Row) -> Client:
    consent, last = row["consent_on"], row["last_on"]
    return Client(
        id=row["id"],
        name=row["name"],
        note=row["note"],
        consent_on=None if consent is None else dt.date.fromisoformat(consent),
        screenings=row["screenings"],
        last_on=None if last is None else dt.date.fromisoformat(last),
    )


def _check_pain(pain: Pain) -> None:
    for level in (pain.before, pain.after):
        if level is not None and not 0 <= level <= _MOST_PAIN:
            raise HistoryError("no_pain", level=level)


def _leg_values(
    screening: Screening,
) -> Iterator[tuple[str, str, float | None, float | None, str]]:
    for leg in screening.legs:
        for found in leg.measures:
            # SQLite has no NaN: it makes NULL of it.
            yield (leg.leg, found.measure, found.value, found.sem, found.verdict)


def _packed(content: bytes) -> bytes:
    return zlib.compress(content)
