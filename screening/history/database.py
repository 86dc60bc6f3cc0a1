"""The file that the history is in: opened, brought up to date, and its errors said.

Nothing here knows clients or screenings; they are in ``store``. The schema is a
numbered SQL file per version; SQLite's ``user_version`` says which one a file has.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import resources
from pathlib import Path

import platformdirs

from screening.errors import HistoryError
from screening.measures import SINGLE_LEG_SQUAT
from screening.paths import shown

_PROGRAM = "single-leg-squat-screening"
_FILE = "history.sqlite3"
_PLACE = "SCREENING_HISTORY"
_WAIT_S = 5.0
_ONLY_MINE = 0o600
_BACKUP = ".before-version-"
_FILE_TABLES = ("file", "part")

_CODES = {
    sqlite3.SQLITE_BUSY: "locked",
    sqlite3.SQLITE_LOCKED: "locked",
    sqlite3.SQLITE_READONLY: "read_only",
    sqlite3.SQLITE_CANTOPEN: "not_opened",
    sqlite3.SQLITE_PERM: "not_opened",
    sqlite3.SQLITE_FULL: "full",
    sqlite3.SQLITE_IOERR: "full",
    sqlite3.SQLITE_NOTADB: "damaged",
    sqlite3.SQLITE_CORRUPT: "damaged",
}
"""Sentences about SQLite's primary result codes."""


def default_path() -> Path:
    """Return where the history of this user is.

    The environment may name a file in ``SCREENING_HISTORY``; otherwise it is in the
    data folder of the system.
    """
    named = os.environ.get(_PLACE)
    if named:
        return Path(named)
    return platformdirs.user_data_path(_PROGRAM, appauthor=False) / _FILE


def remove(path: Path) -> None:
    """Remove the whole history: the file, its log, and older copies of it.

    Raises
    ------
    HistoryError
        If a file cannot be removed.
    """
    with explained(path):
        for file in path.parent.glob(f"{path.name}*"):
            file.unlink(missing_ok=True)


@contextmanager
def explained(path: Path) -> Iterator[None]:
    """Turn errors of SQLite into sentences.

    Raises
    ------
    HistoryError
        If the file is locked, cannot be written, is damaged, or the disk is full.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        primary = getattr(error, "sqlite_errorcode", 0) & 0xFF
        code = _CODES.get(primary, "other")
        raise HistoryError(code, path=shown(path), why=str(error)) from error
    except zlib.error as error:  # the checksum of a kept file
        raise HistoryError("damaged", path=shown(path)) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise HistoryError("not_opened", path=shown(path), why=why) from error


def connect(path: Path, *, create: bool) -> sqlite3.Connection:
    """Open the history and bring its schema up to date.

    Parameters
    ----------
    path
        Of the file.
    create
        Make it if it is not there, readable by this user alone.

    Returns
    -------
    Connection
        In autocommit mode, with a write-ahead log that is flushed at every commit.
        What is deleted is overwritten.

    Raises
    ------
    HistoryError
        If there is none, it comes from a later version, or cannot be used.
    """
    with explained(path):
        if not path.exists():
            if not create:
                raise HistoryError("none", path=shown(path))
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, _ONLY_MINE))
        connection = sqlite3.connect(
            path, timeout=_WAIT_S, isolation_level=None, check_same_thread=False
        )
        try:
            _prepare(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """Write all of it or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        # A full disk may have ended the transaction already.
        with suppress(sqlite3.OperationalError):
            connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def forget(connection: sqlite3.Connection, path: Path) -> None:
    """Leave no trace of deleted rows in the file, its log, or older copies of it."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    for backup in path.parent.glob(f"{path.name}{_BACKUP}*"):
        backup.unlink(missing_ok=True)


def _tasks_of_legs(content: bytes) -> str:
    """Return what was done on each leg of a kept result, as JSON; for the schema."""
    values = json.loads(zlib.decompress(content))
    task = values["provenance"].get("task", SINGLE_LEG_SQUAT)
    return json.dumps({leg["leg"]: task for leg in values["legs"]})


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    connection.row_factory = sqlite3.Row
    connection.create_function("tasks_of_legs", 1, _tasks_of_legs)
    for pragma in ("foreign_keys = ON", "secure_delete = ON", "synchronous = FULL"):
        connection.execute(f"PRAGMA {pragma}")
    _check(connection, path)
    steps = _steps()
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version > len(steps):
        raise HistoryError(
            "later_version", path=shown(path), version=version, latest=len(steps)
        )
    if version == 0:
        connection.execute("PRAGMA journal_mode = WAL")
    for number in range(version + 1, len(steps) + 1):
        if version:  # A new file has nothing to be kept.
            _back_up(connection, path, number)
        with transaction(connection):
            # Another process may have been faster.
            if connection.execute("PRAGMA user_version").fetchone()[0] < number:
                for statement in _statements(steps[number - 1]):
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {number}")


def _check(connection: sqlite3.Connection, path: Path) -> None:
    """Look through the tables, but not through the files of results.

    Those are nearly all of the database, and each has a checksum of its own.
    """
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")
    for (name,) in names.fetchall():
        if name not in _FILE_TABLES:
            found = connection.execute(f"PRAGMA quick_check('{name}')").fetchone()
            if found[0] != "ok":
                raise HistoryError("damaged", path=shown(path))


def _steps() -> list[str]:
    folder = resources.files("screening.history") / "schema"
    files = sorted(folder.iterdir(), key=lambda file: file.name)
    return [file.read_text("utf-8") for file in files if file.name.endswith(".sql")]


def _statements(script: str) -> Iterator[str]:
    """Yield the statements of a script; ``executescript`` would commit between them."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""


def _back_up(connection: sqlite3.Connection, path: Path, number: int) -> None:
    """Copy the file before it is changed to a new version."""
    backup = path.with_name(f"{path.name}{_BACKUP}{number}")
    os.close(os.open(backup, os.O_CREAT | os.O_RDWR, _ONLY_MINE))
    with closing(sqlite3.connect(backup)) as copy:
        connection.backup(copy)
