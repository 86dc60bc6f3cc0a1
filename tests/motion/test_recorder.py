"""A recorder that stalls or slows down: it is said, and its squats do not count."""

from dataclasses import replace

import numpy as np
import pytest

from screening.motion.recorder import (
    METHOD,
    local_rate_fps,
    longest_s,
    slow_below_fps,
    slowed,
    stalled,
)
from screening.pipeline import screen_poses
from screening.words.checks import check_sentence
from tests.examined import examine
from tests.factories import film, squat, two_feet, uneven_times, whole_take
from tests.motion.stalls import changes, frozen


def counted(reps):
    return list(zip(reps["rep"], reps["reasons"], strict=True))


def descent_of(number):
    """When the body is on its way down in a squat of the whole take."""
    row = examine(film(whole_take())).reps.iloc[number - 1]
    return (row["start_s"] + row["bottom_s"]) / 2


@pytest.mark.parametrize("lost", [True, False], ids=["time is lost", "time is added"])
def test_a_squat_in_which_the_recorder_stood_still_does_not_count(lost):
    poses = frozen(film(whole_take()), descent_of(2), 1.4, lost=lost)
    found = examine(poses)
    stalled = [number for number, why in counted(found.reps) if "stalled" in why]
    assert len(stalled) == 1
    assert {why for number, why in counted(found.reps) if number not in stalled} == {""}
    check = found.checks["stalled"]
    assert check.verdict == "warn"
    assert check.value == pytest.approx(1.4, abs=0.05)
    assert check.time_s == pytest.approx(descent_of(2), abs=0.05)
    assert "stood still while the person moved" in check_sentence(check)


def test_a_person_who_stands_or_holds_a_squat_still_is_no_stalled_recorder():
    script = whole_take("right", 2, seconds=(1.0, 3.0, 1.0, 0.8))
    poses = film(script)
    still = replace(poses, picture_change=changes(poses.points_px))
    assert (still.picture_change < METHOD.repeat_levels).sum() > 100
    found = examine(still)
    assert found.checks["stalled"].verdict == "ok"
    assert counted(found.reps) == [(1, ""), (2, "")]


def test_pictures_that_nobody_compared_are_no_stall():
    time_s = np.arange(100) / 25
    assert not stalled(time_s, np.full(100, np.nan)).any()
    assert not stalled(time_s, np.zeros(100)).any()
    assert not stalled(np.zeros(1), np.array([np.nan])).any()


def test_a_stall_of_a_moment_costs_nothing():
    poses = frozen(film(whole_take()), descent_of(2), 0.3)
    found = examine(poses)
    assert found.checks["stalled"].verdict == "ok"


def test_a_rate_that_falls_is_said_and_its_squats_do_not_count():
    script = whole_take("right", 4)
    whole = examine(film(script, rate_fps=30.0)).reps
    from_s = float(whole["end_s"].iloc[1]) + 0.2
    poses = film(script, rate_fps=30.0)
    kept = (poses.time_s < from_s) | (np.arange(len(poses)) % 2 == 0)
    found = examine(film(script, time_s=poses.time_s[kept]))
    assert counted(found.reps) == [
        *((1, ""), (2, "")),
        *((3, "slow_rate"), (4, "slow_rate")),
    ]
    check = found.checks["rate_falls"]
    assert check.verdict == "warn"
    assert check.value == pytest.approx(15.0)
    assert check.limit == pytest.approx(18.0)
    assert check.time_s == pytest.approx(from_s, abs=1.0)
    assert "frame rate fell during" in check_sentence(check)


def test_a_take_that_is_slow_throughout_has_no_falling_rate():
    poses = film(whole_take(), rate_fps=15.0)
    assert examine(poses).checks["rate_falls"].verdict == "ok"


@pytest.mark.parametrize(
    "time_s",
    [
        uneven_times(10.0, 30.0, 0.45),
        np.r_[np.arange(150) / 30, 30 + np.arange(150) / 30],
        np.arange(300) / 30 + np.arange(300) % 3 * 0.008,
        np.arange(600)[np.random.default_rng(4).random(600) < 0.47] / 30,
        np.array([0.0, 1.0]),
    ],
    ids=["uneven", "one long hole", "pulldown", "half is lost", "two frames"],
)
def test_uneven_times_and_holes_are_no_falling_rate(time_s):
    assert longest_s(slowed(time_s), time_s)[0] <= METHOD.longest_slow_s
    assert slow_below_fps(time_s) > 5 or len(time_s) == 2


def test_one_frame_has_no_rate():
    assert np.isnan(local_rate_fps(np.zeros(1))).all()
    assert np.isnan(slow_below_fps(np.zeros(1)))


def test_what_the_recorder_did_stands_in_the_result():
    poses = frozen(film([*whole_take(), *squat("right"), *two_feet()]), 5.5, 2.0)
    told = {check.code: check.verdict for check in screen_poses_of(poses).quality}
    assert told["stalled"] == "warn"
    assert told["rate_falls"] == "ok"


def screen_poses_of(poses):
    from screening import Take

    return screen_poses(Take(poses))


def test_a_time_ten_thousand_years_later_is_a_hole_like_any_other():
    time_s = np.append(np.arange(60) / 30, 3.5e11)
    rates = local_rate_fps(time_s)
    np.testing.assert_allclose(rates[:-2], 30)
    assert np.isnan(rates[-1])
