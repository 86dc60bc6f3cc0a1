"""Repetitions of many clips that are to be left out, listed in a CSV with reasons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from screening.errors import ManifestError, did_you_mean
from screening.jobs.rejudge import rejudge, saved_repetitions
from screening.motion.landmarks import SIDES, Side
from screening.paths import shown
from screening.results.exclusions import RepetitionKey
from screening.results.formulas import unmarked
from screening.settings import Settings
from screening.study.find_results import SavedResult
from screening.study.names import clip_name
from screening.study.spreadsheet import Cells, Kind, read_spreadsheet, spreadsheet_rows

COLUMNS = ("clip", "leg", "repetition", "reason")
"""Columns of the list; others are left alone."""

Exclusions = Mapping[str, Mapping[RepetitionKey, str]]
"""For each clip, by its name in the tables: repetition and reason."""

_KIND: Kind = "exclusions"
_AS_IN_TABLES = "rep"
_NEARLY = 0.6


def read_exclusions(
    path: Path,
    results: Sequence[SavedResult],
    *,
    settings: Settings | Mapping[str, Any] | None = None,
) -> Exclusions:
    """Read which repetitions to leave out; each of them must be there.

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
            raise cell.error("repetition", "repetition_twice", row=earlier)
        rows[clip, repetition] = number
        found.setdefault(clip, {})[repetition] = cell.reason()
    if not found:
        raise ManifestError("names_no_repetition", path=shown(path))
    return found


def _check_columns(path: Path, names: list[str]) -> None:
    """Raise an error for a column that is missing."""
    for wanted in COLUMNS:
        if names.count(wanted) != 1:
            raise ManifestError(
                "exclusions_column_twice"
                if wanted in names
                else "exclusions_column_missing",
                path=shown(path),
                column=wanted,
                known=", ".join(COLUMNS),
            )


def _repetitions(
    saved: SavedResult, settings: Settings | Mapping[str, Any] | None
) -> dict[Side, list[int]]:
    """Return the numbers of the repetitions of each leg."""
    if settings is None:
        reps = saved_repetitions(saved.folder)
    else:
        reps = rejudge(saved.folder, settings=settings).after.measured.reps
    return {leg: sorted(reps.loc[reps["leg"] == leg, "rep"]) for leg in SIDES}


class _Cell(Cells):
    """The cells of one row of exclusions, each with its meaning."""

    def clip(self, known: Mapping[str, str]) -> str:
        """Return the name of a clip, which must be among the results."""
        value = self.value("clip")
        if not value:
            raise self.error("clip", "clip_name_missing")
        for name in (self.exactly("clip"), value, unmarked(value), clip_name(value)):
            if name in known:
                return known[name]
        hint = did_you_mean(value, known, nearness=_NEARLY)
        raise self.error("clip", "unknown_clip", hint=hint)

    def leg(self) -> Side:
        """Return the leg."""
        value = self.value("leg").lower()
        if value not in SIDES:
            problem = "leg" if value else "leg_missing"
            raise self.error("leg", problem, known=", ".join(SIDES))
        return value

    def repetition(self, there: list[int]) -> int:
        """Return the number of a repetition, which must be there."""
        value = self.value("repetition")
        if not value:
            raise self.error("repetition", "repetition_missing")
        # Spreadsheets and tables with gaps make 3.0 of 3.
        whole = value.removesuffix(".0")
        if whole.isdecimal() and int(whole) in there:
            return int(whole)
        problem = "no_repetition" if there else "no_repetition_at_all"
        raise self.error("repetition", problem, known=", ".join(map(str, there)))

    def reason(self) -> str:
        """Return why."""
        value = self.value("reason")
        if not value:
            raise self.error("reason", "reason_missing")
        return value
