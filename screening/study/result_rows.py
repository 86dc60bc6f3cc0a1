"""The rows of one saved result in the tables of many, as arrays."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from screening.results.screening import Screening
from screening.results.staging import staged
from screening.study.find_results import SavedResult
from screening.study.folder import PARTS, write_table
from screening.study.names import folder_name
from screening.study.tables import (
    about_take,
    leg_rows,
    schema_of,
    take_rows,
)


def rows_of_result(saved: SavedResult, screening: Screening) -> dict[str, pa.Table]:
    """Return the rows of one result in the tables of repetitions and of legs.

    They are those of a batch, without the detour over tables in memory, which would
    take as long as the judgement itself.
    """
    reps = screening.reps.sort_values(["leg", "rep"], kind="stable")
    columns: dict[str, Mapping[Any, Any]] = {
        "reps": dict(reps.items()),
        "legs": _columns(leg_rows(screening)),
        "takes": _columns([take_rows(screening, saved.labels)]),
    }
    count = {"reps": len(reps), "legs": len(columns["legs"].get("leg", ())), "takes": 1}
    same = {"clip": saved.name, **saved.labels}
    same_in_reps = same | about_take(screening)
    return {
        name: _table(
            columns[name],
            same_in_reps if name == "reps" else same,
            count[name],
            schema_of(name, saved.labels),
        )
        for name in PARTS
    }


def write_frames(out: Path | None, saved: SavedResult, screening: Screening) -> None:
    """Write the partition of one result in the table of frames."""
    assert out is not None
    frames = screening.frames
    same = {"clip": saved.name, **saved.labels}
    schema = schema_of("frames", saved.labels)
    rows = _table(dict(frames.items()), same, len(frames), schema)
    with staged(out / "frames") as part:
        write_table(part / f"{folder_name(saved.name)}.parquet", rows)


def _columns(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """Turn rows into columns."""
    return {name: [row[name] for row in rows] for name in (rows[0] if rows else ())}


def _table(
    columns: Mapping[Any, Any], same: Mapping[str, str], count: int, schema: pa.Schema
) -> pa.Table:
    """Return columns, and values that are the same in each row, as a table."""
    values = {**columns, **{name: [value] * count for name, value in same.items()}}
    arrays = [
        pa.array(values.get(f.name, ()), type=f.type, from_pandas=True) for f in schema
    ]
    return pa.Table.from_arrays(arrays, schema=schema)
