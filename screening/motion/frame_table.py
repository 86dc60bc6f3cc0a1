"""Every measure in every frame, for the leg that stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from screening._typing import Floats, Words
from screening.measures import BESIDE_MEASURES, FRAME_MEASURES
from screening.motion import angles
from screening.motion.asis import Asis, find_asis
from screening.motion.cleaning import CleanPoses
from screening.motion.columns import table_of
from screening.motion.joints import LegJoints
from screening.motion.landmarks import INDEX, Side, towards_midline
from screening.motion.perspective import read_perspective
from screening.motion.phases import Phases
from screening.settings import ModelTraits, Settings

FRAME_COLUMNS = {
    "frame": "int64",
    "time_s": "float64",
    "leg": "str",
    "phase": "str",
    "rep": "int64",
    **{m: "float64" for m in FRAME_MEASURES if m not in BESIDE_MEASURES},
    "depth_ratio": "float64",
    "pelvic_drop_method": "str",
    "pelvic_drop_confidence": "float64",
    "pelvic_drop_doubt": "str",
    **dict.fromkeys(BESIDE_MEASURES, "float64"),
    "fppa_method": "str",
    "fppa_asis_method": "str",
    "lens_error_deg": "float64",
    "off_axis_deg": "float64",
    "distance_leg": "float64",
    "visibility": "float64",
    "sample": "str",
}
"""Columns of the table of frames, in order, with their types."""

HIP_LINE = "hip_line"
"""Method of a pelvic drop that is only the line between the pose model's hips."""

JOINTS = ("hip", "knee", "ankle")
"""The joints of the standing leg that must be seen."""


_ON_TWO_FEET = {
    "pelvic_drop_method": "",
    "pelvic_drop_confidence": 0.0,
    "fppa_method": "",
    "fppa_asis_method": "",
    "sample": "missing",
}
"""What stands in a frame without a standing leg, instead of NaN."""


def measure_frames(
    poses: CleanPoses,
    phases: Phases,
    joints: Mapping[Side, LegJoints],
    traits: ModelTraits,
    settings: Settings,
) -> pd.DataFrame:
    """Measure every frame.

    Parameters
    ----------
    poses
        Clean landmarks.
    phases
        Which leg stands when, and the baseline.
    joints
        Of each leg that stands somewhere in the take.
    traits
        Of the pose model.
    settings
        Where a repetition is read, when its pelvis was seen well enough, and what is
        known of the camera.

    Returns
    -------
    DataFrame
        A row per frame with the columns of :data:`FRAME_COLUMNS`. Measures are NaN
        on two feet, and where a joint of the standing leg is hidden or missing.
    """
    columns: dict[str, NDArray[Any]] = {
        "frame": poses.raw.frame,
        "time_s": poses.time_s,
        "leg": phases.leg,
        "phase": phases.phase,
        "rep": phases.rep,
        "pelvic_drop_doubt": _pelvis_doubt(poses, phases),
    }
    legs = {
        side: _of_leg(poses, phases, side, leg, traits, settings)
        for side, leg in joints.items()
    }
    for name in FRAME_COLUMNS:
        if name not in columns:
            otherwise = _ON_TWO_FEET.get(name, np.nan)
            column: NDArray[Any] = np.full(len(poses.time_s), otherwise)
            for side, values in legs.items():
                column = np.where(phases.leg == side, values[name], column)
            columns[name] = column
    return table_of(columns, FRAME_COLUMNS)


def _of_leg(
    poses: CleanPoses,
    phases: Phases,
    side: Side,
    leg: LegJoints,
    traits: ModelTraits,
    settings: Settings,
) -> dict[str, NDArray[np.generic]]:
    """Measure all frames as if this leg stood in them."""
    hip, knee, ankle = (poses.point(f"{side}_{joint}") for joint in JOINTS)
    index = [INDEX[f"{side}_{joint}"] for joint in JOINTS]
    visibility = np.where(leg.by_hand, 1.0, poses.visibility[:, index]).min(axis=1)
    pelvis, pelvis_method = _pelvis(poses, phases, side)
    followed = pelvis_method != HIP_LINE
    least = settings.reps.least_pelvis_confidence
    followed &= pelvis["pelvic_drop_confidence"] >= least
    drop_deg = np.where(followed, pelvis["pelvic_drop_raw_deg"], np.nan)
    asis = find_asis(poses, phases, side, leg, drop_deg, settings.reps)
    standing_px = phases.standing_px[side] * phases.size_ratio
    shank_px = phases.shank_px[side] * phases.size_ratio
    values: dict[str, Floats] = {
        "fppa_landmarks_deg": angles.fppa_deg(hip, knee, ankle, stance=side),
        **_knee(leg, asis, shank_px, side),
        "depth_ratio": angles.depth_ratio(hip, ankle, standing_px=standing_px),
        **pelvis,
        **_trunk(poses, phases, leg.mid_hip_px, side),
        **read_perspective(poses, phases, side, leg, settings.camera),
    }
    values["hip_adduction_deg"] = values["pelvic_drop_raw_deg"] + values["thigh_deg"]
    values["dvi_deg"] = values["fppa_deg"] + values["hip_adduction_deg"]
    values["knee_plus_trunk_deg"] = values["fppa_deg"] + values["trunk_lean_deg"]
    hidden = np.nan_to_num(visibility) < traits.visibility_gate
    shown = {name: np.where(hidden, np.nan, v) for name, v in values.items()}
    known = np.isfinite(values["fppa_landmarks_deg"])
    measured = poses.measured[:, index].all(axis=1)
    return {
        **shown,
        "pelvic_drop_method": pelvis_method,
        "fppa_method": np.where(hidden, "", leg.method),
        "fppa_asis_method": np.where(hidden | (leg.method == ""), "", asis.method),
        "visibility": visibility,
        "sample": np.select(
            [hidden | ~known, leg.by_hand.any(axis=1), measured],
            ["missing", "corrected", "measured"],
            "interpolated",
        ),
    }


