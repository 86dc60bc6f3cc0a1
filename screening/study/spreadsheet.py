"""Lists that people keep in a spreadsheet: read as text, mistakes with their place."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import pandas as pd

from screening.errors import ManifestError
from screening.paths import shown

_HEADER_ROWS = 2
"""What is listed first stands in row 2, as a spreadsheet counts."""


def read_spreadsheet(path: Path, kind: str, columns: Collection[str]) -> pd.DataFrame:
    """Read a CSV as text; spreadsheets put semicolons in some countries.

    Parameters
    ----------
    path
        Of the file.
    kind
        What it is, in words.
    columns
        Names that are recognised in small and in capital letters.

    Returns
    -------
    DataFrame
        A row per row of the file.

    Raises
    ------
    ManifestError
        If it is not there or no CSV.
    """
    if not path.is_file():
        raise ManifestError(f"There is no {kind} {shown(path)}.")
    try:
        text = path.read_text(encoding="utf-8-sig")
        header = text.partition("\n")[0]
        table = pd.read_csv(
            io.StringIO(text),
            sep=";" if header.count(";") > header.count(",") else ",",
            header=None,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except (OSError, UnicodeDecodeError, ValueError) as error:
        why = " ".join(str(error).split()).rstrip(".")
        raise ManifestError(
            f"The {kind} {shown(path)} cannot be read ({why}); save it as CSV, UTF-8."
        ) from error
    table = table.fillna("")
    names = [_plain(name, columns) for name in table.iloc[0]]
    return table.iloc[1:].set_axis(names, axis="columns").reset_index(drop=True)


def spreadsheet_rows(table: pd.DataFrame) -> Iterator[tuple[int, dict[Any, Any]]]:
    """Yield the number of each row that is not empty, and its cells."""
    for index, row in enumerate(table.to_dict("records")):
        if any(row.values()):
            yield index + _HEADER_ROWS, row


def _plain(name: str, columns: Collection[str]) -> str:
    """Return a column's name without blanks around it; ours in any case."""
    name = name.strip()
    return name.lower() if name.lower() in columns else name


class Cells:
    """The cells of one row, and the sentence for a mistake in one of them.

    Parameters
    ----------
    path, kind
        As for :func:`read_spreadsheet`.
    number
        Of the row.
    row
        Its cells.
    """

    def __init__(self, path: Path, kind: str, number: int, row: dict[Any, Any]) -> None:
        self.number = number
        self._path = path
        self._kind = kind
        self._row = row

    def exactly(self, column: str) -> str:
        """Return a cell with the blanks in it; empty when there is no such column."""
        return str(self._row.get(column, ""))

    def value(self, column: str) -> str:
        """Return a cell without blanks around it."""
        return self.exactly(column).strip()

    def error(self, column: str, problem: str) -> ManifestError:
        """Return the error for a cell, to be raised."""
        value = self.value(column)
        told = f"{shown(Path(value))} " if value else ""
        return ManifestError(
            f"The {self._kind} {shown(self._path)}, row {self.number}, column "
            f'"{column}": {told}{problem}.'
        )
