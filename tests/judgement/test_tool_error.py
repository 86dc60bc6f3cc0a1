from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.judgement.profiles import builtin_profile
from screening.judgement.tool_error import sem_deg, tool_error_deg
from screening.measures import FOUND_MEASURES, MOVED_BY_TURN

WAYS = {"patch", "limb"}


def error(measure, method="landmarks", model="full"):
    return tool_error_deg(measure, method=method, model=model)


@pytest.mark.parametrize("method", ["landmarks", "limb"])
def test_an_unknown_bundle_has_the_largest_error_of_all(method):
    known = [error("fppa_deg", method, m) for m in ("lite", "full", "heavy")]
    assert error("fppa_deg", method, "my_own.task") == max(known)


def test_an_unknown_method_has_the_largest_error_of_all():
    known = [error("pelvic_drop_deg", m) for m in ("stickers", "patch", "hip_line")]
    assert error("pelvic_drop_deg", "by eye") == max(known)
    assert error("pelvic_drop_deg", "") == max(known)


def test_of_two_methods_the_worse_one_counts():
    both = error("pelvic_drop_deg", {"patch", "stickers"})
    assert both == error("pelvic_drop_deg", "patch")


@pytest.mark.parametrize("model", ["lite", "full", "heavy", "other"])
def test_sums_of_measures_combine_their_parts_by_the_root_of_squares(model):
    knee = error("fppa_deg", WAYS, model)
    drop = error("pelvic_drop_deg", WAYS, model)
    trunk = error("trunk_lean_deg", WAYS, model)
    hip = math.hypot(drop, knee / 2)
    assert error("thigh_deg", WAYS, model) == knee / 2
    assert error("shank_deg", WAYS, model) == knee / 2
    assert error("hip_adduction_deg", WAYS, model) == pytest.approx(hip)
    assert error("dvi_deg", WAYS, model) == pytest.approx(math.hypot(knee, hip))
    both = error("knee_plus_trunk_deg", WAYS, model)
    assert both == pytest.approx(math.hypot(knee, trunk))


def test_a_measure_that_nobody_has_tested_has_no_error():
    assert math.isnan(error("knee_medial_to_foot_ratio"))


def test_the_typical_error_is_the_root_of_squares_of_its_parts():
    profile = builtin_profile()
    between = profile.thresholds["fppa_deg"].between_day_sem
    tool = error("fppa_deg", "limb")
    sem = sem_deg("fppa_deg", profile, method="limb", model="full")
    assert sem == pytest.approx(math.sqrt(between**2 + tool**2))
    turned = sem_deg("fppa_deg", profile, method="limb", model="full", turn_deg=6.0)
    assert turned == pytest.approx(math.sqrt(sem**2 + (1.14 * 6.0) ** 2))


@pytest.mark.parametrize("measure", FOUND_MEASURES)
def test_a_turn_adds_to_the_error_of_the_measures_it_touches_only(measure):
    profile = builtin_profile()
    plain = sem_deg(measure, profile, method=WAYS, model="full")
    turned = sem_deg(measure, profile, method=WAYS, model="full", turn_deg=5.0)
    if math.isnan(plain):
        assert math.isnan(turned)
    else:
        assert (turned > plain) == (measure in MOVED_BY_TURN)


@given(
    measure=st.sampled_from(
        [m for m in FOUND_MEASURES if m != "knee_medial_to_foot_ratio"]
    ),
    method=st.sampled_from(["landmarks", "limb", "patch", "stickers", "?"]),
    model=st.sampled_from(["lite", "full", "heavy", "?"]),
    turn=st.floats(0, 8),
)
def test_the_typical_error_is_never_below_one_of_its_parts(
    measure, method, model, turn
):
    profile = builtin_profile()
    sem = sem_deg(measure, profile, method=method, model=model, turn_deg=turn)
    plain = measure.replace("_raw_deg", "_deg").replace("_plane_deg", "_deg")
    base = profile.thresholds[plain]
    assert sem >= base.between_day_sem
    assert sem >= error(measure, method, model)


def test_a_profile_that_does_not_know_a_measure_gives_no_typical_error():
    sem = sem_deg(
        "knee_medial_to_foot_ratio", builtin_profile(), method="limb", model="full"
    )
    assert math.isnan(sem)
