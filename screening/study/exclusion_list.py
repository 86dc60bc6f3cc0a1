"""Repetitions of many clips that shall be left out, listed in a CSV with reasons."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from screening.errors import ManifestError
from screening.jobs.rejudge import rejudge, saved_repetitions
from screening.motion.landmarks import SIDES, Side
from screening.paths import shown
from screening.results.exclusions import RepetitionKey
from screening.settings import Settings
from screening.study.find_results import SavedResult
from screening.study.spreadsheet import Cells, read_spreadsheet, spreadsheet_rows

COLUMNS = ("clip", "leg", "repetition", "reason")
"""Columns of the list; others are left alone."""

Exclusions = Mapping[str, Mapping[RepetitionKey, str]]
"""For each clip, by its name in the tables: repetition and reason."""

_KIND = "list of exclusions"
_AS_IN_TABLES = "rep"
_NEARLY = 0.6


def read_exclusions(
    path: Path,
    results: Sequence[SavedResult],
    *,
    settings: Settings | Mapping[str, Any] | None = None,
) -> Exclusions:
    """Read which repetitions shall be left out; each of them must be there.

    Parameters
    ----------
    path
        Of the CSV file, with the columns of :data:`COLUMNS`.
    results
        What the clips can be.
    settings
        With which they will be judged again; other settings may number the repetitions
        otherwise.

    Returns
    -------
    Exclusions

    Raises
    ------
    ManifestError
        One sentence that names the file, and the row and column where there is one.
    """
    table = read_spreadsheet(path, _KIND, (*COLUMNS, _AS_IN_TABLES))
    if "repetition" not in table:
        table = table.rename(columns={_AS_IN_TABLES: "repetition"})
    _check_columns(path, list(table.columns))
    known = {each.name: each for each in results}
    # Spreadsheets drop blanks around a name; the exact name comes first.
    names = {name.strip(): name for name in known} | {name: name for name in known}
    numbers: dict[str, dict[Side, list[int]]] = {}
    rows: dict[tuple[str, RepetitionKey], int] = {}
    found: dict[str, dict[RepetitionKey, str]] = {}
    for number, row in spreadsheet_rows(table):
        cell = _Cell(path, _KIND, number, row)
        clip, leg = cell.clip(names), cell.leg()
        if clip not in numbers:
            numbers[clip] = _repetitions(known[clip], settings)
        repetition = leg, cell.repetition(numbers[clip][leg])
        if (clip, repetition) in rows:
            earlier = rows[clip, repetition]
            raise cell.error("repetition", f"stands in row {earlier} already")
        rows[clip, repetition] = number
        found.setdefault(clip, {})[repetition] = cell.reason()
    if not found:
        raise ManifestError(f"The {_KIND} {shown(path)} names no repetition.")
    return found


def _check_columns(path: Path, names: list[str]) -> None:
    """Raise an error for a column that is missing."""
    for wanted in COLUMNS:
        if names.count(wanted) != 1:
            how_often = "twice" if wanted in names else "not"
            raise ManifestError(
                f'The {_KIND} {shown(path)}, row 1: the column "{wanted}" is '
                f"{how_often} there; there must be {', '.join(COLUMNS)}."
            )


def _repetitions(
    saved: SavedResult, settings: Settings | Mapping[str, Any] | None
) -> dict[Side, list[int]]:
    """Return the numbers of the repetitions of each leg."""
    if settings is None:
        reps = saved_repetitions(saved.folder)
    else:
        reps = rejudge(saved.folder, settings=settings).after.reps
    return {leg: sorted(reps.loc[reps["leg"] == leg, "rep"]) for leg in SIDES}


class _Cell(Cells):
    """The cells of one row of exclusions, each with its meaning."""

    def clip(self, known: Mapping[str, str]) -> str:
        """Return the name of a clip, which must be among the results."""
        value = self.value("clip")
        if not value:
            raise self.error("clip", "the name of a clip is missing")
        for name in (self.exactly("clip"), value):
            if name in known:
                return known[name]
        near = difflib.get_close_matches(value, known, n=1, cutoff=_NEARLY)
        meant = f"; did you mean {shown(Path(near[0]))}?" if near else ""
        raise self.error(
            "clip", f"is none of the clips, which are named as in the tables{meant}"
        )

    def leg(self) -> Side:
        """Return the leg."""
        value = self.value("leg").lower()
        if value not in SIDES:
            raise self.error("leg", f"must be one of {', '.join(SIDES)}")
        return value

    def repetition(self, there: list[int]) -> int:
        """Return the number of a repetition, which must be there."""
        value = self.value("repetition")
        if not value:
            raise self.error("repetition", "the number of a repetition is missing")
        # Spreadsheets and tables with gaps make 3.0 of 3.
        whole = value.removesuffix(".0")
        if whole.isdecimal() and int(whole) in there:
            return int(whole)
        numbers = ", ".join(map(str, there))
        known = f"there are {numbers}" if there else "there is none"
        raise self.error("repetition", f"is no repetition of the leg; {known}")

    def reason(self) -> str:
        """Return why."""
        value = self.value("reason")
        if not value:
            raise self.error("reason", "the reason is missing")
        return value
