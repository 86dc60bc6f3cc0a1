"""Stickers and printed tags on the front hip bones, in drawn pictures."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from screening.capture.pelvis.stickers import Stickers, find_stickers
from screening.capture.pelvis.tags import Tags, find_tags
from tests.capture.pelvis_pictures import (
    GREEN,
    PINK,
    SKIN,
    WHITE,
    Dot,
    Person,
    Shot,
    Tag,
    in_picture,
    picture,
    read,
    seen_from,
    turned,
)

SLOWLY = (0, 2, 4, 6, 8, 9)
TURNS = (0, 1, 3, 8, 12, 0, -8)
LEFT, RIGHT = (-0.25, -0.12), (0.25, -0.12)
NEAR = Shot(torso_px=200.0, at=(165.0, 250.0), size=(330, 340))


def a_pair(colour=PINK, **changes):
    return Person(dots=(Dot(LEFT, colour), Dot(RIGHT, colour)), **changes)


def stickers_of(person, **shot):
    view, frame = seen_from(Shot(person, **shot))
    return find_stickers(view, *frame)


def two_tags(left=3, right=7, **changes) -> Shot:
    tags = (Tag((-0.24, -0.05), left, **changes), Tag((0.24, -0.05), right, **changes))
    return replace(NEAR, person=Person(tags=tags))


def tags_of(shot) -> Tags | None:
    image, points, _ = picture(shot)
    return find_tags(image, points)


def followed(found: Stickers | Tags | None, shots):
    """What a pair of markers says of each shot."""
    assert found is not None
    frames = [picture(shot, seed=i) for i, shot in enumerate(shots)]
    return [found.update(frame.image, frame.points_px) for frame in frames]


@pytest.mark.parametrize("colour", [PINK, GREEN, WHITE])
@pytest.mark.parametrize("torso_px", [90.0, 130.0])
def test_a_pair_of_stickers_is_found_and_followed_exactly(colour, torso_px):
    stance = Shot(a_pair(colour), torso_px=torso_px)
    stickers = stickers_of(stance.person, torso_px=torso_px)
    angles = [angle for angle, _ in followed(stickers, turned(stance, TURNS))]
    assert angles == pytest.approx(TURNS, abs=0.2)


def test_while_a_sticker_is_hidden_there_is_no_reading_and_then_there_is():
    stance = Shot(a_pair())
    one = replace(stance, person=Person(dots=stance.person.dots[:1]))
    there = turned(stance, (2, 4))
    hidden, again = [one] * 4, turned(stance, (0, 2, 4))
    found = read(stance, [*there, *hidden, *again])
    assert [r.doubt for r in found] == [""] * 2 + ["lost"] * 4 + [""] * 3
    assert [r.method for r in found] == ["stickers"] * 2 + [""] * 4 + ["stickers"] * 3
    seen = [r.rotation_deg for r in found if r.method]
    assert seen == pytest.approx([2, 4, 0, 2, 4], abs=0.2)
    assert all(np.isnan(r.rotation_deg) for r in found[2:6])
    assert [r.markers_px is None for r in found] == [not r.method for r in found]


def test_the_places_of_stickers_are_those_of_the_own_left_and_right_hip_bone():
    stance = Shot(a_pair())
    [reading] = read(stance, [stance])
    # The person faces the camera: the own left side is on the right of the picture.
    places = in_picture(stance, np.array([RIGHT, LEFT]))
    assert np.array(reading.markers_px) == pytest.approx(places, abs=0.5)


def test_the_places_of_tags_are_those_of_the_own_left_and_right_hip_bone():
    stance = two_tags()
    tags = tags_of(stance)
    assert followed(tags, [stance]) == pytest.approx([0.0], abs=0.15)
    places = in_picture(stance, np.array([(0.24, -0.05), (-0.24, -0.05)]))
    assert np.array(tags.markers_px) == pytest.approx(places, abs=1.0)
    one = replace(stance, person=Person(tags=stance.person.tags[:1]))
    assert followed(tags, [one]) == [None]
    assert tags.markers_px is None


def test_stickers_are_found_again_after_the_person_was_out_of_sight():
    stance = Shot(a_pair())
    stickers = stickers_of(stance.person)
    image, points, _ = picture(stance)
    assert stickers.update(image, np.full_like(points, np.nan)) is None
    elsewhere = replace(stance, at=(165.0, 175.0), turn_deg=5.0)
    assert followed(stickers, [elsewhere] * 3)[-1][0] == pytest.approx(5, abs=0.2)


def test_a_finger_over_half_a_sticker_is_noticed():
    stance = Shot(a_pair())
    finger = Dot((RIGHT[0] + 0.055, RIGHT[1]), SKIN, radius=0.05)
    touched = replace(stance, person=Person(dots=(*stance.person.dots, finger)))
    free, covered = followed(stickers_of(stance.person), [stance, touched])
    assert free[1] > 0.95
    assert covered is None or covered[1] < 0.8


@pytest.mark.parametrize(
    "dots",
    [
        (Dot(LEFT),),
        (Dot(LEFT, PINK), Dot(RIGHT, GREEN)),
        (Dot((-0.07, -0.12)), Dot((0.07, -0.12))),
        (Dot((-0.25, -0.14)), Dot((0.25, 0.0))),
        (Dot((0.02, -0.12)), Dot((0.30, -0.12))),
        (Dot((-0.25, -0.55)), Dot((0.25, -0.55))),
        (Dot((-0.25, 0.2)), Dot((0.25, 0.2))),
        (Dot(LEFT, radius=0.02), Dot(RIGHT, radius=0.045)),
    ],
    ids=[
        "single",
        "two_colours",
        "close_together",
        "not_level",
        "one_side",
        "on_the_belly",
        "on_the_thighs",
        "two_sizes",
    ],
)
def test_dots_that_cannot_be_both_hip_bones_are_no_pair(dots):
    assert stickers_of(Person(dots=dots)) is None


def test_two_dots_farther_apart_than_hip_bones_are_no_pair():
    at_the_wrists = (Dot((-0.6, 0.0)), Dot((0.6, 0.0)))
    assert stickers_of(Person(dots=at_the_wrists)) is None


@pytest.mark.parametrize(
    "person",
    [
        Person(),
        Person(dots=(Dot((0, -0.07), WHITE, 0.018),)),
        Person(dots=(Dot((-0.06, -0.06), WHITE, 0.015), Dot((0.06, -0.06), WHITE))),
        Person(stripes=4),
        Person(stripes=8),
        Person(weave=2.5),
        Person(
            dots=tuple(
                Dot((x, y))
                for x in (-0.24, -0.12, 0.0, 0.12, 0.24)
                for y in (-0.06, 0.04)
            )
        ),
    ],
    ids=[
        "plain",
        "a_button",
        "two_buttons",
        "wide_stripes",
        "stripes",
        "pattern",
        "polka_dots",
    ],
)
def test_ordinary_shorts_show_no_stickers(person):
    assert stickers_of(person) is None


@pytest.mark.parametrize("numbers", [(3, 7), (7, 3), (5, 5)])
def test_two_tags_are_followed_whatever_their_numbers(numbers):
    stance = two_tags(*numbers)
    angles = followed(tags_of(stance), turned(stance, TURNS))
    assert angles == pytest.approx(TURNS, abs=0.15)


def test_tags_of_the_finer_kind_are_followed_too():
    stance = two_tags(size=0.13, dictionary=cv2.aruco.DICT_5X5_250)
    angles = followed(tags_of(stance), turned(stance, (0, -5)))
    assert angles == pytest.approx([0, -5], abs=0.3)


def test_tags_too_small_to_be_detected_while_moving_are_followed():
    """Two pixels a module: printed 4 cm wide, four metres away."""
    stance = two_tags(size=0.095)
    angles = followed(tags_of(stance), turned(stance, SLOWLY))
    assert angles == pytest.approx(SLOWLY, abs=0.4)


def test_a_tag_that_is_seen_at_a_slant_is_followed():
    stance = two_tags()
    steps = [replace(stance, turn_deg=i, tip_deg=4.0 * i) for i in range(10)]
    assert followed(tags_of(stance), steps)[-1] == pytest.approx(9, abs=0.8)


def test_with_a_tag_hidden_there_is_no_turn_until_it_is_seen_again():
    stance = two_tags()
    one = replace(stance, person=Person(tags=stance.person.tags[:1]))
    found = followed(tags_of(stance), [one, replace(stance, turn_deg=6.0)])
    assert found[0] is None
    assert found[1] == pytest.approx(6, abs=0.3)


def test_a_single_tag_or_three_or_two_on_one_side_are_no_pair():
    left, right = two_tags().person.tags
    third = Tag((0.0, -0.05), 9)
    for tags in ((left,), (left, third, right), (third, Tag((0.0, 0.2), 4))):
        assert tags_of(replace(NEAR, person=Person(tags=tags))) is None


def test_a_tag_on_the_wall_far_from_the_hips_is_no_marker():
    """Only the square around the hips is searched; another tag there disturbs."""
    stance = two_tags()
    image, points, _ = picture(stance)
    corner = in_picture(stance, np.array([-0.8, -1.2])).round().astype(int)
    code = cv2.aruco.getPredefinedDictionary(cv2.aruco.DICT_4X4_250)
    mark = cv2.cvtColor(cv2.aruco.generateImageMarker(code, 11, 40), cv2.COLOR_GRAY2RGB)
    image[corner[1] : corner[1] + 40, corner[0] : corner[0] + 40] = mark
    assert find_tags(image, points) is not None
