"""Repetitions and findings with chosen numbers, for the tests of the judgement."""

from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd

from screening.judgement.findings import (
    LegFinding,
    MeasureFinding,
    judge_leg,
)
from screening.judgement.profiles import builtin_profile
from screening.measures import FOUND_MEASURES
from screening.settings import DEFAULT

HEALTHY = {
    "fppa_deg": 2.0,
    "pelvic_drop_deg": 1.0,
    "pelvic_drop_raw_deg": 1.5,
    "trunk_lean_deg": 1.0,
    "trunk_lean_raw_deg": 1.2,
    "hip_adduction_deg": 6.0,
    "thigh_deg": 4.5,
    "shank_deg": -2.5,
    "dvi_deg": 8.0,
    "knee_plus_trunk_deg": 3.0,
    "knee_medial_to_foot_ratio": -0.1,
    "fppa_asis_deg": 6.0,
    "fppa_plane_deg": 6.5,
    "lens_error_deg": 0.6,
    "off_axis_deg": -1.0,
}
WAYS = {
    "pelvic_drop_method": "patch",
    "fppa_method": "limb",
    "fppa_asis_method": "stickers",
}


def rep_rows(count=5, *, leg="right", valid=True, reasons="", **changes):
    """Rows of the repetition table, all alike; a list gives one value per row."""
    columns = {
        "leg": leg,
        "valid": valid,
        "reasons": reasons,
        "cautions": "",
        "depth_ratio": 0.9,
        "pelvic_drop_confidence": 0.8,
        **HEALTHY,
        **WAYS,
        **changes,
    }
    rows = pd.DataFrame(
        {k: v if isinstance(v, list) else [v] * count for k, v in columns.items()}
    )
    rows.insert(1, "rep", range(1, count + 1))
    if "pelvic_drop_doubt" not in rows:
        by_hip_line = rows["pelvic_drop_method"] == "hip_line"
        rows["pelvic_drop_doubt"] = by_hip_line.map({True: "hip_line", False: ""})
    return rows


def judged(reps, quality=(), profile=None, *, leg="right", model="full"):
    """Judge a leg with the default settings."""
    return judge_leg(
        leg,
        reps,
        quality,
        profile or builtin_profile(),
        settings=DEFAULT,
        model=model,
    )


def a_measure(measure, verdict="no_sign", **changes):
    """Return a finding of one measure with plain numbers."""
    values = {
        "value": 5.0,
        "sd": 1.0,
        "n": 5,
        "sem": 3.0,
        "cut": 11.3,
        "tier": "typical",
    }
    return MeasureFinding(measure=measure, verdict=verdict, **(values | changes))


def a_leg(leg="right", *, verdict="no_sign", pattern="P0", **changes):
    """Return a finding of a leg with plain numbers."""
    values = {
        "missing": (),
        "measures": tuple(a_measure(m) for m in FOUND_MEASURES),
        "valid": 5,
        "total": 5,
        "reasons": (),
    }
    return LegFinding(leg=leg, verdict=verdict, pattern=pattern, **(values | changes))


def with_measure(leg, measure, **changes):
    """Return a leg finding in which one measure has other numbers."""
    measures = tuple(
        replace(m, **changes) if m.measure == measure else m for m in leg.measures
    )
    return replace(leg, measures=measures)


NAN = math.nan
