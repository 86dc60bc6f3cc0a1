"""Small results made by hand, for everything that shows a result."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from screening._typing import Floats
from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.profiles import builtin_profile
from screening.motion.frame_table import FRAME_COLUMNS
from screening.motion.landmarks import INDEX, LANDMARKS
from screening.motion.repetition_table import REPETITION_COLUMNS, STANDING_COLUMNS
from screening.results.screening import Measured, Screening

MEASURES = ("fppa_deg", "pelvic_drop_deg", "trunk_lean_deg")

_BODY = {
    "nose": (0.50, 0.15),
    "left_ear": (0.53, 0.15),
    "right_ear": (0.47, 0.15),
    "left_shoulder": (0.58, 0.28),
    "right_shoulder": (0.42, 0.28),
    "left_elbow": (0.62, 0.40),
    "right_elbow": (0.38, 0.40),
    "left_wrist": (0.60, 0.50),
    "right_wrist": (0.40, 0.50),
    "left_hip": (0.55, 0.52),
    "right_hip": (0.45, 0.52),
    "left_knee": (0.57, 0.70),
    "right_knee": (0.45, 0.72),
    "left_ankle": (0.58, 0.80),
    "right_ankle": (0.45, 0.92),
    "left_foot_index": (0.58, 0.84),
    "right_foot_index": (0.44, 0.95),
}


def body_px(width: int, height: int) -> Floats:
    """A person on the right leg who faces the camera; (33, 2), some parts NaN."""
    points = np.full((len(LANDMARKS), 2), np.nan)
    for name, (x, y) in _BODY.items():
        points[INDEX[name]] = (x * width, y * height)
    return points


def _blank(columns: dict[str, str]) -> dict[str, Any]:
    """A row in which nothing is known."""
    nothing = {"str": "", "int64": 0, "bool": False}
    return {name: nothing.get(kind, float("nan")) for name, kind in columns.items()}


def frame_row(**changes: Any) -> dict[str, Any]:
    """A row in the middle of the second squat on the right leg."""
    row = _blank(FRAME_COLUMNS) | {
        "leg": "right",
        "phase": "descent",
        "rep": 2,
        "fppa_deg": 12.0,
        "pelvic_drop_deg": 5.0,
        "trunk_lean_deg": 4.0,
        "pelvic_drop_method": "patch",
        "sample": "measured",
    }
    return row | changes


def screening_of(
    time_s: Floats,
    repetitions: list[dict[str, Any]] | None = None,
    *,
    legs: tuple[LegFinding, ...] | None = None,
    **columns: Any,
) -> Screening:
    """A result with a row per time; squats as :func:`repetition` makes them."""
    rows = [frame_row(frame=i, time_s=t) for i, t in enumerate(time_s)]
    frames = pd.DataFrame(rows, columns=list(FRAME_COLUMNS)).assign(**columns)
    reps = pd.DataFrame(
        [_blank(REPETITION_COLUMNS) | row for row in repetitions or []],
        columns=list(REPETITION_COLUMNS),
    ).astype(REPETITION_COLUMNS)
    if legs is None:
        tested = list(dict.fromkeys(reps["leg"]))
        legs = tuple(leg_finding(leg) for leg in tested)
    standing = pd.DataFrame(columns=list(STANDING_COLUMNS)).astype(STANDING_COLUMNS)
    return Screening(
        measured=Measured(frames, reps, standing),
        legs=legs,
        quality=(),
        profile=builtin_profile(),
        provenance={},
    )


def with_frames(screening: Screening, **columns: Any) -> Screening:
    """The same result with other values in these columns of its frames."""
    frames = screening.measured.frames.assign(**columns)
    measured = replace(screening.measured, frames=frames)
    return replace(screening, measured=measured)


def repetition(
    number: int, start_s: float, *, leg: str = "right", **changes: Any
) -> dict[str, Any]:
    """A squat of one second."""
    return {
        "leg": leg,
        "rep": number,
        "start_s": start_s,
        "bottom_s": start_s + 0.5,
        "end_s": start_s + 1.0,
        "valid": True,
        "reasons": "",
        "fppa_deg": 12.0,
        "pelvic_drop_deg": 5.0,
        "trunk_lean_deg": 4.0,
    } | changes


def leg_finding(leg: str, **changes: Any) -> LegFinding:
    """A leg whose three measures have a cut-off of 10° and an error of 2°."""
    finding = {"sd": 1.0, "n": 3, "sem": 2.0, "cut": 10.0, "tier": "typical"}
    finding |= {"value": 5.0, "verdict": "no_sign"} | changes
    measures = tuple(MeasureFinding(measure=name, **finding) for name in MEASURES)
    return LegFinding(
        leg=leg,
        verdict="no_sign",
        pattern="P0",
        missing=(),
        measures=measures,
        valid=3,
        total=3,
        reasons=(),
    )
