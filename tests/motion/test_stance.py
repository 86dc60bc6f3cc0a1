"""On two feet or on one, told frame by frame."""

import numpy as np
import pytest

from screening.motion.landmarks import INDEX, SIDES, other
from screening.motion.stance import (
    LEVEL,
    TwoFeet,
    foot_height_leg,
    free_foot_down,
    leg_length_px,
    stance_leg,
    stands_between_feet,
    still,
    stretches,
    weight_ratio,
)
from screening.settings import DEFAULT
from tests.factories import (
    Camera,
    Move,
    Posture,
    film,
    leg_test,
    one_leg,
    stand,
    two_feet,
    whole_take,
)
from tests.transforms import (
    between,
    mirrored,
    missing,
    noisy,
)

PHASES = DEFAULT.phases
LEG_PX = 380.0
AT_REST = TwoFeet((2 * 0.12 * LEG_PX, 0.0), 0.0)


def legs_seen(poses, at_rest=None):
    return stance_leg(poses.points_px, LEG_PX, at_rest, PHASES)


@pytest.mark.parametrize("leg_px", [120.0, 380.0, 600.0])
def test_the_leg_is_as_long_as_it_is_in_the_picture(leg_px):
    poses = film(whole_take(), camera=Camera(leg_px=leg_px))
    assert leg_length_px(poses.points_px) == pytest.approx(leg_px, rel=0.01)


def test_squats_and_a_lifted_foot_do_not_shorten_the_leg():
    deep = film(leg_test("right", 5, depth_ratio=0.7))
    assert leg_length_px(deep.points_px) == pytest.approx(LEG_PX, rel=0.02)


def test_nobody_has_no_leg():
    assert np.isnan(leg_length_px(np.full((4, 33, 2), np.nan)))


@pytest.mark.parametrize("leg", SIDES)
def test_a_lifted_foot_tells_the_standing_leg(leg):
    poses = film([*two_feet(2.0), *stand(leg, 2.0), *two_feet(2.0)])
    seen = legs_seen(poses)
    assert set(seen[between(poses, 0, 2.8)]) == {"both"}
    assert set(seen[between(poses, 3.6, 5.6)]) == {leg}
    assert set(seen[between(poses, 6.4, 8.4)]) == {"both"}


def test_a_foot_that_hardly_leaves_the_floor_is_not_lifted():
    for lifted, leg in ((0.09, "both"), (0.11, "right")):
        poses = film([Move(Posture("right", lifted=lifted, weight=1.0), 1.0, 2.0)])
        assert set(legs_seen(poses)) == {leg}


def test_a_lifted_foot_that_sinks_half_way_stays_lifted():
    script = [*stand("right", 1.0), *stand("right", 1.0, lifted=0.07)]
    assert set(legs_seen(film(script))) == {"right"}


@pytest.mark.parametrize("leg", SIDES)
def test_a_foot_held_in_front_needs_the_two_feet_stance_to_compare_with(leg):
    poses = film([Move(one_leg(leg, free="front"), 1.0, 2.0)])
    assert set(legs_seen(poses, AT_REST)) == {leg}
    assert set(legs_seen(poses)) == {"both"}


def test_shifting_the_weight_alone_lifts_no_foot():
    poses = film([Move(Posture("right", weight=1.0), 1.0, 2.0)])
    assert set(legs_seen(poses, AT_REST)) == {"both"}


def test_a_foot_that_was_not_seen_tells_nothing():
    poses = film(two_feet(2.0))
    gone = between(poses, 0.5, 1.0)
    seen = legs_seen(missing(poses, ["left_ankle"], gone), AT_REST)
    assert ((seen == "") == gone).all()


def test_the_height_of_the_right_foot_is_that_over_the_stance_on_two_feet():
    left, right = (film(stand(leg)).points_px for leg in ("left", "right"))
    assert foot_height_leg(left, LEG_PX, LEVEL)[-1] == pytest.approx(0.3)
    assert foot_height_leg(right, LEG_PX, LEVEL)[-1] == pytest.approx(-0.3)
    tipped = TwoFeet((90.0, 0.1 * LEG_PX), 0.0)
    assert foot_height_leg(left, LEG_PX, tipped)[-1] == pytest.approx(0.2)


def test_the_weight_goes_from_the_right_foot_to_the_left():
    ratio = {
        leg: weight_ratio(film(stand(leg)).points_px, LEG_PX, AT_REST)[-1]
        for leg in SIDES
    }
    both = weight_ratio(film(two_feet()).points_px, LEG_PX, AT_REST)
    assert both == pytest.approx(0.5)
    assert ratio["right"] < 0.2
    assert ratio["left"] == pytest.approx(1 - ratio["right"])


