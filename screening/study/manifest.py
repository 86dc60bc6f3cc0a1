"""A manifest: a CSV with a row per clip; every mistake in it is one clear sentence."""

from __future__ import annotations

import math
import os
from collections.abc import Collection
from dataclasses import replace
from pathlib import Path
from typing import cast

from screening.errors import ManifestError, did_you_mean
from screening.language import Phrase
from screening.measures import SINGLE_LEG_SQUAT, TASKS, Task
from screening.motion.landmarks import AskedLeg
from screening.paths import as_text, shown
from screening.study.clips import BatchClip, file_id, in_order
from screening.study.names import clip_name
from screening.study.spreadsheet import Cells, Kind, read_spreadsheet, spreadsheet_rows
from screening.study.take_rows import HEIGHT, height_m

COLUMNS = ("clip", "subject", "session", "leg", "mirrored", "from_s", "to_s", "task")
"""Columns with a meaning; only ``clip`` has to be there. All others are carried
through to the tables as text."""

_LABELS = ("subject", "session")
_LEGS = ("auto", "left", "right")
_YES_OR_NO = {"yes": True, "true": True, "1": True, "no": False, "false": False}
_YES_OR_NO |= {"0": False}
_NEARLY = 0.75
_MOST_LISTED = 20
_LONGEST_S = 1e6
_KIND: Kind = "manifest"


def read_manifest(
    path: Path,
    *,
    leg: AskedLeg = "auto",
    mirrored: bool = False,
    start_s: float | None = None,
    end_s: float | None = None,
    task: Task = SINGLE_LEG_SQUAT,
    taken: Collection[str] = (),
) -> list[BatchClip]:
    """Read a list of clips.

    Parameters
    ----------
    path
        Of the CSV file; clips are relative to its folder.
    leg, mirrored, start_s, end_s, task
        Where the file does not say.
    taken
        Names of columns that the tables have of their own.

    Returns
    -------
    list of BatchClip
        Sorted by name.

    Raises
    ------
    ManifestError
        One sentence that names the file, and the row and column where there is one;
        of clips that are not there, all.
    """
    table = read_spreadsheet(path, _KIND, COLUMNS)
    _check_columns(path, list(table.columns), taken)
    folder = Path(os.path.abspath(path)).parent  # noqa: PTH100 - keeps links
    extra = [name for name in table.columns if name not in COLUMNS]
    cells = [_Cell(path, _KIND, *each) for each in spreadsheet_rows(table)]
    _check_files(path, cells, folder)
    clips: list[BatchClip] = []
    rows: dict[tuple[int, int], int] = {}
    for cell in cells:
        file, number = cell.file(folder), cell.number
        first = rows.setdefault(file_id(file), number)
        if first != number:
            raise cell.error("clip", "clip_twice", row=first)
        labels = {name: cell.value(name) for name in (*_LABELS, *extra)}
        cell.check_height(labels)
        section = cell.section(start_s, end_s)
        of_clip = (cell.leg(leg), cell.mirrored(mirrored), labels, *section)
        clips.append(BatchClip(file, "", *of_clip, cell.task(task)))
    if not clips:
        raise ManifestError("names_no_clip", path=shown(path))
    return in_order(_named(clips, folder))


def _named(clips: list[BatchClip], folder: Path) -> list[BatchClip]:
    """Name clips relative to the manifest, those that lie elsewhere to each other."""
    far = [c.path.parent for c in clips if not c.path.is_relative_to(folder)]
    common = Path(os.path.commonpath(far)) if far else folder
    return [
        replace(
            clip,
            name=clip_name(
                clip.path.relative_to(
                    folder if clip.path.is_relative_to(folder) else common
                )
            ),
        )
        for clip in clips
    ]


