"""A second leg that is nearer or further away than the first one loses nothing."""

import numpy as np
import pytest

from screening.measures import FRAME_MEASURES, PLANE
from screening.motion.distance import size_ratio
from screening.motion.landmarks import SIDES, Side, other
from screening.settings import DEFAULT
from tests.examined import Examined, examine
from tests.factories import Camera, duration_s, film, leg_test, whole_take
from tests.transforms import nearer, noisy

CAMERA = Camera(leg_px=240, floor_px=1000)
# Without perspective the angle is another one: nearer, there is more of it to take off,
# and these stick people are drawn without any.
ANGLES = [n for n in FRAME_MEASURES if n.endswith("_deg") and n != PLANE]
RATIOS = [0.7, 0.8, 0.92, 0.94, 1.06, 1.15, 1.25, 1.4]
CHOSEN = {"fppa_deg": 12.0, "drop_deg": 9.0, "lean_deg": 4.0}


def both_legs(first: Side, ratio: float) -> Examined:
    """Four squats on each leg; a step between them, on two feet."""
    before = leg_test(first, 4, **CHOSEN)
    poses = film([*before, *whole_take(other(first), 4, **CHOSEN)], camera=CAMERA)
    steps_s = duration_s(before) + np.array([1.0, 1.6])
    size = np.interp(poses.time_s, steps_s, [1.0, ratio])
    return examine(noisy(nearer(poses, size), 0.2))


@pytest.mark.parametrize("first", SIDES)
@pytest.mark.parametrize("ratio", RATIOS)
def test_a_second_leg_at_another_distance_keeps_its_squats_and_angles(ratio, first):
    here, there = both_legs(first, 1.0), both_legs(first, ratio)
    assert there.phases.legs == here.phases.legs == (first, other(first))
    assert there.phases.baseline is not None
    names = ["leg", "rep", "valid", "reasons", "cautions"]
    assert there.reps[names].equals(here.reps[names])
    assert there.reps["valid"].sum() == 8
    off = (there.reps[ANGLES] - here.reps[ANGLES]).abs()
    assert off.max(axis=None) < 0.5
    depth = there.reps["depth_ratio"] - here.reps["depth_ratio"]
    assert depth.abs().max() < 0.02


def test_who_stays_at_one_distance_is_one_size_to_the_last_bit():
    poses = examine(noisy(film(whole_take("right", 4)), 0.5)).poses
    size = size_ratio(poses.time_s, poses.points_px, DEFAULT.phases)
    assert (size == 1.0).all()
