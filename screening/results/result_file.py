"""The result as files for other programs: tables as CSV, everything as JSON."""

from __future__ import annotations

from pathlib import Path

from screening.errors import OutputError
from screening.paths import shown
from screening.results.screening import Screening


def write_tables(folder: Path, screening: Screening) -> None:
    """Write ``frames.csv``, ``reps.csv``, ``standing.csv`` and ``screening.json``.

    Parameters
    ----------
    folder
        Where to; it must exist.
    screening
        What to write. The tables hold nine significant digits, and why a number is
        withheld on screens; the JSON file holds everything exactly.
    """
    for name in ("frames", "reps", "standing"):
        table = screening.trust.with_reasons(name)
        table.to_csv(folder / f"{name}.csv", index=False, float_format="%.9g")
    (folder / "screening.json").write_text(screening.to_json(), encoding="utf-8")


def read_screening(path: Path) -> Screening:
    """Read a saved result.

    Parameters
    ----------
    path
        A ``screening.json``, or the folder that holds one.

    Returns
    -------
    Screening

    Raises
    ------
    OutputError
        If there is none, or it cannot be read.
    """
    file = path / "screening.json" if path.is_dir() else path
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OutputError(
            f"There is no result that can be read at {shown(file)}; "
            "give a screening.json or the folder it is in."
        ) from error
    try:
        return Screening.from_json(text)
    except OutputError as error:
        raise OutputError(f"{shown(file)}: {error}") from error
