"""A live take on disk: the folder that a clip gets, without pictures."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from screening.jobs.clip import FILES, ClipResult
from screening.live.loop import LiveResult

NAME = "live-%Y-%m-%d-%H%M%S"
"""Name of a take's folder; takes follow each other in the order of time."""


def take_name(when: datetime) -> str:
    """Return the name of a take that began then."""
    return when.strftime(NAME)


def save_take_result(result: LiveResult, folder: Path) -> ClipResult:
    """Write a take's results; files appear only when all of them are whole.

    Parameters
    ----------
    result
        Of the take.
    folder
        Where to; made if it is not there.

    Returns
    -------
    ClipResult

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    from screening.output.plots import write_angles
    from screening.results.landmarks_file import save_take
    from screening.results.result_file import write_tables
    from screening.results.staging import staged

    with staged(folder) as part:
        write_tables(part, result.screening)
        save_take(part / "landmarks.npz", result.take)
        write_angles(part / "angles.png", result.screening)
        files = [name for name in FILES if (part / name).exists()]
    return ClipResult(result.screening, folder, files)
