"""Stances and squats of whole takes: as many come out as went in."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.motion.angles import trunk_lean_deg
from screening.motion.landmarks import SIDES, other
from tests.examined import examine
from tests.factories import (
    FREE_FOOT,
    Camera,
    Move,
    Posture,
    film,
    leg_test,
    one_leg,
    squat,
    stand,
    two_feet,
    uneven_times,
    whole_take,
)
from tests.transforms import (
    between,
    noisy,
    with_points,
    without,
)


def counted(poses, **asked):
    """Leg, number and reasons of each repetition."""
    reps = examine(poses, **asked).reps
    return list(zip(reps["leg"], reps["rep"], reps["reasons"], strict=True))


def good(leg, count):
    return [(leg, number, "") for number in range(1, count + 1)]


@settings(deadline=None, max_examples=15)
@given(
    leg=st.sampled_from(SIDES),
    count=st.integers(0, 6),
    rate=st.sampled_from([12.0, 24.0, 25.0, 29.97, 60.0]),
    depth=st.floats(0.8, 0.91),
    free=st.sampled_from(sorted(FREE_FOOT)),
    roll=st.floats(-6, 6),
    leg_px=st.floats(180, 380),
)
def test_as_many_squats_come_out_as_went_in(
    leg, count, rate, depth, free, roll, leg_px
):
    script = whole_take(leg, count, free=free, depth_ratio=depth)
    camera = Camera(leg_px=leg_px, roll_deg=roll)
    poses = noisy(film(script, rate_fps=rate, camera=camera), 0.003 * leg_px)
    assert counted(poses) == good(leg, count)


@pytest.mark.parametrize("first", SIDES)
def test_both_legs_in_one_take_are_told_apart_in_either_order(first):
    script = [*leg_test(first, 3), *whole_take(other(first), 2)]
    assert counted(film(script)) == good(first, 3) + good(other(first), 2)
    assert examine(film(script)).phases.legs == (first, other(first))


def test_legs_that_take_turns_are_counted_each():
    script = [p for leg in ("left", "right") * 2 for p in leg_test(leg, 2)]
    found = counted(film([*script, *two_feet()]))
    assert [leg for leg, _, _ in found] == ["left"] * 2 + ["right"] * 2 + [
        "left"
    ] * 2 + ["right"] * 2
    assert [number for leg, number, _ in found if leg == "left"] == [1, 2, 3, 4]


def test_the_leg_that_is_asked_for_alone_is_counted():
    poses = film([*leg_test("left", 3), *whole_take("right", 2)])
    assert counted(poses, leg="right") == good("right", 2)
    assert examine(poses, leg="right").phases.legs == ("right",)
    assert examine(poses, leg="right").reps["fppa_deg"].notna().all()


def test_a_leg_that_is_asked_for_and_never_tested_has_no_repetition():
    phases = examine(film(whole_take("right")), leg="left").phases
    assert phases.repetitions == ()
    assert phases.legs == ("left",)


@pytest.mark.parametrize("leg", SIDES)
def test_standing_on_one_leg_is_no_squat(leg):
    found = examine(film([*two_feet(), *stand(leg, 4.0), *two_feet()]))
    assert found.reps.empty
    (quiet,) = found.phases.quiet_one_leg[leg]
    assert (found.phases.leg[quiet] == leg).all()
    assert quiet.stop - quiet.start == pytest.approx(4.0 * 25, abs=10)
    assert found.phases.quiet_one_leg[other(leg)] == []
    assert found.phases.legs == (leg,)


def test_a_short_stand_on_one_leg_is_no_quiet_stretch():
    found = examine(film([*two_feet(), *stand("left", 0.6), *two_feet()]))
    assert found.phases.quiet_one_leg == {"left": [], "right": []}
    assert found.phases.legs == ()


def test_standing_on_two_feet_is_nothing():
    phases = examine(film(two_feet(5.0))).phases
    assert phases.legs == ()
    assert set(phases.phase) == {"two_feet"}


def test_squats_on_both_feet_are_named_and_not_counted():
    down = Move(Posture(depth_ratio=0.75), 1.0, 0.3)
    found = examine(film([*two_feet(), *([down, *two_feet(1.0)] * 3)])).phases
    assert found.repetitions == ()
    assert found.other_movement == "both_feet"
    assert len(found.other_bottoms) == 3


@pytest.mark.parametrize("leg", SIDES)
def test_a_foot_held_in_front_stands_on_one_leg(leg):
    assert counted(film(whole_take(leg, 3, free="front"))) == good(leg, 3)


def test_changing_the_free_foot_from_behind_to_the_front_is_the_same_leg():
    script = [*leg_test("left", 2), *stand("left", free="front")]
    script += [*squat("left", free="front") * 2, *two_feet()]
    found = examine(film(script)).reps
    assert list(zip(found["leg"], found["rep"], strict=True)) == [
        ("left", number) for number in (1, 2, 3, 4)
    ]


@pytest.mark.parametrize("free", sorted(FREE_FOOT))
def test_putting_the_foot_down_between_squats_is_no_touch_down(free):
    poses = film([m for _ in range(3) for m in whole_take("left", 1, free=free)])
    assert counted(poses) == good("left", 3)
    durations = examine(poses).reps[["descent_s", "ascent_s"]]
    assert durations.to_numpy() == pytest.approx(1.0, abs=0.3)


def with_touch_down(contact_s, *, free="behind"):
    """Three squats; in the second the free foot comes down near the deepest point."""
    deep, up = squat("right", free=free)
    posture = deep.posture
    down = Posture(
        "right", posture.depth_ratio, posture.fppa_deg, weight=posture.weight
    )
    touching = [deep, Move(down, 0.25, contact_s), Move(posture, 0.25, 0.3), up]
    before, after = squat("right", free=free), squat("right", free=free)
    start = [*two_feet(), Move(one_leg("right", free=free), 0.8, 1.5)]
    return film([*start, *before, *touching, *after, *two_feet()])


@pytest.mark.parametrize("free", sorted(FREE_FOOT))
def test_a_foot_that_comes_down_makes_its_squat_invalid_and_no_other(free):
    found = counted(with_touch_down(0.4, free=free))
    assert found == [("right", 1, ""), ("right", 2, "touch_down"), ("right", 3, "")]


def test_a_foot_that_sinks_without_touching_is_no_touch_down():
    deep, up = squat("right")
    low = one_leg("right", depth_ratio=0.88, fppa_deg=8.0, lifted=0.08)
    script = [*two_feet(), *stand("right"), deep, Move(low, 0.3, 0.4), up, *two_feet()]
    assert counted(film(script)) == good("right", 1)


def test_two_dips_in_quick_succession_are_two():
    quick = squat("right", seconds=(0.8, 0.0, 0.8, 0.0)) * 2
    script = [*two_feet(), *stand("right"), *quick, *stand("right"), *two_feet()]
    assert counted(film(script)) == good("right", 2)


def test_a_pause_on_the_way_down_is_one_squat():
    half = one_leg("right", depth_ratio=0.94, fppa_deg=4.0)
    script = [*two_feet(), *stand("right"), Move(half, 0.6, 1.0), *squat("right")]
    assert counted(film([*script, *two_feet()])) == good("right", 1)


@pytest.mark.parametrize("hold_s", [1.0, 3.0, 10.0])
@pytest.mark.parametrize("depth", [0.8, 0.9])
def test_a_hold_at_the_bottom_is_a_squat_and_never_quiet_standing(hold_s, depth):
    held = squat("right", depth_ratio=depth, seconds=(1.0, hold_s, 1.0, 1.2)) * 3
    poses = film([*two_feet(), *stand("right"), *held, *two_feet()])
    found = examine(noisy(poses, 0.4))
    assert counted(poses) == good("right", 3)
    (quiet,) = {leg for leg, parts in found.phases.quiet_one_leg.items() if parts}
    assert quiet == "right"
    for part in found.phases.quiet_one_leg["right"]:
        depths = found.frames["depth_ratio"].to_numpy()[part]
        assert np.nanmin(depths) > 0.98


@pytest.mark.parametrize("leg", SIDES)
def test_squats_of_ten_seconds_are_fine(leg):
    slow = squat(leg, seconds=(4.8, 0.4, 4.8, 1.0)) * 3
    assert counted(film([*two_feet(), *stand(leg), *slow, *two_feet()])) == good(leg, 3)


@pytest.mark.parametrize("leg", SIDES)
def test_slow_motion_is_refused_as_too_slow(leg):
    filmed = film([*leg_test(leg, 3, seconds=(2.4, 0.4, 2.4, 1.0)), *two_feet()])
    played = replace(filmed, time_s=4.0 * filmed.time_s)
    assert counted(played) == [(leg, number, "too_slow") for number in (1, 2, 3)]


@pytest.mark.parametrize("leg", SIDES)
def test_squats_of_six_tenths_of_a_second_are_refused_as_too_fast(leg):
    fast = squat(leg, seconds=(0.3, 0.0, 0.3, 1.0)) * 3
    poses = film([*two_feet(), *stand(leg), *fast, *two_feet()], rate_fps=30.0)
    found = counted(poses)
    assert [(side, number) for side, number, _ in found] == [
        (leg, number) for number in (1, 2, 3)
    ]
    assert all("too_fast" in reasons.split(";") for _, _, reasons in found)


def test_a_squat_that_was_going_on_when_the_clip_began_is_cut_off():
    poses = film([*squat("right", depth_ratio=0.85)[::-1], *whole_take("right", 2)])
    late = poses.time_s < 2.25  # the first posture holds 1.8 s; then it goes down
    begun = without(poses, late)
    assert counted(begun) == [
        ("right", 1, "cut_off"),
        ("right", 2, ""),
        ("right", 3, ""),
    ]


def test_a_squat_that_was_going_on_when_the_clip_ended_is_cut_off():
    script = leg_test("right", 3, depth_ratio=0.85)
    poses = film(script)
    up_s = poses.time_s[-1] - 0.8  # the last rest; before it the way up of a second
    ended = without(poses, poses.time_s > up_s - 0.35)
    assert counted(ended)[-1] == ("right", 3, "cut_off")
    assert counted(ended)[:-1] == good("right", 2)


def test_a_gap_in_a_squat_makes_it_invalid_and_a_short_one_does_not():
    poses = film(whole_take("right", 2))
    for hole_s, reasons in ((0.16, ""), (0.4, "gap")):
        broken = without(poses, between(poses, 5.5, 5.5 + hole_s))
        assert counted(broken) == [("right", 1, reasons), ("right", 2, "")]


@pytest.mark.parametrize("jitter", [0.2, 0.45])
def test_an_uneven_rate_does_not_matter(jitter):
    script = whole_take("left", 3)
    time_s = uneven_times(17.0, 30.0, jitter)
    assert counted(film(script, time_s=time_s)) == good("left", 3)


@pytest.mark.parametrize("roll_deg", [-10, -5, 5, 10])
@pytest.mark.parametrize("free", sorted(FREE_FOOT))
def test_a_rolled_camera_does_not_matter(roll_deg, free):
    for leg in SIDES:
        poses = film(whole_take(leg, 3, free=free), camera=Camera(roll_deg=roll_deg))
        assert counted(poses) == good(leg, 3)


BASELINES = {
    "at the beginning": [*two_feet(2.0), *stand("right"), *squat("right")],
    "at the end": [*stand("right"), *squat("right"), *two_feet(2.0)],
    "in the middle": [*stand("right"), *squat("right"), *two_feet(2.0), *stand("left")],
    "in two pieces": [*two_feet(0.8), *stand("right"), *squat("right"), *two_feet(0.8)],
}


def lean_in_baseline(found):
    """Lean to the person's right in the stance to compare with."""
    hip, shoulder = found.poses.middle("hip"), found.poses.middle("shoulder")
    lean = trunk_lean_deg(hip, shoulder, stance="right")
    parts = [lean[part] for part in found.phases.baseline.frames]
    return float(np.median(np.concatenate(parts)))


