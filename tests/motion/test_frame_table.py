"""Frame by frame, the angles that were chosen come out."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.measures import FRAME_MEASURES
from screening.motion.frame_table import FRAME_COLUMNS
from screening.motion.landmarks import SIDES, other, towards_midline
from tests.examined import examine
from tests.factories import (
    SHIFT,
    Camera,
    film,
    leg_test,
    postures,
    squat,
    stand,
    two_feet,
    whole_take,
)
from tests.transforms import (
    apart_from_place,
    between,
    hidden,
    mirrored,
    missing,
    noisy,
)

FROM_TWO_FEET = ("pelvic_drop_deg", "trunk_lean_deg")
CHOSEN = {"fppa_deg": "fppa_deg", "pelvic_drop_deg": "drop_deg"}
CHOSEN |= {"trunk_lean_deg": "lean_deg", "depth_ratio": "depth_ratio"}


def frames_of(poses, **asked):
    return examine(poses, **asked).frames


@settings(deadline=None, max_examples=15)
@given(
    leg=st.sampled_from(SIDES),
    fppa=st.floats(-20, 30),
    drop=st.floats(-8, 15),
    lean=st.floats(-10, 15),
    depth=st.floats(0.8, 0.9),
)
def test_the_chosen_angles_come_out_in_every_frame(leg, fppa, drop, lean, depth):
    script = whole_take(
        leg, 2, fppa_deg=fppa, drop_deg=drop, lean_deg=lean, depth_ratio=depth
    )
    poses = film(script)
    _, truth = postures(script, poses.time_s)
    frames = frames_of(poses)
    on_leg = (frames["rep"] > 0).to_numpy()
    for name, chosen in CHOSEN.items():
        error = frames[name].to_numpy() - truth[chosen].to_numpy()
        assert np.abs(error[on_leg]).max() < (0.002 if name == "depth_ratio" else 0.3)


def test_composed_measures_are_their_sums():
    frames = frames_of(noisy(film(whole_take("left")), 1.5)).dropna()
    assert len(frames) > 100
    fppa, thigh, shank = (frames[f"{m}_deg"] for m in ("fppa", "thigh", "shank"))
    assert fppa.to_numpy() == pytest.approx((thigh + shank).to_numpy())
    hadd = frames["hip_adduction_deg"]
    drop, lean = frames["pelvic_drop_raw_deg"], frames["trunk_lean_deg"]
    assert hadd.to_numpy() == pytest.approx((drop + thigh).to_numpy())
    assert frames["dvi_deg"].to_numpy() == pytest.approx((fppa + hadd).to_numpy())
    both = frames["knee_plus_trunk_deg"].to_numpy()
    assert both == pytest.approx((fppa + lean).to_numpy())


def test_nothing_is_measured_on_two_feet():
    frames = frames_of(film(whole_take()))
    on_both = frames["leg"] == ""
    assert on_both.any()
    assert (
        frames.loc[on_both, [*FRAME_MEASURES, "depth_ratio", "visibility"]]
        .isna()
        .all(axis=None)
    )
    assert (frames.loc[on_both, "sample"] == "missing").all()


@pytest.mark.parametrize("roll_deg", [-6, 3, 10])
def test_a_rolled_camera_changes_no_change_and_shifts_what_is_raw(roll_deg):
    level, rolled = (
        frames_of(film(whole_take("right"), camera=Camera(roll_deg=roll)))
        for roll in (0, roll_deg)
    )
    deep = (level["rep"] > 0) & (rolled["rep"] > 0)
    shifts = {
        **dict.fromkeys(("fppa_deg", *FROM_TWO_FEET, "hip_adduction_deg"), 0.0),
        "pelvic_drop_raw_deg": roll_deg,
        "trunk_lean_raw_deg": -roll_deg,
        "thigh_deg": -roll_deg,
        "shank_deg": roll_deg,
    }
    for name, shift in shifts.items():
        moved = (rolled[name] - level[name])[deep].to_numpy()
        assert moved == pytest.approx(shift, abs=0.05), name


@pytest.mark.parametrize("leg", SIDES)
def test_a_mirrored_person_has_the_same_numbers_on_the_other_leg(leg):
    poses = noisy(film([*leg_test(leg, 2), *whole_take(other(leg), 2)]), 1.0)
    here, there = frames_of(poses), frames_of(mirrored(poses))
    twin = {"left": "right", "right": "left", "": ""}
    assert there["leg"].tolist() == [twin[leg] for leg in here["leg"]]
    (here, placed), (there, other_place) = (
        apart_from_place(each.drop(columns="leg")) for each in (here, there)
    )
    pd.testing.assert_frame_equal(here, there, rtol=1e-7, atol=1e-7)
    # What makes the model lopsided is taken off, to the same side in both.
    np.testing.assert_allclose(placed, other_place, atol=0.3)


@pytest.mark.parametrize(("leg_px", "middle_px"), [(150, 360), (380, 250), (300, 480)])
def test_size_and_place_in_the_picture_change_no_angle(leg_px, middle_px):
    camera = Camera(leg_px=leg_px, middle_px=middle_px)
    here, there = (frames_of(film(whole_take(), camera=c)) for c in (Camera(), camera))
    numbers = ["leg", "rep", "depth_ratio", *FRAME_MEASURES]
    (here, _), (there, _) = (apart_from_place(each[numbers]) for each in (here, there))
    pd.testing.assert_frame_equal(here, there, atol=1e-6)


def test_a_reference_of_the_pelvis_does_not_matter():
    poses = film(whole_take())
    turned = replace(poses, pelvis_rotation_deg=poses.pelvis_rotation_deg + 17.0)
    here, there = frames_of(poses), frames_of(turned)
    for name in ("pelvic_drop_deg", "pelvic_drop_raw_deg", "hip_adduction_deg"):
        assert there[name].to_numpy() == pytest.approx(
            here[name].to_numpy(), nan_ok=True, abs=1e-9
        )


def test_where_the_picture_says_nothing_the_hip_line_is_named_and_unsure():
    poses = film(whole_take())
    turn, unseen = 1.5 * poses.pelvis_rotation_deg, between(poses, 8.0, 12.0)
    turn[unseen] = np.nan
    frames = frames_of(replace(poses, pelvis_rotation_deg=turn))
    line = frames["pelvic_drop_hip_line_deg"]
    for rows, factor, method, confidence in (
        (frames[unseen], 1.0, "hip_line", 0.0),
        (frames[~unseen & (frames["leg"] != "")], 1.5, "patch", 0.8),
    ):
        drop = rows["pelvic_drop_deg"].to_numpy()
        expected = factor * line[rows.index].to_numpy()
        assert drop == pytest.approx(expected, abs=0.15)
        assert set(rows["pelvic_drop_method"]) == {method}
        seen = rows["pelvic_drop_confidence"].to_numpy()
        assert seen == pytest.approx(confidence)


def test_without_two_feet_there_is_no_change_but_raw_values():
    script = [*stand("right", 2.0), *squat("right") * 3]
    frames = frames_of(film(script))
    squats = frames[frames["rep"] > 0]
    assert squats[[*FROM_TWO_FEET, "knee_plus_trunk_deg"]].isna().all(axis=None)
    assert squats["pelvic_drop_raw_deg"].max() == pytest.approx(5.0, abs=0.05)
    assert squats["trunk_lean_raw_deg"].max() == pytest.approx(3.0, abs=0.05)
    assert squats["fppa_deg"].max() == pytest.approx(8.0, abs=0.05)


@pytest.mark.parametrize("joint", ["hip", "knee", "ankle"])
def test_a_hidden_joint_is_not_measured_and_its_neighbours_are(joint):
    poses = film(whole_take("left"))
    gone = between(poses, 5.6, 5.9)
    frames = frames_of(hidden(poses, [f"left_{joint}"], gone))
    assert frames.loc[gone, list(FRAME_MEASURES)].isna().all(axis=None)
    assert (frames.loc[gone, "sample"] == "missing").all()
    assert (frames.loc[gone, "fppa_method"] == "").all()
    around = frames["leg"].eq("left") & ~gone
    assert frames.loc[around, list(FRAME_MEASURES)].notna().all(axis=None)
    assert (frames.loc[around, "sample"] == "measured").all()


def test_the_free_leg_may_be_hidden():
    poses = film(whole_take("left"))
    free = [f"right_{joint}" for joint in ("knee", "ankle")]
    frames = frames_of(hidden(poses, free, between(poses, 0, 99)))
    pd.testing.assert_frame_equal(frames, frames_of(poses))


@pytest.mark.parametrize(("visibility", "seen"), [(0.69, False), (0.71, True)])
def test_the_gate_of_the_model_decides_what_is_hidden(visibility, seen):
    poses = film(whole_take("left"))
    poses.visibility[:] = visibility
    frames = frames_of(poses)
    assert frames.loc[frames["rep"] > 0, "fppa_deg"].notna().all() == seen


def test_a_short_gap_is_marked_as_interpolated():
    poses = film(whole_take("right"))
    gone = between(poses, 5.6, 5.76)
    frames = frames_of(missing(poses, ["right_knee"], gone))
    assert (frames.loc[gone, "sample"] == "interpolated").all()
    assert frames.loc[gone, "fppa_deg"].notna().all()
    assert (frames["sample"] == "interpolated").sum() == gone.sum()


@pytest.mark.parametrize("leg", SIDES)
def test_the_knee_is_medial_to_the_foot_by_its_share_of_the_shank(leg):
    script = whole_take(leg, 2, fppa_deg=25.0)
    poses = film(script)
    frames = frames_of(poses)
    at = int(frames["depth_ratio"].argmin())
    knee, foot = poses.points_px[at, [25, 31] if leg == "left" else [26, 32], 0]
    inwards = towards_midline(leg) * (knee - foot)
    standing_shank_px = np.hypot(SHIFT / 2, 0.98 / 2) * 380
    value = frames["knee_medial_to_foot_ratio"].iloc[at]
    assert value == pytest.approx(inwards / standing_shank_px, abs=0.005)
    assert value > 0


@pytest.mark.parametrize("script", [whole_take(), two_feet(), stand("left")])
def test_the_table_has_its_columns_and_types_whatever_the_take(script):
    poses = film(script)
    frames = frames_of(poses)
    assert len(frames) == len(poses)
    assert frames.astype(FRAME_COLUMNS).equals(frames)
    assert list(frames) == list(FRAME_COLUMNS)
