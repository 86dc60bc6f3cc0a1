"""The registry of measures: each is whole, true, and the only place of its facts."""

from __future__ import annotations

import ast
import math
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import screening
from screening.codebook.columns import describe
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.judgement.tool_error import live_error_deg, tool_error_deg
from screening.language import has_words, words
from screening.live.cues import limits_of
from screening.live.preview import _COLOURS
from screening.measure import Measure, Role
from screening.measures import (
    BESIDE_MEASURES,
    CONVENTIONS,
    DRAWN_MEASURES,
    FOUND_MEASURES,
    FRAME_MEASURES,
    FROM_KNEE,
    FROM_PELVIS,
    FROM_TWO_FEET,
    LEG_MEASURES,
    LIVE_MEASURES,
    MEASURES,
    MOVED_BY_TURN,
    PROFILE_MEASURES,
    REPETITION_MEASURES,
    REPORTED_MEASURES,
    SQUAT_MEASURES,
    STANDING_MEASURES,
    built_on,
    parts_of,
)
from screening.motion.frame_table import FRAME_COLUMNS
from screening.motion.landmarks import Take
from screening.motion.repetition_table import REPETITION_COLUMNS
from screening.pipeline import screen_poses
from screening.words.measures import measure_curve
from tests.examined import Examined, examine
from tests.factories import film, two_feet, whole_take
from tests.transforms import seen_turned, without

PACKAGE = Path(screening.__file__).parent
EACH = pytest.mark.parametrize("measure", MEASURES.values(), ids=list(MEASURES))
SUMS = [m for m in MEASURES.values() if len(m.parts) > 1]
MODEL = "full"


@cache
def squats(fppa_deg: float, drop_deg: float, lean_deg: float) -> Examined:
    """Three squats on the right leg with these angles."""
    angles = {"fppa_deg": fppa_deg, "drop_deg": drop_deg, "lean_deg": lean_deg}
    return examine(film(whole_take("right", 3, depth_ratio=0.83, **angles)))


def column_of(table: pd.DataFrame, measure: str) -> np.ndarray[Any, Any]:
    return table[measure].to_numpy(dtype=float)


# --- What stands in the registry ----------------------------------------------------


@EACH
def test_an_id_ends_in_its_unit(measure: Measure):
    assert MEASURES[measure.id] is measure
    assert measure.id.endswith(f"_{measure.unit}")


@EACH
def test_a_measure_is_read_from_the_body_or_from_measures_that_there_are(measure):
    assert measure.seen or measure.parts
    assert set(measure.parts) <= set(MEASURES)
    assert set(dict(measure.error_shares)) <= set(MEASURES)
    assert parts_of(measure.id) >= {measure.id, *measure.parts}


@EACH
def test_a_measure_names_its_source_and_its_sign(measure: Measure):
    assert measure.source
    assert measure.roles
    if measure.unit == "deg":
        assert measure.positive


def test_what_contains_a_measure_of_a_list_is_in_the_list():
    for members in (FROM_KNEE, FROM_PELVIS, FROM_TWO_FEET, MOVED_BY_TURN):
        for measure in MEASURES:
            inside = not parts_of(measure).isdisjoint(members)
            assert (measure in members) == inside


def test_the_index_of_valgus_contains_knee_pelvis_and_thigh():
    assert parts_of("dvi_deg") >= {"fppa_deg", "pelvic_drop_deg", "thigh_deg"}
    assert {"dvi_deg", "hip_adduction_deg"} <= set(built_on(["thigh_deg"]))


def test_places_among_the_findings_are_counted_from_one():
    places = [MEASURES[name].finding for name in FOUND_MEASURES]
    assert places == list(range(1, len(FOUND_MEASURES) + 1))


