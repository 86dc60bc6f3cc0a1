"""A live take of another form of the test: recorded as such, guided as such."""

import numpy as np
import pytest

from screening.errors import ScreeningError
from screening.judgement.profiles import builtin_profile
from screening.judgement.stance_course import ASKED_S
from screening.live.cues import limits_of
from screening.live.moment import Moment
from screening.live.squat_count import STAND_S
from screening.live.stand_clock import StandClock
from screening.results.landmarks_file import load_take, save_take
from screening.words.live import cue_sentence
from tests.factories import leg_test, stand, two_feet
from tests.live.players import acted, cues, live_take, pushed

BOTH = [
    *two_feet(3.0),
    *stand("right", STAND_S + 1.5, drop_deg=4.0),
    *two_feet(1.5),
    *stand("left", STAND_S + 1.5, drop_deg=1.0),
    *two_feet(4.0),
]


@pytest.fixture(scope="module")
def stood():
    poses = acted(BOTH)
    live = live_take(poses, task="one_leg_stance")
    return live, pushed(live, poses.time_s)


def test_the_standing_test_asks_for_both_legs_and_ends_by_itself(stood):
    _, views = stood
    told = cues(views)
    wanted = ("hold", "lift_foot", "stand", "foot_down", "switch_legs", "stand")
    places = []
    for cue in (*wanted, "stay", "finished"):
        places.append(told.index(cue, places[-1] + 1 if places else 0))
    assert not {"squat", "knee", "pelvis", "trunk", "deeper"} & set(told)
    assert views[-1].guidance.ending == "done"
    assert cue_sentence("stand") in [view.guidance.text for view in views]


def test_the_standing_test_counts_seconds(stood):
    _, views = stood
    seconds = views[-1].guidance.count.stood_s
    assert min(seconds[leg] for leg in ("left", "right")) >= STAND_S
    half_way = [view.guidance.count.stood_s.get("right", 0.0) for view in views]
    assert np.all(np.diff(half_way) >= 0)


def test_the_standing_test_is_read_over_its_time(stood, tmp_path):
    live, _ = stood
    result = live.finish()
    assert result.provenance["task"] == "one_leg_stance"
    assert len(result.reps) == 0
    courses = {course.leg: course for course in result.stance_courses()}
    assert min(course.held_s for course in courses.values()) >= ASKED_S - 0.5
    save_take(tmp_path / "landmarks.npz", live.take())
    assert load_take(tmp_path / "landmarks.npz").task == "one_leg_stance"


def test_a_foot_that_comes_down_ends_a_stance_and_a_blink_does_not():
    def clock(*feet):
        own = StandClock()
        for k, stance in enumerate(feet):
            own.update(Moment(0.1 * k, stance=stance))
        return own.stood_s

    stood, down = ["right"] * 30, ["both"]
    assert clock(*stood, *down, *stood)["right"] == pytest.approx(6.0)
    assert clock(*stood, *(down * 6), *stood)["right"] == pytest.approx(2.9)
    assert clock(*stood, *(["left"] * 5))["right"] == pytest.approx(2.9)


def test_a_stance_that_is_short_ends_the_take_after_a_while():
    script = [*two_feet(3.0), *stand("right", 12.0), *two_feet(13.0)]
    poses = acted(script)
    live = live_take(poses, leg="right", task="one_leg_stance")
    views = pushed(live, poses.time_s)
    assert views[-1].guidance.ending == "done"
    assert "foot_down" not in cues(views)


@pytest.mark.parametrize("task", ["half_squat", "supported_squat"])
def test_an_easier_variant_is_recorded_as_such_and_judged_by_no_cut_off(task):
    depth = 0.95 if task == "half_squat" else 0.88
    script = [*two_feet(3.0), *leg_test("right", 3, depth_ratio=depth)[1:]]
    poses = acted([*script, *two_feet(4.0)])
    live = live_take(poses, leg="right", task=task)
    views = pushed(live, poses.time_s)
    assert views[-1].guidance.count.valid("right") == 3
    assert cue_sentence("squat", task=task) in [v.guidance.text for v in views]
    assert cue_sentence("squat", task=task) != cue_sentence("squat")
    result = live.finish()
    assert result.provenance["task"] == task
    found = result.leg("right").measure("fppa_deg")
    assert (found.cut, found.verdict) == (None, "not_judged")
    assert np.isfinite(found.value)


def test_a_cue_comes_from_no_cut_off_of_another_form_of_the_test():
    adult = builtin_profile()
    full, half = (limits_of(adult, "lite", t) for t in (adult.task, "half_squat"))
    assert half == limits_of(builtin_profile("report-only"), "lite", "half_squat")
    assert half != full


def test_the_standing_test_has_nothing_to_practise():
    with pytest.raises(ScreeningError, match="nothing to practise"):
        live_take(acted(two_feet(1.0)), practice=True, task="one_leg_stance")