@pytest.mark.parametrize("place", BASELINES)
def test_the_two_feet_stance_is_found_wherever_it_lies(place):
    poses = film(BASELINES[place], camera=Camera(roll_deg=2.0))
    found = examine(poses)
    baseline = found.phases.baseline
    assert baseline is not None
    assert baseline.pelvis_rotation_deg == pytest.approx(2.0, abs=0.05)
    assert lean_in_baseline(found) == pytest.approx(-2.0, abs=0.05)
    quiet = np.concatenate(
        [found.frames["phase"].to_numpy()[s] for s in baseline.frames]
    )
    assert set(quiet) == {"two_feet"}


def test_waiting_with_bent_knees_is_no_stance_to_compare_with():
    bent = Posture(depth_ratio=0.8, lean_deg=6.0)
    script = [*two_feet(2.0), *stand("right", 1.0), Move(Posture(), 0.8, 0.2)]
    found = examine(film([*script, Move(bent, 1.0, 6.0), *two_feet(1.0)]))
    assert found.phases.baseline is not None
    assert lean_in_baseline(found) == pytest.approx(0, abs=0.05)


@pytest.mark.parametrize(("pieces", "found"), [((0.4,) * 4, False), ((0.6,) * 2, True)])
def test_a_baseline_is_made_of_long_enough_pieces(pieces, found):
    steps = [Move(one_leg("left"), 0.6, 0.6)]
    script = [m for s in pieces for m in (*steps, Move(Posture(), 0.5, s))]
    script += [Move(one_leg("left"), 0.6, 1.0)]
    assert (examine(film(script)).phases.baseline is not None) == found


def test_without_two_feet_the_legs_are_told_all_the_same():
    script = [*stand("right", 2.0), *squat("right") * 3]
    found = examine(film(script))
    assert found.phases.baseline is None
    assert counted(film(script)) == good("right", 3)


def test_phases_and_numbers_of_frames_agree_with_the_repetitions():
    found = examine(film(whole_take("left", 3)))
    frames = found.frames
    for r in found.phases.repetitions:
        rows = frames.iloc[r.frames]
        assert set(rows["rep"]) == {r.number}
        assert set(rows["leg"]) == {"left"}
        assert rows["phase"].iloc[0] == "descent"
        assert rows["phase"].iloc[-1] == "ascent"
    outside = frames[frames["rep"] == 0]
    assert not outside["phase"].isin(["descent", "ascent"]).any()


def test_frames_without_a_person_are_not_seen():
    poses = film(whole_take("left", 2))
    gone = between(poses, 1.0, 1.6)
    points = np.where(gone[:, None, None], np.nan, poses.points_px)
    found = examine(with_points(poses, points)).frames
    assert (found["phase"][gone] == "not_seen").all()
    assert (found["phase"][~gone] != "not_seen").all()
