"""For each check a take that fails it, and its nearest twin that passes."""

from dataclasses import replace

import numpy as np
import pytest

from screening.measures import MOVED_BY_TURN
from screening.motion.landmarks import INDEX
from screening.motion.turn import find_turn
from screening.settings import DEFAULT
from screening.words.checks import check_sentence
from tests.examined import examine
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
from tests.motion.stalls import frozen
from tests.transforms import (
    between,
    noisy,
    turned_over,
    with_points,
    without,
)
from tests.transforms import turned as turned_in_space

TOE_BELOW, HEAD_ABOVE, NOSE_ABOVE = 0.07, 2 * 0.28 + 1.2, 0.88 + 1.0


def checked(code, poses, **asked):
    return examine(poses, **asked).checks[code]


def lost(share):
    """The person is not found in this share of the frames, one after the other."""
    poses = film(whole_take())
    points = poses.points_px.copy()
    points[: round(share * len(poses))] = np.nan
    return with_points(poses, points)


def doubtful(share):
    poses = film(whole_take())
    marked = np.arange(len(poses)) < share * len(poses)
    return replace(poses, doubtful_subject=marked)


def front_for_back(share):
    """The model takes the front for the back in this share of the frames."""
    poses = film(whole_take())
    return turned_over(poses, np.arange(len(poses)) < share * len(poses))


def on_its_side(degrees):
    return film(two_feet(4.0), camera=Camera(size=(1600, 1600), leg_px=250,
                                             middle_px=800, floor_px=1000,
                                             roll_deg=degrees))  # fmt: skip


def head_out(share):
    """The top of the head is out of the picture in this share of the frames."""
    return _out(share, "nose", -3.0)


def feet_out(share):
    return _out(share, "right_foot_index", 1283.0)


def _out(share, name, y_px):
    poses = film(whole_take())
    points = poses.points_px.copy()
    points[: round(share * len(poses)), INDEX[name], 1] = y_px
    return with_points(poses, points)


def body_of(height_px):
    standing = 1.0 + 0.6 + 0.28
    return film(two_feet(4.0), camera=Camera(leg_px=height_px / standing))


def at_rate(fps):
    return film(whole_take(), rate_fps=fps)


def in_bursts(share):
    """In this share of the steps a frame follows the one before in a millisecond."""
    poses = film(whole_take())
    early = range(2, 20, 4)[: round(share * 20)]
    late = np.flatnonzero(np.isin(np.arange(len(poses)) % 20, early))
    time_s = poses.time_s.copy()
    time_s[late] = time_s[late - 1] + 1e-3
    return replace(poses, time_s=time_s)


def with_hole(seconds, *, rate_fps=25.0):
    poses = film(whole_take(), rate_fps=rate_fps)
    return without(poses, between(poses, 1.0 + 1 / rate_fps, 1.0 + seconds))


def stalled_for(seconds):
    """The picture stands still for this long on the way down."""
    return frozen(film(whole_take()), 5.6, seconds, lost=False)


def at_share_of_the_rate(share):
    """The last third has this share of the frame rate before it."""
    time_s = film(whole_take()).time_s
    slow_s = np.arange(time_s[-100] + 0.04 / share, time_s[-1], 0.04 / share)
    return film(whole_take(), time_s=np.r_[time_s[:-99], slow_s])


def raw_stream(raw):
    return replace(film(whole_take()), announced_rate=raw)


def filmed_at(captured_fps):
    return replace(film(whole_take()), captured_fps=captured_fps)


def cut(is_cut):
    return replace(film(whole_take()), cut_short=is_cut)


def quiet_for(seconds):
    """On two feet for this long; the first and last frame of it are at its ends."""
    start = Move(one_leg("left"), 0.5, 1.5)
    return film([start, Move(Posture(), 0.5, seconds), Move(one_leg("left"), 0.5, 2.0)])


def turned(degrees, model="full"):
    return film(whole_take(), turn_deg=degrees, model=model)


def back(came):
    poses = film(whole_take())
    return replace(poses, came_back=(poses.time_s == poses.time_s[100]) & came)


def foot_off_axis(legs):
    return film(whole_take(), camera=Camera(middle_px=360 - (legs - 0.12) * 380))


def doing(name):
    down = Move(Posture(depth_ratio=0.75), 1.0, 0.3)
    return film({
        "standing on two feet": two_feet(5.0),
        "standing on one leg": [*two_feet(), *stand("left", 2.0)],
        "squatting on two feet": [*two_feet(), down, *two_feet()],
        "one squat": whole_take("left", 1),
    }[name])  # fmt: skip


def free_foot_at(lifted):
    """In the second of three squats the free foot is this high, crossed behind."""
    deep, up = squat("right")
    low = replace(deep.posture, lifted=lifted, aside=0.22)
    there, back = Move(low, 0.4, 0.5), Move(deep.posture, 0.4, 0.2)
    script = [*leg_test("right", 1), deep, there, back, up, *squat("right")]
    return film([*script, *two_feet(1.5)])


