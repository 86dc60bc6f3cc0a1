"""Landmarks, angles and squats as one ``.c3d`` file, for programs of motion capture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from screening._typing import Floats
from screening.export.opensim import ANGLES, MARKERS, place_markers
from screening.export.signs import Sign, signed
from screening.motion.landmarks import Take
from screening.results.screening import Screening

_MM_PER_M = 1000.0
_MOST_EVENTS = 255
"""A parameter of the format holds no more entries."""


def write_c3d(
    path: Path,
    screening: Screening,
    take: Take,
    points_px: Floats,
    *,
    sign: Sign,
    height_m: float | None = None,
) -> dict[str, object]:
    """Write smoothed landmarks as points, angles as points of type angle, and events.

    Parameters
    ----------
    path
        Of the file.
    screening, take
        The result and its landmarks.
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels; NaN where missing.
    sign
        Of the knee angle.
    height_m
        Body height; lengths are millimetres then, else pixels.

    Returns
    -------
    dict
        What the numbers are, for the description of the export.

    Raises
    ------
    ScreeningError
        If the height cannot be compared with the picture.

    Notes
    -----
    Angles are those of the leg that stands, in the first component of a point, and
    listed in ``POINT:ANGLES``. A point without a value is marked as not seen.
    """
    import ezc3d

    placed = place_markers(screening, take, points_px, height_m=height_m)
    even, metres = placed.even, placed.unit == "m"
    forwards, up, right = np.moveaxis(placed.markers, -1, 0)
    # Laboratories have z upwards; y is then to the left.
    markers = np.stack([forwards, -right, up]) * (_MM_PER_M if metres else 1.0)
    longest_gap_s = screening.provenance["settings"]["cleaning"]["longest_gap_s"]
    frames = signed(screening.frames, sign)
    degrees = even.at(frames[list(ANGLES)].to_numpy(np.float64), longest_gap_s)
    rest = np.where(np.isnan(degrees), np.nan, 0.0)
    angles = np.stack([degrees, rest, rest])
    points = np.concatenate([markers, angles], axis=2).transpose(0, 2, 1)
    unit = "mm" if metres else "px"
    c3d = ezc3d.c3d()
    c3d["parameters"]["POINT"]["UNITS"]["value"] = [unit]
    c3d["parameters"]["POINT"]["RATE"]["value"] = [even.rate_fps]
    c3d["parameters"]["POINT"]["LABELS"]["value"] = [*MARKERS, *ANGLES]
    c3d.add_parameter("POINT", "ANGLES", list(ANGLES))
    c3d.add_parameter("POINT", "ANGLE_UNITS", ["deg"])
    _add_events(c3d, screening, float(even.time_s[0]) if len(even.time_s) else 0.0)
    c3d["data"]["points"] = np.concatenate([points, np.ones_like(points[:1])])
    c3d["data"]["meta_points"]["residuals"] = np.where(
        np.isnan(points).any(axis=0, keepdims=True), -1.0, 0.0
    )
    c3d.write(str(path))
    return {
        "units": unit,
        "angles": "degrees, first component of the points in POINT:ANGLES",
        "axes": "x forwards (0: no depth is seen), y to the person's left, z up",
        "rate_fps": even.rate_fps,
        "resampled": even.resampled,
        "missing": "residual −1",
        "fppa_sign": str(sign),
    }


def _add_events(c3d: Any, screening: Screening, start_s: float) -> None:
    """Add the squats that count: where each begins, is deepest and ends."""
    reps = screening.reps
    counting = reps[reps["valid"]].to_dict("records")
    events = [
        (str(row["leg"]).capitalize(), label, float(row[column]) - start_s)
        for row in counting
        for label, column in _EVENTS
    ][:_MOST_EVENTS]
    if not events:
        return
    contexts, labels, times_s = zip(*events, strict=True)
    minutes, seconds = np.divmod(np.array(times_s), 60.0)
    _add(c3d, "USED", [len(events)])
    _add(c3d, "CONTEXTS", contexts)
    _add(c3d, "LABELS", labels)
    c3d.add_parameter("EVENT", "TIMES", np.stack([minutes, seconds]))


_EVENTS = (
    ("Squat Start", "start_s"),
    ("Squat Deepest", "bottom_s"),
    ("Squat End", "end_s"),
)


def _add(c3d: Any, name: str, values: Sequence[Any]) -> None:
    c3d.add_parameter("EVENT", name, list(values))
