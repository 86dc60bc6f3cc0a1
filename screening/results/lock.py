"""A file that one process at a time holds; the system frees it when that one ends."""

from __future__ import annotations

import os
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO

from screening.errors import OutputError
from screening.paths import shown

if sys.platform != "win32":
    import fcntl

NAME = ".in-use"
"""Of the file in a folder that :func:`in_use` holds."""

_LOOK_S = 0.2
"""Whoever only looks at a file, as :func:`is_held`, has let go of it by then."""


def hold(path: Path) -> IO[str]:
    """Hold a file until it is closed or this process ends, however it ends.

    Parameters
    ----------
    path
        Of the file; made if it is not there. Its folder must be.

    Returns
    -------
    file
        Open; what another process should know about this one is written into it.

    Raises
    ------
    BlockingIOError
        If another process holds it.
    OSError
        If it cannot be made.
    """
    give_up_s = time.monotonic() + _LOOK_S
    while True:
        file = path.open("a+", encoding="utf-8", errors="replace")
        try:
            _lock(file)
        except BlockingIOError:
            file.close()
            if time.monotonic() > give_up_s:
                raise
            time.sleep(_LOOK_S / 10)
            continue
        except BaseException:
            file.close()
            raise
        # Whoever held it until now may have removed it.
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.stat()):
                file.truncate(0)
                return file
        file.close()


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
    try:
        with path.open("r+", encoding="utf-8") as file:
            _lock(file)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


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
    path = folder / NAME
    try:
        file = hold(path)
    except BlockingIOError as error:
        raise _taken(folder) from error
    except OSError as error:
        raise OutputError(
            f"Results cannot be written to {shown(folder)}: "
            f"{error.strerror or error}; choose another place."
        ) from error
    with file:
        since = datetime.now().astimezone().strftime("%Y-%m-%d %H:%M")
        file.write(f"process {os.getpid()} on {socket.gethostname()}, since {since}")
        file.flush()
        try:
            yield
        finally:
            path.unlink(missing_ok=True)


def check_free(folder: Path) -> None:
    """Raise an error if another process writes to a folder of results.

    Parameters
    ----------
    folder
        Which; it need not exist.
    """
    with suppress(OSError):  # what is wrong is told by who writes there
        if is_held(folder / NAME):
            raise _taken(folder)


def _lock(file: IO[str]) -> None:
    """Lock an open file, as far as the system and the place can do that."""
    if sys.platform != "win32":
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise
        except OSError:
            return  # some network drives have no locks; they are no reason to give up


def _taken(folder: Path) -> OutputError:
    """Return the error about a folder that somebody else writes to."""
    who = ""
    with suppress(OSError):
        who = (folder / NAME).read_text(encoding="utf-8", errors="replace").strip()
    by = f" ({who})" if who else ""
    return OutputError(
        f"Another run is writing to {shown(folder)}{by}; wait until it is done, or "
        "give another folder."
    )
