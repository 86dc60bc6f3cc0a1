"""A row per repetition: what was chosen comes out at the deepest point."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.measures import FRAME_MEASURES
from screening.motion.landmarks import INDEX, SIDES, other, towards_midline
from screening.motion.repetition_table import REPETITION_COLUMNS, STANDING_COLUMNS
from screening.settings import DEFAULT
from tests.examined import examine
from tests.factories import (
    Camera,
    Move,
    film,
    leg_test,
    one_leg,
    squat,
    stand,
    two_feet,
    uneven_times,
    whole_take,
)
from tests.transforms import (
    apart_from_place,
    between,
    hidden,
    mirrored,
    missing,
    noisy,
    swapped,
    with_points,
)

SHALLOW = DEFAULT.reps.shallow_ratio


def reps_of(poses, **asked):
    return examine(poses, **asked).reps


@settings(deadline=None, max_examples=20)
@given(
    leg=st.sampled_from(SIDES),
    fppa=st.floats(-20, 30),
    drop=st.floats(-8, 15),
    lean=st.floats(-10, 15),
    depth=st.floats(0.75, 0.91),
    rate=st.sampled_from([15.0, 24.0, 29.97, 60.0]),
)
def test_the_chosen_angles_come_out_at_the_deepest_point(
    leg, fppa, drop, lean, depth, rate
):
    chosen = {"fppa_deg": fppa, "drop_deg": drop, "lean_deg": lean}
    poses = film(whole_take(leg, 2, depth_ratio=depth, **chosen), rate_fps=rate)
    reps = reps_of(poses)
    assert reps["valid"].tolist() == [True, True]
    assert reps["depth_ratio"].to_numpy() == pytest.approx(depth, abs=0.001)
    assert reps["fppa_deg"].to_numpy() == pytest.approx(fppa, abs=0.1)
    assert reps["pelvic_drop_deg"].to_numpy() == pytest.approx(drop, abs=0.1)
    assert reps["trunk_lean_deg"].to_numpy() == pytest.approx(lean, abs=0.1)


@pytest.mark.parametrize("jitter", [0.0, 0.4])
def test_noise_and_uneven_times_leave_the_means_where_they_are(jitter):
    script = whole_take("right", 5, fppa_deg=15.0, drop_deg=9.0, lean_deg=-4.0)
    poses = noisy(film(script, time_s=uneven_times(24.0, 30.0, jitter)), 1.5)
    reps = reps_of(poses)
    assert reps["valid"].sum() == 5
    assert reps["fppa_deg"].mean() == pytest.approx(15.0, abs=0.5)
    assert reps["pelvic_drop_deg"].mean() == pytest.approx(9.0, abs=0.6)
    assert reps["trunk_lean_deg"].mean() == pytest.approx(-4.0, abs=0.3)


def test_the_largest_value_may_lie_before_the_deepest_point():
    wobble = one_leg("right", depth_ratio=0.93, fppa_deg=20.0, drop_deg=11.0)
    deep = one_leg("right", depth_ratio=0.86, fppa_deg=6.0, drop_deg=4.0)
    up = Move(one_leg("right"), 1.0, 1.0)
    dip = [Move(wobble, 0.8, 0.2), Move(deep, 0.8, 0.4), up]
    script = [*two_feet(), *stand("right"), *dip, *dip, *two_feet()]
    reps = reps_of(film(script))
    assert reps["max_fppa_deg"].to_numpy() == pytest.approx(20.0, abs=0.3)
    assert reps["max_pelvic_drop_deg"].to_numpy() == pytest.approx(11.0, abs=0.2)
    assert reps["fppa_deg"].to_numpy() == pytest.approx(6.0, abs=0.1)


@pytest.mark.parametrize(
    ("depth_ratio", "reasons", "deeper"),
    [
        (0.930, "too_shallow", False),
        (0.920, "", False),
        (0.870, "", False),
        (0.860, "", True),
    ],
)
def test_the_depth_decides_whether_a_squat_counts(depth_ratio, reasons, deeper):
    reps = reps_of(film(whole_take("right", 2, depth_ratio=depth_ratio)))
    assert reps["reasons"].tolist() == [reasons] * 2
    assert reps["valid"].tolist() == [reasons == ""] * 2
    assert reps["deeper_than_protocol"].tolist() == [deeper] * 2


@pytest.mark.parametrize("joint", ["hip", "knee", "ankle"])
def test_a_joint_hidden_at_the_bottom_has_no_number_and_does_not_count(joint):
    poses = film(whole_take("right", 2))
    gone = between(poses, 5.9, 6.7)
    reps = reps_of(hidden(poses, [f"right_{joint}"], gone))
    assert reps["reasons"].tolist() == ["hidden_joint", ""]
    assert np.isnan(reps["fppa_deg"][0])
    assert reps["fppa_deg"][1] == pytest.approx(8.0, abs=0.05)


@pytest.mark.parametrize(("seconds", "reasons"), [(0.16, ""), (0.32, "hidden_joint")])
def test_a_joint_may_be_hidden_for_a_tenth_of_a_squat(seconds, reasons):
    poses = film(whole_take("right", 2))
    gone = between(poses, 5.5, 5.5 + seconds)
    reps = reps_of(hidden(poses, ["right_knee"], gone))
    assert reps["reasons"].tolist() == [reasons, ""]


@pytest.mark.parametrize(("frames", "reasons"), [(4, ""), (5, "gap")])
def test_a_longer_gap_makes_a_squat_invalid(frames, reasons):
    poses = film(whole_take("right", 2))
    gone = between(poses, 5.52, 5.52 + frames / 25)
    reps = reps_of(missing(poses, ["right_knee"], gone))
    assert reps["reasons"].str.split(";").str[-1].tolist() == [reasons, ""]


@pytest.mark.parametrize(("confidence", "doubt"), [(0.41, ""), (0.39, "unsure")])
def test_an_unsure_pelvis_is_marked(confidence, doubt):
    poses = film(whole_take("right", 2))
    unsure = replace(poses, pelvis_confidence=np.full(len(poses), confidence))
    reps = reps_of(unsure)
    assert reps["pelvic_drop_doubt"].tolist() == [doubt] * 2
    assert reps["valid"].all()


def test_a_pelvis_that_was_lost_at_the_bottom_is_told_with_its_reason():
    poses = film(whole_take("right", 2))
    lost = between(poses, 5.8, 6.8)
    turn = np.where(lost, np.nan, poses.pelvis_rotation_deg)
    reason = np.where(lost, "hands", "").astype("U16")
    reps = reps_of(replace(poses, pelvis_rotation_deg=turn, pelvis_doubt=reason))
    assert reps["pelvic_drop_method"].tolist() == ["hip_line", "patch"]
    assert reps["pelvic_drop_doubt"].tolist() == ["hands", ""]
    assert reps["pelvic_drop_confidence"].tolist() == pytest.approx([0.0, 0.8])
    assert reps["pelvic_drop_hip_line_deg"].to_numpy() == pytest.approx(5, abs=0.05)


IMPLAUSIBLE = {
    "a lunge seen from 32 degrees aside": {"fppa_deg": -63.0},
    "a squat on both feet seen from 65 degrees aside": {"fppa_deg": 74.0},
    "a pelvis that was lost": {"drop_deg": 39.0},
    "a trunk that bends to the floor": {"lean_deg": -55.0},
}
STILL_PLAUSIBLE = {
    "fppa_deg": (-42.0, 52.0),
    "drop_deg": (-31.0, 29.0),
    "lean_deg": (-37.0, 37.0),
}


@pytest.mark.parametrize("leg", SIDES)
@pytest.mark.parametrize("what", IMPLAUSIBLE)
def test_an_angle_that_no_single_leg_squat_shows_makes_the_squat_invalid(what, leg):
    reps = reps_of(film(whole_take(leg, 2, **IMPLAUSIBLE[what])))
    assert reps["reasons"].tolist() == ["implausible", "implausible"]
    assert not reps["valid"].any()


@pytest.mark.parametrize("name", STILL_PLAUSIBLE)
def test_an_angle_that_somebody_may_well_show_counts(name):
    for angle in STILL_PLAUSIBLE[name]:
        assert reps_of(film(whole_take("right", 2, **{name: angle})))["valid"].all()


def test_a_pelvis_that_is_not_judged_makes_no_squat_implausible():
    poses = film(whole_take("right", 2))
    turn = poses.pelvis_rotation_deg + 60.0 * between(poses, 5.8, 6.8)
    unsure = np.where(between(poses, 5.0, 7.4), 0.1, poses.pelvis_confidence)
    reps = reps_of(replace(poses, pelvis_rotation_deg=turn, pelvis_confidence=unsure))
    assert abs(reps["pelvic_drop_deg"][0]) > 50.0
    assert reps["pelvic_drop_doubt"].tolist() == ["unsure", ""]
    assert reps["valid"].all()


def test_repaired_swaps_are_counted_and_not_punished():
    poses = film(whole_take("right", 2))
    mixed = swapped(poses, ["hip"], between(poses, 6.0, 6.2))
    reps = reps_of(mixed)
    assert reps["swaps_repaired"].tolist() == [5, 0]
    assert reps["valid"].all()
    pd.testing.assert_frame_equal(
        reps.drop(columns="swaps_repaired"),
        reps_of(poses).drop(columns="swaps_repaired"),
    )


def test_sides_that_contradict_each_other_make_a_squat_invalid():
    poses = film(whole_take("right", 2))
    points = poses.points_px.copy()
    left, right = points[:, INDEX["left_hip"]], points[:, INDEX["right_hip"]]
    share = np.interp(poses.time_s, [5.4, 6.2, 6.6, 7.4], [0, 1, 1, 0])[:, None]
    across = (right - left) * share
    left += across
    right -= across
    reps = reps_of(with_points(poses, points))
    assert "swapped" in reps["reasons"][0].split(";")
    assert reps["valid"].tolist() == [False, True]


def test_a_squat_left_out_by_somebody_keeps_the_reason():
    poses = film([*leg_test("left", 2), *whole_take("right", 2)])
    reps = reps_of(poses, excluded={("right", 2): "looked down; laughed"})
    assert reps["reasons"].tolist() == ["", "", "", "excluded"]
    assert reps["note"].tolist() == ["", "", "", "looked down; laughed"]
    assert reps["valid"].tolist() == [True, True, True, False]
    assert reps["fppa_deg"].notna().all()


def test_leaving_out_without_a_reason_leaves_out_all_the_same():
    reps = reps_of(film(whole_take("left", 2)), excluded={("left", 1): ""})
    assert reps["valid"].tolist() == [False, True]


def test_without_two_feet_the_change_is_unknown_and_the_depth_is_not():
    reps = reps_of(film([*stand("right", 2.0), *squat("right") * 3]))
    assert reps["valid"].all()
    assert reps["pelvic_drop_deg"].isna().all()
    assert reps["trunk_lean_deg"].isna().all()
    assert reps["pelvic_drop_raw_deg"].to_numpy() == pytest.approx(5.0, abs=0.05)
    assert reps["depth_ratio"].to_numpy() == pytest.approx(0.88, abs=0.002)


@pytest.mark.parametrize("leg", SIDES)
def test_a_mirrored_person_has_identical_rows_on_the_other_leg(leg):
    poses = noisy(film([*leg_test(leg, 3), *whole_take(other(leg), 2)]), 1.0)
    here, there = reps_of(poses), reps_of(mirrored(poses))
    assert there["leg"].tolist() == [other(side) for side in here["leg"]]
    (here, placed), (there, other_place) = (
        apart_from_place(each.drop(columns="leg")) for each in (here, there)
    )
    pd.testing.assert_frame_equal(here, there, rtol=1e-6, atol=1e-7)
    # What makes the model lopsided is taken off, to the same side in both.
    np.testing.assert_allclose(placed, other_place, atol=0.3)


@pytest.mark.parametrize("roll_deg", [-7, 4])
def test_a_rolled_camera_moves_raw_values_only(roll_deg):
    level, rolled = (
        reps_of(film(whole_take("left"), camera=Camera(roll_deg=roll)))
        for roll in (0, roll_deg)
    )
    moved = rolled[list(FRAME_MEASURES)].mean() - level[list(FRAME_MEASURES)].mean()
    for name in ("fppa_deg", "pelvic_drop_deg", "trunk_lean_deg", "hip_adduction_deg"):
        assert moved[name] == pytest.approx(0, abs=0.05), name
    assert moved["pelvic_drop_raw_deg"] == pytest.approx(-roll_deg, abs=0.05)
    assert moved["trunk_lean_raw_deg"] == pytest.approx(roll_deg, abs=0.05)


def test_times_are_those_of_the_movement():
    script = whole_take("left", 2, seconds=(1.5, 0.1, 0.75, 1.0))
    reps = reps_of(film(script, rate_fps=60.0))
    begin_s = 2.8 + 0.8 + 1.5
    assert reps["bottom_s"].to_numpy() == pytest.approx(
        begin_s + 1.55 + np.array([0, 3.35]), abs=0.1
    )
    assert (reps["descent_s"] / reps["ascent_s"]).to_numpy() == pytest.approx(
        2, abs=0.4
    )
    ends = reps["end_s"] - reps["start_s"]
    assert ends.to_numpy() == pytest.approx(
        (reps["descent_s"] + reps["ascent_s"]).to_numpy()
    )


@pytest.mark.parametrize("leg", SIDES)
def test_the_knee_shifts_inwards_by_what_was_chosen(leg):
    deep = whole_take(leg, 2, depth_ratio=0.8, fppa_deg=20.0)
    poses = film(deep)
    found = examine(poses)
    knee_x = poses.points_px[:, INDEX[f"{leg}_knee"], 0] * towards_midline(leg)
    first = found.phases.repetitions[0]
    down = slice(first.start, first.bottom + 1)
    depth = found.frames["depth_ratio"].to_numpy()[down]
    at = np.interp(-0.85, -depth, knee_x[down])
    expected = (at - knee_x[first.start]) / found.phases.standing_px[leg]
    shift = found.reps["knee_medial_shift_ratio"][0]
    assert shift == pytest.approx(expected, abs=0.002)
    assert shift > 0.02


def test_a_shaking_knee_shows():
    poses = film(whole_take("right", 2))
    points = poses.points_px.copy()
    points[:, INDEX["right_knee"], 0] += 4 * np.sin(2 * np.pi * 4 * poses.time_s)
    calm, shaking = (
        reps_of(p)["knee_shake_ratio"] for p in (poses, with_points(poses, points))
    )
    assert (shaking > 4 * calm).all()


@pytest.mark.parametrize("script", [whole_take(), two_feet(5.0)])
def test_tables_have_their_columns_and_types_even_when_empty(script):
    found = examine(film(script))
    for table, columns in (
        (found.reps, REPETITION_COLUMNS),
        (found.standing, STANDING_COLUMNS),
    ):
        assert list(table) == list(columns)
        assert table.astype(columns).equals(table)
