"""What one take showed: the Screening, and its exact form as JSON."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cattrs
import numpy as np
import pandas as pd

from screening.errors import OutputError, ProfileError
from screening.judgement.camera_place import CameraPlace, camera_place
from screening.judgement.comparison import Asymmetry, compare_legs
from screening.judgement.findings import (
    LegFinding,
    MeasureFinding,
    without_other_cuts,
    without_refused,
)
from screening.judgement.judged_tables import judged_table
from screening.judgement.profiles import Profile
from screening.judgement.stance_course import StanceCourse, stance_courses
from screening.judgement.stance_tilt import StanceTilt, stance_tilt
from screening.judgement.standing import StandingFinding, standing_findings
from screening.judgement.trust import Trust
from screening.language import Phrase, Wording
from screening.measures import FOUND_MEASURES, ONE_LEG_STANCE
from screening.motion.frame_table import FRAME_COLUMNS
from screening.motion.landmarks import Side
from screening.motion.quality import Check, Refusal
from screening.motion.repetition_table import REPETITION_COLUMNS, STANDING_COLUMNS
from screening.results.checked import (
    UNREADABLE,
    check_numbers,
    check_table,
    json_of,
)
from screening.results.migrations import SCREENING_VERSION, migrate_screening

_THIS_TEXT = Phrase("errors.origins.text")
_TABLES = {
    "frames": FRAME_COLUMNS,
    "reps": REPETITION_COLUMNS,
    "standing": STANDING_COLUMNS,
}
_NEEDED = {
    "frames": ("frame", "time_s", "leg", "phase", "rep"),
    "reps": ("leg", "rep", "start_s", "bottom_s", "end_s", "valid", "reasons"),
    "standing": ("leg",),
}
"""Columns that say which row it is and whether it counts."""

_UNKNOWN = {"str": "", "float64": math.nan, "int64": 0, "bool": False}
"""What stands in a column that the version that wrote the file did not have."""

_DAMAGED = (*UNREADABLE, ProfileError, cattrs.BaseValidationError)
"""What building a result from values raises that are not those of a result."""


@dataclass(frozen=True, eq=False)
class Measured:
    """The tables of a take as they were measured, with what is withheld.

    Parameters
    ----------
    frames
        A row per frame, columns of :data:`screening.motion.frame_table.FRAME_COLUMNS`.
    reps
        A row per repetition, valid or not, columns of
        :data:`screening.motion.repetition_table.REPETITION_COLUMNS`.
    standing
        A row per leg that stood quietly without a squat, columns of
        :data:`screening.motion.repetition_table.STANDING_COLUMNS`.
    """

    frames: pd.DataFrame
    reps: pd.DataFrame
    standing: pd.DataFrame


@dataclass(frozen=True, eq=False)
class Screening:
    """What one take showed.

    Parameters
    ----------
    measured
        The tables as they were measured. :attr:`frames`, :attr:`reps` and
        :attr:`standing` are for statistics.
    legs
        A finding per tested leg; empty when no leg was tested.
    quality
        The checks of the take, those that passed included.
    profile
        The thresholds it was judged by.
    provenance
        Clip, model, settings and versions behind the numbers; plain JSON values.
    """

    measured: Measured
    legs: tuple[LegFinding, ...]
    quality: tuple[Check, ...]
    profile: Profile
    provenance: dict[str, Any]

    @cached_property
    def trust(self) -> Trust:
        """What of the numbers may be shown, and why the others are withheld."""
        of = self.measured
        return Trust(of.frames, of.reps, of.standing, self.legs, self.quality)

    @cached_property
    def frames(self) -> pd.DataFrame:
        """A row per frame; what does not count is in columns of its own."""
        return judged_table(self.trust, "frames")

    @cached_property
    def reps(self) -> pd.DataFrame:
        """A row per repetition; what does not count is in columns of its own."""
        return judged_table(self.trust, "reps")

    @cached_property
    def standing(self) -> pd.DataFrame:
        """A row per leg that stood quietly; what does not count in its own columns."""
        return judged_table(self.trust, "standing")

    def leg(self, side: Side) -> LegFinding | None:
        """Return the finding of a leg, None when it was not tested."""
        return next((finding for finding in self.legs if finding.leg == side), None)

    def hip_bone_methods(self, side: Side) -> frozenset[str]:
        """Return how the front hip bone was found in the squats of a leg that count."""
        reps = self.measured.reps
        own = reps[(reps["leg"] == side) & reps["valid"].astype(bool)]
        return frozenset(own["fppa_asis_method"])

    def asymmetries(self) -> tuple[Asymmetry, ...]:
        """Compare left with right; empty unless both legs were tested."""
        left, right = self.leg("left"), self.leg("right")
        if left is None or right is None:
            return ()
        return compare_legs(left, right, self.profile, same_take=True)

    def standing_findings(self) -> tuple[StandingFinding, ...]:
        """Return what the quiet stance on each leg shows, without a verdict."""
        return standing_findings(
            self.measured.standing,
            self.quality,
            self.profile,
            model=self.provenance["model"]["name"],
            live=self.provenance["kind"] == "live",
        )

    def stance_tilt(self) -> StanceTilt:
        """Return how the pelvis stood on two feet, without a verdict."""
        model = self.provenance["model"]["name"]
        return stance_tilt(self.measured.frames, self.quality, model=model)

    def camera_place(self, side: Side) -> CameraPlace | None:
        """Return what the place of the camera does to the knee angle of a leg."""
        leg = self.leg(side)
        if leg is None:
            return None
        return camera_place(leg, self.measured.reps, self.quality, self.trust)

    def stance_courses(self) -> tuple[StanceCourse, ...]:
        """Return what a standing test showed over its time; empty for squats."""
        if self.provenance.get("task") != ONE_LEG_STANCE:
            return ()
        return stance_courses(self.frames, self.standing_findings())

    def to_json(self) -> str:
        """Return the whole result as JSON text; :meth:`from_json` reads it back.

        Returns
        -------
        str
            Numbers that are not known are null.
        """
        values = {
            "schema_version": SCREENING_VERSION,
            "provenance": self.provenance,
            "profile": self.profile.to_dict(),
            "quality": _CONVERTER.unstructure(self.quality),
            "legs": _CONVERTER.unstructure(self.legs),
            "asymmetries": _CONVERTER.unstructure(self.asymmetries()),
            "standing_findings": _CONVERTER.unstructure(self.standing_findings()),
            "stance_courses": _CONVERTER.unstructure(self.stance_courses()),
            **{n: _table_to_values(getattr(self.measured, n)) for n in _TABLES},
        }
        parts = (f" {_json(name)}: {_part(name, v)}" for name, v in values.items())
        return "{\n" + ",\n".join(parts) + "\n}"

    @classmethod
    def from_json(cls, text: str, *, origin: Wording = _THIS_TEXT) -> Screening:
        """Read a result back, exactly as it was written.

        Parameters
        ----------
        text
            Of :meth:`to_json`, of this version or an earlier one. A column or a
            measure that the earlier one did not have is unknown.
        origin
            Named in the message when something is wrong.

        Returns
        -------
        Screening

        Raises
        ------
        OutputError
            If the text is no saved result, or one of a later version.
        """
        try:
            values = json_of(text)
        except ValueError as error:
            broken_off = '"schema_version"' in text[:100]
            code = "damaged" if broken_off else "no_result"
            raise OutputError(code, origin=origin) from error
        if not isinstance(values, dict):
            raise OutputError("no_result", origin=origin)
        return cls.from_values(migrate_screening(values, origin=origin), origin=origin)

    @classmethod
    def from_values(cls, values: dict[str, Any], *, origin: Wording) -> Screening:
        """Build a result from plain values.

        Parameters
        ----------
        values
            Of :func:`screening.results.migrations.migrate_screening`.
        origin
            Named in the message when something is wrong.

        Raises
        ------
        OutputError
            If a part is missing or damaged.
        """
        try:
            check_numbers([v for name, v in values.items() if name not in _TABLES])
            quality = _CONVERTER.structure(values["quality"], tuple[Check, ...])
            legs = _CONVERTER.structure(values["legs"], tuple[LegFinding, ...])
            profile = Profile.from_dict(values["profile"])
            whole = (
                without_other_cuts(_with_all_measures(leg), profile) for leg in legs
            )
            return cls(
                measured=Measured(
                    *(_table_from_values(values[name], name) for name in _TABLES)
                ),
                legs=tuple(without_refused(leg, quality) for leg in whole),
                quality=quality,
                profile=profile,
                provenance=_provenance(values["provenance"]),
            )
        except _DAMAGED as error:
            raise OutputError("damaged", origin=origin) from error


def _converter() -> cattrs.Converter:
    """Return a converter for which an unknown number is null."""
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_unstructure_hook(
        float, lambda number: number if math.isfinite(number) else None
    )
    converter.register_structure_hook(
        float, lambda number, _: math.nan if number is None else float(number)
    )
    return converter


_CONVERTER = _converter()


def _json(value: Any, *, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _part(name: str, value: Any) -> str:
    """Return one part of a result as JSON: a line per value, or column of a table."""
    if name not in _TABLES:
        return _json(value, indent=1).replace("\n", "\n ")
    columns = (f"  {_json(each)}: {_json(column)}" for each, column in value.items())
    return "{\n" + ",\n".join(columns) + "\n }"


def _table_to_values(table: pd.DataFrame) -> dict[str, list[Any]]:
    """Return a table column by column, unknown numbers as None."""
    return {str(name): _plain_values(column) for name, column in table.items()}


def _plain_values(column: pd.Series) -> list[Any]:
    values: list[Any] = column.tolist()
    kind = column.dtype.kind
    if kind in "biu" or (kind == "f" and np.isfinite(column.to_numpy()).all()):
        return values
    return [
        None if isinstance(value, float) and not math.isfinite(value) else value
        for value in values
    ]


def _table_from_values(values: dict[str, list[Any]], table: str) -> pd.DataFrame:
    """Return a table with the columns of this version and their types."""
    needed = [values[name] for name in _NEEDED[table]]
    rows = len(needed[0])
    made = pd.DataFrame(
        {
            name: _column(values.get(name, [_UNKNOWN[kind]] * rows), kind)
            for name, kind in _TABLES[table].items()
        }
    )
    check_table(made)
    return made


def _column(values: list[Any], kind: str) -> Any:
    return pd.array(values, dtype="str") if kind == "str" else np.array(values, kind)


def _with_all_measures(leg: LegFinding) -> LegFinding:
    """Return the findings of a leg with those of measures that came later."""
    found = {each.measure: each for each in leg.measures}
    measures = (found.get(name) or _not_saved(name) for name in FOUND_MEASURES)
    return replace(leg, measures=tuple(measures))


def _not_saved(measure: str) -> MeasureFinding:
    nan, reason = math.nan, Refusal("not_saved")
    return MeasureFinding(measure, nan, nan, 0, nan, None, "", "not_judged", reason)


def _provenance(values: Any) -> dict[str, Any]:
    if not isinstance(values, dict):
        raise TypeError(f"a provenance must be a table, but is {values!r}")
    for text in (values["model"]["name"], values["kind"], values["source"]):
        if not isinstance(text, str):
            raise TypeError(f"a text of a provenance is {text!r}")
    return values
