"""Injected exchanges of left and right come back; real movement is left alone."""

import numpy as np
import pytest

from screening.motion.landmarks import INDEX
from screening.motion.swaps import repair_swaps
from tests.factories import (
    Move,
    Posture,
    film,
    leg_test,
    one_leg,
    two_feet,
    whole_take,
)
from tests.transforms import missing, noisy, swapped

LEG_PX = 380.0
FEET = ("ankle", "heel", "foot_index")
PARTS = {
    "hips": ("hip",),
    "knees": ("knee",),
    "feet": FEET,
    "legs": ("hip", "knee", *FEET),
}
WHEN = {
    "one frame": [slice(140, 141)],
    "a long stretch": [slice(60, 190)],
    "the beginning": [slice(0, 30)],
    "the end": [slice(-30, None)],
    "again and again": [slice(20, 23), slice(90, 91), slice(150, 175)],
    "every other frame": [slice(100, 120, 2)],
}


def frames_of(slices, count):
    when = np.zeros(count, dtype=bool)
    for each in slices:
        when[each] = True
    return when


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("parts", PARTS)
def test_what_was_exchanged_comes_back_exactly(parts, when):
    poses = noisy(film(whole_take()), 1.0)
    exchanged = frames_of(WHEN[when], len(poses))
    mixed = swapped(poses, PARTS[parts], exchanged)
    assert not np.array_equal(mixed.points_px, poses.points_px)
    swaps = repair_swaps(mixed.points_px, LEG_PX)
    assert np.array_equal(swaps.points_px, poses.points_px)
    assert (swaps.repaired == exchanged).all()
    assert not swaps.unrepaired.any()


@pytest.mark.parametrize("parts", PARTS)
def test_what_was_exchanged_by_a_shaky_model_comes_back(parts):
    poses = noisy(film(whole_take(), rate_fps=15.0), 6.0)
    exchanged = frames_of([slice(43, 47), slice(70, 120)], len(poses))
    swaps = repair_swaps(swapped(poses, PARTS[parts], exchanged).points_px, LEG_PX)
    assert np.array_equal(swaps.points_px, poses.points_px)


def test_hips_and_feet_may_be_exchanged_at_different_times():
    poses = film(whole_take())
    hips, feet = (frames_of([s], len(poses)) for s in (slice(50, 80), slice(70, 120)))
    mixed = swapped(swapped(poses, ("hip",), hips), FEET, feet)
    swaps = repair_swaps(mixed.points_px, LEG_PX)
    assert np.array_equal(swaps.points_px, poses.points_px)
    assert (swaps.repaired == (hips | feet)).all()


def test_an_exchange_behind_a_gap_comes_back():
    poses = film(whole_take())
    gone = frames_of([slice(100, 103)], len(poses))
    poses = missing(poses, ["left_hip", "right_hip"], gone)
    exchanged = frames_of([slice(103, 150)], len(poses))
    swaps = repair_swaps(swapped(poses, ("hip",), exchanged).points_px, LEG_PX)
    assert np.array_equal(swaps.points_px, poses.points_px, equal_nan=True)


@pytest.mark.parametrize("takes_s", [0.3, 0.8])
def test_legs_that_really_cross_are_not_exchanged(takes_s):
    crossed = one_leg("right", lifted=0.12, aside=0.36)
    poses = film(
        [
            *two_feet(),
            Move(one_leg("right"), 0.8, 1.0),
            Move(crossed, takes_s, 1.0),
            Move(one_leg("right"), takes_s, 1.0),
        ]
    )
    ankles = poses.points_px[:, [INDEX["left_ankle"], INDEX["right_ankle"]], 0]
    assert (ankles[:, 0] < ankles[:, 1]).any()
    swaps = repair_swaps(poses.points_px, LEG_PX)
    assert np.array_equal(swaps.points_px, poses.points_px)
    assert not swaps.repaired.any()


def test_a_fast_squat_at_a_low_rate_is_no_exchange():
    fast = leg_test("right", 3, depth_ratio=0.7, seconds=(0.4, 0.1, 0.4, 0.3))
    poses = film(fast, rate_fps=12.0)
    assert not repair_swaps(poses.points_px, LEG_PX).repaired.any()


def from_behind(poses):
    return poses.points_px * (-1, 1) + (poses.image_size[0], 0)


def test_somebody_seen_from_behind_is_consistent():
    points = from_behind(film(whole_take()))
    swaps = repair_swaps(points, LEG_PX)
    assert np.array_equal(swaps.points_px, points)
    assert not swaps.repaired.any()
    assert not swaps.unrepaired.any()


def test_an_exchange_of_somebody_seen_from_behind_comes_back():
    poses = film(whole_take())
    mixed = swapped(poses, ("hip",), frames_of([slice(50, 90)], len(poses)))
    swaps = repair_swaps(from_behind(mixed), LEG_PX)
    assert swaps.points_px == pytest.approx(from_behind(poses))
    assert not swaps.unrepaired.any()


def test_hips_that_slide_across_each_other_cannot_be_repaired():
    poses = film([Move(Posture(), 1.0, 6.0)])
    points = poses.points_px.copy()
    left, right = INDEX["left_hip"], INDEX["right_hip"]
    share = np.interp(np.arange(len(poses)), [50, 80, 100, 130], [0, 1, 1, 0])[:, None]
    points[:, left] += share * (poses.points_px[:, right] - poses.points_px[:, left])
    points[:, right] -= share * (poses.points_px[:, right] - poses.points_px[:, left])
    swaps = repair_swaps(points, LEG_PX)
    assert not swaps.repaired.any()
    assert (swaps.unrepaired == (share[:, 0] > 0.5)).all()


def test_nothing_is_repaired_of_somebody_never_seen():
    points = np.full((20, 33, 2), np.nan)
    swaps = repair_swaps(points, np.nan)
    assert not swaps.repaired.any()
    assert not swaps.unrepaired.any()
