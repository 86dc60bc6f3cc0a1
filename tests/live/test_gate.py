"""A take begins after a quiet stance in a good view, and ends automatically."""

from dataclasses import replace

import numpy as np
import pytest

from screening.capture.knee.limb import NOTHING
from screening.capture.pelvis.reading import NOTHING as NO_PELVIS
from screening.capture.pelvis.reading import PelvisReading
from screening.capture.people.body import Body
from screening.capture.people.subject import Seen
from screening.live.gate import Gate, view_problem
from screening.live.moment import Moment
from screening.live.squat_count import Squat, SquatCount
from screening.settings import DEFAULT

LIVE = DEFAULT.live
SOMEBODY = Seen(
    Body(np.zeros((33, 2)), np.zeros((33, 3)), np.ones(33)),
    PelvisReading(*NO_PELVIS, ""),
    NOTHING,
)
READY = Moment(
    0.0,
    seen=SOMEBODY,
    people=1,
    head_in=True,
    feet_in=True,
    body_px=600.0,
    body_share=0.7,
    turn_deg=1.0,
    stance="both",
    still=True,
)
NOBODY = Moment(0.0)
SQUATTING = replace(READY, stance="right", still=False, drop_leg=0.2)


def squats(leg, count):
    return tuple(Squat(leg, k + 1, 2.0 * k, {}, ()) for k in range(count))


def run(gate, moment, from_s, to_s, count=SquatCount(), step_s=0.1):  # noqa: B008
    """Show the same for a while; the steps, with their times."""
    times = np.arange(from_s, to_s, step_s)
    return [
        (float(t), gate.update(replace(moment, time_s=float(t)), count)) for t in times
    ]


def measuring(leg="right", **how):
    gate = Gate(DEFAULT, leg, **how)
    run(gate, READY, 0.0, LIVE.stand_still_s + 0.3)
    assert gate.state == "measuring"
    return gate


def test_measuring_begins_after_standing_still():
    steps = run(Gate(DEFAULT), READY, 0.0, 3.0)
    begun = next(t for t, step in steps if step.state == "measuring")
    assert begun == pytest.approx(LIVE.stand_still_s, abs=0.11)
    assert [t for t, step in steps if step.begins] == [0.0]


def test_what_came_before_the_stance_is_not_part_of_the_take():
    gate = Gate(DEFAULT)
    before = run(gate, NOBODY, 0.0, 1.0)
    assert all(step.begins and step.problem == "nobody" for _, step in before)
    after = run(gate, READY, 1.0, 3.5)
    assert [t for t, step in after if step.begins] == [1.0]
    assert after[-1][1].state == "measuring"


def test_moving_restarts_the_stance():
    gate = Gate(DEFAULT)
    run(gate, READY, 0.0, 1.5)
    (_, moved), *_ = run(gate, replace(READY, still=False), 1.5, 1.6)
    assert (moved.problem, moved.begins) == ("stand_still", True)
    steps = run(gate, READY, 1.6, 3.4)
    assert all(step.state == "positioning" for _, step in steps)


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"people": 2}, "one_person"),
        ({"head_in": False, "body_share": 0.9}, "step_back"),
        ({"feet_in": False, "body_share": 0.9}, "step_back"),
        ({"head_in": False, "body_share": 0.5}, "tilt_up"),
        ({"feet_in": False, "body_share": 0.5}, "tilt_down"),
        ({"body_px": 250.0}, "come_closer"),
        ({"off_middle_leg": 0.6}, "to_your_right"),
        ({"off_middle_leg": -0.6}, "to_your_left"),
        ({"turn_deg": 12.0}, "turn_to_camera"),
        ({"stance": "left"}, "both_feet"),
        ({"still": False}, "stand_still"),
    ],
)
def test_each_trouble_has_its_own_cue(changes, problem):
    ((_, step),) = run(Gate(DEFAULT), replace(READY, **changes), 0.0, 0.1)
    assert (step.state, step.problem) == ("positioning", problem)


def test_a_turn_that_cannot_be_told_does_not_hold_anybody_up():
    gate = Gate(DEFAULT)
    run(gate, replace(READY, turn_deg=float("nan")), 0.0, 2.5)
    assert gate.state == "measuring"


def test_somebody_who_seems_turned_is_let_through_in_the_end():
    gate = Gate(DEFAULT)
    turned = replace(READY, turn_deg=-15.0)
    run(gate, turned, 0.0, LIVE.turn_patience_s - 0.5)
    assert gate.state == "positioning"
    run(gate, turned, LIVE.turn_patience_s, LIVE.turn_patience_s + 3.0)
    assert gate.state == "measuring"


def test_it_ends_when_the_leg_is_done_and_both_feet_stand():
    gate = measuring()
    done = SquatCount(squats("right", 3))
    run(gate, SQUATTING, 3.0, 10.0, done)
    assert gate.state == "measuring"
    steps = run(gate, READY, 10.0, 14.0, done)
    ended = next(t for t, step in steps if step.state == "ended")
    assert ended == pytest.approx(10.0 + LIVE.end_still_s, abs=0.15)
    assert gate.ending == "done"


def test_resting_between_the_legs_does_not_end_it_at_once():
    gate = measuring("auto")
    one_leg = SquatCount(squats("right", 5))
    run(gate, READY, 3.0, 3.0 + LIVE.one_leg_only_s - 1.5, one_leg)
    assert gate.state == "measuring"
    run(gate, READY, 13.0, 14.0, one_leg)
    assert (gate.state, gate.ending) == ("ended", "done")


def test_standing_without_a_squat_does_not_end_it():
    gate = measuring()
    run(gate, READY, 3.0, 60.0, step_s=0.5)
    assert gate.state == "measuring"


def test_it_ends_after_three_minutes():
    gate = measuring("auto")
    steps = run(gate, SQUATTING, 3.0, 200.0, SquatCount(squats("right", 9)), 0.5)
    ended = next(t for t, step in steps if step.state == "ended")
    assert ended == pytest.approx(180.0, abs=0.6)
    assert gate.ending == "time"


def test_practice_goes_on_after_the_squats():
    gate = measuring(stays=True)
    run(gate, READY, 3.0, 60.0, SquatCount(squats("right", 9)), 0.5)
    assert gate.state == "measuring"


def test_somebody_who_comes_back_goes_on_and_who_stays_away_ends_it():
    gate = measuring()
    run(gate, NOBODY, 3.0, 3.0 + LIVE.gone_s - 1)
    run(gate, READY, 22.0, 23.0)
    assert gate.state == "measuring"
    run(gate, NOBODY, 23.0, 24.0 + LIVE.gone_s)
    assert (gate.state, gate.ending) == ("ended", "gone")


def test_a_good_view_has_no_problem():
    assert view_problem(READY, DEFAULT) == ""
