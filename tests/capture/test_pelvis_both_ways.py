"""The cloth followed both ways: what a slip leaves, and what a whole take adds."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from screening.capture.pelvis import PelvisTracker
from screening.capture.pelvis.both_ways import (
    Way,
    both_ways,
    combined,
    spread_out,
)
from screening.capture.pelvis.glimpse import METHOD as KEPT
from screening.capture.pelvis.glimpse import Glimpse, Strip
from screening.capture.pelvis.patch import Patch, PatchReading
from screening.capture.pelvis.tracker import METHOD as PELVIS
from screening.capture.pelvis.view import PelvisView
from screening.capture.pelvis.warp import IDENTITY
from tests.capture.pelvis_pictures import (
    FPS,
    STANCE_FRAMES,
    Dot,
    Person,
    Shot,
    film,
    picture,
    readings,
    settled,
    take,
    turned,
)

STANCE = Shot()
SQUAT_DEG = (0, 2, 4, 6, 8, 8, 8, 6, 4, 2, 0)
SQUAT = turned(STANCE, SQUAT_DEG)
QUIET = [STANCE] * 15
WITHIN = 0.5


def cloth(found):
    """The turns of the cloth, NaN where it was not read."""
    return np.array([reading.rotation_deg for reading in found]) * PELVIS.visible_ratio


@cache
def kept():
    """The kept frames of two squats between stances, forward readings and truth."""
    angles = [0] * STANCE_FRAMES
    shots = [*SQUAT, *QUIET, *SQUAT, *QUIET]
    angles += [*SQUAT_DEG, *[0] * 15] * 2
    view = patch = None
    strip, forwards = Strip(), {}
    for number, (time_s, frame) in enumerate(take(STANCE, shots)):
        image, points_px, mask = frame
        if patch is None:
            view = PelvisView(np.array(STANCE.at), STANCE.torso_px, 0.0)
            patch = Patch.of_stance(view, [image], points_px, mask)
        glimpse = Glimpse.of(view, image, points_px)
        found = patch.update(glimpse)
        if strip.is_due(time_s):
            strip.add(number, time_s, view, glimpse.cut, points_px, mask)
            forwards[number] = found
    return strip.frames, view, forwards, np.array(angles)


def reading(angle_deg, sd_deg=0.1):
    return PatchReading(angle_deg, sd_deg, 1.0, 0.95, 0.0, 0, IDENTITY)


def test_ways_that_agree_are_surer_than_one_of_them():
    one, two = combined([Way(reading(4.0))]), combined([Way(reading(4.0))] * 2)
    assert np.isnan(one.apart_deg)
    assert two.apart_deg == pytest.approx(0)
    assert two.sd_deg < one.sd_deg


def test_where_ways_differ_the_difference_shows():
    found = combined([Way(reading(1.0)), Way(reading(5.0))])
    assert found.angle_deg == pytest.approx(3)
    assert found.apart_deg == pytest.approx(2)


def test_a_way_along_unsure_templates_counts_less():
    found = combined([Way(reading(1.0)), Way(reading(5.0, sd_deg=1.0))])
    assert 1 < found.angle_deg < 2


def test_a_way_that_missed_its_end_counts_less():
    found = combined([Way(reading(1.0)), Way(reading(5.0), gap_deg=3.0)])
    assert 1 < found.angle_deg < 2


def test_of_three_ways_the_one_far_from_the_others_hardly_counts():
    found = combined([Way(reading(1.0)), Way(reading(1.2)), Way(reading(8.0))])
    assert found.angle_deg == pytest.approx(1.1, abs=0.3)
    assert found.sd_deg < 1.5


def test_two_camps_of_ways_leave_both_likely():
    camps = [Way(reading(angle_deg)) for angle_deg in (5.0, 5.4, 10.0, 10.4)]
    found = combined(camps)
    assert found.angle_deg == pytest.approx(7.7, abs=0.3)
    assert 2 < found.sd_deg < 3


def test_both_ways_follow_two_squats():
    frames, view, forwards, angles = kept()
    found = both_ways(frames, view, forwards, first=5)
    numbers = sorted(found)
    assert [found[n].angle_deg for n in numbers] == pytest.approx(
        angles[numbers], abs=WITHIN
    )
    assert max(found[n].apart_deg for n in numbers) < 0.3


@pytest.mark.parametrize("squats", [1, 2])
def test_a_slip_on_the_way_forwards_is_put_right(squats):
    """In the first squat the forward reading is wrong by 6 degrees."""
    frames, view, forwards, angles = kept()
    deep = [n for n in forwards if n < STANCE_FRAMES + 11 and angles[n] > 3]
    wrong = {n: replace(forwards[n], angle_deg=forwards[n].angle_deg + 6) for n in deep}
    seen = [frame for frame in frames if frame.number < STANCE_FRAMES + 26 * squats]
    found = both_ways(seen, view, forwards | wrong, first=5)
    put_right = [found[number].angle_deg for number in deep]
    assert put_right == pytest.approx(angles[deep], abs=1)


def test_a_frame_in_which_a_slip_ends_lies_between_its_neighbours():
    """Of every other frame both ways are known; the forward one was 6 degrees off."""
    forwards = {n: reading(angle) for n, angle in enumerate((6.0, 7.0, 2.0, 3.5, 4.0))}
    solved = {n: combined([Way(reading(float(n)))]) for n in (0, 2, 4)}
    everything = spread_out(solved, forwards, 5)
    assert everything[1].angle_deg == pytest.approx(1)
    assert everything[3].angle_deg == pytest.approx(3.5)


def test_what_comes_before_the_first_stance_is_read_backwards_from_it():
    frames = list(film([*turned(STANCE, (8, 8, 6, 4, 2)), *[STANCE] * 30]))
    live, whole = readings(frames), settled(frames)
    assert {r.doubt for r in live[:5]} == {"no_stance"}
    assert cloth(whole)[[0, 2, 4]] == pytest.approx([8, 6, 2], abs=0.8)


def test_a_take_without_a_quiet_stance_is_read_from_its_stillest_moment():
    shots = [
        replace(STANCE, turn_deg=float(turn), at=(120.0 + 2 * i, 190.0))
        for i, turn in enumerate((0, 0, 0, 1, 3, 5, 7, 8, 8, 7, 5, 3, 1, 0))
    ]
    frames = list(film(shots))
    assert {r.doubt for r in readings(frames)} == {"no_stance"}
    found = cloth(settled(frames))
    assert np.nanmax(found) - np.nanmin(found) == pytest.approx(8, abs=0.8)


def test_a_marker_that_is_lost_leaves_the_cloth():
    marked = Shot(Person(dots=(Dot((-0.25, -0.12)), Dot((0.25, -0.12)))))
    one_only = replace(marked, person=Person(dots=marked.person.dots[:1]))
    steps = [
        *turned(marked, (2, 4)),
        *turned(one_only, (6, 8, 8, 8, 6)),
        *turned(marked, (4, 2, 0, 0, 0)),
    ]
    frames = list(take(marked, steps))
    lost = slice(STANCE_FRAMES + 2, STANCE_FRAMES + 7)
    assert {r.doubt for r in readings(frames)[lost]} == {"lost"}
    whole = settled(frames)
    assert {r.method for r in whole[lost]} == {"patch"}
    assert cloth(whole)[lost] == pytest.approx([6, 8, 8, 8, 6], abs=0.8)
    assert {r.method for r in whole[lost.stop :]} == {"stickers"}


TIPPED = [replace(STANCE, tip_deg=tip_deg) for tip_deg in (5, 10, 15, 20, 15, 10, 5)]


@pytest.mark.parametrize(
    ("turn_deg", "sign"),
    [(-12.0, 1), (12.0, -1), (4.0, 0), (30.0, 0), (float("nan"), 0)],
)
def test_a_body_that_is_turned_tips_about_another_middle(turn_deg, sign):
    """Small turns are errors of reading, and of large ones nothing is known."""
    frames = list(take(STANCE, [*TIPPED, *QUIET]))
    facing, turned_away = cloth(settled(frames)), cloth(settled(frames, turn_deg))
    moved = (turned_away - facing)[STANCE_FRAMES + 3]
    assert np.sign(np.round(moved, 3)) == sign
    assert abs(moved) < 2


def test_the_memory_of_a_long_take_has_a_bound():
    strip, frame = Strip(), picture(STANCE)
    view = PelvisView(np.array(STANCE.at), STANCE.torso_px, 0.0)
    cut = Glimpse.of(view, frame.image, frame.points_px).cut
    for number in range(2 * KEPT.most + 50):
        if strip.is_due(number * 1.5 * KEPT.step_s):
            time_s = number * 1.5 * KEPT.step_s
            strip.add(number, time_s, view, cut, frame.points_px, None)
    assert len(strip.frames) <= KEPT.most
    gaps_s = np.diff([kept_frame.time_s for kept_frame in strip])
    assert gaps_s.max() < 7 * KEPT.step_s
    assert strip.frames[0].number == 0


def test_a_whole_take_is_read_once_and_keeps_nothing_for_it():
    tracker = PelvisTracker()
    frames = list(take(STANCE, [*SQUAT, *QUIET]))
    for time_s, frame in frames:
        tracker.update(time_s, *frame)
    found = tracker.settled()
    assert tracker.settled() == found
    assert not tracker._strip.frames
    again_s = frames[-1][0] + 1 / FPS
    late = tracker.update(again_s, *picture(STANCE))
    assert tracker.settled()[-1] is late
    assert tracker.settled()[-2] is found[-1]


def test_a_kept_frame_gives_back_what_was_seen():
    frame = picture(STANCE)
    view = PelvisView(np.array(STANCE.at), STANCE.torso_px, 0.0)
    seen = Glimpse.of(view, frame.image, frame.points_px)
    strip = Strip()
    strip.add(0, 1 / FPS, view, seen.cut, frame.points_px, frame.mask)
    again = strip.frames[0].glimpse(view)
    assert np.array_equal(again.cut, seen.cut)
    assert np.array_equal(again.usable, seen.usable)
    turned_view = replace(view, roll_rad=0.1)
    direct = Glimpse.of(turned_view, frame.image, frame.points_px)
    askew = strip.frames[0].glimpse(turned_view)
    middle = slice(30, 94)
    apart = np.abs(askew.cut[middle, middle].astype(int) - direct.cut[middle, middle])
    assert np.median(apart) <= 3
