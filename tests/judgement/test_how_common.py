"""How common an answer is: computed, from the right people and hip point."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import norm

from screening.judgement.findings import MeasureFinding, band_verdict
from screening.judgement.how_common import (
    Group,
    healthy_share,
    how_common,
    sign_shares,
    study_of,
)
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.measures import FOUND_MEASURES, hip_point_of
from screening.motion.quality import Refusal

WOMEN, ADULT = builtin_profile("adult-female"), builtin_profile()
STUDIES = {m: study_of(m) for m in FOUND_MEASURES if study_of(m) is not None}


def finding(measure="pelvic_drop_deg", value=12.0, cut=8.7, sem=2.4, **changes):
    verdict = band_verdict(value, cut=cut, sem=sem)
    given = {"sd": 1.0, "n": 5, "tier": "", "verdict": verdict} | changes
    return MeasureFinding(measure=measure, value=value, cut=cut, sem=sem, **given)


def test_the_shares_are_those_of_people_drawn_from_the_group():
    group, rng = Group("healthy", 7.4, 3.8, None), np.random.default_rng(1)
    people = rng.normal(7.4, 3.8, 200_000)
    verdicts = np.array([band_verdict(v, cut=8.7, sem=2.4) for v in people])
    for verdict in ("no_sign", "borderline", "sign"):
        share = group.share(verdict, cut_deg=8.7, sem_deg=2.4)
        assert share == pytest.approx((verdicts == verdict).mean(), abs=0.005)


def test_the_shares_known_for_the_pelvis_come_out():
    # Healthy adults: 16 % sign and 47 % borderline; with knee pain 42 % sign.
    healthy, pain = study_of("pelvic_drop_deg").groups
    band = {"cut_deg": 8.7, "sem_deg": 2.5}
    assert healthy.share("sign", **band) == pytest.approx(0.16, abs=0.01)
    assert healthy.share("borderline", **band) == pytest.approx(0.47, abs=0.01)
    assert pain.share("sign", **band) == pytest.approx(0.42, abs=0.01)


def test_a_mean_at_the_cut_off_with_no_error_splits_the_group():
    group = Group("healthy", 10.0, 3.0, 20)
    shares = [
        group.share(verdict, cut_deg=10.0, sem_deg=0.0)
        for verdict in ("no_sign", "borderline", "sign")
    ]
    assert shares == pytest.approx([0.5, 0.0, 0.5])


@pytest.mark.parametrize("measure", STUDIES)
def test_more_is_rarer_among_the_healthy_than_among_those_in_pain(measure):
    healthy, pain = STUDIES[measure].groups
    high = healthy.mean_deg + healthy.sd_deg
    assert healthy.share_from(high) == pytest.approx(0.159, abs=0.001)
    assert healthy.share_from(high) < pain.share_from(high)
    for value in range(0, 40, 5):
        assert healthy.share_from(value) == pytest.approx(
            norm.sf(value, healthy.mean_deg, healthy.sd_deg)
        )


@pytest.mark.parametrize("measure", STUDIES)
def test_a_group_is_cited_with_its_people_by_a_profile(measure):
    study = STUDIES[measure]
    name, _, _ = study.source.partition(",")
    cited = {
        key: known
        for profile in map(builtin_profile, builtin_names())
        for key, known in profile.studies.items()
    }
    assert cited[name].people == study.people
    counted = [group.people for group in study.groups if group.people is not None]
    assert counted in ([], [30, 12])
    assert sum(counted) in (0, study.people)


def test_a_profile_saved_before_there_were_studies_cites_by_its_sources():
    old = "Nakagawa 2012, J Orthop Sports Phys Ther 42:491, doi:10.2519/jospt.2012.3987"
    before = replace(ADULT, studies={}, sources=(old,))
    assert how_common(finding(), before) == how_common(finding(), ADULT)


def test_a_band_that_is_wider_calls_more_people_borderline():
    narrow, wide = (how_common(finding(value=8.0, sem=s), ADULT) for s in (1.0, 3.0))
    pairs = zip(narrow.shares, wide.shares, strict=True)
    assert all(before < after for before, after in pairs)


def test_the_knee_is_compared_from_its_own_hip_point_only():
    assert hip_point_of("fppa_deg") == "hip_joint"
    assert study_of("fppa_deg") is None
    joint = finding("fppa_deg", value=21.0, cut=11.3)
    assert how_common(joint, ADULT) is None
    bone = finding("fppa_asis_deg", value=21.0, cut=12.5, sem=3.6)
    found = how_common(bone, WOMEN)
    assert found.study.who == "women"
    assert found.shares == pytest.approx(
        [norm.sf(16.1, 8.4, 5.1), norm.sf(16.1, 16.8, 5.4)]
    )


def test_people_whom_the_profile_does_not_cite_are_left_out():
    bone = finding("fppa_asis_deg", value=21.0, cut=11.0, sem=3.6)
    assert how_common(bone, WOMEN) is not None
    assert how_common(bone, builtin_profile("adult-male")) is None
    assert how_common(finding(), replace(ADULT, studies={})) is None


@pytest.mark.parametrize(
    "nothing",
    [
        {"verdict": "not_judged"},
        {"value": float("nan"), "verdict": "not_judged"},
        {"sem": float("nan"), "verdict": "sign"},
    ],
    ids=str,
)
def test_what_was_not_judged_is_not_compared(nothing):
    assert how_common(finding(**nothing), ADULT) is None


def test_what_is_borderline_at_most_holds_those_above_the_band_too():
    plain = finding(value=12.0)
    cautious = replace(plain, verdict="borderline", caution=Refusal("view_unsure"))
    healthy, pain = study_of("pelvic_drop_deg").groups
    assert how_common(cautious, ADULT).shares == pytest.approx(
        [g.share_from(8.7 - 2.4) for g in (healthy, pain)]
    )


def test_as_much_or_more_is_a_range_as_wide_as_the_typical_error():
    low, high = healthy_share(finding(value=13.0, sem=2.0))
    assert low == pytest.approx(norm.sf(15.0, 7.4, 3.8))
    assert high == pytest.approx(norm.sf(11.0, 7.4, 3.8))


def test_a_sign_of_the_pelvis_is_found_in_some_healthy_people_and_more_in_pain():
    # The tool's own error of a drop read from cloth: 1.4 degrees; 2 from day to day.
    healthy, pain = sign_shares(finding(sem=float(np.hypot(2.0, 1.4))), ADULT)
    assert healthy == pytest.approx(0.16, abs=0.01)
    assert pain == pytest.approx(0.43, abs=0.01)


def test_without_a_number_or_a_group_there_is_no_share():
    assert healthy_share(finding(value=float("nan"), verdict="not_judged")) is None
    assert healthy_share(finding("fppa_deg", value=21.0, cut=11.3)) is None
    assert sign_shares(replace(finding(), cut=None), ADULT) is None
    assert sign_shares(finding(), replace(ADULT, studies={})) is None