def test_what_decides_is_told_and_what_is_told_has_a_finding():
    assert set(LEG_MEASURES) <= set(REPORTED_MEASURES) <= set(PROFILE_MEASURES)
    assert set(PROFILE_MEASURES) <= set(FOUND_MEASURES)
    shown = {*DRAWN_MEASURES, *SQUAT_MEASURES, *LIVE_MEASURES, *STANDING_MEASURES}
    assert shown <= set(PROFILE_MEASURES)
    assert set(BESIDE_MEASURES).isdisjoint(FOUND_MEASURES)


def test_the_order_of_the_columns_is_that_of_the_first_version_and_what_came_since():
    assert list(FRAME_COLUMNS) == [
        *("frame", "time_s", "leg", "phase", "rep", "fppa_deg", "pelvic_drop_deg"),
        *("pelvic_drop_raw_deg", "trunk_lean_deg", "trunk_lean_raw_deg"),
        *("hip_adduction_deg", "thigh_deg", "shank_deg", "dvi_deg"),
        *("knee_plus_trunk_deg", "knee_medial_to_foot_ratio", "fppa_asis_deg"),
        "fppa_plane_deg",
        "depth_ratio",
        *("pelvic_drop_method", "pelvic_drop_confidence", "pelvic_drop_doubt"),
        *("pelvic_drop_hip_line_deg", "fppa_landmarks_deg", "fppa_method"),
        *("fppa_asis_method", "lens_error_deg", "off_axis_deg", "distance_leg"),
        *("visibility", "sample"),
    ]


# --- What else a measure needs ------------------------------------------------------


@EACH
def test_a_measure_is_explained_in_the_codebook(measure: Measure):
    column = describe(measure.id)
    assert column.meaning
    assert column.unit == {"deg": "°", "ratio": "ratio"}[measure.unit]
    assert column.positive == measure.positive
    if Role.FRAME in measure.roles:
        assert CONVENTIONS[measure.id] == f"positive: {measure.positive}"
        for prefix in ("max_", "matched_"):
            assert describe(f"{prefix}{measure.id}").meaning


@pytest.mark.parametrize("measure", FOUND_MEASURES)
def test_a_measure_of_the_findings_has_its_words(measure: str):
    for key in ("plain", "technical", "explanation"):
        assert words(f"measures.{measure}.{key}")


def test_what_is_drawn_or_told_for_each_squat_has_a_title():
    assert all(measure_curve(measure) for measure in DRAWN_MEASURES)
    assert all(words(f"measures.{measure}.short") for measure in SQUAT_MEASURES)


@pytest.mark.parametrize("measure", LIVE_MEASURES)
def test_a_measure_of_the_mirror_has_a_cue_a_colour_and_a_limit(measure: str):
    region = MEASURES[measure].region
    assert has_words(f"live.cues.{region}")
    assert region in _COLOURS
    assert limits_of(builtin_profile(), "lite").of(measure) > 0


def test_an_item_of_the_checklist_is_answered_by_one_measure():
    numbers = [m.checklist_item for m in MEASURES.values() if m.checklist_item]
    assert len(numbers) == len(set(numbers))
    assert {str(number) for number in numbers} <= set(words("checklist.items"))


@pytest.mark.parametrize("measure", PROFILE_MEASURES)
def test_the_tools_own_error_of_a_judged_measure_is_known(measure: str):
    method = MEASURES[measure].best_method or ("limb", "patch", "landmarks")
    assert tool_error_deg(measure, method=method, model=MODEL) > 0
    assert live_error_deg(measure, model=MODEL) > 0


@pytest.mark.parametrize("name", builtin_names())
def test_profiles_call_experimental_what_the_registry_calls_so(name: str):
    for measure, threshold in builtin_profile(name).thresholds.items():
        assert threshold.experimental == MEASURES[measure].experimental


# --- Whether what it says is true ---------------------------------------------------


