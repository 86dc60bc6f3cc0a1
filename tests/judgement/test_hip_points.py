"""Cut-offs of one hip point judge no value of the other, in any profile."""

from dataclasses import replace

import pytest

from screening.errors import ProfileError
from screening.judgement.findings import without_other_cuts
from screening.judgement.profiles import (
    builtin_names,
    builtin_profile,
    profile_from_toml,
)
from screening.measures import (
    FROM_HIP_BONE,
    LEG_KNEE_ANGLES,
    MEASURES,
    PROFILE_MEASURES,
    hip_point_of,
)
from screening.motion.quality import Check
from tests.judgement.builders import HEALTHY, NAN, judged, rep_rows

JOINT, BONE = LEG_KNEE_ANGLES
CUTS = ("watch", "flag", "marked", "away")

OWN = """
extends = "adult"
name = "mine"
[thresholds.fppa_deg]
proximal_point = "hip_joint"
flag = 10
flag_source = "own choice"
"""


def verdicts(profile, **changes):
    leg = judged(rep_rows(**changes), profile=profile)
    return {m.measure: (m.verdict, m.tier) for m in leg.measures}


def test_the_angle_from_the_hip_bone_is_the_only_measure_of_that_point():
    points = {measure: hip_point_of(measure) for measure in MEASURES}
    assert FROM_HIP_BONE == (BONE,)
    assert [m for m in points if points[m] == "asis"] == [BONE]
    assert points[JOINT] == points["knee_plus_trunk_deg"] == "hip_joint"
    assert points["pelvic_drop_deg"] is points["trunk_lean_deg"] is None


@pytest.mark.parametrize("name", builtin_names())
def test_every_cut_off_names_the_hip_point_of_its_measure(name):
    for measure, threshold in builtin_profile(name).thresholds.items():
        has_cuts = any(getattr(threshold, cut) is not None for cut in CUTS)
        point = hip_point_of(measure) if has_cuts else None
        assert threshold.proximal_point == point


@pytest.mark.parametrize("name", builtin_names())
@pytest.mark.parametrize("point", ["hip_joint", "asis"])
def test_cut_offs_of_one_hip_point_judge_no_value_of_the_other(name, point):
    profile = builtin_profile(name)
    there = [m for m in PROFILE_MEASURES if hip_point_of(m) == point]
    others = [m for m in PROFILE_MEASURES if hip_point_of(m) not in (point, None)]
    bare = {
        m: replace(
            profile.thresholds[m],
            **dict.fromkeys((*CUTS, "proximal_point")),
            **{f"{cut}_source": "" for cut in CUTS},
        )
        for m in there
    }
    without = replace(profile, thresholds=profile.thresholds | bare)
    for value in (-30.0, 0.0, 9.0, 12.0, 14.0, 40.0):
        values = dict.fromkeys(set(others) & set(HEALTHY), value)
        with_cuts = verdicts(profile, **values)
        assert {m: with_cuts[m] for m in others} == {
            m: verdicts(without, **values)[m] for m in others
        }


@pytest.mark.parametrize(
    ("name", "judges"),
    [("adult", JOINT), ("adult-female", BONE), ("adult-male", BONE)],
)
def test_a_profile_judges_the_knee_from_the_hip_point_of_its_sources(name, judges):
    profile = builtin_profile(name)
    [aside] = {*LEG_KNEE_ANGLES} - {judges}
    leg = judged(rep_rows(**{judges: 40.0, aside: 40.0}), profile=profile)
    assert leg.measure(judges).verdict == "sign"
    assert leg.measure(aside).verdict == "not_judged"
    assert leg.measure(aside).reason.code == "other_knee_angle"
    assert leg.decisive[0].measure == judges
    assert (leg.verdict, leg.missing) == ("sign", ())
    assert judged(rep_rows(**{aside: 40.0}), profile=profile).verdict == "no_sign"
    assert BONE in profile.those_judged([JOINT, BONE]) or judges == JOINT
    assert aside not in profile.those_judged(PROFILE_MEASURES)


def test_without_the_hip_bone_a_profile_that_needs_it_leaves_the_leg_incomplete():
    leg = judged(rep_rows(fppa_asis_deg=NAN), profile=builtin_profile("adult-female"))
    assert (leg.verdict, leg.missing) == ("incomplete", (BONE,))


