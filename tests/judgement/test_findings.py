from __future__ import annotations

import math
from dataclasses import replace

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening import screen_poses
from screening.judgement.findings import band_verdict
from screening.judgement.profiles import builtin_profile
from screening.measures import FOUND_MEASURES, LEG_MEASURES, MOVED_BY_TURN
from screening.motion.landmarks import Take
from screening.motion.quality import Check, Refusal
from tests.factories import film, whole_take
from tests.judgement.builders import NAN, judged, rep_rows


def codes(refusals):
    return [r.code for r in refusals]


def edge(measure, finding, *, side):
    found = finding.measure(measure)
    return found.cut + side * found.sem


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (8.4, "borderline"),
        (10.0, "borderline"),
        (11.6, "borderline"),
        (15.04, "sign"),
        (16.8, "sign"),
        (20.0, "sign"),
        (2.0, "no_sign"),
        (5.0, "no_sign"),
        (6.96, "no_sign"),
    ],
)
def test_published_group_means_fall_into_the_band_of_a_tool_without_error(
    value, verdict
):
    knee = builtin_profile().thresholds["fppa_deg"]
    found = band_verdict(value, cut=knee.decides, sem=knee.between_day_sem)
    assert found == verdict


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (8.24, "no_sign"),
        (8.25, "no_sign"),
        (8.26, "borderline"),
        (11.25, "borderline"),
        (14.24, "borderline"),
        (14.25, "sign"),
        (14.26, "sign"),
    ],
)
def test_both_edges_of_the_band_belong_to_the_clear_verdicts(value, verdict):
    # Quarters are exact in binary, so the edges are met exactly.
    assert band_verdict(value, cut=11.25, sem=3.0) == verdict


@given(
    value=st.floats(-60, 60),
    more=st.floats(0, 20),
    cut=st.floats(0, 30),
    sem=st.floats(0.1, 10),
)
def test_a_larger_value_is_never_judged_milder(value, more, cut, sem):
    order = ["no_sign", "borderline", "sign"]
    low = band_verdict(value, cut=cut, sem=sem)
    high = band_verdict(value + more, cut=cut, sem=sem)
    assert order.index(low) <= order.index(high)


@pytest.mark.parametrize("measure", LEG_MEASURES)
@pytest.mark.parametrize(
    ("side", "off", "verdict"),
    [
        (1, 0.01, "sign"),
        (1, -0.01, "borderline"),
        (-1, 0.01, "borderline"),
        (-1, -0.01, "no_sign"),
    ],
)
def test_the_band_of_a_leg_is_one_typical_error_wide_to_either_side(
    measure, side, off, verdict
):
    by_hand = measure == "fppa_asis_deg"
    profile = builtin_profile("adult-female" if by_hand else "adult")
    value = edge(measure, judged(rep_rows(), profile=profile), side=side) + off
    found = judged(rep_rows(**{measure: value}), profile=profile)
    assert found.measure(measure).verdict == verdict
    assert found.verdict == verdict


def test_findings_come_for_every_measure_in_a_fixed_order():
    assert [m.measure for m in judged(rep_rows()).measures] == list(FOUND_MEASURES)


def test_a_healthy_leg_shows_no_sign_and_has_nothing_missing():
    leg = judged(rep_rows())
    assert (leg.verdict, leg.pattern, leg.missing) == ("no_sign", "P0", ())
    assert leg.reasons == ()


def test_hip_adduction_is_shown_beside_and_does_not_decide_about_the_leg():
    leg = judged(rep_rows(hip_adduction_deg=40.0))
    assert leg.measure("hip_adduction_deg").verdict == "sign"
    assert leg.verdict == "no_sign"


def test_the_worst_of_knee_pelvis_and_trunk_is_the_verdict_of_the_leg():
    assert judged(rep_rows(trunk_lean_deg=30.0, fppa_deg=11.3)).verdict == "sign"
    assert judged(rep_rows(fppa_deg=11.3)).verdict == "borderline"


def test_a_missing_measure_and_a_sign_elsewhere_is_still_a_sign():
    leg = judged(rep_rows(fppa_deg=30.0, pelvic_drop_deg=NAN))
    assert leg.verdict == "sign"
    assert leg.missing == ("pelvic_drop_deg",)
    assert leg.pattern == "undecided"


def test_a_missing_measure_and_a_borderline_one_is_borderline():
    assert judged(rep_rows(fppa_deg=11.3, pelvic_drop_deg=NAN)).verdict == "borderline"


def test_an_unknown_view_makes_the_knee_borderline_at_most():
    reps = rep_rows(fppa_deg=40.0, trunk_lean_deg=30.0)
    leg = judged(reps, [Check("view_unknown", "warn")])
    assert leg.measure("fppa_deg").verdict == "borderline"
    assert leg.measure("fppa_deg").caution.code == "view_unknown"
    assert leg.measure("trunk_lean_deg").verdict == "sign"
    assert judged(rep_rows(), [Check("view_unknown", "warn")]).verdict == "no_sign"


