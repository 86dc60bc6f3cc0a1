from __future__ import annotations

import numpy as np
import pytest

from screening.capture.knee.limb import NOTHING, LimbKnees, MirroredLook, standing_legs
from screening.motion.landmarks import INDEX
from tests.capture.legs import (
    HALF_WIDTH_PX,
    SKIN,
    mirrored,
    on_two_feet,
    person,
    zoomed,
)

LEFT, RIGHT = 0, 1
GOOD = 0.5


def knee_and_quality(*picture, stances=0, side=RIGHT):
    """Read one frame, after as many of a straight leg."""
    limb = LimbKnees()
    straight = person() if side == RIGHT else mirrored(*person())
    for _ in range(stances):
        limb.update(*straight)
    reading = limb.update(*picture)
    return reading.knee_px[side], reading.quality[side]


@pytest.mark.parametrize("inside_px", [-40, -15, 0, 20, 45])
def test_the_knee_is_the_middle_of_the_limb(inside_px):
    knee, quality = knee_and_quality(*person(inside_px))
    assert knee[0] == pytest.approx(300 + inside_px, abs=1.2)
    assert quality > GOOD


@pytest.mark.parametrize("off_px", [-15, 15])
def test_a_landmark_beside_the_knee_does_not_pull_the_knee(off_px):
    knee, _ = knee_and_quality(*person(20, landmark_off_px=off_px))
    assert knee[0] == pytest.approx(320, abs=2)


def test_a_mirrored_picture_gives_the_mirrored_knee():
    knee, quality = knee_and_quality(*person(30, landmark_off_px=-8))
    turned, same = knee_and_quality(
        *mirrored(*person(30, landmark_off_px=-8)), side=LEFT
    )
    assert turned[0] == pytest.approx(720 - knee[0], abs=0.02)
    assert turned[1] == pytest.approx(knee[1], abs=0.02)
    assert same == pytest.approx(quality, abs=0.01)


def test_a_leg_in_the_air_is_not_looked_at():
    reading = LimbKnees().update(*person())
    assert np.isnan(reading.knee_px[LEFT]).all()
    assert standing_legs(person()[1]) == ["right"]


def test_wide_trousers_are_not_trusted():
    _, quality = knee_and_quality(*person(20, half_width_px=2.1 * HALF_WIDTH_PX))
    assert quality < GOOD


def test_a_torn_mask_is_not_trusted():
    image, points, mask = person(20)
    torn = mask * np.where(np.arange(720) % 20 < 12, 0.1, 0.6)
    _, quality = knee_and_quality(image, points, torn.astype(np.float32))
    assert quality < GOOD


def test_nothing_is_said_without_a_mask():
    image, points, _ = person()
    assert LimbKnees().update(image, points, None) is NOTHING


@pytest.mark.parametrize("part", ["left_index", "right_wrist"])
def test_a_hand_over_the_knee_is_not_trusted(part):
    image, points, mask = person(20)
    points[INDEX[part]] = (325, 780)
    _, quality = knee_and_quality(image, points, mask)
    assert quality < GOOD


def test_the_other_foot_about_the_knee_adds_to_other_doubts():
    clear = knee_and_quality(*person(20, half_width_px=55))[1]
    image, points, mask = person(20, half_width_px=55)
    points[INDEX["left_ankle"]] = (325, 780)
    _, quality = knee_and_quality(image, points, mask)
    assert 0 < quality < 0.7 * clear


def test_the_other_leg_beside_the_knee_does_not_move_it_once_its_width_is_known():
    image, points, mask = person(20)
    beside = slice(320 + round(HALF_WIDTH_PX) - 4, 380)
    mask[700:900, beside] = 1
    image[700:900, beside] = SKIN
    knee, _ = knee_and_quality(image, points, mask, stances=8)
    assert knee[0] == pytest.approx(320, abs=4)


def test_a_mirrored_look_is_read_with_its_own_mask():
    image, points, mask = person(20)
    look = MirroredLook(points, np.roll(mask, 4, axis=1))
    reading = LimbKnees().update(image, points, mask, look)
    moved = reading.mirrored_knee_px[RIGHT] - reading.knee_px[RIGHT]
    assert 0.5 < moved[0] <= 4.5
    assert np.isnan(reading.mirrored_knee_px[LEFT]).all()


def test_a_body_that_was_hardly_found_is_left_alone():
    image, _, mask = person()
    nowhere = np.full((33, 2), 50.0)
    assert standing_legs(nowhere) == []
    assert np.isnan(LimbKnees().update(image, nowhere, mask).knee_px).all()


def test_a_leg_that_reaches_out_of_the_picture_is_not_looked_at():
    image = np.full((400, 300, 3), 90, np.uint8)
    points_px = np.full((33, 2), 100.0)
    for side, x in (("left", 180.0), ("right", 120.0)):
        for part, y in (("hip", 200.0), ("knee", 420.0), ("ankle", 640.0)):
            points_px[INDEX[f"{side}_{part}"]] = (x, y)
    mask = np.ones((400, 300), np.float32)
    reading = LimbKnees().update(image, points_px, mask)
    assert np.isnan(reading.knee_px).all()
    assert (reading.quality == 0).all()


def after_stances(zoom_ratio, told_ratio=1.0, stances=()):
    """Read a bent leg at another size, after stances as large as at first."""
    limb = LimbKnees()
    for _ in range(20):
        limb.update(*person())
    for stance in stances:
        limb.update(*stance)
    picture = zoomed(zoom_ratio, *person(20))
    reading = limb.update(*picture, None, told_ratio)
    return reading.knee_px[RIGHT], reading.quality[RIGHT]


@pytest.mark.parametrize("zoom_ratio", [0.7, 1.4])
def test_a_camera_that_zooms_does_not_change_the_width_of_the_leg(zoom_ratio):
    knee, quality = after_stances(zoom_ratio, zoom_ratio)
    assert knee[0] == pytest.approx(360 + zoom_ratio * (320 - 360), abs=1.2)
    assert quality == pytest.approx(after_stances(1.0)[1], abs=0.02)


@pytest.mark.parametrize("zoom_ratio", [0.7, 0.85, 1.2, 1.4])
def test_somebody_who_steps_keeps_the_width_of_the_leg(zoom_ratio):
    stepped = [zoomed(zoom_ratio, *on_two_feet())] * 4
    knee, quality = after_stances(zoom_ratio, stances=[on_two_feet()] * 4 + stepped)
    assert knee[0] == pytest.approx(360 + zoom_ratio * (320 - 360), abs=1.2)
    assert quality == pytest.approx(after_stances(1.0)[1], abs=0.02)


def test_a_leg_that_bends_does_not_count_as_further_away():
    bent = zoomed(0.8, *on_two_feet())
    bent[1][INDEX["left_ankle"]] -= (0, 30)
    _, quality = after_stances(0.8, stances=[on_two_feet()] * 4 + [bent] * 8)
    assert quality < after_stances(1.0)[1] - 0.1