def test_a_profile_may_judge_both_and_the_worse_one_counts():
    text = OWN + (
        '[thresholds.fppa_asis_deg]\nproximal_point = "asis"\nflag = 12\n'
        'flag_source = "own choice"\n'
    )
    profile = profile_from_toml(text, origin="mine.toml")
    assert len(judged(rep_rows(), profile=profile).decisive) == 4
    for measure in LEG_KNEE_ANGLES:
        leg = judged(rep_rows(**{measure: 40.0}), profile=profile)
        assert (leg.verdict, leg.pattern) == ("sign", "P4")


def test_who_judges_from_one_hip_point_takes_no_cut_off_of_the_other():
    mine = profile_from_toml(
        OWN.replace('"adult"', '"adult-female"'), origin="mine.toml"
    )
    assert mine.thresholds[JOINT].flag == 10
    assert mine.thresholds[JOINT].proximal_point == "hip_joint"
    bone = mine.thresholds[BONE]
    assert (bone.flag, bone.watch, bone.proximal_point) == (None, None, None)
    assert bone.between_day_sem == 3.0
    women = builtin_profile("adult-female")
    assert women.thresholds["knee_plus_trunk_deg"].flag == 28.4


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('proximal_point = "hip_joint"\n', "", ("which hip point", "thresholds.fppa")),
        ('"hip_joint"', '"asis"', ("[thresholds.fppa_asis_deg]", '"hip_joint"')),
        ('"hip_joint"', '"knee"', ("hip_joint, asis, unknown",)),
        ("fppa_deg", "pelvic_drop_deg", ("no thigh", "leave it out")),
        ("fppa_deg", "fppa_asis_deg", ("[thresholds.fppa_deg]", '"asis"')),
    ],
)
def test_a_wrong_hip_point_is_told_in_one_sentence(old, new, told):
    with pytest.raises(ProfileError) as caught:
        profile_from_toml(OWN.replace(old, new, 1), origin="mine.toml")
    message = str(caught.value)
    assert message.startswith("mine.toml")
    assert message.endswith(".")
    assert "\n" not in message
    assert all(part in message for part in told), message


def test_a_cut_off_whose_hip_point_is_not_known_judges_nothing_and_says_why():
    profile = profile_from_toml(
        OWN.replace('"hip_joint"', '"unknown"'), origin="mine.toml"
    )
    found = judged(rep_rows(fppa_deg=40.0), profile=profile).measure(JOINT)
    assert (found.value, found.verdict, found.tier) == (40.0, "not_judged", "")
    assert found.reason.code == "hip_point_unknown"


@pytest.mark.parametrize(
    ("method", "knee"),
    [("pelvis", "limb"), ("level", "limb"), ("stickers", "landmarks")],
)
def test_an_estimated_hip_bone_has_a_larger_error_and_is_sooner_borderline(
    method, knee
):
    profile = builtin_profile("adult-female")
    seen, other = (
        judged(rep_rows(**ways), profile=profile).measure(BONE)
        for ways in ({}, {"fppa_asis_method": method, "fppa_method": knee})
    )
    assert other.sem > seen.sem + 0.2
    between = other.cut - (seen.sem + other.sem) / 2
    values = {"fppa_asis_deg": between}
    assert judged(rep_rows(**values), profile=profile).verdict == "no_sign"
    ways = {"fppa_asis_method": method, "fppa_method": knee}
    assert judged(rep_rows(**values, **ways), profile=profile).verdict == "borderline"


def test_a_turn_withholds_both_knee_angles():
    view = Check("view", "refuse", 12.0, 8.0, measures=(JOINT,))
    leg = judged(rep_rows(), [view])
    assert {leg.measure(m).reason.code for m in LEG_KNEE_ANGLES} == {"view"}


def test_a_verdict_of_an_earlier_version_by_another_hip_point_is_not_repeated():
    by_any = profile_from_toml(OWN, origin="mine.toml")
    saved = judged(rep_rows(fppa_deg=40.0), profile=by_any)
    assert saved.verdict == "sign"
    leg = without_other_cuts(saved, builtin_profile("adult-female"))
    knee = leg.measure(JOINT)
    assert (knee.value, knee.cut, knee.verdict) == (40.0, None, "not_judged")
    assert knee.reason.code == "other_hip_point"
    assert leg.verdict == "incomplete"
    assert without_other_cuts(saved, by_any) == saved
    unknown = profile_from_toml(
        OWN.replace('"hip_joint"', '"unknown"'), origin="mine.toml"
    )
    knee = without_other_cuts(saved, unknown).measure(JOINT)
    assert (knee.verdict, knee.reason.code) == ("not_judged", "hip_point_unknown")
