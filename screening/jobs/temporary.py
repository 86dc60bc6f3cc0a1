"""What is said, and what is not, when files beside the results have no place."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from screening.errors import OutputError
from screening.paths import shown


def no_temporary_room(error: OSError, place: Path | None = None) -> OutputError:
    """Return the error about temporary files that cannot be made.

    Parameters
    ----------
    error
        Of the operating system.
    place
        Where; the one that is set for them unless given.
    """
    folder = place or Path(os.environ.get("TMPDIR") or os.path.sep)
    why = error.strerror or str(error)
    return OutputError("no_temporary_room", path=shown(folder), why=why)


def silence_matplotlib() -> None:
    """Keep it from telling users that it has no home for its own files.

    It draws all the same. For the processes of a program, not for a library.
    """
    logging.getLogger("matplotlib").setLevel(logging.ERROR)