def _check_files(path: Path, cells: list[_Cell], folder: Path) -> None:
    """Raise an error that names all clips which are not there."""
    missing = []
    for cell in cells:
        try:
            cell.file(folder)
        except ManifestError as error:
            missing.append((cell, error))
    if len(missing) > 1:
        listed = [f"{cell.number} ({cell.value('clip')})" for cell, _ in missing]
        rest = len(listed) - _MOST_LISTED
        raise ManifestError(
            "clips_missing",
            path=shown(path),
            count=len(missing),
            rows=", ".join(map(as_text, listed[:_MOST_LISTED])),
            more=Phrase("errors.hints.more", count=rest) if rest > 0 else "",
            hint=next((h for cell, _ in missing if (h := cell.hint())), ""),
        )
    for _, only in missing:
        raise only


def _check_columns(path: Path, names: list[str], taken: Collection[str]) -> None:
    """Raise an error for a column that is missing, mistyped or not free."""
    for name in names:
        missing = [known for known in COLUMNS if known not in names]
        hint = did_you_mean(name.lower(), missing, nearness=_NEARLY)
        if hint and name not in COLUMNS:
            raise ManifestError(
                "unknown_column", path=shown(path), column=name, hint=hint
            )
        if name in taken and name not in COLUMNS:
            raise ManifestError("column_taken", path=shown(path), column=name)
        if names.count(name) > 1:
            raise ManifestError("column_twice", path=shown(path), column=name)
    if "clip" not in names:
        known = ", ".join(names)
        raise ManifestError("no_clip_column", path=shown(path), known=known)


class _Cell(Cells):
    """The cells of one row of a manifest, each with its meaning."""

    def file(self, folder: Path) -> Path:
        """Return the path of the clip, which must be there."""
        value = self.value("clip")
        if not value:
            raise self.error("clip", "clip_missing")
        path = Path(os.path.abspath(folder / os.path.expanduser(value)))  # noqa: PTH100, PTH111 - an unknown ~name stays as it is
        try:
            there = path.is_file()
        except (OSError, ValueError):  # a name that is too long, or no name
            there = False
        if not there:
            raise self.error("clip", "no_file", path=shown(path), hint=self.hint())
        return path

    def hint(self) -> Phrase | str:
        """Return what to do about a path as Windows writes it."""
        if os.sep == "/" and "\\" in self.value("clip"):
            return Phrase("errors.hints.backslash")
        return ""

    def section(
        self, start_s: float | None, end_s: float | None
    ) -> tuple[float | None, float | None]:
        """Return the section of the clip to look at, in seconds."""
        start, end = self._seconds("from_s", start_s), self._seconds("to_s", end_s)
        if start is not None and end is not None and end <= start:
            raise self.error("to_s", "section", start=start)
        return start, end

    def check_height(self, labels: dict[str, str]) -> None:
        """Raise an error for a body height that is not one in metres."""
        if labels.get(HEIGHT) and math.isnan(height_m(labels)):
            raise self.error(HEIGHT, "height")

    def _seconds(self, column: str, default: float | None) -> float | None:
        value = self.value(column)
        if not value:
            return default
        try:
            seconds = float(value)
        except ValueError:
            seconds = -1.0
        if not 0 <= seconds < _LONGEST_S:
            raise self.error(column, "seconds")
        return seconds

    def leg(self, default: AskedLeg) -> AskedLeg:
        """Return the leg to judge."""
        value = self.value("leg").lower()
        if not value:
            return default
        if value not in _LEGS:
            raise self.error("leg", "leg_or_empty", known=", ".join(_LEGS))
        return cast("AskedLeg", value)

    def task(self, default: Task) -> Task:
        """Return what the person does."""
        value = self.value("task").lower()
        if not value:
            return default
        if value not in TASKS:
            raise self.error("task", "task_or_empty", known=", ".join(TASKS))
        return value

    def mirrored(self, default: bool) -> bool:
        """Tell whether the clip is a mirror image."""
        value = self.value("mirrored").lower()
        if not value:
            return default
        if value not in _YES_OR_NO:
            raise self.error("mirrored", "yes_or_no")
        return _YES_OR_NO[value]
