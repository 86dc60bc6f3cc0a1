from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.judgement.comparison import compare, compare_legs
from screening.judgement.profiles import builtin_profile, mdc
from screening.measures import PROFILE_MEASURES
from screening.motion.quality import Check
from tests.judgement.builders import a_leg, judged, rep_rows, with_measure

ADULT = builtin_profile()


def knees(difference, *, sem=3.0, sd=1.0, **changes):
    left = with_measure(a_leg("left"), "fppa_deg", value=5 + difference, sem=sem, sd=sd)
    right = with_measure(a_leg("right"), "fppa_deg", sem=sem, sd=sd, **changes)
    return compare_legs(left, right, ADULT)[0]


def test_legs_differ_when_the_difference_exceeds_the_detectable_one():
    limit = mdc(3.0)
    assert knees(limit + 0.01).verdict == "asymmetry"
    assert knees(-limit - 0.01).verdict == "asymmetry"
    assert knees(limit - 0.01).verdict == "no_asymmetry"


def test_legs_do_not_differ_while_the_spread_of_squats_is_larger():
    assert knees(9.0, sd=9.5).verdict == "no_asymmetry"
    assert knees(9.0, sd=8.5).verdict == "asymmetry"


def test_the_spread_is_pooled_over_both_legs_by_their_repetitions():
    found = knees(0.0, sd=2.0, n=3)
    assert found.pooled_sd == pytest.approx(2.0)
    left = with_measure(a_leg("left"), "fppa_deg", sd=3.0, n=5)
    right = with_measure(a_leg("right"), "fppa_deg", sd=1.0, n=3)
    pooled = compare_legs(left, right, ADULT)[0].pooled_sd
    assert pooled == pytest.approx(math.sqrt((4 * 9.0 + 2 * 1.0) / 6))


def test_the_detectable_difference_uses_the_typical_error_of_both_legs():
    assert knees(0.0, sem=2.72).mdc == pytest.approx(7.54, abs=0.01)
    left = with_measure(a_leg("left"), "fppa_deg", sem=3.0)
    right = with_measure(a_leg("right"), "fppa_deg", sem=4.0)
    found = compare_legs(left, right, ADULT)[0]
    assert found.mdc == pytest.approx(1.96 * 5.0)


def test_the_difference_is_left_minus_right():
    assert knees(4.0).difference == 4.0


def test_every_measure_in_degrees_is_compared_in_a_fixed_order():
    found = compare_legs(a_leg("left"), a_leg("right"), ADULT)
    assert tuple(a.measure for a in found) == PROFILE_MEASURES


def test_a_pelvis_that_was_not_trusted_on_one_leg_is_not_compared():
    left = judged(rep_rows(leg="left", pelvic_drop_method="hip_line"), leg="left")
    right = judged(rep_rows(pelvic_drop_deg=30.0))
    found = {a.measure: a for a in compare_legs(left, right, ADULT)}
    for name in ("pelvic_drop_deg", "hip_adduction_deg", "dvi_deg"):
        assert found[name].verdict == "not_judged"
        assert found[name].reason.code == "pelvis_hip_line"
        assert math.isnan(found[name].difference)
    assert found["fppa_deg"].verdict == "no_asymmetry"


def test_a_turn_that_nobody_can_tell_does_not_pass_for_an_asymmetry():
    quality = [Check("view_unknown", "warn")]
    left = judged(rep_rows(leg="left", fppa_deg=-15.0), quality, leg="left")
    right = judged(rep_rows(fppa_deg=15.0), quality)
    found = compare_legs(left, right, ADULT)[0]
    assert (found.verdict, found.reason.code) == ("not_judged", "view_unknown")


def test_a_measure_without_cut_off_shows_a_difference_but_no_asymmetry():
    left = judged(rep_rows(leg="left", thigh_deg=30.0), leg="left")
    found = {a.measure: a for a in compare_legs(left, judged(rep_rows()), ADULT)}
    assert found["thigh_deg"].verdict == "not_judged"
    assert found["thigh_deg"].reason.code == "no_cut_off"
    assert found["thigh_deg"].difference == 25.5


def test_a_profile_that_does_not_judge_compares_numbers_only():
    profile = builtin_profile("report-only")
    left = judged(rep_rows(leg="left", fppa_deg=40.0), profile=profile, leg="left")
    found = compare_legs(left, judged(rep_rows(), profile=profile), profile)[0]
    assert (found.verdict, found.reason.code) == ("not_judged", "report_only")
    assert found.difference == 38.0


def test_an_unknown_typical_error_makes_no_asymmetry():
    found = knees(50.0, sem=math.nan)
    assert (found.verdict, found.reason.code) == ("not_judged", "no_typical_error")


def test_legs_in_the_wrong_order_are_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="left and right, but got right and left"):
        compare_legs(a_leg("right"), a_leg("left"), ADULT)


def test_a_change_counts_only_above_the_detectable_one():
    before = a_leg()
    for off, verdict in ((0.01, "change"), (-0.01, "no_change")):
        after = with_measure(before, "fppa_deg", value=5.0 - mdc(3.0) - off)
        found = compare(before, after, ADULT)[0]
        assert found.verdict == verdict
        assert found.difference < 0


def test_a_refused_take_has_no_change():
    before = judged(rep_rows())
    after = judged(rep_rows(), [Check("frame_rate", "refuse", 8.0, 12.0)])
    found = compare(before, after, ADULT)[0]
    assert (found.verdict, found.reason.code) == ("not_judged", "frame_rate")


def test_two_legs_are_no_change_over_time():
    with pytest.raises(ValueError, match="must be the same"):
        compare(a_leg("left"), a_leg("right"), ADULT)


values = st.floats(-40, 40)


@given(left=values, right=values, sd=st.floats(0, 12), sem=st.floats(0.5, 8))
def test_swapping_the_legs_turns_the_sign_and_nothing_else(left, right, sd, sem):
    def found(a, b):
        numbers = {"sd": sd, "sem": sem}
        one = with_measure(a_leg("left"), "fppa_deg", value=a, **numbers)
        two = with_measure(a_leg("right"), "fppa_deg", value=b, **numbers)
        return compare_legs(one, two, ADULT)[0]

    there, back = found(left, right), found(right, left)
    assert there == replace(back, left=left, right=right, difference=-back.difference)
