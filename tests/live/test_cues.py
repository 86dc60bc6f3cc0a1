"""One cue at a time, the one that matters most, and it does not flicker."""

from dataclasses import replace

import pytest

from screening.language import words
from screening.live.angles import LiveAngles
from screening.live.cues import Coach, CueBoard, Limits, Wanted
from screening.live.gate import Step
from screening.live.squat_count import Squat, SquatCount
from screening.settings import DEFAULT
from screening.words.live import cue_sentence, practice_sentence
from tests.live.test_gate import NOBODY, READY, SQUATTING

LIMITS = Limits(knee_deg=8.0, pelvis_deg=6.0, trunk_deg=8.0)
MEASURING = Step("measuring")
ON_RIGHT = replace(READY, stance="right")
FINE = {"fppa_deg": 2.0, "pelvic_drop_deg": 1.0, "trunk_lean_deg": 1.0}


def squat(number, leg="right", values=FINE, reasons=(), withheld=None):
    return Squat(leg, number, 4.0 * number, values, reasons, withheld or {})


def done(leg, count=5):
    return tuple(squat(k, leg) for k in range(1, count + 1))


def wanted(moment, squats=(), *, leg="auto", step=MEASURING, take_s=1e3, **how):
    coach = Coach(DEFAULT, leg, LIMITS, **how)
    return coach.wanted(step, moment, SquatCount(tuple(squats)), take_s)


def after(last, **how):
    """The cue just after a squat, standing on its leg."""
    moment = replace(ON_RIGHT, stance=last.leg)
    return wanted(moment, [last], take_s=last.bottom_s + 2, **how).code


def test_positioning_says_what_is_wrong_or_to_hold_still():
    assert wanted(READY, step=Step("positioning", problem="step_back")).code == (
        "step_back"
    )
    assert wanted(READY, step=Step("positioning", stood_share=0.4)).code == "hold"


def test_on_both_feet_the_foot_of_the_leg_whose_turn_it_is_not_is_lifted():
    assert wanted(READY) == Wanted("lift_foot", "right")
    assert wanted(READY, leg="left") == Wanted("lift_foot", "left")
    assert cue_sentence("lift_foot", "right") == "Lift your left foot"


def test_the_legs_are_switched_when_the_first_is_done():
    assert wanted(READY, done("right")) == Wanted("switch_legs", "left")
    assert wanted(READY, done("left")) == Wanted("switch_legs", "right")
    assert wanted(READY, done("right", 1)) == Wanted("lift_foot", "right")
    assert wanted(READY, done("right"), leg="right").code == "stay"
    assert wanted(READY, [*done("right"), *done("left")]).code == "stay"


def test_the_wrong_leg_is_put_down():
    assert wanted(replace(READY, stance="left"), leg="right").code == "both_feet"


def test_a_knee_that_goes_inwards_in_the_squat_is_called_at_once():
    inwards = replace(SQUATTING, angles=LiveAngles(fppa_deg=15.0))
    assert wanted(inwards).code == "knee"
    drops = replace(SQUATTING, angles=LiveAngles(2.0, 12.0))
    assert wanted(drops).code == "pelvis"
    assert wanted(SQUATTING).code == "squat"


@pytest.mark.parametrize(
    ("values", "reasons", "cue"),
    [
        (FINE, ("too_shallow",), "deeper"),
        (FINE, ("touch_down",), "foot_up"),
        (FINE, ("gap",), "again"),
        (FINE | {"fppa_deg": 14.0}, (), "knee"),
        (FINE | {"pelvic_drop_deg": 9.0}, (), "pelvis"),
        (FINE | {"trunk_lean_deg": 12.0}, (), "trunk"),
        ({}, (), "squat"),
        (FINE, (), "good"),
    ],
)
def test_after_a_squat_the_first_thing_to_do_better_is_said(values, reasons, cue):
    assert after(squat(1, values=values, reasons=reasons)) == cue


def test_enough_is_enough_but_in_practice():
    five = done("right")
    assert wanted(ON_RIGHT, five).code == "foot_down"
    assert wanted(ON_RIGHT, five, practice=True).code == "squat"
    assert wanted(READY, five, practice=True).code == "lift_foot"


def test_trouble_with_the_view_comes_first():
    assert wanted(NOBODY, done("right")).code == "come_back"
    assert wanted(replace(SQUATTING, people=2)).code == "one_person"
    assert wanted(replace(ON_RIGHT, feet_in=False, body_share=0.9)).code == "step_back"
    assert wanted(NOBODY, step=Step("ended")).code == "finished"


def board(*moments):
    """The cue shown after each (time, wanted) moment."""
    shown = CueBoard(DEFAULT.live)
    return [shown.update(t, Wanted(code, "right")).code for t, code in moments]


def test_a_cue_that_comes_and_goes_is_not_shown():
    moments = [(0.1 * k, "knee" if k % 2 else "squat") for k in range(60)]
    assert set(board(*moments)) == {"squat"}


def test_a_cue_stays_until_it_has_been_read():
    moments = [(0.0, "good"), *((0.1 * k, "squat") for k in range(1, 20))]
    shown = board(*moments)
    assert shown.index("squat") == pytest.approx(15, abs=1)


def test_an_urgent_cue_does_not_wait_for_that():
    moments = [(0.0, "good"), *((0.1 * k, "come_back") for k in range(1, 20))]
    assert board(*moments).index("come_back") == pytest.approx(5, abs=1)


def test_every_new_cue_is_counted_once_for_the_voice():
    shown = CueBoard(DEFAULT.live)
    for k in range(100):
        shown.update(0.1 * k, Wanted("squat" if k < 50 else "good", "right"))
    assert shown.count == 2


@pytest.mark.parametrize("code", words("live.cues"))
def test_every_cue_is_short_enough_to_be_read_from_afar(code):
    for leg in ("left", "right"):
        text = cue_sentence(code, leg)
        assert 0 < len(text) <= 36
        assert "{" not in text


def test_practice_tells_how_a_squat_went():
    assert practice_sentence(1, 3.0, 8.0) == "Squat 1: knee inside the corridor"
    assert "14° inwards" in practice_sentence(2, 14.2, 8.0)
    assert "9° outwards" in practice_sentence(3, -9.0, 8.0)


def said(last: Squat) -> str:
    """What practice says after a squat."""
    coach = Coach(DEFAULT, "right", LIMITS, practice=True)
    return coach.said(SquatCount((last,)))


def test_practice_says_why_it_tells_no_knee_angle():
    invalid = squat(4, reasons=("too_shallow",))
    assert said(invalid) == "Squat 4 does not count: too shallow"
    for code, told in (
        ("too_few_valid", "once 3 squats count"),
        ("not_measured", "not seen"),
        ("view", "cannot be judged"),
    ):
        words = said(squat(5, values={}, withheld={"fppa_deg": code}))
        assert words.startswith("Squat 5 counts: ")
        assert told in words


def test_no_cue_comes_from_an_angle_that_the_checks_withhold():
    inwards = replace(SQUATTING, angles=LiveAngles(15.0, 12.0))
    coach = Coach(DEFAULT, "right", LIMITS)
    cues = [
        coach.wanted(MEASURING, inwards, SquatCount((), frozenset(names)), 1e3).code
        for names in ((), ("fppa_deg",), ("fppa_deg", "pelvic_drop_deg"))
    ]
    assert cues == ["knee", "pelvis", "squat"]
