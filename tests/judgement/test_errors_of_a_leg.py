"""The error of a leg: what its readings state, and left against right in one take."""

import math

import pytest

from screening.judgement.comparison import compare_legs
from screening.judgement.profiles import builtin_profile, mdc
from screening.judgement.tool_error import NO_STANCE_DEG, tool_error_deg, turned_deg
from screening.motion.pelvis_error import confidence_of
from screening.motion.quality import Check
from screening.settings import DEFAULT
from tests.judgement.builders import a_leg, judged, rep_rows, with_measure

ADULT = builtin_profile()
DROP, KNEE, TRUNK = "pelvic_drop_deg", "fppa_deg", "trunk_lean_deg"
TOOL = {"method": "patch", "model": "full"}


def sem(measure, quality=(), **rows):
    return judged(rep_rows(**rows), quality).measure(measure).sem


def test_an_unsure_pelvis_has_the_error_that_it_states():
    sure, unsure = (confidence_of(each) for each in (0.5, 2.5))
    between = ADULT.thresholds[DROP].between_day_sem
    tool = tool_error_deg(DROP, **TOOL)
    assert sem(DROP, pelvic_drop_confidence=sure) == pytest.approx(
        math.hypot(between, tool)
    )
    assert sem(DROP, pelvic_drop_confidence=unsure) == pytest.approx(
        math.hypot(between, 2.5)
    )


def test_errors_of_squats_go_together():
    mixed = [confidence_of(each) for each in (1.5, 1.5, 2.5, 2.5)]
    between = ADULT.thresholds[DROP].between_day_sem
    expected = math.hypot(between, math.sqrt((1.5**2 + 2.5**2) / 2))
    found = judged(rep_rows(4, pelvic_drop_confidence=mixed)).measure(DROP).sem
    assert found == pytest.approx(expected)


def test_what_contains_the_pelvis_carries_its_error_and_nothing_else_does():
    unsure = confidence_of(2.8)
    for name in ("hip_adduction_deg", "dvi_deg", "pelvic_drop_raw_deg"):
        assert sem(name, pelvic_drop_confidence=unsure) > sem(
            name, pelvic_drop_confidence=0.9
        )
    for name in (KNEE, TRUNK, "thigh_deg"):
        assert sem(name, pelvic_drop_confidence=unsure) == sem(
            name, pelvic_drop_confidence=0.9
        )


def test_without_the_stance_on_two_feet_the_knee_is_less_certain():
    quality = [Check("baseline", "refuse", measures=(DROP,))]
    with_stance, without = sem(KNEE), sem(KNEE, quality)
    assert without == pytest.approx(math.hypot(with_stance, NO_STANCE_DEG))


@pytest.mark.parametrize(
    ("measure", "share"),
    [
        (KNEE, 1.0),
        ("thigh_deg", 0.5),
        (DROP, 0.0),
        (TRUNK, 0.37),
        ("hip_adduction_deg", 0.5),
        ("dvi_deg", 1.5),
        ("knee_plus_trunk_deg", 1.37),
    ],
)
def test_a_turn_changes_a_sum_by_what_it_changes_its_parts(measure, share):
    assert turned_deg(measure, 4.0, 1.14) == pytest.approx(4.0 * 1.14 * share)


def both(measure, **changes):
    legs = [judged(rep_rows(leg=leg, **changes), leg=leg) for leg in ("left", "right")]
    found = compare_legs(*legs, ADULT, same_take=True)
    return legs, next(each for each in found if each.measure == measure)


def test_within_a_take_the_pelvis_is_compared_without_the_change_from_day_to_day():
    drops = [1.0, 2.0, 3.0, 4.0, 5.0]
    (left, _), found = both(DROP, pelvic_drop_deg=drops)
    tool = tool_error_deg(DROP, **TOOL)
    spread = left.measure(DROP).sd / math.sqrt(5)
    assert found.mdc == pytest.approx(mdc(math.hypot(tool, spread)))
    apart = compare_legs(*both(DROP)[0], ADULT)
    other = next(each for each in apart if each.measure == DROP)
    assert found.mdc < other.mdc == pytest.approx(mdc(left.measure(DROP).sem))


def test_within_a_take_a_turn_that_nobody_saw_adds_on_one_leg_and_takes_off_the_other():
    (left, _), found = both(KNEE)
    open_deg = DEFAULT.models["full"].turn_error_deg
    turn = 2 * open_deg * DEFAULT.quality.turn_deg_per_deg
    tool = tool_error_deg(KNEE, method="limb", model="full")
    assert found.mdc == pytest.approx(1.96 * math.hypot(tool, tool, turn))
    assert left.measure(KNEE).turn_sem == pytest.approx(turn / 2)


def test_a_result_that_does_not_say_its_error_within_a_take_keeps_the_other_one():
    left, right = a_leg("left"), a_leg("right")
    left = with_measure(left, KNEE, value=18.0, sem=3.0)
    right = with_measure(right, KNEE, sem=3.0)
    found = compare_legs(left, right, ADULT, same_take=True)[0]
    assert found.mdc == pytest.approx(mdc(3.0))
