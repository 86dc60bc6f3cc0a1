"""The table of takes: a row per recording, with what it was like and what was refused.

What belongs here is true of a whole take: how it was filmed, as the checks measured it,
and how much of it counts.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from screening.judgement.trust import SHOWN, whole_take_refusals
from screening.measures import LEG_MEASURES
from screening.motion.columns import known_median
from screening.motion.perspective import fields_of_view_deg
from screening.results.screening import Screening
from screening.settings import CameraSettings

HIP_ABOVE_ANKLE = 0.530 - 0.039
"""Height of the hip joint above the ankle, share of the body height (Drillis & Contini
1966, in Winter 2009, fig. 4.1)."""

HEIGHT = "height_m"
"""Column of a manifest with the body height, from which lengths are metres."""

_READ = {
    "turn_deg": "view",
    "foot_offset_leg": "off_axis",
    "body_px": "body_size",
    "longest_gap_s": "gaps",
    "slow_motion_ratio": "slow_motion",
}
"""Columns with what a check measured, by its code."""

OF_TAKE = {
    "take_kind": "str",
    "rate_fps": "float64",
    "captured_fps": "float64",
    "duration_s": "float64",
    "width_px": "int64",
    "height_px": "int64",
    **dict.fromkeys(_READ, "float64"),
    "distance_leg": "float64",
    "distance_m": "float64",
    "lens_mm": "float64",
    "field_of_view_deg": "float64",
    "lens_from": "str",
    "lens_error_deg": "float64",
    "knee_shake_ratio": "float64",
    "camera_moved": "str",
    "reps": "int64",
    "valid_reps": "int64",
    "refused": "str",
    "withheld": "str",
    "mirrored": "bool",
    "model": "str",
    "profile": "str",
}
"""Columns of the table of takes, in order, with their types; those of the task and the
quality follow."""


def take_row(screening: Screening, labels: Mapping[str, str]) -> dict[str, Any]:
    """Return the row of one take.

    Parameters
    ----------
    screening
        What it showed.
    labels
        Of the clip; of these the body height is used.
    """
    made, measured = screening.provenance, screening.measured
    time_s = measured.frames["time_s"]
    reps = screening.reps
    distance_leg = known_median(measured.reps["distance_leg"].to_numpy())
    checks = {check.code: check for check in screening.quality}
    read = {
        column: math.nan
        if (check := checks.get(code)) is None or check.value is None
        else float(check.value)
        for column, code in _READ.items()
    }
    moved = [c for c in ("camera", "camera_lost", "camera_unseen") if _warns(checks, c)]
    width, height = made["image_size"]
    rate = made["rate_fps"]
    return {
        "take_kind": made["kind"],
        "rate_fps": math.nan if rate is None else rate,
        "captured_fps": made.get("camera_said", {}).get("captured_fps", math.nan),
        "duration_s": float(time_s.iloc[-1] - time_s.iloc[0]) if len(time_s) else 0.0,
        "width_px": width,
        "height_px": height,
        **read,
        "distance_leg": distance_leg,
        "distance_m": distance_leg * HIP_ABOVE_ANKLE * height_m(labels),
        **_lens(made),
        "lens_error_deg": known_median(measured.reps["lens_error_deg"].to_numpy()),
        "knee_shake_ratio": known_median(reps["knee_shake_ratio"].to_numpy()),
        "camera_moved": ";".join(moved),
        "reps": len(reps),
        "valid_reps": int(reps["valid"].sum()),
        "refused": ";".join(
            dict.fromkeys(r.code for r in whole_take_refusals(screening.quality))
        ),
        "withheld": ";".join(
            f"{leg.leg}:{measure}={reason}"
            for leg in screening.legs
            for measure in LEG_MEASURES
            if (reason := screening.trust.of_leg(leg.leg, measure)) != SHOWN
        ),
        "mirrored": made["mirrored"],
        "model": made["model"]["name"],
        "profile": screening.profile.name,
    }


def _lens(made: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is known of the lens, and who says so."""
    lens_mm = float(made.get("camera_said", {}).get("lens_mm", math.nan))
    told_deg = float(made["settings"].get("camera", {}).get("field_of_view_deg", 0.0))
    views = fields_of_view_deg(lens_mm, CameraSettings(told_deg))
    by = "settings" if len(views) == 1 else "assumed" if math.isnan(lens_mm) else "file"
    return {"lens_mm": lens_mm, "field_of_view_deg": views[0], "lens_from": by}


def height_m(labels: Mapping[str, str]) -> float:
    """Return the body height that a manifest names in metres, NaN where it names none.

    Examples
    --------
    >>> height_m({"height_m": "1,82"})
    1.82
    """
    try:
        height = float(labels.get(HEIGHT, "").replace(",", "."))
    except ValueError:
        return math.nan
    return height if 0.5 < height < 2.5 else math.nan


def _warns(checks: Mapping[str, Any], code: str) -> bool:
    return code in checks and checks[code].verdict != "ok"
