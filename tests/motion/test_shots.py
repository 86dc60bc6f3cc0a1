"""A clip with a cut: each part alone, the whole from all parts."""

from dataclasses import replace

import numpy as np
import pytest

from screening import Take, screen_poses
from screening.motion.landmarks import joined
from tests.factories import film, leg_test, squat, stand, whole_take
from tests.transforms import rolled


def cut_together(*parts):
    """Parts filmed one after the other from different places, as one clip."""
    shots, begin_s, first = [], 0.0, 0
    for number, part in enumerate(parts):
        shots.append(
            replace(
                part,
                frame=part.frame + first,
                time_s=part.time_s + begin_s,
                shot=np.full(len(part), number),
            )
        )
        begin_s += float(part.time_s[-1]) + 0.04
        first += len(part)
    return joined(shots)


def screened(*parts):
    return screen_poses(Take(cut_together(*parts)))


RIGHT = film(whole_take("right", 3, drop_deg=9.0))
LEFT = film(whole_take("left", 3, drop_deg=4.0))
LEFT_WITHOUT_TWO_FEET = film([*stand("left", 3.0), *(squat("left") * 4)])


def check_of(screening, code):
    return next(check for check in screening.quality if check.code == code)


def test_both_parts_of_a_cut_clip_are_measured_each_against_its_own_stance():
    found = screened(RIGHT, rolled(LEFT, 6.0))
    alone = [screen_poses(Take(part)).reps for part in (RIGHT, LEFT)]
    assert found.reps["leg"].tolist() == ["right"] * 3 + ["left"] * 3
    assert found.reps["rep"].tolist() == [1, 2, 3, 1, 2, 3]
    drop = [*alone[0]["pelvic_drop_deg"], *alone[1]["pelvic_drop_deg"]]
    np.testing.assert_allclose(found.reps["pelvic_drop_deg"], drop, atol=0.05)


def test_a_cut_is_told_with_its_time():
    check = check_of(screened(RIGHT, LEFT), "cut")
    assert (check.verdict, check.value) == ("warn", 1)
    assert check.time_s == pytest.approx(RIGHT.time_s[-1] + 0.04)


def test_squats_of_one_leg_on_both_sides_of_a_cut_are_numbered_through():
    found = screened(film(leg_test("right", 2)), RIGHT)
    assert found.reps["rep"].tolist() == [1, 2, 3, 4, 5]
    assert found.legs[0].total == 5


def test_a_part_without_a_stance_on_two_feet_takes_nothing_from_the_other():
    found = screened(RIGHT, LEFT_WITHOUT_TWO_FEET)
    right, left = found.legs
    assert check_of(found, "baseline").verdict == "ok"
    assert right.measure("trunk_lean_deg").verdict != "not_judged"
    assert left.valid == 4
    assert left.measure("trunk_lean_deg").reason.code == "no_baseline"


def test_no_stance_on_two_feet_in_any_part_is_told():
    check = check_of(screened(LEFT_WITHOUT_TWO_FEET, LEFT_WITHOUT_TWO_FEET), "baseline")
    assert check.verdict == "warn"


def test_a_part_without_two_feet_says_that_its_pelvis_had_no_stance():
    found = screened(RIGHT, LEFT_WITHOUT_TWO_FEET)
    left = next(leg for leg in found.legs if leg.leg == "left")
    assert left.measure("pelvic_drop_deg").reason.code == "pelvis_no_stance"
    assert set(found.reps.loc[found.reps["leg"] == "right", "pelvic_drop_doubt"]) == {
        ""
    }
