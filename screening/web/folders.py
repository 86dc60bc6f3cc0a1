"""Temporary folders of a server: private, and gone afterwards, even if it is killed."""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

from screening.errors import OutputError
from screening.jobs.temporary import no_temporary_room
from screening.results.lock import hold

PREFIX = "squat-check-"
_LOCK, _OWNER = "in-use", "owner"
_JUST_MADE_S = 60.0
_REMOVALS, _PAUSE_S = 20, 0.05


class ServerFolder:
    """The folder of one running server; every visit gets a folder of its own in it.

    Parameters
    ----------
    parent
        Where to make it; the system's place for temporary files unless given.

    Attributes
    ----------
    is_closed
        Whether no visit gets a folder in it any more.

    Raises
    ------
    OutputError
        If it cannot be made.
    """

    def __init__(self, parent: Path | None = None) -> None:
        self.is_closed = False
        self._parent = parent or Path(tempfile.gettempdir())
        remove_leftovers(self._parent)
        try:
            self.path = Path(tempfile.mkdtemp(prefix=PREFIX, dir=self._parent))
            owner = f"{os.getpid()} {socket.gethostname()}"
            (self.path / _OWNER).write_text(owner, "utf-8")
            self._lock = hold(self.path / _LOCK)
        except OSError as error:
            raise no_temporary_room(error, self._parent) from error
        atexit.register(self.remove)

    def new(self) -> Path:
        """Make a folder for one visit.

        Raises
        ------
        OutputError
            If it cannot be made, or the server is about to end.
        """
        if self.is_closed:
            raise OutputError("visit_ended")
        try:
            self.path.mkdir(mode=0o700, exist_ok=True)
            return Path(tempfile.mkdtemp(dir=self.path))
        except OSError as error:
            raise no_temporary_room(error, self.path) from error

    def remove(self) -> None:
        """Remove it with everything in it."""
        self.is_closed = True
        atexit.unregister(self.remove)
        self._lock.release()  # some systems remove no file that is held
        for _ in range(_REMOVALS):
            shutil.rmtree(self.path, ignore_errors=True)
            if not self.path.exists():
                return
            time.sleep(_PAUSE_S)  # somebody was writing just now


_own: ServerFolder | None = None
_making = threading.Lock()


def begin() -> None:
    """Make this server's folder; what others left behind is removed first."""
    global _own
    with _making:
        _own = ServerFolder()


def new_folder() -> Path:
    """Make a folder for one visit in this server's folder.

    Raises
    ------
    OutputError
        If it cannot be made, or the server is about to end.
    """
    global _own
    with _making:
        _own = own = _own or ServerFolder()
    return own.new()


def close() -> None:
    """Give no visit a folder any more: the server is about to end."""
    with _making:
        if _own is not None:
            _own.is_closed = True


def is_closed() -> bool:
    """Tell whether the server is about to end."""
    return _own is not None and _own.is_closed


def end() -> None:
    """Remove this server's folder with everything in it."""
    with _making:
        if _own is not None:
            _own.remove()


def remove_leftovers(parent: Path) -> None:
    """Remove what killed servers left behind; a running server's folder stays.

    Parameters
    ----------
    parent
        Where servers make their folders.
    """
    for folder in parent.glob(f"{PREFIX}*"):
        with suppress(OSError):
            if _is_ours(folder) and _is_left_over(folder):
                shutil.rmtree(folder, ignore_errors=True)


def _is_ours(folder: Path) -> bool:
    stat = folder.lstat()
    mine = not hasattr(os, "getuid") or stat.st_uid == os.getuid()
    return mine and folder.is_dir() and not folder.is_symlink()


def _is_left_over(folder: Path) -> bool:
    """Tell whether the server that made the folder has ended."""
    lock = folder / _LOCK
    if not lock.exists():
        return time.time() - folder.stat().st_mtime > _JUST_MADE_S
    try:
        taken = hold(lock, wait_s=0.0)
    except BlockingIOError:
        return False
    if taken.is_locked:
        taken.release()
        return True
    return not _may_live(folder / _OWNER)  # This place has no locks.


def _may_live(owner: Path) -> bool:
    """Tell whether the process that a file names may still be there."""
    process, _, host = owner.read_text("utf-8").partition(" ")
    if host != socket.gethostname() or os.name != "posix":
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