def _knee(
    leg: LegJoints, asis: Asis, shank_px: Floats, side: Side
) -> dict[str, Floats]:
    """The knee in the picture, as angles and against the foot."""
    return {
        "fppa_deg": angles.fppa_deg(leg.hip_px, leg.knee_px, leg.ankle_px, stance=side),
        "thigh_deg": angles.thigh_deg(leg.hip_px, leg.knee_px, stance=side),
        "shank_deg": angles.shank_deg(leg.knee_px, leg.ankle_px, stance=side),
        "knee_medial_to_foot_ratio": angles.knee_medial_to_foot_ratio(
            leg.knee_px, leg.foot_px, shank_px=shank_px, stance=side
        ),
        "fppa_asis_deg": angles.fppa_deg(
            asis.asis_px, leg.knee_px, leg.ankle_px, stance=side
        ),
    }


def _pelvis(
    poses: CleanPoses, phases: Phases, side: Side
) -> tuple[dict[str, Floats], Words]:
    """Pelvic drop as change from two feet, and raw; and how each was seen."""
    turn = angles.pelvic_drop_deg(poses.pelvis_rotation_deg, stance=side)
    hip_line = angles.pelvic_drop_deg(
        angles.pelvis_line_deg(poses.point("left_hip"), poses.point("right_hip")),
        stance=side,
    )
    standing, standing_turn = np.nan, np.nan
    if phases.baseline is not None:
        standing = towards_midline(side) * phases.baseline.hip_line_deg
        standing_turn = towards_midline(side) * phases.baseline.pelvis_rotation_deg
    followed = np.isfinite(turn - standing_turn)
    hip_line_change = hip_line - standing
    change = np.where(followed, turn - standing_turn, hip_line_change)
    known = np.isfinite(hip_line)
    names, counts = np.unique(
        poses.raw.pelvis_method[poses.raw.pelvis_method != ""], return_counts=True
    )
    method = str(names[np.argmax(counts)]) if len(names) else ""
    numbers = {
        "pelvic_drop_deg": change,
        "pelvic_drop_raw_deg": np.where(followed, change + standing, hip_line),
        "pelvic_drop_hip_line_deg": hip_line_change,
        "pelvic_drop_confidence": np.where(followed, poses.pelvis_confidence, 0.0),
    }
    return numbers, np.select([followed, known], [method, HIP_LINE], "")


def _pelvis_doubt(poses: CleanPoses, phases: Phases) -> Words:
    """Why the pelvis cannot be judged in each frame.

    One that was followed all the same has nothing to be a change from when the person
    never stood on two feet in this shot.
    """
    doubt = poses.raw.pelvis_doubt
    baseline = phases.baseline
    if baseline is not None and np.isfinite(baseline.pelvis_rotation_deg):
        return doubt
    followed = np.isfinite(poses.pelvis_rotation_deg) & (doubt == "")
    return np.where(followed, "no_stance", doubt)


def _trunk(
    poses: CleanPoses, phases: Phases, mid_hip_px: Floats, side: Side
) -> dict[str, Floats]:
    """Trunk lean as change from the two-feet stance, and raw."""
    lean = angles.trunk_lean_deg(mid_hip_px, poses.middle("shoulder"), stance=side)
    change = np.full_like(lean, np.nan)
    if phases.baseline is not None:
        standing = np.concatenate([lean[part] for part in phases.baseline.frames])
        if np.isfinite(standing).any():
            change = lean - np.nanmedian(standing)
    return {"trunk_lean_deg": change, "trunk_lean_raw_deg": lean}
