"""Texts that a spreadsheet would run as formulas: marked in CSV files, and read back.

Names of files, columns of manifests and reasons are other people's words. A cell such
as ``=HYPERLINK(…)`` is run by the program that opens the table; with an apostrophe in
front it is a text. Parquet and JSON files hold the words as they are.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd

_MARK = "'"
# OWASP, "CSV Injection": these begin a formula, a full-width one in some countries. A
# number may begin with a sign; a sign alone is a common label.
_FORMULA = re.compile(r"\s*([=@\uFF1D\uFF20]|[+\-\uFF0B\uFF0D](?![\d.,\s]*$)|[\t\r])")


def marked(text: str) -> str:
    """Return a text as a cell that no spreadsheet runs.

    Parameters
    ----------
    text
        Of a cell.

    Examples
    --------
    >>> marked("=1+1"), marked("-1.5"), marked("Anna")
    ("'=1+1", '-1.5', 'Anna')
    """
    return f"{_MARK}{text}" if _FORMULA.match(text) else text


def unmarked(cell: str) -> str:
    """Return the text of a cell that :func:`marked` has made."""
    text = cell.removeprefix(_MARK)
    return text if _FORMULA.match(text) else cell


def without_formulas(table: pd.DataFrame) -> pd.DataFrame:
    """Return a table to be written as CSV: texts and names of columns marked.

    Parameters
    ----------
    table
        Not changed.
    """
    safe = table.copy(deep=False)
    for name, column in table.items():
        if column.dtype.kind in "biufc":
            continue
        texts = [each for each in column.unique() if isinstance(each, str)]
        risky = {text: marked(text) for text in texts if marked(text) != text}
        if risky:
            safe[name] = [risky.get(each, each) for each in column]
    return safe.rename(columns=lambda each: marked(str(each)))
