"""Saved results: named one by one, or found in folders and in batches."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from screening.errors import OutputError
from screening.paths import shown
from screening.results.files import SCREENING
from screening.results.folder import has_result
from screening.results.formulas import unmarked
from screening.results.staging import settle
from screening.study.names import clip_name

_FIRST_MEASURE = {"summary.csv": "leg", "frames": "frame"}
"""The first column that is no label."""


@dataclass(frozen=True)
class SavedResult:
    """One saved result.

    Parameters
    ----------
    folder
        As ``screening clip`` writes it.
    name
        What the clip is called in tables.
    labels
        Its further columns in tables, ``subject`` and ``session`` first.
    batch
        Folder of the batch that it belongs to, or None.
    """

    folder: Path
    name: str
    labels: dict[str, str] = field(
        default_factory=lambda: {"subject": "", "session": ""}
    )
    batch: Path | None = None


def find_results(paths: Sequence[Path]) -> list[SavedResult]:
    """Find saved results.

    Parameters
    ----------
    paths
        A ``screening.json``, the folder it is in, the output of ``screening batch``,
        or any folder with results somewhere below it.

    Returns
    -------
    list of SavedResult
        Sorted by name, each folder once.

    Raises
    ------
    OutputError
        If there is no result in one of them.
    """
    found: dict[Path, SavedResult] = {}
    for path in paths:
        results = list(_look(path))
        if not results:
            raise OutputError("nothing_found", path=shown(path))
        for each in results:
            found.setdefault(each.folder, each)
    return sorted(found.values(), key=lambda each: (each.name, str(each.folder)))


def is_batch(folder: Path) -> bool:
    """Tell whether a folder is the output of a batch."""
    settle(folder)
    tables = (folder / name for name in _FIRST_MEASURE)
    return (folder / "clips").is_dir() and any(table.exists() for table in tables)


def _look(path: Path) -> Iterator[SavedResult]:
    """Yield the results in what was named."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - keeps links as they are
    if absolute.name == SCREENING and has_result(absolute.parent):
        absolute = absolute.parent
    if has_result(absolute):
        yield SavedResult(absolute, clip_name(absolute.name))
        return
    for place, folders, _ in os.walk(absolute):
        folder = Path(place)
        if is_batch(folder):
            folders[:] = []
            yield from _of_batch(folder)
        elif has_result(folder):
            folders[:] = []
            yield SavedResult(folder, clip_name(folder.relative_to(absolute)))
        else:
            folders[:] = sorted(name for name in folders if not name.startswith("."))


def _of_batch(batch: Path) -> Iterator[SavedResult]:
    """Yield the results of a batch, with the labels of its tables."""
    known = _from_summary(batch) or _from_frames(batch)
    for folder in sorted((batch / "clips").iterdir()):
        if folder.name in known and has_result(folder):
            name, labels = known[folder.name]
            yield SavedResult(folder, name, labels, batch)


_Known = dict[str, tuple[str, dict[str, str]]]
"""Name and labels of a clip, by the name of its folder."""


def _from_summary(batch: Path) -> _Known:
    """Read which folder belongs to which clip; empty while a batch is not done."""
    try:
        with (batch / "summary.csv").open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            columns = list(rows.fieldnames or ())
            wanted = columns[1 : columns.index(_FIRST_MEASURE["summary.csv"])]
            labels = {
                unmarked(row["clip"]): {unmarked(c): unmarked(row[c]) for c in wanted}
                for row in rows
            }
        about = json.loads((batch / "provenance.json").read_text(encoding="utf-8"))
        return {
            Path(clip["folder"]).name: (clip["clip"], labels[clip["clip"]])
            for clip in about["clips"]
            if clip["clip"] in labels
        }
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def _from_frames(batch: Path) -> _Known:
    """Read the same from the tables of frames, clip by clip."""
    import pyarrow.parquet as pq

    known = {}
    for file in (batch / "frames").glob("*.parquet"):
        table = pq.ParquetFile(file)
        columns = table.schema_arrow.names
        wanted = columns[: columns.index(_FIRST_MEASURE["frames"])]
        for row in table.read(wanted).slice(0, 1).to_pylist():
            known[file.stem] = (row.pop("clip"), row)
    return known
