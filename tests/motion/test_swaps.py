"""Injected exchanges of left and right come back; real movement is left alone."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.motion.landmarks import INDEX, SIDES
from screening.motion.stance import leg_length_px
from screening.motion.swaps import METHOD, find_swaps
from tests.factories import (
    Camera,
    Move,
    Posture,
    film,
    leg_test,
    one_leg,
    squat,
    stand,
    two_feet,
    whole_take,
)
from tests.transforms import (
    between,
    lagging,
    mirrored,
    missing,
    noisy,
    swapped,
    turned,
    turned_over,
    with_points,
    without,
)

FEET = ("ankle", "heel", "foot_index")
PARTS = {
    "whole body": turned_over,
    "legs": partial(swapped, parts=("hip", "knee", *FEET)),
    "legs below the hips": partial(swapped, parts=("knee", *FEET)),
    "feet": partial(swapped, parts=FEET),
    "hips": partial(swapped, parts=("hip",)),
    "knees": partial(swapped, parts=("knee",)),
}
WHEN = {
    "one frame": [(5.6, 5.63)],
    "a long stretch": [(2.4, 6.6)],
    "from the first frame on": [(0.0, 1.2)],
    "to the end": [(11.0, 99.0)],
    "again and again": [(0.8, 0.92), (3.6, 3.7), (6.0, 7.0)],
    "every second moment": [(4.0 + k / 5, 4.1 + k / 5) for k in range(5)],
}


def found(poses):
    return find_swaps(
        poses.time_s, poses.points_px, poses.world_m, leg_length_px(poses.points_px)
    )


def at(poses, seconds):
    return np.any([between(poses, *each) for each in seconds], axis=0)


def error_px(points, truth):
    return np.linalg.norm(points - truth.points_px, axis=-1)


def assert_repaired(mixed, truth):
    """Everything is as it was, and it is said where something was exchanged."""
    swaps = found(mixed)
    points = swaps.put_back(mixed.points_px)
    assert np.array_equal(points, truth.points_px, equal_nan=True)
    changed = ~np.isclose(mixed.points_px, truth.points_px, equal_nan=True)
    assert np.array_equal(swaps.repaired, changed.any(axis=(1, 2)))
    assert not swaps.unrepaired.any()


def assert_untouched(poses):
    swaps = found(poses)
    assert not swaps.repaired.any()
    put_back = swaps.put_back(poses.points_px)
    assert np.array_equal(put_back, poses.points_px, equal_nan=True)


@pytest.mark.parametrize("when", WHEN)
@pytest.mark.parametrize("part", PARTS)
def test_what_was_exchanged_comes_back_exactly(part, when):
    poses = noisy(film(whole_take()), 1.0)
    mixed = PARTS[part](poses, when=at(poses, WHEN[when]))
    assert not np.array_equal(mixed.points_px, poses.points_px)
    assert_repaired(mixed, poses)


@pytest.mark.parametrize("rate_fps", [12.0, 60.0])
@pytest.mark.parametrize("part", PARTS)
def test_what_was_exchanged_comes_back_at_any_rate(part, rate_fps):
    poses = noisy(film(whole_take("left"), rate_fps=rate_fps), 1.5)
    mixed = PARTS[part](poses, when=at(poses, [(1.0, 1.6), (5.0, 7.0)]))
    assert_repaired(mixed, poses)


@pytest.mark.parametrize("part", ["whole body", "legs below the hips", "feet", "hips"])
def test_what_was_exchanged_by_a_shaky_model_comes_back(part):
    poses = noisy(film(whole_take(), rate_fps=15.0), 6.0)
    mixed = PARTS[part](poses, when=at(poses, [(2.9, 3.1), (4.7, 8.0)]))
    assert_repaired(mixed, poses)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("seed", range(6))
def test_what_a_very_shaky_model_exchanged_gets_no_worse(part, seed):
    poses = noisy(film(whole_take(), rate_fps=12.0), 7.0, seed)
    mixed = PARTS[part](poses, when=at(poses, [(2.9, 3.1), (4.7, 8.0)]))
    swaps = found(mixed)
    before = error_px(mixed.points_px, poses)
    after = error_px(swaps.put_back(mixed.points_px), poses)
    assert (after <= before + 1e-9)[~swaps.blended].all()
    assert (before[:, INDEX["left_hip"]] < 1e-9)[
        ~swaps.repaired & ~swaps.unrepaired
    ].all()


def test_hips_and_feet_may_be_exchanged_at_different_times():
    poses = film(whole_take())
    mixed = swapped(poses, ("hip",), between(poses, 2.0, 3.2))
    assert_repaired(swapped(mixed, FEET, between(poses, 2.8, 4.8)), poses)


@pytest.mark.parametrize("part", ["whole body", "legs", "hips"])
def test_an_exchange_behind_a_gap_comes_back(part):
    poses = film(whole_take())
    gone = between(poses, 4.0, 4.12)
    hidden = missing(poses, ["left_hip", "right_hip", "left_heel"], gone)
    assert_repaired(PARTS[part](hidden, when=between(poses, 4.12, 6.0)), hidden)


def test_an_exchange_behind_missing_frames_comes_back():
    poses = film(whole_take())
    poses = without(poses, between(poses, 4.0, 4.2))
    assert_repaired(turned_over(poses, between(poses, 4.2, 6.0)), poses)


def test_a_foot_out_of_the_picture_does_not_hide_the_exchange_of_the_legs():
    poses = film(whole_take())
    names = [f"{side}_{part}" for side in SIDES for part in ("heel", "foot_index")]
    poses = missing(poses, names, np.ones(len(poses), dtype=bool))
    mixed = swapped(poses, ("knee", "ankle"), between(poses, 4.0, 6.0))
    assert_repaired(mixed, poses)


@pytest.mark.parametrize("share", [0.6, 0.65])
def test_a_model_that_is_wrong_most_of_the_time_is_told_by_who_faces_the_camera(share):
    poses = noisy(film(whole_take()), 1.0)
    last_s = poses.time_s[-1]
    wrong = at(poses, [(2.0, 2.0 + share * last_s)])
    assert wrong.mean() > 0.55
    assert_repaired(turned_over(poses, wrong), poses)


def test_somebody_seen_from_behind_is_not_turned_round():
    poses = turned(film(whole_take()), 180.0)
    assert found(poses).unrepaired.sum() == 0
    assert_untouched(poses)


def test_an_exchange_of_somebody_seen_from_behind_comes_back():
    poses = turned(film(whole_take()), 180.0)
    mixed = turned_over(poses, between(poses, 2.0, 3.0))
    assert_repaired(mixed, poses)


def test_visibility_and_world_points_follow_their_landmarks():
    poses = film(whole_take())
    seen = poses.visibility.copy()
    seen[:, INDEX["left_knee"]] = 0.3
    poses = PARTS["whole body"](poses, when=np.zeros(len(poses), dtype=bool))
    poses.visibility[:] = seen
    mixed = turned_over(poses, between(poses, 4.0, 6.0))
    swaps = found(mixed)
    assert np.array_equal(swaps.put_back(mixed.visibility), seen)
    assert np.array_equal(swaps.put_back(mixed.world_m), poses.world_m)


def hikes(rate_fps=60.0):
    """Stands on the left leg and lifts the free side of the pelvis as high as it goes.

    A man on a beam did so whose pelvis line went to 30 degrees, while the pose model
    turned his whole body over and back.
    """
    up = one_leg("left", lifted=0.35, aside=-0.3, drop_deg=-34.0, lean_deg=-14.0)
    deep = one_leg("left", lifted=0.2, aside=0.3, depth_ratio=0.92, fppa_deg=25.0)
    script = [Move(one_leg("left"), 0.0, 0.3), Move(up, 0.6, 0.3), Move(deep, 0.7, 0.2)]
    return film(script, rate_fps=rate_fps, camera=Camera(leg_px=320.0))


def test_a_body_turned_over_and_back_by_a_model_that_smooths_gets_no_worse():
    poses = noisy(hikes(), 0.7)
    wrong = at(poses, [(0.6, 0.62), (0.7, 0.73), (0.77, 1.1), (1.2, 1.23)])
    truth, seen = lagging(poses, 0.6), lagging(turned_over(poses, wrong), 0.6)
    swaps = found(seen)
    before = error_px(seen.points_px, truth)
    after = error_px(swaps.put_back(seen.points_px), truth)
    kept = ~swaps.blended
    assert (after <= before + 1e-9)[kept].all()
    hips = [INDEX["left_hip"], INDEX["right_hip"]]
    assert np.nanmax(np.where(kept, after, np.nan)[:, hips]) < 0.06 * 320.0
    assert before[:, hips].max() > 0.2 * 320.0
    assert not swaps.unrepaired.any()


def test_points_on_the_way_to_the_other_side_belong_to_neither():
    poses = hikes()
    seen = lagging(turned_over(poses, between(poses, 0.7, 1.1)), 0.4)
    swaps = found(seen)
    left, right = INDEX["left_hip"], INDEX["right_hip"]
    width = np.abs(seen.points_px[:, left, 0] - seen.points_px[:, right, 0])
    assert swaps.blended[width < 0.4 * np.median(width), left].all()
    assert not swaps.blended[width > 0.8 * np.median(width), left].any()
    far = ~between(poses, 0.55, 1.25)
    assert not swaps.blended[far].any()


def turns_away(poses, turn_deg, speed_deg_per_s):
    """Turns after two seconds, waits for a second, and turns back."""
    takes_s = np.pi / 2 * turn_deg / speed_deg_per_s
    share = [
        np.clip((poses.time_s - begin_s) / takes_s, 0.0, 1.0)
        for begin_s in (2.0, 3.0 + takes_s)
    ]
    there, back = ((1.0 - np.cos(np.pi * s)) / 2.0 for s in share)
    return turned(poses, turn_deg * (there - back))


def jumps(poses):
    height = np.abs(np.sin(2 * np.pi * poses.time_s / 1.4)).clip(0.5) - 0.5
    return with_points(poses, poses.points_px - 300.0 * height[:, None, None] * (0, 1))


def crosses(takes_s, lifted):
    crossed = one_leg("right", lifted=lifted, aside=0.36)
    there = Move(crossed, takes_s, 1.0)
    return [*two_feet(), *stand("right"), there, *stand("right", 0.5), there]


STEPS = [
    move
    for side in ("left", "right") * 8
    for move in (Move(one_leg(side, lifted=0.5), 0.18), Move(Posture(), 0.12))
]
FAST = leg_test("left", 4, depth_ratio=0.7, seconds=(0.3, 0.1, 0.3, 0.2))
CLEAN = {
    "hikes the pelvis by 35 degrees": partial(film, whole_take(drop_deg=-35.0)),
    "drops the pelvis by 30 degrees": partial(film, whole_take("left", drop_deg=30.0)),
    "crosses the feet in a moment": partial(film, crosses(0.2, 0.12)),
    "crosses the feet slowly and low": partial(film, crosses(0.8, 0.03)),
    "holds the free foot in front": partial(film, whole_take(free="front")),
    "holds one ankle over the other": partial(
        film, [*two_feet(), Move(one_leg("right", lifted=0.3, aside=0.24), 0.5, 4.0)]
    ),
    "squats fast": partial(film, FAST),
    "runs on the spot": partial(film, [*two_feet(), *STEPS]),
    "jumps": lambda rate_fps: jumps(film(two_feet(6.0), rate_fps=rate_fps)),
    **{
        f"turns by {turn} and back": lambda rate_fps, turn=turn, speed=speed: (
            turns_away(film(whole_take(), rate_fps=rate_fps), turn, speed)
        )
        for turn, speed in ((90, 120.0), (180, 400.0), (360, 250.0))
    },
    **{
        f"stands turned by {turn}": lambda rate_fps, turn=turn: turned(
            film(whole_take(), rate_fps=rate_fps), turn
        )
        for turn in (60, 85, 90, 100)
    },
}


@pytest.mark.parametrize("rate_fps", [12.0, 25.0, 60.0])
@pytest.mark.parametrize("what", CLEAN)
def test_somebody_who_really_moves_like_that_is_left_alone(what, rate_fps):
    poses = CLEAN[what](rate_fps=rate_fps)
    for sd_px in (0.0, 2.0, 6.0):
        assert_untouched(noisy(poses, sd_px))
    assert_untouched(noisy(mirrored(poses), 2.0))


def postures(leg):
    return st.builds(
        partial(Posture, leg, weight=1.0),
        depth_ratio=st.floats(0.7, 1.0),
        fppa_deg=st.floats(-20.0, 30.0),
        drop_deg=st.floats(-40.0, 25.0),
        lean_deg=st.floats(-20.0, 20.0),
        lifted=st.floats(0.0, 0.5),
        aside=st.floats(-0.1, 0.5),
    )


@st.composite
def motions(draw, turning):
    """Some seconds of standing, lifting, squatting and crossing, and of turning."""
    script = two_feet(0.5)
    for leg in draw(st.lists(st.sampled_from(SIDES), min_size=1, max_size=3)):
        for posture in draw(st.lists(postures(leg), min_size=1, max_size=4)):
            takes_s, holds_s = draw(st.floats(0.25, 1.2)), draw(st.floats(0.0, 0.6))
            script.append(Move(posture, takes_s, holds_s))
        script += two_feet(0.3)
    poses = film(script, rate_fps=draw(st.sampled_from([12.0, 15.0, 25.0, 60.0])))
    if turning:
        turn_deg, speed = draw(st.floats(20.0, 360.0)), draw(st.floats(60.0, 350.0))
        poses = turns_away(poses, turn_deg, speed)
    return noisy(
        poses, draw(st.sampled_from([0.0, 1.0, 4.0])), draw(st.integers(0, 99))
    )


@settings(deadline=None, max_examples=40)
@given(motions(turning=False) | motions(turning=True))
def test_no_motion_is_taken_for_an_exchange(poses):
    assert_untouched(poses)


@settings(deadline=None, max_examples=40)
@given(motions(turning=False), st.data())
def test_a_body_turned_over_in_any_motion_gets_no_worse(poses, data):
    first = data.draw(st.integers(0, len(poses) - 1))
    count = data.draw(st.integers(1, len(poses) // 4))
    wrong = np.isin(np.arange(len(poses)), first + np.arange(count))
    mixed = turned_over(poses, wrong)
    swaps = found(mixed)
    before = error_px(mixed.points_px, poses)
    after = error_px(swaps.put_back(mixed.points_px), poses)
    assert (after <= before + 1e-9)[~swaps.blended].all()


def test_looks_alone_never_start_an_exchange():
    mends = {
        "whole body": METHOD.away_share,
        "hips": sum(METHOD.crossed_shares[:2]),
        "hips of somebody turned away": METHOD.away_share + METHOD.crossed_shares[1],
        "knees": sum(METHOD.crossed_shares[1:]),
        "feet": METHOD.crossed_shares[2],
    }
    assert max(mends.values()) < 1.0


def test_hips_and_shoulders_that_agree_are_never_pulled_apart():
    poses = noisy(film(whole_take(), rate_fps=15.0), 2.0)
    names = [f"{side}_{part}" for side in SIDES for part in ("shoulder", "elbow")]
    poses = missing(poses, names, between(poses, 4.0, 4.4))
    swaps = found(turned_over(poses, between(poses, 4.0, 6.0)))
    hip, shoulder = INDEX["left_hip"], INDEX["left_shoulder"]
    apart = swaps.exchanged[:, hip] != swaps.exchanged[:, shoulder]
    assert not apart[np.isfinite(poses.points_px[:, shoulder, 0])].any()


def test_hips_that_slide_across_each_other_cannot_be_repaired():
    poses = film([Move(Posture(), 1.0, 6.0)])
    points = poses.points_px.copy()
    left, right = INDEX["left_hip"], INDEX["right_hip"]
    share = np.interp(np.arange(len(poses)), [50, 80, 100, 130], [0, 1, 1, 0])[:, None]
    points[:, left] += share * (poses.points_px[:, right] - poses.points_px[:, left])
    points[:, right] -= share * (poses.points_px[:, right] - poses.points_px[:, left])
    swaps = found(with_points(poses, points))
    assert not swaps.repaired.any()
    assert (swaps.unrepaired == (share[:, 0] > 0.5)).all()


def test_feet_that_may_or_may_not_be_exchanged_are_left_and_said_to_be_unrepaired():
    script = [*stand("right", 3.0), *squat("right"), *squat("right")]
    poses = noisy(film(script, rate_fps=12.0), 8.0)
    wrong = between(poses, 3.0, 5.0)
    swaps = found(swapped(poses, FEET, wrong))
    assert not swaps.exchanged[~wrong].any()
    assert swaps.unrepaired.any() or swaps.exchanged[wrong].any()


def test_nothing_is_repaired_of_somebody_never_seen():
    poses = film(two_feet())
    gone = with_points(poses, np.full_like(poses.points_px, np.nan))
    swaps = found(gone)
    assert not swaps.repaired.any()
    assert not swaps.unrepaired.any()


def test_one_frame_tells_nothing():
    poses = film(two_feet())
    assert_untouched(without(poses, np.arange(len(poses)) > 0))
