from __future__ import annotations

import math

import pandas as pd
import pytest

from screening.judgement.tool_error import bend_share
from screening.motion.quality import Check, Refusal
from tests.judgement.builders import NAN, judged, rep_rows

VIEW_MEASURES = ("fppa_deg", "thigh_deg", "shank_deg", "trunk_lean_deg")


def codes(refusals):
    return [r.code for r in refusals]


def edge(measure, finding, *, side):
    found = finding.measure(measure)
    return found.cut + side * found.sem


def test_a_value_is_the_mean_of_the_valid_repetitions_with_spread_and_number():
    reps = pd.concat(
        [
            rep_rows(4, fppa_deg=[1.0, 2.0, 3.0, 4.0]),
            rep_rows(1, fppa_deg=60.0, valid=False, reasons="too_shallow"),
            rep_rows(5, leg="left", fppa_deg=40.0),
        ]
    )
    leg = judged(reps)
    knee = leg.measure("fppa_deg")
    assert knee.value == 2.5
    assert knee.sd == pytest.approx(math.sqrt(5 / 3))
    assert (knee.n, leg.valid, leg.total) == (4, 4, 5)


def test_a_pelvis_seen_by_the_hip_line_only_is_not_judged_nor_what_contains_it():
    leg = judged(rep_rows(pelvic_drop_method="hip_line", pelvic_drop_deg=20.0))
    for name in ("pelvic_drop_deg", "pelvic_drop_raw_deg", "hip_adduction_deg"):
        found = leg.measure(name)
        assert found.verdict == "not_judged"
        assert found.reason.code == "pelvis_hip_line"
        assert math.isnan(found.value)
    assert leg.measure("dvi_deg").reason.code == "pelvis_hip_line"
    assert leg.verdict == "incomplete"
    assert leg.missing == ("pelvic_drop_deg",)
    assert leg.pattern == "undecided"
    assert codes(leg.reasons) == ["pelvis_hip_line"]


def test_repetitions_seen_by_the_hip_line_do_not_enter_a_followed_pelvis():
    reps = rep_rows(
        5,
        pelvic_drop_deg=[2.0, 3.0, 4.0, -9.0, -9.0],
        pelvic_drop_method=["patch"] * 3 + ["hip_line"] * 2,
    )
    drop = judged(reps).measure("pelvic_drop_deg")
    assert (drop.value, drop.n, drop.verdict) == (3.0, 3, "no_sign")


def test_two_followed_repetitions_are_not_enough_for_the_pelvis():
    ways = ["patch"] * 2 + ["hip_line"] * 3
    drop = judged(rep_rows(5, pelvic_drop_method=ways)).measure("pelvic_drop_deg")
    assert drop.reason.code == "pelvis_hip_line"


def test_raw_without_change_means_that_the_baseline_is_missing():
    leg = judged(rep_rows(trunk_lean_deg=NAN, knee_plus_trunk_deg=NAN))
    assert leg.measure("trunk_lean_deg").reason == Refusal("no_baseline")
    assert leg.measure("trunk_lean_raw_deg").value == 1.2


def test_a_failed_baseline_check_explains_missing_sums_too():
    check = Check("baseline", "warn", value=0.2, limit=1.0)
    leg = judged(rep_rows(knee_plus_trunk_deg=NAN), [check])
    assert leg.measure("knee_plus_trunk_deg").reason.code == "no_baseline"


def test_a_measure_found_in_too_few_repetitions_says_in_how_many():
    leg = judged(rep_rows(5, fppa_deg=[1.0, 2.0, NAN, NAN, NAN]))
    assert leg.measure("fppa_deg").reason == Refusal(
        "not_measured", value=2.0, limit=3.0
    )
    assert math.isnan(leg.measure("fppa_deg").value)


def test_a_refused_view_takes_what_it_names_and_leaves_the_pelvis():
    check = Check("view", "refuse", value=12.0, limit=8.0, measures=VIEW_MEASURES)
    leg = judged(rep_rows(), [check])
    assert leg.measure("fppa_deg").reason == Refusal("view", None, 12.0, 8.0)
    assert math.isnan(leg.measure("fppa_deg").value)
    assert leg.measure("pelvic_drop_deg").verdict == "no_sign"
    assert (leg.verdict, leg.missing) == (
        "incomplete",
        ("fppa_deg", "trunk_lean_deg"),
    )


@pytest.mark.parametrize(
    "derived", ["hip_adduction_deg", "dvi_deg", "knee_plus_trunk_deg"]
)
def test_a_sum_falls_with_a_refused_part(derived):
    check = Check("view", "refuse", 12.0, 8.0, measures=VIEW_MEASURES)
    found = judged(rep_rows(), [check]).measure(derived)
    assert found.reason.code == "view"


def test_a_warned_view_widens_the_typical_error_by_the_turn():
    plain = judged(rep_rows())
    turned = judged(rep_rows(), [Check("view", "warn", value=-6.0, limit=4.0)])
    sem = plain.measure("fppa_deg").sem
    wider = math.sqrt(sem**2 + (1.14 * 6.0 * bend_share(0.9)) ** 2)
    assert turned.measure("fppa_deg").sem == pytest.approx(wider)
    drop = "pelvic_drop_deg"
    assert turned.measure(drop).sem == plain.measure(drop).sem
    value = edge("fppa_deg", turned, side=1) + 0.1
    check = Check("view", "warn", value=6.0, limit=4.0)
    found = judged(rep_rows(fppa_deg=value), [check]).measure("fppa_deg")
    assert found.verdict == "sign"


def test_a_roll_that_was_taken_out_widens_the_typical_error_of_what_it_rolls():
    plain = judged(rep_rows())
    rolled = judged(rep_rows(), [Check("camera", "warn", value=20.0)])
    still = judged(rep_rows(), [Check("camera", "ok")])
    for measure in ("pelvic_drop_deg", "trunk_lean_deg"):
        sem = plain.measure(measure).sem
        wider = math.sqrt(sem**2 + (0.05 * 20.0) ** 2 + 0.1**2)
        assert rolled.measure(measure).sem == pytest.approx(wider)
        assert still.measure(measure).sem == sem
    assert rolled.measure("fppa_deg").sem == plain.measure("fppa_deg").sem


def test_a_warned_view_without_a_number_counts_as_the_worst_of_its_range():
    told = judged(rep_rows(), [Check("view", "warn", value=8.0)])
    untold = judged(rep_rows(), [Check("view", "warn")])
    assert untold.measure("fppa_deg").sem == told.measure("fppa_deg").sem


def test_a_measure_without_cut_off_keeps_its_number():
    found = judged(rep_rows()).measure("dvi_deg")
    assert (found.verdict, found.reason.code) == ("not_judged", "no_cut_off")
    assert found.value == 8.0


def test_the_worse_reading_method_gives_the_typical_error():
    limb = judged(rep_rows()).measure("fppa_deg").sem
    mixed = rep_rows(5, fppa_method=["limb"] * 4 + ["landmarks"])
    plain = judged(rep_rows(fppa_method="landmarks")).measure("fppa_deg").sem
    assert judged(mixed).measure("fppa_deg").sem == plain > limb
