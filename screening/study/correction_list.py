"""Joints that somebody has put right by hand, listed in a CSV."""

from __future__ import annotations

import math
from pathlib import Path

from screening.errors import ManifestError
from screening.motion.corrections import CORRECTED
from screening.motion.landmarks import Correction, Take
from screening.paths import shown
from screening.results.files import LANDMARKS
from screening.results.landmarks_file import load_take
from screening.study.find_results import SavedResult
from screening.study.spreadsheet import Cells, Kind, read_spreadsheet, spreadsheet_rows

COLUMNS = ("frame", "joint", "x", "y")
"""Columns of the list; others are left alone."""

_KIND: Kind = "corrections"


def read_corrections(path: Path, saved: SavedResult) -> list[Correction]:
    """Read where joints are.

    Parameters
    ----------
    path
        Of the CSV file, with the columns of :data:`COLUMNS`.
    saved
        The result that they belong to.

    Returns
    -------
    list of Correction
        By frame and joint; empty for a list without rows.

    Raises
    ------
    ManifestError
        One sentence that names the file, and the row and column where there is one.
    """
    take = load_take(saved.folder / LANDMARKS)
    table = read_spreadsheet(path, _KIND, COLUMNS)
    for wanted in COLUMNS:
        if list(table.columns).count(wanted) != 1:
            known = ", ".join(COLUMNS)
            raise ManifestError(
                "corrections_columns", path=shown(path), column=wanted, known=known
            )
    rows: dict[tuple[int, str], int] = {}
    found = []
    for number, row in spreadsheet_rows(table):
        cell = _Cell(path, _KIND, number, row)
        frame, joint = cell.frame(take), cell.joint()
        first = rows.setdefault((frame, joint), number)
        if first != number:
            raise cell.error("joint", "joint_twice", row=first)
        found.append(Correction(frame, joint, *cell.place(take)))
    return sorted(found, key=lambda each: (each.frame, each.joint))


class _Cell(Cells):
    """The cells of one row of corrections, each with its meaning."""

    def frame(self, take: Take) -> int:
        """Return the number of a frame, which must be there."""
        value = self.value("frame").removesuffix(".0")
        frames = take.poses.frame
        if value.isdecimal() and int(value) in frames:
            return int(value)
        first, last = (int(frames[i]) if len(frames) else 0 for i in (0, -1))
        raise self.error("frame", "no_frame", first=first, last=last)

    def joint(self) -> str:
        """Return the name of a joint that can be put right."""
        value = self.value("joint").lower()
        if value not in CORRECTED:
            raise self.error("joint", "no_joint", known=", ".join(CORRECTED))
        return value

    def place(self, take: Take) -> tuple[float, float]:
        """Return where it is, in pixels."""
        width, height = take.poses.image_size
        x, y = (self._pixels(name, width, height) for name in ("x", "y"))
        return x, y

    def _pixels(self, column: str, width: int, height: int) -> float:
        try:
            value = float(self.value(column).replace(",", "."))
        except ValueError:
            value = math.nan
        if not 0 <= value <= (width if column == "x" else height):
            raise self.error(column, "no_place", width=width, height=height)
        return value