def seen_in_the_limb(quality):
    poses = film(whole_take())
    knees = poses.points_px[:, [INDEX["left_knee"], INDEX["right_knee"]]]
    qualities = np.full((len(poses), 2), quality)
    return replace(poses, limb_knee_px=knees, limb_quality=qualities)


CASES = [
    ("person_found", lost, 0.19, "ok"),
    ("person_found", lost, 0.21, "warn"),
    ("person_found", lost, 0.59, "warn"),
    ("person_found", lost, 0.61, "refuse"),
    ("other_person", doubtful, 0.0, "ok"),
    ("other_person", doubtful, 0.095, "warn"),
    ("other_person", doubtful, 0.105, "refuse"),
    ("came_back", back, False, "ok"),
    ("came_back", back, True, "warn"),
    ("face_hidden", front_for_back, 0.045, "ok"),
    ("face_hidden", front_for_back, 0.055, "refuse"),
    ("upright", on_its_side, 44.0, "ok"),
    ("upright", on_its_side, 46.0, "refuse"),
    ("upright", on_its_side, -46.0, "refuse"),
    ("framing_head", head_out, 0.09, "ok"),
    ("framing_head", head_out, 0.11, "refuse"),
    ("framing_feet", feet_out, 0.09, "ok"),
    ("framing_feet", feet_out, 0.11, "refuse"),
    ("body_size", body_of, 402.0, "ok"),
    ("body_size", body_of, 398.0, "warn"),
    ("body_size", body_of, 302.0, "warn"),
    ("body_size", body_of, 298.0, "refuse"),
    ("frame_rate", at_rate, 24.1, "ok"),
    ("frame_rate", at_rate, 23.9, "warn"),
    ("frame_rate", at_rate, 12.1, "warn"),
    ("frame_rate", at_rate, 11.9, "refuse"),
    ("frame_bursts", in_bursts, 0.15, "ok"),
    ("frame_bursts", in_bursts, 0.25, "refuse"),
    ("gaps", with_hole, 0.20, "ok"),
    ("gaps", with_hole, 0.24, "warn"),
    ("announced_rate", raw_stream, False, "ok"),
    ("announced_rate", raw_stream, True, "warn"),
    ("slow_motion", filmed_at, np.nan, "ok"),
    ("slow_motion", filmed_at, 37.0, "ok"),
    ("slow_motion", filmed_at, 38.0, "warn"),
    ("stalled", stalled_for, 0.48, "ok"),
    ("stalled", stalled_for, 0.52, "warn"),
    ("rate_falls", at_share_of_the_rate, 0.61, "ok"),
    ("rate_falls", at_share_of_the_rate, 0.59, "warn"),
    ("cut_short", cut, False, "ok"),
    ("cut_short", cut, True, "warn"),
    ("baseline", quiet_for, 1.08, "ok"),
    ("baseline", quiet_for, 0.92, "warn"),
    ("view", turned, 3.9, "ok"),
    ("view", turned, 4.1, "warn"),
    ("view", turned, -4.1, "warn"),
    ("view", turned, 7.9, "warn"),
    ("view", turned, 8.1, "refuse"),
    ("view", turned, -8.1, "refuse"),
    ("off_axis", foot_off_axis, 0.148, "ok"),
    ("off_axis", foot_off_axis, 0.152, "warn"),
    ("limb", seen_in_the_limb, 0.51, "ok"),
    ("limb", seen_in_the_limb, 0.49, "warn"),
    ("touch_down_unclear", free_foot_at, 0.15, "ok"),
    ("touch_down_unclear", free_foot_at, 0.04, "warn"),
    ("no_repetition", doing, "one squat", "ok"),
    ("no_repetition", doing, "standing on one leg", "ok"),
    ("no_repetition", doing, "standing on two feet", "refuse"),
    ("both_feet", doing, "squatting on two feet", "refuse"),
]


@pytest.mark.parametrize(("code", "take", "amount", "verdict"), CASES)
def test_each_limit_divides_failing_takes_from_passing_ones(
    code, take, amount, verdict
):
    check = checked(code, take(amount))
    assert check.verdict == verdict
    assert check_sentence(check)


def test_a_good_take_passes_every_check():
    checks = examine(seen_in_the_limb(1.0)).checks
    assert {check.verdict for check in checks.values()} == {"ok"}
    named = {code for code, *_ in CASES} - {"both_feet"}
    assert set(checks) == named | {"weight_unclear"}


@pytest.mark.parametrize(("code", "take", "amount", "verdict"), CASES)
def test_no_take_fails_a_check_that_it_was_not_made_for(code, take, amount, verdict):
    checks = examine(take(amount)).checks
    refused = {c.code for c in checks.values() if c.verdict == "refuse"}
    assert refused - {code} <= {"no_repetition"}


def test_nobody_is_told_once():
    poses = film(two_feet())
    nobody = with_points(poses, np.full_like(poses.points_px, np.nan))
    (check,) = examine(nobody).checks.values()
    assert (check.code, check.verdict, check.value) == ("nobody", "refuse", 0)


def test_a_take_without_frames_shows_nobody():
    poses = film(two_feet())
    empty = without(poses, between(poses, 0, 99))
    assert set(examine(empty).checks) == {"nobody"}


