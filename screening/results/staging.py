"""Files appear together or not at all, whenever the process is killed.

They are written to a part folder ``.part-…`` inside the folder that they are for. When
all are whole, that part is renamed to ``.commit``: from this moment on they count. They
are then moved to their places one by one, and ``.commit`` goes. Everything that looks
into a folder calls :func:`settle` first, which finishes what a killed process had begun
to move; so what is seen is the old state or the new one, never some of each.

What a folder of results holds, and which of it is out of date, is not known here.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import socket
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from screening.errors import OutputError
from screening.paths import shown
from screening.results.lock import hold, release

_PREFIX = ".part-"
_NAME = re.compile(r"\.part-(?P<host>.+)-(?P<process>\d+)-[^-]+")
# A run on another computer cannot be asked whether it lives; none takes this long.
_GIVEN_UP_S = 24 * 3600.0
_NO_ROOM = {errno.ENOSPC, errno.EDQUOT}
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS}
_TAKEN = {errno.EEXIST, errno.ENOTEMPTY}
_IN_THE_WAY = {*_TAKEN, errno.ENOTDIR, errno.EISDIR}

_COMMIT = ".commit"
_LOCK = ".lock"
_GONE = ".gone"
"""Ending of an empty file in a part: the file of that name is to be removed."""

_MOVING_S = 10.0
"""Moving files takes milliseconds; longer than this, something is wrong."""

_PICTURE_SUFFIXES = (".png", ".mp4")


@contextmanager
def staged(folder: Path) -> Iterator[Path]:
    """Give a temporary folder whose files take their places together at the end.

    On an error or an interruption nothing of it remains; what a killed run left behind
    is removed by the next one.

    Parameters
    ----------
    folder
        Where the files are to be; made if it is not there.

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
        settle(folder)
        _remove_parts(folder)
        name = f"{_PREFIX}{_host()}-{os.getpid()}-"
        part = Path(tempfile.mkdtemp(prefix=name, dir=folder))
        try:
            yield part
            _put_in_place(part, folder)
            made = []
        finally:
            shutil.rmtree(part, ignore_errors=True)
            for empty in made:
                with suppress(OSError):
                    empty.rmdir()


def drop(part: Path, names: Iterable[str]) -> None:
    """Have files removed at the moment when those of a part take their places.

    Parameters
    ----------
    part
        Of :func:`staged`.
    names
        Of files in the folder that it is for. They go before any new file comes.
    """
    for name in names:
        (part / f"{name}{_GONE}").touch()


@contextmanager
def reserved(folder: Path) -> Iterator[None]:
    """Make sure that files can be put into a folder while they are being made.

    Parameters
    ----------
    folder
        It need not exist, and does not afterwards if it did not before.

    Raises
    ------
    OutputError
        If it cannot be made or written to.
    """
    made = _missing_folders(folder)
    with staged(folder):
        yield
    for empty in made:
        with suppress(OSError):
            empty.rmdir()


def settle(folder: Path) -> None:
    """Finish moving the files that a killed process had begun to put in place.

    Parameters
    ----------
    folder
        That is about to be looked into; it need not exist.

    Raises
    ------
    OutputError
        If they cannot be moved.
    """
    commit = folder / _COMMIT
    if not commit.is_dir():
        return
    try:
        lock = hold(commit / _LOCK, wait_s=_MOVING_S)
    except FileNotFoundError:
        return  # the process that held it has finished
    except OSError as error:
        raise _unfinished(folder, error) from error
    try:
        _move(commit, folder)
    except OSError as error:
        raise _unfinished(folder, error) from error
    finally:
        release(lock)
    with suppress(OSError):  # the next files may be on their way through it
        commit.rmdir()


def remove_stale(folder: Path) -> None:
    """Remove what a killed run left in a folder, and the folder if nothing else is.

    Parameters
    ----------
    folder
        Of :func:`staged`; it need not exist.

    Raises
    ------
    OutputError
        If files that were whole cannot be put in place.
    """
    settle(folder)
    _remove_parts(folder)
    with suppress(OSError):
        folder.rmdir()


def abandon(folder: Path) -> None:
    """Remove what this process has written for a folder, just before it ends itself.

    Parameters
    ----------
    folder
        Of :func:`staged`.
    """
    for part in folder.glob(f"{_PREFIX}{_host()}-{os.getpid()}-*"):
        shutil.rmtree(part, ignore_errors=True)
    with suppress(OSError):
        folder.rmdir()


def _put_in_place(part: Path, folder: Path) -> None:
    """Let all files of a part count at once, then move them."""
    files = sorted(part.iterdir())
    for file in files:
        place = folder / file.name.removesuffix(_GONE)
        if place.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), place)
    settle(folder)
    if len(files) == 1 and files[0].suffix != _GONE:
        files[0].replace(folder / files[0].name)  # this alone is all or nothing
        return
    give_up_s = time.monotonic() + _MOVING_S
    while not _renamed(part, folder / _COMMIT):
        if time.monotonic() > give_up_s:
            raise OutputError("busy", folder=shown(folder))
        settle(folder)
    settle(folder)


def _renamed(part: Path, commit: Path) -> bool:
    """Rename a part unless other files are just being moved."""
    try:
        part.rename(commit)
    except OSError as error:
        if error.errno not in _TAKEN and not commit.exists():
            raise
        return False
    return True


def _move(commit: Path, folder: Path) -> None:
    """Remove and move what a commit says; does no harm when done twice.

    Pictures come last: a reader in between sees none beside tables that it does not
    belong to.
    """
    files = [file for file in commit.iterdir() if file.name != _LOCK]
    for marker in sorted(file for file in files if file.suffix == _GONE):
        (folder / marker.stem).unlink(missing_ok=True)
        marker.unlink(missing_ok=True)
    new = [file for file in files if file.suffix != _GONE]
    for file in sorted(new, key=lambda f: (f.suffix in _PICTURE_SUFFIXES, f.name)):
        with suppress(FileNotFoundError):  # moved already, where there are no locks
            file.replace(folder / file.name)


def _unfinished(folder: Path, error: OSError) -> OutputError:
    """Return the error about files that count and are not in their places."""
    if isinstance(error, BlockingIOError):
        return OutputError("busy", folder=shown(folder))
    obstacle = Path(os.fsdecode(error.filename2 or error.filename or folder))
    why = f"{shown(obstacle)}: {error.strerror or error}"
    return OutputError("unfinished", folder=shown(folder), why=why)


@contextmanager
def _explained(folder: Path) -> Iterator[None]:
    """Turn what the operating system says about writing into a sentence."""
    try:
        yield
    except OSError as error:
        explained = _sentence_about(error, folder)
        if explained is None:
            raise
        raise explained from error


def _sentence_about(error: OSError, folder: Path) -> OutputError | None:
    """Return the error for people, or None if it is not about this folder."""
    place = shown(folder)
    if error.errno in _NO_ROOM:
        return OutputError("no_room", folder=place)
    if error.errno == errno.EFBIG:
        return OutputError("file_limit", folder=place)
    if not _concerns(error, folder):
        return None
    if error.errno in _NOT_ALLOWED:
        return OutputError("not_allowed", folder=place)
    if error.errno in _IN_THE_WAY:
        obstacle = Path(os.fsdecode(error.filename2 or error.filename))
        return OutputError("in_the_way", folder=place, obstacle=shown(obstacle))
    return OutputError("cannot_write", folder=place, why=error.strerror or str(error))


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
