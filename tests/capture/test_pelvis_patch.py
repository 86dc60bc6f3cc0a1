"""The cloth over the pelvis, followed without markers through drawn takes."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from screening.capture.pelvis.glimpse import Glimpse
from screening.capture.pelvis.patch import Patch
from screening.capture.pelvis.tracker import METHOD as PELVIS
from screening.motion.landmarks import mirrored_order
from tests.capture.pelvis_pictures import (
    STANCE_FRAMES,
    Person,
    Shot,
    read,
    readings,
    seen_from,
    take,
    turned,
)

STANCE = Shot()
DOWN_AND_UP = (*range(1, 13), *range(11, -13, -1), *range(-11, 1), 0)
SLOWLY = (2, 4, 6, 8, 4, 0)
WITHIN, BACK_WITHIN = 0.4, 0.15
NOBODY = np.full((33, 2), np.nan)


def drawn(found):
    """The turns of the cloth itself: the tracker makes turns of the bones of them."""
    assert all(reading.method == "patch" for reading in found)
    return np.array([reading.rotation_deg * PELVIS.visible_ratio for reading in found])


def between(start, end, share):
    """A shot on the way from one to another."""
    names = ("turn_deg", "tip_deg", "torso_px", "roll_deg", "shadow", "brightness")
    first, last = (
        np.array([*shot.at, *(getattr(shot, name) for name in names)])
        for shot in (start, end)
    )
    x, y, *values = ((1 - share) * first + share * last).tolist()
    return replace(start, at=(x, y), **dict(zip(names, values, strict=True)))


def mirrored(frame):
    """The frame as a mirror shows it."""
    last = frame.image.shape[1] - 1
    points = frame.points_px[mirrored_order()] * (-1, 1) + np.array([last, 0])
    image, mask = (np.ascontiguousarray(p[:, ::-1]) for p in (frame.image, frame.mask))
    return frame._replace(image=image, points_px=points, mask=mask)


@cache
def down_and_up():
    """One slow turn to both sides."""
    return tuple(drawn(read(STANCE, turned(STANCE, DOWN_AND_UP))))


@pytest.mark.parametrize("angle_deg", [3, 8, 12, -3, -8, -12])
def test_a_slow_turn_of_the_cloth_is_followed(angle_deg):
    found = down_and_up()[DOWN_AND_UP.index(angle_deg)]
    assert found == pytest.approx(angle_deg, abs=WITHIN)


def test_back_in_the_stance_the_turn_is_gone():
    assert down_and_up()[-1] == pytest.approx(0, abs=BACK_WITHIN)


def test_cloth_without_any_pattern_is_followed_by_its_hem():
    plain = Shot(Person(weave=0))
    found = drawn(read(plain, turned(plain, SLOWLY)))
    assert found == pytest.approx(SLOWLY, abs=WITHIN)


def test_a_large_picture_shows_the_same_turn():
    large = Shot(torso_px=230, at=(190, 280), size=(380, 430))
    found = drawn(read(large, turned(large, SLOWLY[:4])))
    assert found == pytest.approx(SLOWLY[:4], abs=WITHIN)


@pytest.mark.parametrize(
    "end",
    [
        replace(STANCE, at=(200.0, 160.0)),
        replace(STANCE, torso_px=155.0),
        replace(STANCE, torso_px=108.0),
        replace(STANCE, shadow=0.55),
        replace(STANCE, brightness=0.6),
        replace(STANCE, tip_deg=22.0),
        replace(STANCE, tip_deg=-15.0),
    ],
    ids=["aside", "nearer", "farther", "shadow", "darker", "tips", "tips_back"],
)
def test_what_is_no_turn_is_not_read_as_one(end):
    steps = [between(STANCE, end, share) for share in np.linspace(0, 1, 10)]
    assert drawn(read(STANCE, steps)) == pytest.approx(np.zeros(10), abs=WITHIN)


def test_the_edge_of_a_shadow_that_wanders_over_the_cloth_is_no_turn():
    frames = list(take(STANCE, [STANCE] * 10))
    slope = np.add.outer(np.arange(310) - 190, np.arange(260) - 130) / 130
    for number, (_, frame) in enumerate(frames[STANCE_FRAMES:]):
        in_shade = slope < 0.08 * (number - 5)
        frame.image[in_shade] = (0.55 * frame.image[in_shade]).astype(np.uint8)
    found = drawn(readings(frames)[STANCE_FRAMES:])
    assert found == pytest.approx(np.zeros(10), abs=WITHIN)


def test_a_turn_while_the_pelvis_tips_and_comes_nearer_is_read_alone():
    steps = [
        replace(STANCE, turn_deg=i, tip_deg=2.0 * i, torso_px=130 + 1.5 * i)
        for i in range(1, 11)
    ]
    assert drawn(read(STANCE, steps)) == pytest.approx(range(1, 11), abs=0.7)


def test_hips_taken_for_beside_the_middle_do_not_make_a_tip_a_turn():
    def astray(frame):
        return frame._replace(points_px=frame.points_px + np.array([8.0, 0.0]))

    steps = [replace(STANCE, tip_deg=2.0 * i) for i in range(12)]
    frames = [(time_s, astray(frame)) for time_s, frame in take(STANCE, steps)]
    found = drawn(readings(frames)[STANCE_FRAMES:])
    assert found == pytest.approx(np.zeros(12), abs=0.7)


def test_a_mirror_shows_the_opposite_turn():
    frames = [(t, mirrored(frame)) for t, frame in take(STANCE, turned(STANCE, SLOWLY))]
    found = drawn(readings(frames)[STANCE_FRAMES:])
    assert found == pytest.approx(np.negative(SLOWLY), abs=WITHIN)


def test_a_camera_held_askew_sees_the_same_changes():
    askew = replace(STANCE, roll_deg=6.0)
    found = drawn(read(askew, turned(askew, SLOWLY)))
    assert found == pytest.approx(SLOWLY, abs=WITHIN)


def test_without_a_silhouette_the_cloth_is_followed_too():
    frames = [
        (time_s, frame._replace(mask=None))
        for time_s, frame in take(STANCE, turned(STANCE, SLOWLY))
    ]
    found = drawn(readings(frames)[STANCE_FRAMES:])
    assert found == pytest.approx(SLOWLY, abs=WITHIN)


def test_landmarks_that_tremble_do_not_make_the_turn_tremble():
    rng = np.random.default_rng(3)
    frames = [
        (t, f._replace(points_px=f.points_px + rng.normal(0, 1.0, (33, 2))))
        for t, f in take(STANCE, [STANCE] * 10)
    ]
    found = drawn(readings(frames)[STANCE_FRAMES:])
    assert found == pytest.approx(np.zeros(10), abs=WITHIN)


def test_after_the_person_was_lost_the_turn_is_found_again():
    """Meanwhile the pelvis turned by 8 degrees and went aside."""
    later = replace(STANCE, at=(150.0, 200.0))
    steps = [STANCE] * 2 + [later] * 5 + turned(later, (8, 8, 6, 4))
    frames = list(take(STANCE, steps))
    gone = slice(STANCE_FRAMES + 2, STANCE_FRAMES + 7)
    frames[gone] = [(t, f._replace(points_px=NOBODY)) for t, f in frames[gone]]
    found = readings(frames)
    assert {(r.method, r.doubt) for r in found[gone]} == {("", "lost")}
    assert all(np.isnan(reading.rotation_deg) for reading in found[gone])
    assert drawn(found[gone.stop :]) == pytest.approx((8, 8, 6, 4), abs=WITHIN)


def test_cloth_that_is_covered_up_is_lost_and_not_guessed():
    view, frame = seen_from(STANCE)
    patch = Patch.of_stance(view, [frame.image], frame.points_px, frame.mask)
    grey = np.full_like(frame.image, 128)
    assert patch.update(Glimpse.of(view, frame.image, frame.points_px)) is not None
    assert patch.update(Glimpse.of(view, grey, frame.points_px)) is None


def test_folds_that_form_on_the_way_become_templates_of_their_own():
    """By and by the whole pattern becomes another; a degree is lost at most."""
    view, frame = seen_from(STANCE)
    patch = Patch.of_stance(view, [frame.image], frame.points_px, frame.mask)
    angles = np.linspace(0, 8, 9)
    for angle in angles:
        person = Person(folds=float(angle) / 8)
        seen, points, _ = seen_from(Shot(person, turn_deg=float(angle)))[1]
        found = patch.update(Glimpse.of(view, seen, points))
    assert found is not None
    assert len(patch.templates) > 1
    assert found.angle_deg == pytest.approx(8, abs=1.0)