def test_feet_close_together_do_not_tell_the_weight():
    close = one_leg("right", aside=0.17)
    assert np.isnan(weight_ratio(film([Move(close)]).points_px, LEG_PX, AT_REST)).all()


@pytest.mark.parametrize("roll_deg", [-8, 0, 8])
def test_somebody_on_two_feet_stands_between_them_whatever_the_roll(roll_deg):
    camera = Camera(roll_deg=roll_deg)
    both = film(two_feet(), camera=camera)
    over = film([Move(Posture("right", weight=1.0), 1.0, 1.0)], camera=camera)
    assert stands_between_feet(both.points_px, LEG_PX).all()
    assert not stands_between_feet(over.points_px, LEG_PX).any()


@pytest.mark.parametrize("leg", SIDES)
def test_the_free_foot_is_down_only_when_it_is_back_on_the_floor(leg):
    up, down = one_leg(leg), one_leg(leg, lifted=0.02)
    poses = film([Move(up, 1.0, 2.0), Move(down, 0.3, 0.5), Move(up, 0.3, 2.0)])
    on_leg = np.ones(len(poses), dtype=bool)
    arguments = (poses.points_px, LEG_PX, AT_REST, on_leg, leg, PHASES)
    found = free_foot_down(*arguments)
    assert found[between(poses, 3.35, 3.75)].all()
    assert not found[~between(poses, 3.1, 4.0)].any()


def test_a_foot_in_front_is_down_only_when_it_is_back_in_its_place():
    front, down = (one_leg("right", free="front"), Posture("right", weight=1.0))
    poses = film([Move(front, 1.0, 2.0), Move(down, 0.3, 0.5), Move(front, 0.3, 2.0)])
    on_leg = np.ones(len(poses), dtype=bool)
    found = free_foot_down(poses.points_px, LEG_PX, AT_REST, on_leg, "right", PHASES)
    assert found[between(poses, 3.35, 3.75)].all()
    assert not found[~between(poses, 3.05, 4.05)].any()


@pytest.mark.parametrize("side", SIDES)
def test_a_mirrored_person_stands_on_the_other_leg(side):
    poses = noisy(film(whole_take(side)), 1.0)
    twin = {side: other(side), "both": "both"}
    expected = [twin[leg] for leg in legs_seen(poses)]
    assert legs_seen(mirrored(poses)).tolist() == expected


def test_quiet_is_who_neither_moves_the_body_nor_a_foot():
    poses = film([*two_feet(2.0), *stand("right", 2.0), *two_feet(1.0)])
    quiet = still(poses.time_s, poses.points_px, LEG_PX, PHASES)
    assert quiet[between(poses, 0.1, 2.5)].all()
    assert not quiet[between(poses, 3.0, 3.4)].any()
    assert quiet[between(poses, 3.8, 5.4)].all()


@pytest.mark.parametrize(("share", "quiet"), [(0.95, True), (1.05, False)])
def test_slow_is_quiet_up_to_the_limit(share, quiet):
    poses = film(two_feet(2.0))
    drift = share * PHASES.still_leg_per_s * LEG_PX * poses.time_s
    points = poses.points_px + drift[:, None, None] * (1.0, 0.0)
    inner = slice(5, -5)
    assert still(poses.time_s, points, LEG_PX, PHASES)[inner].all() == quiet


def test_somebody_who_is_not_seen_is_not_quiet():
    poses = film(two_feet(2.0))
    gone = between(poses, 1.0, 1.2)
    points = missing(poses, ["left_hip"], gone).points_px
    assert not still(poses.time_s, points, LEG_PX, PHASES)[gone].any()


def test_stretches_are_those_that_last_long_enough():
    mask = np.array([1, 1, 0, 1, 1, 1, 0, 0, 1, 1, 1, 1], dtype=bool)
    time_s = np.arange(12) * 0.1
    found = stretches(mask, time_s, 0.3)
    assert found == [slice(3, 6), slice(8, 12)]
    assert [mask[s].all() for s in found] == [True, True]


def test_the_ankle_decides_not_the_toes():
    poses = film(two_feet(2.0))
    points = poses.points_px.copy()
    points[:, INDEX["left_foot_index"], 1] -= 0.2 * LEG_PX
    assert set(stance_leg(points, LEG_PX, None, PHASES)) == {"both"}
