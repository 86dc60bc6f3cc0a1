"""Results appear whole or not at all: written aside first, then moved into place."""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from screening.errors import OutputError
from screening.paths import shown

_PREFIX = ".part-"
_NAME = re.compile(r"\.part-(?P<host>.+)-(?P<process>\d+)-[^-]+")
# A run on another computer cannot be asked whether it lives; none takes this long.
_GIVEN_UP_S = 24 * 3600.0
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give a temporary folder whose files are moved into place at the end.

    It lies inside the folder, so that moving is instant and cannot fail half-way. On
    an error or an interruption nothing of it remains; what a killed run left behind
    is removed by the next one.

    Parameters
    ----------
    folder
        Where the files shall be; made if it is not there.

    Yields
    ------
    Path
        Write the files here, without subfolders, under their final names.

    Raises
    ------
    OutputError
        If the folder cannot be made or written to, or the disk is full.
    """
    folder = Path(folder)
    with _explained(folder):
        made = _missing_folders(folder)
        folder.mkdir(parents=True, exist_ok=True)
        _remove_parts(folder)
        name = f"{_PREFIX}{_host()}-{os.getpid()}-"
        part = Path(tempfile.mkdtemp(prefix=name, dir=folder))
        try:
            yield part
            for file in sorted(part.iterdir()):
                file.replace(folder / file.name)
            made = []
        finally:
            shutil.rmtree(part, ignore_errors=True)
            for empty in made:
                with suppress(OSError):
                    empty.rmdir()


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about writing into a sentence."""
    try:
        yield
    except OSError as error:
        reason = _reason(error, folder)
        if reason is None:
            raise
        message = f"Results cannot be written to {shown(folder)}: {reason}."
        raise OutputError(message) from error


def _reason(error: OSError, folder: Path) -> str | None:
    """Say what is wrong and what to do, or None if it is not about this folder."""
    if error.errno in _NO_ROOM:
        return "the disk is full; make room or choose another place"
    if not _concerns(error, folder):
        return None
    if error.errno in _NOT_ALLOWED:
        return "writing is not allowed there; choose another place"
    if error.errno in (errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENOTEMPTY):
        obstacle = Path(os.fsdecode(error.filename2 or error.filename))
        return (
            f"{shown(obstacle)} is in the way, a file where a "
            "folder is needed or the reverse; choose another place"
        )
    return f"{error.strerror or error}; choose another place"


def _concerns(error: OSError, folder: Path) -> bool:
    if error.filename is None:
        return False
    place = Path(os.fsdecode(error.filename)).absolute()
    return place.is_relative_to(folder.absolute()) or folder.absolute().is_relative_to(
        place
    )


def _missing_folders(folder: Path) -> list[Path]:
    """List the folders that have to be made, the innermost first."""
    return [place for place in (folder, *folder.parents) if not place.exists()]


def remove_stale(folder: Path) -> None:
    """Remove what a killed run left in a folder, and the folder if nothing else is.

    Parameters
    ----------
    folder
        Of :func:`staged`; it need not exist.
    """
    _remove_parts(folder)
    with suppress(OSError):
        folder.rmdir()


def _remove_parts(folder: Path) -> None:
    for part in folder.glob(f"{_PREFIX}*"):
        if _is_stale(part):
            shutil.rmtree(part, ignore_errors=True)


def _is_stale(part: Path) -> bool:
    """Tell whether the run that wrote here has died."""
    found = _NAME.fullmatch(part.name)
    if found is None:
        return False
    if found["host"] == _host() and os.name == "posix":
        return not _is_alive(int(found["process"]))
    with suppress(FileNotFoundError):
        return time.time() - part.stat().st_mtime > _GIVEN_UP_S
    return False


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        return True
    return True


def _host() -> str:
    return re.sub(r"[^\w.]", "_", socket.gethostname()) or "host"
