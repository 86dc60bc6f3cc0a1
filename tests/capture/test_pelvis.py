"""What the pelvis estimator says of drawn takes, and what it will not say."""

from dataclasses import replace

import numpy as np
import pytest

from screening.capture.pelvis.hem import find_hem
from screening.capture.pelvis.tracker import METHOD as PELVIS
from screening.motion.landmarks import INDEX
from screening.motion.pelvis_error import confidence_of
from tests.capture.pelvis_pictures import (
    FPS,
    Dot,
    Person,
    Shot,
    Tag,
    film,
    picture,
    read,
    readings,
    seen_from,
    take,
    turned,
)

STICKERS = (Dot((-0.25, -0.12)), Dot((0.25, -0.12)))
TAGS = (Tag((-0.24, -0.05), 3), Tag((0.24, -0.05), 7))
BLUE, DARK = (70, 95, 165), (40, 40, 46)
NEAR = Shot(torso_px=180.0, at=(150.0, 230.0), size=(300, 340))
SLOWLY = (2, 4, 6, 8)


def hem_of(person, **shot):
    view, frame = seen_from(Shot(person, **shot))
    return find_hem(view, *frame)


@pytest.mark.parametrize(
    ("error_deg", "confidence"), [(0, 1.0), (2.0, 0.6), (3.0, 0.4), (5, 0), (9, 0)]
)
def test_the_confidence_falls_with_the_expected_error(error_deg, confidence):
    assert confidence_of(error_deg) == pytest.approx(confidence)


@pytest.mark.parametrize(
    ("shirt", "shorts"),
    [
        (BLUE, (120, 45, 50)),
        ((120, 120, 120), DARK),
        ((235, 235, 235), DARK),
        (DARK, (205, 160, 135)),
        ((200, 60, 60), (60, 60, 70)),
    ],
    ids=["blue_red", "grey_dark", "white_dark", "dark_skin", "red_dark"],
)
def test_ordinary_clothes_show_their_hem(shirt, shorts):
    hem = hem_of(Person(shirt, shorts, hem=-0.15))
    assert hem.doubt == ""
    assert hem.height == pytest.approx(-0.15, abs=0.02)


@pytest.mark.parametrize("shirt", [(120, 120, 120), (235, 235, 235)])
def test_clothes_that_differ_in_lightness_alone_are_not_followed(shirt):
    # Shadows move over lightness: a film without colour read a drop of 28° for 12°.
    hem = hem_of(Person(shirt, (40, 40, 40), hem=-0.15))
    assert hem.height == pytest.approx(-0.15, abs=0.02)
    assert hem.doubt == "no_colour"


@pytest.mark.parametrize(
    "shorts", [BLUE, (78, 101, 172), (45, 61, 106)], ids=["same", "alike", "in_shade"]
)
def test_shirt_and_shorts_of_one_colour_show_no_edge(shorts):
    assert hem_of(Person(BLUE, shorts)).doubt == "no_edge"


@pytest.mark.parametrize(("hem", "doubt"), [(-0.04, ""), (0.04, "long_shirt")])
def test_a_shirt_may_reach_to_the_hip_joints_and_no_further(hem, doubt):
    assert hem_of(Person(hem=hem)).doubt == doubt


def test_the_hem_is_found_without_a_silhouette_and_with_the_camera_askew():
    view, frame = seen_from(Shot(roll_deg=8.0))
    for mask in (frame.mask, None):
        hem = find_hem(view, frame.image, frame.points_px, mask)
        assert hem.height == pytest.approx(-0.12, abs=0.02)


def test_where_nobody_is_seen_there_is_no_edge():
    view, frame = seen_from(Shot())
    hem = find_hem(view, frame.image, frame.points_px, np.zeros_like(frame.mask))
    assert np.isnan(hem.height)
    assert hem.doubt == "no_edge"


