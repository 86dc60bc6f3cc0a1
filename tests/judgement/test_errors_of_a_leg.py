"""The error of a leg: what its readings state, and left against right in one take."""

import math
from pathlib import Path

import pandas as pd
import pytest

from screening.judgement.comparison import compare_legs
from screening.judgement.profiles import builtin_profile, mdc
from screening.judgement.tool_error import (
    NO_STANCE_DEG,
    bend_share,
    tool_error_deg,
    turned_deg,
)
from screening.motion.pelvis_error import confidence_of
from screening.motion.quality import Check
from screening.settings import DEFAULT
from tests.judgement.builders import a_leg, judged, rep_rows, with_measure

SAMPLES = Path(__file__).parents[2] / "sample_videos"
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
        (TRUNK, -0.31),
        ("hip_adduction_deg", 0.5),
        ("dvi_deg", 1.5),
        ("knee_plus_trunk_deg", 0.69),
    ],
)
def test_a_turn_changes_a_sum_by_what_it_changes_its_parts(measure, share):
    assert turned_deg(measure, 4.0, 1.14) == pytest.approx(4.0 * 1.14 * share)


@pytest.mark.parametrize(("bend_deg", "per_deg"), [(45, 0.83), (60, 1.15), (75, 1.53)])
def test_a_turn_does_the_more_to_a_knee_the_further_it_is_bent(bend_deg, per_deg):
    half, turn = math.radians(bend_deg / 2), math.radians(1.0)
    seen_deg = 2 * math.degrees(math.atan(math.tan(half) * math.sin(turn)))
    assert seen_deg == pytest.approx(per_deg, abs=0.01)
    share = bend_share(math.cos(half))
    for measure, of_it in ((KNEE, 1.0), ("thigh_deg", 0.5)):
        changed = turned_deg(measure, 1.0, DEFAULT.quality.turn_deg_per_deg, share)
        assert changed == pytest.approx(of_it * seen_deg, rel=0.02)
    trunk = turned_deg(TRUNK, 1.0, 1.14, share)
    assert trunk == turned_deg(TRUNK, 1.0, 1.14)


def test_without_a_depth_the_knee_counts_as_bent_by_60_degrees():
    assert [bend_share(each) for each in (math.nan, 0.0, 1.2)] == [1.0] * 3


READ_FROM = {KNEE: KNEE, TRUNK: TRUNK, "trunk_lean_raw_deg": TRUNK, DROP: DROP}


@pytest.fixture(scope="module")
def aside():
    """Half of what a camera 12° aside adds on one leg and takes off on the other.

    From the true joints of a rendered person in its picture, and in the frontal plane.
    """
    truth = pd.read_csv(SAMPLES / "camera_12deg_aside.truth.csv")
    changed = {}
    for leg in ("left", "right"):
        own = truth[truth["leg"] == leg]
        squats = own[own["rep"] > 0].groupby("rep")["knee_flexion_deg"].idxmax()
        deep = truth.loc[squats]
        stance = own[own["phase"] == "two_feet"]
        for measure, column in READ_FROM.items():
            world = column.replace("_deg", "_world_deg")
            seen = (deep[column] - deep[world]).mean()
            if measure in (TRUNK, DROP):
                seen -= (stance[column] - stance[world]).mean()
            changed[leg, measure] = seen
        changed[leg, "bend"] = deep["knee_flexion_deg"].mean()
    return changed


@pytest.mark.parametrize(
    ("measure", "at_most"),
    [(KNEE, 1.0), (TRUNK, 0.3), ("trunk_lean_raw_deg", 0.3), (DROP, 0.7)],
)
def test_a_turn_does_to_a_rendered_person_what_is_said(aside, measure, at_most):
    apart = (aside["left", measure] - aside["right", measure]) / 2
    bend = (aside["left", "bend"] + aside["right", "bend"]) / 2
    share = bend_share(math.cos(math.radians(bend / 2)))
    told = turned_deg(measure, 12.0, DEFAULT.quality.turn_deg_per_deg, share)
    assert apart == pytest.approx(told, abs=at_most)


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
    (left, _), found = both(KNEE, depth_ratio=0.9)
    open_deg = DEFAULT.models["full"].turn_error_deg
    bend = bend_share(0.9)
    turn = 2 * open_deg * DEFAULT.quality.turn_deg_per_deg * bend
    tool = tool_error_deg(KNEE, method="limb", model="full")
    assert found.mdc == pytest.approx(1.96 * math.hypot(tool, tool, turn))
    assert left.measure(KNEE).turn_sem == pytest.approx(turn / 2)


def test_a_result_that_does_not_say_its_error_within_a_take_keeps_the_other_one():
    left, right = a_leg("left"), a_leg("right")
    left = with_measure(left, KNEE, value=18.0, sem=3.0)
    right = with_measure(right, KNEE, sem=3.0)
    found = compare_legs(left, right, ADULT, same_take=True)[0]
    assert found.mdc == pytest.approx(mdc(3.0))


def test_a_turn_that_was_warned_about_makes_the_trunk_less_certain_than_the_knee():
    warned = [Check("view", "warn", value=-6.0, limit=4.0)]
    added = {
        measure: math.sqrt(sem(measure, warned) ** 2 - sem(measure) ** 2)
        for measure in (KNEE, TRUNK, DROP)
    }
    assert added[KNEE] == pytest.approx(6.0 * 1.14 * bend_share(0.9))
    assert added[TRUNK] == pytest.approx(6.0 * 1.14 * 0.31)
    assert added[DROP] == 0.0
