"""How common a value is, computed from published means and standard deviations."""

import math
from dataclasses import replace

import pytest
from scipy.stats import norm

from screening.judgement.profiles import builtin_names, builtin_profile
from screening.judgement.published import (
    Group,
    healthy_share,
    published,
    sign_shares,
)
from screening.measures import MEASURES
from tests.screenings import leg_finding

PELVIS = replace(
    leg_finding("right").measure("pelvic_drop_deg"), value=13.0, sem=2.0, cut=8.7
)


@pytest.mark.parametrize("value_deg", [-5.0, 7.4, 20.0])
def test_a_share_is_that_of_a_normal_distribution(value_deg):
    expected = norm.sf(value_deg, 7.4, 3.8)
    assert Group(7.4, 3.8).share_from(value_deg) == pytest.approx(expected)


def test_a_share_is_a_range_as_wide_as_the_typical_error():
    low, high = healthy_share(PELVIS)
    assert low == pytest.approx(norm.sf(15.0, 7.4, 3.8))
    assert high == pytest.approx(norm.sf(11.0, 7.4, 3.8))


def test_a_sign_of_the_pelvis_is_found_in_some_healthy_people_and_more_in_pain():
    # The tool's own error of a drop read from cloth: 1.4 degrees; 2 from day to day.
    healthy, pain = sign_shares(replace(PELVIS, sem=math.hypot(2.0, 1.4)))
    assert healthy == pytest.approx(0.16, abs=0.01)
    assert pain == pytest.approx(0.43, abs=0.01)


def test_without_a_number_or_a_group_there_is_no_share():
    assert healthy_share(replace(PELVIS, value=math.nan)) is None
    assert sign_shares(replace(PELVIS, cut=None)) is None
    assert published("fppa_deg") is None
    assert healthy_share(replace(PELVIS, measure="fppa_deg")) is None


@pytest.mark.parametrize("measure", [m for m in MEASURES if published(m)])
def test_every_group_is_one_that_the_profiles_cite(measure):
    known = published(measure)
    cited = {s for n in builtin_names() for s in builtin_profile(n).sources}
    assert known.source in cited
    assert known.healthy.mean_deg < known.pain.mean_deg
