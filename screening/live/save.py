"""A live take on disk: the same folder as for a clip, without pictures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from screening.live.loop import LiveResult
from screening.results.files import ANGLES
from screening.results.folder import Draw, WrittenResult, write_result

NAME = "live-%Y-%m-%d-%H%M%S"
"""Name of a take's folder; takes follow each other in the order of time."""


def take_name(when: datetime) -> str:
    """Return the name of a take that began then."""
    return when.strftime(NAME)


def save_take_result(result: LiveResult, folder: Path) -> WrittenResult:
    """Write a take's results, all at once.

    Parameters
    ----------
    result
        Of the take.
    folder
        Where to; made if it is not there.

    Returns
    -------
    WrittenResult

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    from screening.output.plots import write_angles

    screening = result.screening
    pictures: dict[str, Draw] = {ANGLES: lambda path: write_angles(path, screening)}
    return write_result(folder, screening, result.take, pictures=pictures)
