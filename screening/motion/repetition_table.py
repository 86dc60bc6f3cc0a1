"""What is read from the frames: a row per repetition, and the quiet one-leg stance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import scipy

from screening.measures import (
    FRAME_MEASURES,
    FROM_PELVIS,
    REPETITION_MEASURES,
    STANDING_MEASURES,
)
from screening.motion.cleaning import ROUNDING_S, CleanPoses
from screening.motion.columns import (
    Columns,
    at_depth,
    columns_of,
    joined,
    largest,
    median,
    most_common,
    rows_of,
    table_of,
)
from screening.motion.frame_table import HIP_LINE, JOINTS
from screening.motion.landmarks import INDEX, SIDES, Side, towards_midline
from screening.motion.pace import typical_step_s
from screening.motion.phases import Phases
from screening.motion.recorder import METHOD as RECORDER
from screening.motion.recorder import longest_s, slowed, stalled
from screening.motion.repetitions import Repetition
from screening.settings import RepetitionSettings

REPETITION_COLUMNS = {
    "leg": "str",
    "rep": "int64",
    "start_s": "float64",
    "bottom_s": "float64",
    "end_s": "float64",
    "descent_s": "float64",
    "ascent_s": "float64",
    "depth_ratio": "float64",
    **dict.fromkeys(FRAME_MEASURES, "float64"),
    **{f"matched_{name}": "float64" for name in FRAME_MEASURES},
    **{f"max_{name}": "float64" for name in FRAME_MEASURES},
    **dict.fromkeys(REPETITION_MEASURES, "float64"),
    "pelvic_drop_method": "str",
    "pelvic_drop_confidence": "float64",
    "pelvic_drop_doubt": "str",
    "fppa_method": "str",
    "fppa_asis_method": "str",
    "lens_error_deg": "float64",
    "off_axis_deg": "float64",
    "distance_leg": "float64",
    "deeper_than_protocol": "bool",
    "swaps_repaired": "int64",
    "corrected_frames": "int64",
    "valid": "bool",
    "reasons": "str",
    "cautions": "str",
    "note": "str",
}
"""Columns of the table of repetitions, in order, with their types."""

_PLACE = ("lens_error_deg", "off_axis_deg", "distance_leg")
"""What the place of the camera does, read at the deepest point."""

STANDING_COLUMNS = {
    "leg": "str",
    "standing_s": "float64",
    **{f"standing_{name}": "float64" for name in STANDING_MEASURES},
    **{f"standing_max_{name}": "float64" for name in STANDING_MEASURES},
    "pelvic_drop_method": "str",
    "pelvic_drop_confidence": "float64",
    "pelvic_drop_doubt": "str",
}
"""Columns of the table of quiet one-leg stances, in order, with their types."""


@dataclass(frozen=True)
class RepetitionTableMethod:
    """What of the reading of a repetition is no choice of the user's.

    Parameters
    ----------
    trend_s
        Movement slower than this (standard deviation of a Gaussian) belongs to the
        squat, faster is shaking.
    standing_mean_s
        The largest value of a quiet stance is that of a mean over this long.
    plausible_deg
        Smallest and largest value that a single-leg squat can show at its deepest
        point: four standard deviations beyond the outermost published means. Knee:
        20 ± 9° in poor control [1]_, −8.9 ± 8.9° after training against valgus [2]_.
        Trunk: 0.5 ± 9.9° [3]_. Pelvis: 10.3 ± 4.7° [4]_ and −4.7 ± 4.4° [3]_ would
        give 29° and −22°; but markers on the hip bones of a man who balanced on a
        beam showed a hike of 30°.

    References
    ----------
    .. [1] Räisänen et al. (2014), Br J Sports Med 48:653.
    .. [2] Salsich et al., PMC7274868.
    .. [3] Weeks et al. (2015), 10.1186/s12891-015-0739-3.
    .. [4] Nakagawa et al. (2012), 10.2519/jospt.2012.3987.
    """

    trend_s: float = 0.16
    standing_mean_s: float = 1.0
    plausible_deg: tuple[tuple[str, float, float], ...] = (
        ("fppa_deg", -45.0, 56.0),
        ("pelvic_drop_deg", -35.0, 35.0),
        ("trunk_lean_deg", -40.0, 40.0),
    )


METHOD = RepetitionTableMethod()


def measure_repetitions(
    frames: pd.DataFrame,
    poses: CleanPoses,
    phases: Phases,
    excluded: Mapping[tuple[Side, int], str],
    settings: RepetitionSettings,
) -> pd.DataFrame:
    """Read every repetition.

    Parameters
    ----------
    frames
        Of :func:`screening.motion.frame_table.measure_frames`.
    poses
        Clean landmarks.
    phases
        The repetitions.
    excluded
        Why repetitions were left out by hand, by leg and number.
    settings
        Where a repetition is read and when it counts.

    Returns
    -------
    DataFrame
        A row per repetition with the columns of :data:`REPETITION_COLUMNS`: each
        measure at the deepest point under its own name, at matched depth on the way
        down as ``matched_…``, and its largest value as ``max_…``. ``reasons`` holds
        the codes that make it invalid, ``cautions`` those of what could not be told
        about it, both joined by ``;``.
    """
    rows = []
    whole = columns_of(frames)
    stood = stalled(poses.time_s, poses.raw.picture_change)
    slow = slowed(poses.time_s)
    for repetition in phases.repetitions:
        row = _row(repetition, whole, poses, phases, settings)
        reasons = _reasons(repetition, row, whole, poses, settings)
        own = repetition.frames
        reasons += ["stalled"] * bool(stood[own].any())
        slow_s, _ = longest_s(slow[own], poses.time_s[own])
        reasons += ["slow_rate"] * (slow_s > RECORDER.longest_slow_s)
        note = excluded.get((repetition.leg, repetition.number), "")
        if (repetition.leg, repetition.number) in excluded:
            reasons.append("excluded")
        row |= {"valid": not reasons, "reasons": ";".join(reasons), "note": note}
        row["cautions"] = ";".join(_cautions(repetition))
        rows.append(row)
    return _table(rows, REPETITION_COLUMNS)


def measure_standing(
    frames: pd.DataFrame, phases: Phases, settings: RepetitionSettings
) -> pd.DataFrame:
    """Read the quiet stance on each leg: the Trendelenburg test.

    Parameters
    ----------
    frames
        Of :func:`screening.motion.frame_table.measure_frames`.
    phases
        The quiet one-leg stretches.
    settings
        When the pelvis was seen well enough.

    Returns
    -------
    DataFrame
        A row per leg that stood quietly, with the columns of
        :data:`STANDING_COLUMNS`: the median, and the largest mean over one second.
    """
    rows = []
    columns = columns_of(frames)
    for side in (s for s in SIDES if phases.quiet_one_leg[s]):
        parts = [rows_of(columns, s) for s in phases.quiet_one_leg[side]]
        pelvis = _pelvis(joined(parts), settings)
        parts = [_seen_by(pelvis, part) for part in parts]
        whole = joined(parts)
        step_s = typical_step_s(columns["time_s"])
        window = max(1, round(METHOD.standing_mean_s / step_s))
        row: dict[str, object] = {
            "leg": side,
            "standing_s": float(len(whole["time_s"]) * step_s),
            **pelvis,
        }
        for name in STANDING_MEASURES:
            row[f"standing_{name}"] = median(whole[name])
            means = [
                scipy.ndimage.uniform_filter1d(part[name], window)[window // 2 :]
                for part in parts
            ]
            means_deg = np.concatenate([m[: len(m) - window // 2] for m in means])
            row[f"standing_max_{name}"] = largest(means_deg)
        rows.append(row)
    return _table(rows, STANDING_COLUMNS)


def _table(rows: list[dict[str, Any]], types: Mapping[str, str]) -> pd.DataFrame:
    """Return rows as a table with these columns and types."""
    return table_of({name: [row[name] for row in rows] for name in types}, types)


def _row(
    repetition: Repetition,
    frames: Columns,
    poses: CleanPoses,
    phases: Phases,
    settings: RepetitionSettings,
) -> dict[str, object]:
    """Read one repetition."""
    time_s = poses.time_s
    start_s, bottom_s, end_s = (
        float(time_s[i]) for i in (repetition.start, repetition.bottom, repetition.end)
    )
    rep = rows_of(frames, repetition.frames)
    near = np.abs(rep["time_s"] - bottom_s) <= settings.deepest_window_s + ROUNDING_S
    pelvis = _pelvis(rows_of(rep, near), settings)
    rep = _seen_by(pelvis, rep)
    deepest = rows_of(rep, near)
    descent = rows_of(rep, rep["time_s"] <= bottom_s)
    depth_ratio = median(deepest["depth_ratio"])
    row: dict[str, object] = {
        "leg": repetition.leg,
        "rep": repetition.number,
        "start_s": start_s,
        "bottom_s": bottom_s,
        "end_s": end_s,
        "descent_s": bottom_s - start_s,
        "ascent_s": end_s - bottom_s,
        "depth_ratio": depth_ratio,
        "deeper_than_protocol": depth_ratio < settings.deep_ratio,
        **pelvis,
        "fppa_method": most_common(deepest["fppa_method"]),
        "fppa_asis_method": most_common(deepest["fppa_asis_method"]),
        **{name: median(deepest[name]) for name in _PLACE},
        "swaps_repaired": int(poses.swapped[repetition.frames].sum()),
        "corrected_frames": int((rep["sample"] == "corrected").sum()),
    }
    for name in FRAME_MEASURES:
        row[name] = median(deepest[name])
        row[f"max_{name}"] = largest(rep[name])
        row[f"matched_{name}"] = at_depth(
            descent["depth_ratio"], descent[name], settings.matched_ratio
        )
    return row | _knee_path(repetition, descent, poses, phases, settings)


def _pelvis(deepest: Columns, settings: RepetitionSettings) -> dict[str, object]:
    """Return how the pelvis was seen at the deepest point, and why not to trust it."""
    method = most_common(deepest["pelvic_drop_method"])
    own = rows_of(deepest, deepest["pelvic_drop_method"] == method)
    confidence = median(own["pelvic_drop_confidence"])
    doubt = ""
    if method == HIP_LINE:
        doubt = most_common(own["pelvic_drop_doubt"]) or HIP_LINE
    elif not confidence >= settings.least_pelvis_confidence:
        doubt = "unsure"
    return {
        "pelvic_drop_method": method,
        "pelvic_drop_confidence": confidence,
        "pelvic_drop_doubt": doubt,
    }


def _seen_by(pelvis: dict[str, object], frames: Columns) -> Columns:
    """Drop pelvic values that were seen in another way: their zero is another one."""
    other = frames["pelvic_drop_method"] != pelvis["pelvic_drop_method"]
    return frames | {n: np.where(other, np.nan, frames[n]) for n in FROM_PELVIS}


def _knee_path(
    repetition: Repetition,
    descent: Columns,
    poses: CleanPoses,
    phases: Phases,
    settings: RepetitionSettings,
) -> dict[str, object]:
    """How far the knee went inwards on the way down, and how much it shook."""
    side = repetition.leg
    path = slice(repetition.start, repetition.bottom + 1)
    knee_x = poses.point(f"{side}_knee")[path, 0] / phases.standing_px[side]
    knee_x = knee_x / phases.size_ratio[path]
    inwards = towards_midline(side) * (knee_x - knee_x[0])
    shift = at_depth(descent["depth_ratio"], inwards, settings.squat_depth_ratio)
    step_s = typical_step_s(poses.time_s)
    trend = scipy.ndimage.gaussian_filter1d(
        knee_x, METHOD.trend_s / step_s, mode="nearest"
    )
    return {
        "knee_medial_shift_ratio": shift,
        "knee_shake_ratio": float(np.std(knee_x - trend)),
    }


def _reasons(
    repetition: Repetition,
    row: Mapping[str, Any],
    frames: Columns,
    poses: CleanPoses,
    settings: RepetitionSettings,
) -> list[str]:
    """Return the codes of what makes this repetition invalid."""
    joints = [INDEX[f"{repetition.leg}_{joint}"] for joint in JOINTS]
    hidden = frames["sample"][repetition.frames] == "missing"
    swapped = poses.unrepaired[repetition.frames]
    depth = row["depth_ratio"]
    seconds = poses.time_s[repetition.end] - poses.time_s[repetition.start]
    bad = {
        "cut_off": repetition.cut_off,
        "other_movement": repetition.movement != "single_leg_squat",
        "too_fast": seconds < settings.fastest_s - ROUNDING_S,
        "too_slow": seconds > settings.slowest_s + ROUNDING_S,
        "too_shallow": depth > settings.shallow_ratio,
        "touch_down": repetition.contact == "yes",
        "hidden_joint": hidden.mean() > settings.hidden_share or np.isnan(depth),
        "swapped": swapped.mean() > settings.hidden_share,
        "gap": _longest_gap_s(repetition, joints, poses)
        > settings.longest_gap_s + ROUNDING_S,
        "implausible": _is_implausible(row),
    }
    return [code for code, applies in bad.items() if applies]


def _is_implausible(row: Mapping[str, Any]) -> bool:
    """Whether a value that would be judged is none that a single-leg squat shows."""
    return any(
        not low <= row[name] <= high
        for name, low, high in METHOD.plausible_deg
        if np.isfinite(row[name])
        and not (name in FROM_PELVIS and row["pelvic_drop_doubt"])
    )


def _cautions(repetition: Repetition) -> list[str]:
    """Return the codes of what could not be told about this repetition."""
    unclear = {
        "touch_down_unclear": repetition.contact == "unclear",
        "weight_unclear": repetition.carries == "unclear",
    }
    return [code for code, applies in unclear.items() if applies]


def _longest_gap_s(
    repetition: Repetition, joints: list[int], poses: CleanPoses
) -> float:
    """Longest time without a measured sample of the standing leg's joints."""
    seen = poses.measured[repetition.frames][:, joints].all(axis=1)
    time_s = poses.time_s[repetition.frames]
    marks = np.r_[time_s[0], time_s[seen], time_s[-1]]
    return float(np.diff(marks).max())
