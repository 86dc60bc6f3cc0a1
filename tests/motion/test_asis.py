"""The front hip bone: where markers are, and where it is estimated without them."""

from dataclasses import replace

import numpy as np
import pytest

from screening.motion.asis import METHOD, estimated_asis_px
from screening.motion.landmarks import INDEX, SIDES
from tests.examined import examine
from tests.factories import film, whole_take
from tests.transforms import without

HIP, WIDTH = np.array([480.0, 960.0]), np.array(144.0)


def marked(poses, aside_px=30.0, above_px=50.0, method="stickers"):
    """The take of somebody with a sticker on each front hip bone."""
    hips = poses.points_px[:, [INDEX[f"{side}_hip"] for side in SIDES]]
    away = np.array([(aside_px, -above_px), (-aside_px, -above_px)])
    kinds = np.full(len(poses), method, dtype="U16")
    return replace(poses, markers_px=hips + away, pelvis_method=kinds)


def take(fppa_deg=8.0, drop_deg=0.0, leg="right"):
    angles = {"fppa_deg": fppa_deg, "drop_deg": drop_deg, "lean_deg": 0.0}
    return film(whole_take(leg, 3, depth_ratio=0.83, **angles))


def test_a_level_pelvis_has_the_bone_outside_and_above_the_joint():
    right = estimated_asis_px(HIP, WIDTH, np.array(0.0), stance="right")
    left = estimated_asis_px(HIP, WIDTH, np.array(0.0), stance="left")
    assert right == pytest.approx((480 - 28, 960 - 60))
    assert left == pytest.approx((480 + 28, 960 - 60))


def test_both_estimates_are_as_far_apart_as_bodies_have_it():
    hips = {"right": HIP, "left": HIP + np.array([WIDTH, 0.0])}
    right, left = (
        estimated_asis_px(hips[side], WIDTH, np.array(0.0), stance=side)
        for side in ("right", "left")
    )
    between = left[0] - right[0]
    assert (hips["right"] - right)[0] == pytest.approx(METHOD.medial_ratio * between)
    assert (hips["right"] - right)[1] == pytest.approx(METHOD.distal_ratio * between)


@pytest.mark.parametrize("stance", SIDES)
def test_the_bone_turns_with_the_pelvis_about_the_joint(stance):
    level, dropped = (
        estimated_asis_px(HIP, WIDTH, np.array(drop), stance=stance) - HIP
        for drop in (0.0, 10.0)
    )
    assert np.linalg.norm(dropped) == pytest.approx(np.linalg.norm(level))
    inwards = 1 if stance == "right" else -1
    turn = np.degrees(np.arctan2(*dropped) - np.arctan2(*level))
    assert abs(turn) == pytest.approx(10.0)
    # The free side sinks, so the bone of the standing side moves inwards.
    assert inwards * (dropped - level)[0] > 0


@pytest.mark.parametrize("leg", SIDES)
def test_a_marker_gives_the_angle_from_it_to_the_knee_and_the_ankle(leg):
    poses = marked(take(leg=leg), aside_px=0.0, above_px=0.0)
    reps = examine(poses).reps
    assert set(reps["fppa_asis_method"]) == {"stickers"}
    # What the model usually puts aside is taken off its joints, not off a marker.
    np.testing.assert_allclose(reps["fppa_asis_deg"], reps["fppa_deg"], atol=1.0)
    outside = examine(marked(take(leg=leg))).reps
    assert (outside["fppa_asis_deg"] > outside["fppa_deg"] + 3).all()
    np.testing.assert_array_equal(outside["fppa_deg"], reps["fppa_deg"])


def test_a_marker_that_is_lost_at_the_deepest_point_leaves_it_to_the_estimate():
    poses = marked(take())
    [first, *_] = examine(poses).phases.repetitions
    lost = poses.markers_px.copy()
    lost[first.bottom - 8 : first.bottom + 9] = np.nan
    seen = examine(replace(poses, markers_px=lost))
    assert seen.reps["fppa_asis_method"].tolist() == ["pelvis", "stickers", "stickers"]
    own = seen.frames[seen.frames["rep"] == 1]
    assert set(own["fppa_asis_method"]) == {"pelvis"}
    assert own["fppa_asis_deg"].notna().all()


def test_without_the_pelvis_it_is_estimated_from_the_stance_on_two_feet():
    poses = take(drop_deg=10.0)
    unsure = replace(poses, pelvis_confidence=np.zeros(len(poses)))
    followed, level = examine(poses).reps, examine(unsure).reps
    assert set(followed["fppa_asis_method"]) == {"pelvis"}
    assert set(level["fppa_asis_method"]) == {"level"}
    # A dropped pelvis brings the bone inwards; who does not see that reads more.
    more = level["fppa_asis_deg"] - followed["fppa_asis_deg"]
    assert more.between(0.5, 4.0).all()


def test_without_the_stance_on_two_feet_it_is_estimated_all_the_same():
    poses = film([*whole_take("right", 4)])
    on_two = examine(poses).frames["phase"] == "two_feet"
    reps = examine(without(poses, on_two.to_numpy())).reps
    assert set(reps["fppa_asis_method"]) == {"level"}
    assert reps["fppa_asis_deg"].notna().all()


def test_it_reads_more_than_the_angle_from_the_joint_by_what_anatomy_says():
    reps = examine(take(fppa_deg=0.0)).reps
    more = reps["fppa_asis_deg"] - reps["fppa_deg"]
    assert more.between(3.0, 8.0).all()
