"""Recordings that people hand over, written to disk under names made here."""

from __future__ import annotations

import errno
import re
import secrets
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Protocol

from screening.errors import OutputError

_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")
_COPIED_BYTES = 1 << 20


def store(content: IO[bytes], folder: Path, *, name: str = "") -> Path:
    """Write a recording to a folder.

    Parameters
    ----------
    content
        The recording, read from where it stands to its end.
    folder
        Made if it is not there.
    name
        What its owner calls it; only a harmless ending is taken from it.

    Returns
    -------
    Path
        Of the file.

    Raises
    ------
    OutputError
        If there is no room for it; nothing of it remains.
    """
    ending = Path(name).suffix
    suffix = ending.lower() if _SUFFIX.fullmatch(ending) else ""
    path = folder / f"{secrets.token_hex(8)}{suffix}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with path.open("wb") as file:
            shutil.copyfileobj(content, file, _COPIED_BYTES)
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_stored(error) from error
    return path


def store_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files to a folder of their own.

    Parameters
    ----------
    folder
        Made if it is not there.
    files
        Contents by name.

    Raises
    ------
    OutputError
        If there is no room for them.
    """
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for name, content in files.items():
            (folder / name).write_bytes(content)
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _not_stored(error) from error


def store_all(
    recordings: Sequence[tuple[IO[bytes], str]], work: _Storing
) -> list[Path]:
    """Store several recordings, or none of them.

    Parameters
    ----------
    recordings
        Each with what its owner calls it.
    work
        Where to.

    Raises
    ------
    OutputError
        If there is no room for all of them.
    """
    paths: list[Path] = []
    try:
        for content, name in recordings:
            content.seek(0)
            paths.append(work.store(content, name))
    except OutputError:
        for path in paths:
            path.unlink(missing_ok=True)
        raise
    return paths


class _Storing(Protocol):
    def store(self, content: IO[bytes], name: str) -> Path: ...


def _not_stored(error: OSError) -> OutputError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return OutputError("disk_full")
    return OutputError("not_stored", why=error.strerror or str(error))
