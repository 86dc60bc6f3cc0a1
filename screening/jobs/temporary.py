"""What is said when the place for temporary files has no room."""

from __future__ import annotations

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
