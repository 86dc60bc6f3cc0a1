"""A file that one process at a time holds; the system frees it when that one ends."""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from screening.errors import OutputError
from screening.paths import shown

NAME = ".in-use"
"""Of the file in a folder that :func:`in_use` holds."""

_LOOK_S = 0.2
"""Another process that only looks at a file, as :func:`is_held`, is done by then."""

_POLL_S = 0.02
_BETWEEN = "\t"  # the words of a note

# Some network drives have no locks; they are no reason to give up.
_NO_LOCKS = {
    getattr(errno, name)
    for name in ("ENOSYS", "ENOLCK", "ENOTSUP", "EOPNOTSUPP")
    if hasattr(errno, name)
}


def hold(path: Path, note: str = "", *, wait_s: float = _LOOK_S) -> FileLock:
    """Hold a file until it is released or this process ends, however it ends.

    Parameters
    ----------
    path
        Of the file; made if it is not there. Its folder must be.
    note
        What another process should know about this one; :func:`note_in` reads it.
    wait_s
        How long another process may still hold it, in seconds.

    Returns
    -------
    FileLock
        To be released, from any thread.

    Raises
    ------
    BlockingIOError
        If another process holds it.
    OSError
        If it cannot be made.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path.parent)

    def write(file: int) -> None:
        # Windows lets nobody else read the first byte of a file that is locked.
        os.ftruncate(file, 0)
        os.write(file, f" {note}".encode(errors="replace"))

    lock = FileLock(
        path,
        thread_local=False,
        poll_interval=_POLL_S,
        fallback_to_soft=False,
        on_acquired=write if note else None,
    )
    try:
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        reason = os.strerror(errno.EAGAIN)
        raise BlockingIOError(errno.EAGAIN, reason, path) from error
    except FileExistsError as error:
        # Another process removed the folder while it was looked for.
        raise FileNotFoundError(
            errno.ENOENT, os.strerror(errno.ENOENT), path.parent
        ) from error
    except OSError as error:
        if error.errno not in _NO_LOCKS:
            raise
    return lock


def release(lock: FileLock) -> None:
    """Release a file, and remove it."""
    # While it is still held: a file removed later could be the next holder's. Windows
    # lets nobody remove a file that is open, and the lock removes it on its own.
    with suppress(OSError):
        Path(lock.lock_file).unlink()
    lock.release()


def is_held(path: Path) -> bool:
    """Tell whether a living process holds a file.

    Parameters
    ----------
    path
        Of the file; it need not exist.

    Raises
    ------
    OSError
        If it cannot be looked into.
    """
    if not path.exists():
        return False
    try:
        hold(path, wait_s=0.0).release()
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def note_in(path: Path) -> str:
    """Return what the holder of a file says about itself, empty if nothing."""
    try:
        with path.open("rb", buffering=0) as file:
            file.seek(1)
            return file.read().decode(errors="replace").strip()
    except OSError:
        return ""


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Let nobody else write to a folder of results for some time.

    Parameters
    ----------
    folder
        Which; it must be there.

    Raises
    ------
    OutputError
        If another process writes to it.
    """
    since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
    note = _BETWEEN.join((str(os.getpid()), socket.gethostname(), since))
    try:
        lock = hold(folder / NAME, note)
    except BlockingIOError as error:
        raise _taken(folder) from error
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError("cannot_write", folder=shown(folder), why=why) from error
    try:
        yield
    finally:
        release(lock)


def check_free(folder: Path) -> None:
    """Raise an error if another process writes to a folder of results.

    Parameters
    ----------
    folder
        Which; it need not exist.
    """
    with suppress(OSError):  # what is wrong there shows when something is written
        if is_held(folder / NAME):
            raise _taken(folder)


def _taken(folder: Path) -> OutputError:
    """Return the error about a folder that another process writes to."""
    note = note_in(folder / NAME).split(_BETWEEN)
    if len(note) != 3:
        return OutputError("in_use", folder=shown(folder))
    process, host, since = note
    return OutputError(
        "in_use_by", folder=shown(folder), process=process, host=host, since=since
    )
