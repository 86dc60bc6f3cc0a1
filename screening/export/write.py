"""Saved results written in other formats, with a description beside them."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd

from screening.errors import OutputError
from screening.export.bids import ROOT, recordings, write_dataset, write_recording
from screening.export.c3d import write_c3d
from screening.export.curves import (
    CURVE_COLUMNS,
    LONG_COLUMNS,
    PHASE_COLUMNS,
    curves,
    long_table,
    phase_curves,
)
from screening.export.deeplabcut import write_deeplabcut
from screening.export.netcdf import write_netcdf
from screening.export.opensim import write_mot, write_trc
from screening.export.signs import Sign
from screening.measures import CONVENTIONS
from screening.results.formulas import without_formulas
from screening.results.result_file import read_screening
from screening.results.screening import Screening
from screening.results.staging import staged
from screening.study.find_results import SavedResult
from screening.study.names import folder_name
from screening.study.take_rows import height_m
from screening.takes import analyse_saved


class Format(StrEnum):
    """What can be written."""

    trc = "trc"
    mot = "mot"
    c3d = "c3d"
    netcdf = "netcdf"
    bids = "bids"
    movement = "movement"
    long = "long"
    curves = "curves"
    phases = "phases"


_COLUMNS = {
    Format.long: LONG_COLUMNS,
    Format.curves: CURVE_COLUMNS,
    Format.phases: PHASE_COLUMNS,
}
_ROWS = {
    Format.long: long_table,
    Format.curves: curves,
    Format.phases: phase_curves,
}
TABLES = tuple(_COLUMNS)
"""The formats that are one table for all results."""

NEEDED = {Format.c3d: "ezc3d", Format.netcdf: "xarray"}
"""Libraries that only one format needs."""

DESCRIPTION = "export.json"


@dataclass(frozen=True)
class Export:
    """What to write.

    Parameters
    ----------
    formats
        Which.
    sign
        Of the knee angle.
    height_m
        Body height, for lengths in metres; unless given, that of a manifest.
    """

    formats: Sequence[Format]
    sign: Sign = Sign.valgus_positive
    height_m: float | None = None

    def run(
        self,
        results: Sequence[SavedResult],
        out: Path,
        on_result: Callable[[int], None] = lambda more: None,
    ) -> list[str]:
        """Write all results.

        Parameters
        ----------
        results
            Which.
        out
            Folder for everything: the tables of all results in it, the files of each
            in a folder of its name.
        on_result
            Called after each result.

        Returns
        -------
        list of str
            Names of what was written, relative to the folder.

        Raises
        ------
        ScreeningError
            If a result cannot be read or exported, or the folder not be written to.
        """
        self._check_libraries()
        own = [each for each in self.formats if each not in (*TABLES, Format.bids)]
        tables = [each for each in self.formats if each in TABLES]
        names = []
        self._check_labels(results)
        with staged(out) as part:
            for count, saved in enumerate(results):
                screening = read_screening(saved.folder)
                for each in tables:
                    rows = self._rows(each, saved, screening)
                    without_formulas(rows).to_csv(
                        part / f"{each}.csv",
                        mode="a",
                        header=count == 0,
                        index=False,
                        float_format="%.9g",
                    )
                if own:
                    folder = folder_of(saved, results)
                    names += [
                        f"{folder}/{name}"
                        for name in self._own(own, saved, screening, out / folder)
                    ]
                on_result(1)
            if Format.bids in self.formats:
                names += self._dataset(results, out / ROOT)
            if tables:
                about = self._about({f"{each}.csv": {} for each in tables})
                _write_json(part / DESCRIPTION, about)
                names += [*(f"{each}.csv" for each in tables), DESCRIPTION]
        return names

    def _check_labels(self, results: Sequence[SavedResult]) -> None:
        """Raise an error, before hours of work, for columns that a table has itself."""
        own = [set(_COLUMNS[each]) for each in self.formats if each in TABLES]
        for saved in results:
            for name in saved.labels:
                if any(name in columns for columns in own):
                    raise OutputError("column_taken", column=name)

    def _rows(
        self, table: Format, saved: SavedResult, screening: Screening
    ) -> pd.DataFrame:
        """Return the rows of one result in a table of all."""
        rows = _ROWS[table](screening, sign=self.sign)
        head = {"clip": saved.name, **saved.labels}
        for place, (name, value) in enumerate(head.items()):
            rows.insert(place, name, value)
        return rows

    def _own(
        self,
        formats: Sequence[Format],
        saved: SavedResult,
        screening: Screening,
        folder: Path,
    ) -> list[str]:
        """Write the files of one result."""
        analysis = analyse_saved(saved.folder, screening)
        take, gap_s = analysis.take, analysis.settings.cleaning.longest_gap_s
        about: dict[str, dict[str, object]] = {}
        with staged(folder) as part:
            if Format.trc in formats:
                about["landmarks.trc"] = write_trc(
                    part / "landmarks.trc",
                    screening,
                    take,
                    analysis.measured_points_px,
                    height_m=self._height_m(saved),
                )
            if Format.mot in formats:
                for finding in screening.legs:
                    name = f"angles_{finding.leg}.mot"
                    about[name] = write_mot(
                        part / name, screening, leg=finding.leg, sign=self.sign
                    )
            of_take = (screening, take, analysis.measured_points_px)
            if Format.c3d in formats:
                about["landmarks.c3d"] = write_c3d(
                    part / "landmarks.c3d",
                    *of_take,
                    sign=self.sign,
                    height_m=self._height_m(saved),
                )
            if Format.netcdf in formats:
                about["poses.nc"] = write_netcdf(
                    part / "poses.nc", *of_take, sign=self.sign
                )
            if Format.movement in formats:
                name = "landmarks_dlc.csv"
                about[name] = write_deeplabcut(part / name, take, longest_gap_s=gap_s)
            description = self._about(about) | {
                "height_m": self._height_m(saved),
                "result": screening.provenance,
            }
            _write_json(part / DESCRIPTION, description)
        return [*about, DESCRIPTION]

    def _check_libraries(self) -> None:
        """Raise an error, before anything is done, for a library that is not there."""
        for each in self.formats:
            package = NEEDED.get(each)
            if package is not None and find_spec(package) is None:
                raise OutputError("format_needs", name=str(each), package=package)

    def _dataset(self, results: Sequence[SavedResult], root: Path) -> list[str]:
        """Write all results as one dataset."""
        names = write_dataset(root, results)
        for place, saved in zip(recordings(results), results, strict=True):
            screening = read_screening(saved.folder)
            analysis = analyse_saved(saved.folder, screening)
            points_px = analysis.measured_points_px
            names += write_recording(
                root, place, screening, analysis.take, points_px, sign=self.sign
            )
        return [f"{root.name}/{name}" for name in names]

    def _height_m(self, saved: SavedResult) -> float | None:
        """Return the body height that was given, else the one of the manifest."""
        if self.height_m is not None:
            return self.height_m
        named = height_m(saved.labels)
        return None if math.isnan(named) else named

    def _about(self, files: dict[str, dict[str, object]]) -> dict[str, Any]:
        """Return what a reader needs to know about the files."""
        return {
            "conventions": CONVENTIONS,
            "proximal_landmark": CONVENTIONS["proximal_landmark"],
            "fppa_sign": str(self.sign),
            "height_m": self.height_m,
            "files": files,
        }


def folder_of(saved: SavedResult, results: Sequence[SavedResult]) -> str:
    """Return the folder of one result: its own name, made safe where there are many."""
    return saved.folder.name if len(results) == 1 else folder_name(saved.name)


def _write_json(path: Path, values: dict[str, Any]) -> None:
    text = json.dumps(values, ensure_ascii=False, indent=1, allow_nan=False)
    path.write_text(text + "\n", encoding="utf-8", errors="backslashreplace")