def test_a_refused_take_is_not_interpretable_and_shows_no_number():
    check = Check("frame_rate", "refuse", value=8.0, limit=12.0)
    leg = judged(rep_rows(), [check])
    assert (leg.verdict, leg.pattern) == ("not_interpretable", "P5")
    assert leg.reasons == (Refusal("frame_rate", None, 8.0, 12.0),)
    assert all(math.isnan(m.value) for m in leg.measures)
    assert {m.verdict for m in leg.measures} == {"not_judged"}


def test_a_warning_refuses_nothing():
    assert judged(rep_rows(), [Check("frame_rate", "warn", 20.0, 24.0)]) == judged(
        rep_rows()
    )


def test_too_few_valid_repetitions_name_their_number_and_each_reason_once():
    bad = rep_rows(
        3,
        valid=False,
        reasons=["too_shallow", "touch_down;too_shallow", "gap"],
    )
    leg = judged(pd.concat([rep_rows(2), bad]))
    assert leg.verdict == "not_interpretable"
    assert leg.reasons[0] == Refusal("too_few_valid", value=2.0, limit=3.0)
    assert codes(leg.reasons[1:]) == ["too_shallow", "touch_down", "gap"]


def test_three_valid_repetitions_are_enough():
    assert judged(rep_rows(3)).verdict == "no_sign"


def test_a_leg_without_repetitions_is_not_interpretable():
    leg = judged(rep_rows(5, leg="left"))
    assert leg.verdict == "not_interpretable"
    assert (leg.valid, leg.total) == (0, 0)


def test_a_leg_of_which_nothing_can_be_trusted_is_not_interpretable():
    check = Check("view", "refuse", 12.0, 8.0, measures=MOVED_BY_TURN)
    leg = judged(rep_rows(pelvic_drop_method="hip_line"), [check])
    assert (leg.verdict, leg.pattern) == ("not_interpretable", "P5")
    assert codes(leg.reasons) == ["view", "pelvis_hip_line"]


def test_report_only_gives_numbers_and_judges_nothing():
    leg = judged(rep_rows(fppa_deg=30.0), profile=builtin_profile("report-only"))
    assert leg.verdict == "incomplete"
    assert (leg.pattern, leg.missing) == ("undecided", ())
    assert codes(leg.reasons) == ["report_only"]
    for found in leg.measures:
        assert (found.verdict, found.tier, found.cut) == ("not_judged", "", None)
        assert found.reason.code == "report_only"
    assert leg.measure("fppa_deg").value == 30.0


def test_report_only_does_not_bring_back_what_cannot_be_trusted():
    reps = rep_rows(pelvic_drop_method="hip_line")
    leg = judged(reps, profile=builtin_profile("report-only"))
    assert leg.measure("pelvic_drop_deg").reason.code == "pelvis_hip_line"
    assert math.isnan(leg.measure("pelvic_drop_deg").value)


def test_a_profile_without_the_pelvis_leaves_the_leg_incomplete():
    adult = builtin_profile()
    cuts = {k: v for k, v in adult.thresholds.items() if k != "pelvic_drop_deg"}
    leg = judged(rep_rows(), profile=replace(adult, thresholds=cuts))
    assert (leg.verdict, leg.missing) == ("incomplete", ("pelvic_drop_deg",))
    assert codes(leg.reasons) == ["no_cut_off"]


@pytest.mark.parametrize(
    ("offsets", "inside"),
    [
        ([0.1, 0.1, 0.1, -0.1, -0.1], True),
        ([0.1, 0.1, -0.1, -0.1, -0.1], False),
        ([0.1, 0.1, 0.1, NAN, NAN], True),
        ([0.1, 0.1, NAN, -0.1, -0.1], None),
        ([0.1, NAN, -0.1, -0.1, -0.1], False),
        ([0.1, 0.1, NAN, NAN, NAN], None),
        ([0.1, 0.1, -0.1, -0.1], False),
        ([0.0, 0.0, 0.0], False),
    ],
)
def test_the_knee_is_inside_the_foot_when_it_is_in_most_valid_repetitions(
    offsets, inside
):
    reps = rep_rows(len(offsets), knee_medial_to_foot_ratio=offsets)
    assert judged(reps).knee_inside_foot is inside


def test_a_refused_view_leaves_the_knee_against_the_foot_unknown():
    quality = screen_poses(Take(film(whole_take("right"), turn_deg=12.8))).quality
    reps = rep_rows(knee_medial_to_foot_ratio=0.2)
    assert judged(reps).knee_inside_foot is True
    assert judged(reps, quality).knee_inside_foot is None


@given(
    knee=st.floats(-30, 45),
    drop=st.floats(-20, 30),
    trunk=st.floats(-30, 40),
    model=st.sampled_from(["lite", "full", "heavy", "mine.task"]),
)
def test_only_a_leg_with_all_three_measures_clear_shows_no_sign(
    knee, drop, trunk, model
):
    reps = rep_rows(fppa_deg=knee, pelvic_drop_deg=drop, trunk_lean_deg=trunk)
    leg = judged(reps, model=model)
    clear = all(found.value <= found.cut - found.sem for found in leg.decisive)
    assert (leg.verdict == "no_sign") == clear == (leg.pattern == "P0")
