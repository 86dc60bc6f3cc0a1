"""Lists that people keep in a spreadsheet: read as text, mistakes with their place."""

from __future__ import annotations

import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from screening.errors import ManifestError
from screening.language import Phrase
from screening.paths import shown

Kind = Literal["manifest", "exclusions", "corrections"]

_HEADER_ROWS = 2
"""What is listed first stands in row 2, as a spreadsheet counts."""


def read_spreadsheet(path: Path, kind: Kind, columns: Collection[str]) -> pd.DataFrame:
    """Read a CSV as text; spreadsheets put semicolons in some countries.

    Parameters
    ----------
    path
        Of the file.
    kind
        What it is.
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
        raise ManifestError("no_list", list=_list(kind), path=shown(path))
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
            "not_read", list=_list(kind), path=shown(path), why=why
        ) from error
    table = table.fillna("")
    names = [_plain(name, columns) for name in table.iloc[0]]
    return table.iloc[1:].set_axis(names, axis="columns").reset_index(drop=True)


def spreadsheet_rows(table: pd.DataFrame) -> Iterator[tuple[int, dict[Any, Any]]]:
    """Yield the number of each row that is not empty, and its cells."""
    for index, row in enumerate(table.to_dict("records")):
        if any(row.values()):
            yield index + _HEADER_ROWS, row


def _list(kind: Kind) -> Phrase:
    return Phrase(f"errors.lists.{kind}")


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

    def __init__(
        self, path: Path, kind: Kind, number: int, row: dict[Any, Any]
    ) -> None:
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

    def error(self, column: str, problem: str, **fields: object) -> ManifestError:
        """Return the error for a cell, to be raised.

        Parameters
        ----------
        column
            Of the cell.
        problem
            Code of what is wrong, in the table ``cells`` of ``errors.toml``.
        **fields
            What its words name, besides the cell's ``value``.
        """
        value = shown(Path(self.value(column)))
        return ManifestError(
            "cell",
            list=_list(self._kind),
            path=shown(self._path),
            row=self.number,
            column=column,
            problem=Phrase(f"errors.cells.{problem}", value=value, **fields),
        )
