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
from screening.history.records import (
    SCREENINGS,
    TASKS_DONE,
    VALUE_COLUMNS,
    Client,
    KeptScreening,
    by_name,
    check_pain,
    client_of,
    leg_values,
    screening_of,
    take_of,
)
from screening.judgement.pain import Pain
from screening.motion.landmarks import Side
from screening.paths import shown
from screening.results.files import ANGLES, ANNOTATED, LANDMARKS, SCREENING
from screening.results.result_file import read_screening
from screening.results.screening import Screening

KEPT_FILES = (SCREENING, LANDMARKS, ANGLES)
"""Of a result: enough to show it and to judge it again; the video only when wanted."""

_RETENTION = "retention_days"
_WANTED = "app_keeps"


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
            f" max(screening.taken_on) AS last_on, ({TASKS_DONE}"
            " WHERE screening_id IN (SELECT id FROM screening WHERE client_id"
            " = client.id)) AS tasks FROM client"
            " LEFT JOIN screening ON screening.client_id = client.id"
            " GROUP BY client.id"
        )
        return sorted(map(client_of, rows), key=by_name)

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
        name = self._free_name(name)
        return self._insert_client(name, note=note, consent_on=consent_on, id=id)

    def myself(self, *, id: str | None = None) -> Client:
        """Return the entry for the user's own screenings; it is made if need be."""
        known = next((each for each in self.clients() if not each.name), None)
        return known or self._insert_client("", id=id)

    def change_client(
        self,
        client: Client,
        *,
        name: str | None = None,
        note: str | None = None,
        consent_on: dt.date | None = None,
    ) -> Client:
        """Change what is known of a client; the date of consent always as given.

        Raises
        ------
        HistoryError
            If the name is empty or taken.
        """
        new = client.name if name is None else name
        if new != client.name:
            new = self._free_name(new)
        consent = None if consent_on is None else consent_on.isoformat()
        with self.together():
            self._connection.execute(
                "UPDATE client SET name = ?, note = ?, consent_on = ? WHERE id = ?",
                (new, client.note if note is None else note, consent, client.id),
            )
        return self.client(client.id)

    def _free_name(self, name: str) -> str:
        name = name.strip()
        if not name:
            raise HistoryError("no_name")
        if any(name == client.name for client in self.clients()):
            raise HistoryError("name_taken", name=name)
        return name

    def _insert_client(
        self,
        name: str,
        *,
        note: str = "",
        consent_on: dt.date | None = None,
        id: str | None = None,
    ) -> Client:
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
            f"{SCREENINGS} WHERE client_id = ? ORDER BY taken_on, added_at",
            client.id,
        )
        pain = self._pain(client.id)
        return [screening_of(row, pain.get(row["id"], {})) for row in rows]

    def add(
        self,
        client: Client,
        folders: Path | Sequence[Path],
        *,
        taken_on: dt.date,
        note: str = "",
        pain: Mapping[Side, Pain] | None = None,
        with_video: bool = False,
        id: str | None = None,
    ) -> str:
        """Keep the saved results of one check.

        Parameters
        ----------
        client
            Whose they are.
        folders
            Of one result, as ``screening clip`` writes it, or of several where each
            leg has its own.
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
            check_pain(level)
        parts = [folders] if isinstance(folders, Path) else list(folders)
        screenings = [read_screening(folder) for folder in parts]
        names = (*KEPT_FILES, ANNOTATED) if with_video else KEPT_FILES
        own = id or str(uuid.uuid4())
        now = dt.datetime.now(tz=dt.UTC).isoformat()
        with self.together():
            self._connection.execute(
                "INSERT INTO screening VALUES (?, ?, ?, ?, ?, ?)",
                (own, client.id, taken_on.isoformat(), now, note, take_of(screenings)),
            )
            self._connection.executemany(
                "INSERT INTO pain VALUES (?, ?, ?, ?)",
                [(own, leg, p.before, p.after) for leg, p in (pain or {}).items()],
            )
            self._connection.executemany(
                "INSERT INTO leg_value VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                [(own, *row) for row in leg_values(screenings)],
            )
            self._connection.executemany(
                "INSERT INTO part VALUES (?, ?, ?, ?)",
                (
                    (own, number, name, zlib.compress((folder / name).read_bytes()))
                    for number, folder in enumerate(parts)
                    for name in names
                    if (folder / name).is_file()
                ),
            )
        return own

    def keep(self, client: Client, folders: Path | Sequence[Path], **about: Any) -> str:
        """Keep the results of one check as :meth:`add` does, but each take once.

        A take that is kept already is replaced by the way it was judged now, and
        becomes that of this client.

        Parameters
        ----------
        client, folders, **about
            As for :meth:`add`.
        """
        parts = [folders] if isinstance(folders, Path) else list(folders)
        known = self.kept_as([read_screening(folder) for folder in parts])
        with self.together():
            if known is not None:
                self._connection.execute(
                    "DELETE FROM screening WHERE id = ?", (known.id,)
                )
                about["id"] = known.id
            return self.add(client, parts, **about)

    def screening(self, id: str) -> KeptScreening | None:
        """Return the screening of an id; None if there is none."""
        rows = self._rows(f"{SCREENINGS} WHERE id = ?", id)
        return self._only(rows)

    def has_video(self, screening: KeptScreening) -> bool:
        """Tell whether the annotated clip is kept as well."""
        query = "SELECT 1 FROM part WHERE screening_id = ? AND name = ?"
        return bool(self._rows(query, screening.id, ANNOTATED))

    def kept_as(self, results: Sequence[Screening]) -> KeptScreening | None:
        """Return what is kept of a check already; None if nothing is.

        Parameters
        ----------
        results
            Of the check, however they were judged.
        """
        take = take_of(results)
        rows = self._rows(
            f"{SCREENINGS} WHERE landmarks_sha256 = ? AND ? <> ''", take, take
        )
        return self._only(rows)

    def results(self, screening: KeptScreening) -> tuple[Screening, ...]:
        """Return the results of a screening, as they were judged."""
        return tuple(
            Screening.from_json(
                files[SCREENING].decode("utf-8"), origin=shown(self.path)
            )
            for files in self.files(screening, [SCREENING])
        )

    def files(
        self, screening: KeptScreening, names: Sequence[str] = ()
    ) -> list[dict[str, bytes]]:
        """Return the kept files of each result of a screening, by name.

        Parameters
        ----------
        screening
            Whose.
        names
            Only these; all of them if none are named.
        """
        wanted = ", ".join("?" for _ in names)
        rows = self._rows(
            "SELECT * FROM part WHERE screening_id = ?"
            f"{f' AND name IN ({wanted})' if names else ''} ORDER BY number",
            screening.id,
            *names,
        )
        parts: dict[int, dict[str, bytes]] = {}
        for row in rows:
            with explained(self.path):
                content = zlib.decompress(row["content"])
            parts.setdefault(row["number"], {})[row["name"]] = content
        return [parts.get(number, {}) for number in range(max(parts, default=-1) + 1)]

    def values(self, client: Client) -> pd.DataFrame:
        """Return every value of a client over time.

        Returns
        -------
        DataFrame
            ``screening_id, taken_on, leg, measure, value, sem, verdict,
            why_not_compared, task``, the oldest first; ``value`` and ``sem`` are NaN
            where the number is withheld; ``why_not_compared`` is a code, empty where it
            can be compared with another day of the same task.
        """
        rows = self._rows(
            f"SELECT {', '.join(VALUE_COLUMNS)}"
            " FROM leg_value JOIN screening ON screening.id = leg_value.screening_id"
            " WHERE client_id = ? ORDER BY taken_on, added_at, leg_value.rowid",
            client.id,
        )
        table = pd.DataFrame([tuple(row) for row in rows], columns=list(VALUE_COLUMNS))
        return table.astype({"value": float, "sem": float})

    def delete(self, screening: KeptScreening) -> None:
        """Delete a screening and every trace of it in the file."""
        with self.together():
            self._connection.execute(
                "DELETE FROM screening WHERE id = ?", (screening.id,)
            )
        self._forget()

    # --- Whether, and how long ---------------------------------------------------

    @property
    def is_wanted(self) -> bool:
        """Whether the web app was told to keep results here."""
        return bool(self._rows("SELECT 1 FROM choice WHERE name = ?", _WANTED))

    def want(self, wanted: bool) -> None:
        """Choose whether the web app keeps results here; nothing is deleted."""
        with self.together():
            self._choose(_WANTED, "yes" if wanted else None)

    def _choose(self, name: str, value: str | None) -> None:
        self._connection.execute("DELETE FROM choice WHERE name = ?", (name,))
        if value is not None:
            self._connection.execute("INSERT INTO choice VALUES (?, ?)", (name, value))

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
            self._choose(_RETENTION, None if days is None else str(days))

    def older_than(self, days: int, today: dt.date) -> int:
        """Return how many screenings are older than a number of days."""
        query = "SELECT count(*) AS count FROM screening WHERE taken_on < ?"
        return int(self._rows(query, _before(days, today))[0]["count"])

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
        last = _before(days, today)
        old = "SELECT taken_on AS day FROM screening UNION SELECT added_on FROM client"
        if not self._rows(f"SELECT * FROM ({old}) WHERE day < ? LIMIT 1", last):
            return 0  # A look alone writes nothing.
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

    def _only(self, rows: Sequence[sqlite3.Row]) -> KeptScreening | None:
        if not rows:
            return None
        pain = self._pain(rows[0]["client_id"])
        return screening_of(rows[0], pain.get(rows[0]["id"], {}))

    def _pain(self, client_id: str) -> dict[str, dict[Side, Pain]]:
        rows = self._rows(
            "SELECT pain.* FROM pain JOIN screening ON screening.id = screening_id"
            " WHERE client_id = ?",
            client_id,
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


def _before(days: int, today: dt.date) -> str:
    return (today - dt.timedelta(days=days)).isoformat()