@pytest.mark.parametrize(
    ("stance", "doubt"),
    [
        (Shot(Person(shorts=BLUE)), "no_edge"),
        (Shot(Person(hem=0.2)), "long_shirt"),
        (Shot(Person(arms="before_hips")), "hands"),
        (Shot(Person(arms="before_hem")), "hands"),
        (Shot(torso_px=50.0), "small"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_hides_the_pelvis_is_said_and_no_turn_is_invented(stance, doubt):
    for reading in read(stance, turned(stance, (0, 4))):
        assert reading.doubt == doubt
        assert reading.method == ""
        assert reading.confidence == 0
        assert np.isnan(reading.rotation_deg)


def test_hands_that_are_taken_away_let_the_pelvis_be_seen():
    hidden = [Shot(Person(arms="before_hips"))] * 30
    free = [Shot()] * 30
    found = readings(film([*hidden, *free]))
    assert found[29].doubt == "hands"
    assert found[-1].method == "patch"


def test_hands_on_the_thighs_leave_enough_to_see():
    stance = Shot(Person(arms="on_thighs"))
    assert [r.doubt for r in read(stance, [stance])] == [""]


def test_before_a_quiet_moment_there_is_nothing():
    first = readings(take(Shot(), []))[:10]
    assert {(r.doubt, r.method, r.confidence) for r in first} == {("no_stance", "", 0)}
    assert all(np.isnan(r.rotation_deg) for r in first)


def test_somebody_who_moves_has_no_reference_until_they_stand_still():
    walking = [Shot(at=(100.0 + 2 * i, 190.0)) for i in range(30)]
    standing = [Shot(at=(158.0, 190.0))] * 25
    found = readings(film([*walking, *standing]))
    assert {r.doubt for r in found[:30]} == {"no_stance"}
    assert found[-1].method == "patch"
    assert found[-1].rotation_deg == pytest.approx(0, abs=0.3)


def test_somebody_not_seen_at_first_gets_a_reference_later():
    frames = list(take(Shot(), [Shot()] * 12))
    for number in range(20):
        time_s, frame = frames[number]
        nowhere = np.full_like(frame.points_px, np.nan)
        frames[number] = (time_s, frame._replace(points_px=nowhere))
    found = readings(frames)
    assert {r.doubt for r in found[:20]} == {"no_stance"}
    assert found[-1].method == "patch"


def test_a_quiet_stance_takes_time_and_not_only_frames():
    """A fast camera has many frames in a moment that is too short."""
    frames = [(number / 200, picture(Shot())) for number in range(60)]
    assert {r.doubt for r in readings(frames)} == {"no_stance"}
    slower = [(number / FPS, frame) for number, (_, frame) in enumerate(frames[:20])]
    assert readings(slower)[-1].method == "patch"


@pytest.mark.parametrize(
    "person",
    [Person(), Person(dots=STICKERS), Person(tags=TAGS)],
    ids=["patch", "stickers", "tags"],
)
def test_the_turn_is_positive_when_the_person_s_left_side_goes_down(person):
    stance = replace(NEAR, person=person)
    steps = turned(stance, SLOWLY)
    end = picture(steps[-1]).points_px
    assert end[INDEX["left_hip"], 1] > end[INDEX["right_hip"], 1]
    assert read(stance, steps)[-1].rotation_deg > 7


@pytest.mark.parametrize(
    ("person", "method"),
    [
        (Person(), "patch"),
        (Person(dots=STICKERS), "stickers"),
        (Person(tags=TAGS), "tags"),
        (Person(dots=(Dot((-0.2, -0.3)), Dot((0.2, -0.3))), tags=TAGS), "tags"),
        (Person(shorts=BLUE, dots=STICKERS), "stickers"),
        (Person(hem=0.3, tags=TAGS), "tags"),
    ],
    ids=["none", "stickers", "tags", "both", "stickers_one_colour", "tags_long_shirt"],
)
def test_markers_win_over_the_cloth_and_need_no_hem(person, method):
    stance = replace(NEAR, person=person)
    assert [r.method for r in read(stance, [stance])] == [method]


def test_only_what_is_read_off_the_cloth_is_made_larger_to_the_bones():
    on_cloth, marked = (
        read(stance, turned(stance, SLOWLY))[-1].rotation_deg
        for stance in (Shot(), Shot(Person(dots=STICKERS)))
    )
    assert on_cloth == pytest.approx(8 / PELVIS.visible_ratio, abs=0.4)
    assert marked == pytest.approx(8, abs=0.2)


def test_the_cloth_is_trusted_less_in_a_noisy_picture_and_less_than_markers():
    clear, noisy, marked = (
        read(stance, turned(stance, SLOWLY))[-1].confidence
        for stance in (Shot(), Shot(noise=18.0), Shot(Person(dots=STICKERS)))
    )
    assert 0 < noisy < clear - 0.01
    assert clear < marked < 1


@pytest.mark.parametrize(
    "person",
    [Person(), Person(dots=STICKERS), Person(tags=TAGS)],
    ids=["patch", "stickers", "tags"],
)
def test_the_quiet_stance_is_the_zero_however_the_pelvis_stands_in_it(person):
    askew = replace(NEAR, person=person, turn_deg=6.0)
    found = read(askew, [askew, *turned(askew, (4, 2))])
    assert found[0].rotation_deg == pytest.approx(0, abs=0.3)
    assert -5 < found[-1].rotation_deg < -3.5
