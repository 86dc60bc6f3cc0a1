"""The table of frames as plain arrays, and single numbers read from its columns.

A table costs more time to cut than all that is read from it; a take has many cuts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from screening._typing import Bools, Floats

if TYPE_CHECKING:
    import pandas as pd

Columns = dict[str, NDArray[Any]]
"""Some rows of a table, column by column."""


@dataclass(frozen=True)
class ColumnsMethod:
    """When a median of frames stands for them.

    Parameters
    ----------
    known_ratio
        Share of the frames in which the value must be known.
    """

    known_ratio: float = 0.5


METHOD = ColumnsMethod()


def columns_of(frames: pd.DataFrame) -> Columns:
    """Return the table of frames as plain arrays."""
    return {str(name): column.to_numpy() for name, column in frames.items()}


def table_of(
    columns: Mapping[str, ArrayLike], types: Mapping[str, str]
) -> pd.DataFrame:
    """Return columns as a table, in the order and with the types that are given.

    Parameters
    ----------
    columns
        Values of each column; others than those named in ``types`` are left out.
    types
        Name of the type of each column, as numpy and pandas know it.

    Returns
    -------
    DataFrame
    """
    import pandas as pd  # a clip starts without it

    return pd.DataFrame(
        {
            name: pd.array(np.asarray(columns[name]), dtype="str")
            if kind == "str"
            else np.asarray(columns[name], dtype=kind)
            for name, kind in types.items()
        }
    )


def rows_of(columns: Columns, which: slice | Bools) -> Columns:
    """Return some of the rows."""
    return {name: values[which] for name, values in columns.items()}


def joined(parts: list[Columns]) -> Columns:
    """Return the rows of all parts, one after the other."""
    return {name: np.concatenate([p[name] for p in parts]) for name in parts[0]}


def at_depth(depth_ratio: Floats, values: Floats, ratio: float) -> float:
    """Value where the way down crosses a depth ratio for the last time."""
    known = ~(np.isnan(depth_ratio) | np.isnan(values))
    depth, value = depth_ratio[known], values[known]
    crossed = np.flatnonzero((depth[:-1] > ratio) & (depth[1:] <= ratio))
    if not crossed.size:
        return float("nan")
    i = crossed[-1]
    share = (depth[i] - ratio) / (depth[i] - depth[i + 1])
    return float(value[i] + share * (value[i + 1] - value[i]))


def most_common(words: NDArray[Any]) -> str:
    """Return the most frequent word, the first in the alphabet among equals."""
    names, counts = np.unique(words.astype(np.str_), return_counts=True)
    return str(names[np.argmax(counts)]) if len(names) else ""


def median(values: Floats) -> float:
    """Median when enough of the values are known, else NaN."""
    known = values[np.isfinite(values)]
    enough = known.size > 0 and known.size >= METHOD.known_ratio * values.size
    return float(np.median(known)) if enough else float("nan")


def known_median(values: Floats) -> float:
    """Median of what is known, NaN when nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")


def largest(values: Floats) -> float:
    """Largest known value, NaN when none is."""
    known = values[np.isfinite(values)]
    return float(known.max()) if known.size else float("nan")