@EACH
def test_a_formula_gives_the_measure_in_the_table_that_it_belongs_to(measure: Measure):
    seen = squats(8.0, 5.0, 3.0)
    in_frames = {Role.FRAME, Role.VALIDITY} & measure.roles
    assert bool(in_frames) == (measure.id in FRAME_COLUMNS)
    assert measure.id in REPETITION_COLUMNS
    if in_frames:
        assert np.isfinite(column_of(seen.frames, measure.id)).any()
    assert np.isfinite(column_of(seen.reps, measure.id)).all()


@pytest.mark.parametrize("measure", SUMS, ids=lambda m: m.id)
def test_a_measure_with_parts_is_their_sum(measure: Measure):
    frames = squats(8.0, 5.0, 3.0).frames
    total = sum(column_of(frames, part) for part in measure.parts)
    np.testing.assert_allclose(column_of(frames, measure.id), total, atol=1e-12)


@pytest.mark.parametrize(
    "measure", [m for m in MEASURES if MEASURES[m].positive], ids=str
)
def test_a_measure_rises_with_what_its_sign_says(measure: str):
    values = [
        column_of(squats(8.0 * k, 5.0 * k, 3.0 * k).reps, measure).mean()
        for k in (-1, 0, 1)
    ]
    assert values[0] < values[1] < values[2]


@EACH
def test_a_turn_of_the_person_moves_the_measures_that_say_so_only(measure: Measure):
    poses = film(whole_take("right", 3, depth_ratio=0.83))
    straight, turned = (
        column_of(examine(seen_turned(poses, turn)).reps, measure.id).mean()
        for turn in (0.0, 8.0)
    )
    enough = {"deg": 0.5, "ratio": 0.001}[measure.unit]
    assert (abs(turned - straight) > enough) == (measure.id in MOVED_BY_TURN)


@pytest.mark.parametrize("measure", FOUND_MEASURES)
def test_without_the_stance_on_two_feet_what_needs_it_is_not_told(measure: str):
    poses = film([*whole_take("right", 4), *two_feet()])
    on_two = examine(poses).frames["phase"] == "two_feet"
    cut = without(poses, on_two.to_numpy())
    [leg] = screen_poses(Take(cut)).legs
    found = leg.measure(measure)
    assert leg.valid >= 3
    assert math.isnan(found.value) == (measure in FROM_TWO_FEET)
    if measure in FROM_TWO_FEET:
        assert found.reason is not None
        assert found.reason.code == "no_baseline"


@pytest.mark.parametrize("measure", FOUND_MEASURES)
def test_a_pelvis_in_doubt_takes_what_contains_it(measure: str):
    poses = film(whole_take("right", 3))
    lost = replace(
        poses,
        pelvis_rotation_deg=np.full(len(poses), np.nan),
        pelvis_confidence=np.zeros(len(poses)),
        pelvis_method=np.full(len(poses), "", dtype="U16"),
        pelvis_doubt=np.full(len(poses), "lost", dtype="U16"),
    )
    [leg] = screen_poses(Take(lost)).legs
    assert math.isnan(leg.measure(measure).value) == (measure in FROM_PELVIS)


# --- Whether it is the only place ---------------------------------------------------


def lists_of_measures(path: Path) -> list[list[str]]:
    """Lists in a module's source that name two measures or more."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            texts = [e.value for e in node.elts if isinstance(e, ast.Constant)]
            names = [text for text in texts if text in MEASURES]
            found += [names] if len(names) > 1 else []
    return found


@pytest.mark.parametrize(
    "path",
    [p for p in PACKAGE.rglob("*.py") if p.name != "measures.py"],
    ids=lambda path: ".".join(path.relative_to(PACKAGE).with_suffix("").parts),
)
def test_no_other_module_keeps_a_list_of_measures_by_hand(path: Path):
    assert lists_of_measures(path) == []


def test_the_measures_of_a_repetition_alone_are_in_no_frame():
    assert set(REPETITION_MEASURES).isdisjoint(FRAME_MEASURES)