def test_one_missing_frame_at_a_low_rate_is_no_hole():
    assert checked("gaps", with_hole(0.25, rate_fps=8.0)).verdict == "ok"
    assert checked("gaps", with_hole(0.375, rate_fps=8.0)).verdict == "warn"


def test_a_picture_upside_down_is_not_upright():
    assert checked("upright", on_its_side(180.0)).verdict == "refuse"


def test_a_hole_is_told_with_its_place_and_length():
    check = checked("gaps", with_hole(0.6))
    assert check.time_s == pytest.approx(1.0)
    assert check.value == pytest.approx(0.6)


def test_another_person_is_told_with_the_first_time():
    poses = film(whole_take())
    check = checked(
        "other_person", replace(poses, doubtful_subject=between(poses, 3.0, 9.0))
    )
    assert check.time_s == pytest.approx(3.0)


def test_who_came_back_is_told_with_the_time():
    assert checked("came_back", back(True)).time_s == pytest.approx(4.0)


def test_a_turned_person_takes_away_what_is_seen_from_the_front_only():
    check = checked("view", turned(10.0))
    assert check.measures == MOVED_BY_TURN
    assert "pelvic_drop_deg" not in check.measures
    assert check.value == pytest.approx(10.0)


@pytest.mark.parametrize("turn", [-12.0, -3.0, 0.0, 5.0])
@pytest.mark.parametrize("model", ["lite", "full", "heavy"])
def test_the_turn_comes_out_whatever_is_peculiar_to_the_model(turn, model):
    traits = DEFAULT.traits(model)
    seen = traits.turn_offset_deg + traits.turn_gain * turn
    found = examine(noisy(turned(seen, model), 1.0))
    told = find_turn(found.poses, found.phases, traits)
    assert told.from_stance
    assert told.deg == pytest.approx(turn, abs=0.1)


def test_feet_turned_out_alike_are_no_turn():
    poses = turned(0.0)
    world = poses.world_m.copy()
    for side, out in (("left", 0.3), ("right", -0.3)):
        foot = world[:, INDEX[f"{side}_heel"]] + 0.2 * np.array(
            [np.sin(out), 0.0, -np.cos(out)]
        )
        world[:, INDEX[f"{side}_foot_index"]] = foot
    assert checked("view", replace(poses, world_m=world)).value == pytest.approx(0)


def test_the_turn_of_a_model_that_nobody_has_measured_lets_no_knee_angle_through():
    checks = examine(turned(0.0, "other.task")).checks
    assert checks["view_unknown"].verdict == "refuse"
    assert checks["view_unknown"].measures == MOVED_BY_TURN
    assert "view" not in checks


def without_two_feet(turn_deg=0.0, model="full"):
    """Seven squats of somebody who is on the leg before the clip begins."""
    script = [*stand("right", 2.0), *squat("right") * 7]
    return seen_from(film(script, model=model), turn_deg)


def seen_from(poses, turn_deg):
    """The whole person turned, as the pose model sees it."""
    traits = DEFAULT.traits(poses.model.name)
    seen = traits.body_turn_offset_deg + traits.body_turn_gain * turn_deg
    depth = turned_in_space(poses, seen).world_m
    return replace(turned_in_space(poses, turn_deg), world_m=depth)


@pytest.mark.parametrize("model", ["lite", "full"])
@pytest.mark.parametrize("turn_deg", [-20.0, 20.0])
def test_who_is_turned_without_a_two_feet_stance_gets_no_knee_angle(turn_deg, model):
    checks = examine(without_two_feet(turn_deg, model)).checks
    assert checks["view"].verdict == "refuse"
    assert checks["view"].value == pytest.approx(turn_deg, abs=0.5)
    assert checks["view"].measures == MOVED_BY_TURN


@pytest.mark.parametrize("model", ["lite", "full"])
def test_who_faces_the_camera_without_a_two_feet_stance_is_warned_about(model):
    checks = examine(without_two_feet(0.0, model)).checks
    assert checks["view_unsure"].verdict == "warn"
    assert checks["view_unsure"].value == pytest.approx(5.0, abs=0.1)
    assert "view" not in checks


def test_a_slight_turn_that_may_be_a_large_one_lets_no_knee_angle_through():
    checks = examine(without_two_feet(7.0)).checks
    assert checks["view_unknown"].verdict == "refuse"
    assert checks["view_unknown"].measures == MOVED_BY_TURN


@pytest.mark.parametrize("turn_deg", [-70.0, 70.0])
def test_squats_filmed_from_the_side_get_no_answer_at_all(turn_deg):
    check = examine(without_two_feet(turn_deg)).checks["side_view"]
    assert check.verdict == "refuse"
    assert check.measures == ()
    assert check.value == pytest.approx(turn_deg, abs=2.0)


def test_ordinary_squats_are_named_with_their_number_and_time():
    check = checked("both_feet", doing("squatting on two feet"))
    assert check.value == 1
    assert check.time_s == pytest.approx(3.8, abs=0.4)
