from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.errors import ProfileError
from screening.judgement.profiles import (
    Profile,
    Threshold,
    builtin_names,
    builtin_profile,
    mdc,
    profile_from_toml,
)
from screening.measures import PROFILE_MEASURES

MINIMAL = """
name = "mine"
title = "Mine"
population = "Me"
status = "A try"
sources = ["Own choice"]

[thresholds.fppa_deg]
proximal_point = "hip_joint"
watch = 5
watch_source = "own choice"
flag = 10.5
flag_source = "own choice"
between_day_sem = 2.5
between_day_sem_source = "own measurements"
"""


def failure(text, origin="mine.toml"):
    with pytest.raises(ProfileError) as caught:
        profile_from_toml(text, origin=origin)
    message = str(caught.value)
    assert message.startswith(origin)
    assert "\n" not in message
    assert message.endswith(".")
    return message


@pytest.mark.parametrize(
    ("measure", "value", "tier"),
    [
        ("fppa_deg", 2.0, "typical"),
        ("fppa_deg", 10.0, "watch"),
        ("fppa_deg", 20.0, "flag"),
        ("fppa_deg", 5.0, "typical"),
        ("fppa_deg", 11.6, "flag"),
        ("pelvic_drop_deg", 7.4, "watch"),
        ("pelvic_drop_deg", 10.3, "flag"),
        ("trunk_lean_deg", 6.7, "typical"),
        ("trunk_lean_deg", 9.3, "watch"),
        ("hip_adduction_deg", 10.8, "typical"),
        ("hip_adduction_deg", 14.8, "watch"),
    ],
)
def test_published_group_means_fall_into_their_tiers(measure, value, tier):
    assert builtin_profile("adult").thresholds[measure].tier(value) == tier


@pytest.mark.parametrize(
    ("name", "value", "tier"),
    [
        ("adult-female", 8.4, "typical"),
        ("adult-female", 13.5, "flag"),
        ("adult-female", 16.8, "marked"),
        ("adult-male", 6.96, "typical"),
        ("adult-male", 9.8, "watch"),
        ("adult-male", 15.04, "marked"),
    ],
)
def test_means_drawn_by_hand_fall_into_the_tiers_of_the_angle_from_the_hip_bone(
    name, value, tier
):
    assert builtin_profile(name).thresholds["fppa_asis_deg"].tier(value) == tier


@pytest.mark.parametrize(
    ("value", "tier"),
    [
        (6.0, "typical"),
        (6.01, "watch"),
        (11.3, "watch"),
        (11.31, "flag"),
        (15.0, "flag"),
        (-20.0, "typical"),
        (math.nan, ""),
    ],
)
def test_a_value_on_a_cut_belongs_to_the_lower_tier(value, tier):
    assert builtin_profile().thresholds["fppa_deg"].tier(value) == tier


def test_marked_starts_on_its_cut():
    women = builtin_profile("adult-female").thresholds["fppa_asis_deg"]
    assert [women.tier(value) for value in (16.79, 16.8)] == ["flag", "marked"]


def test_a_trunk_that_leans_to_the_free_side_is_noted_as_away():
    trunk = builtin_profile().thresholds["trunk_lean_deg"]
    assert trunk.tier(-7.6) == "away"
    assert trunk.tier(-7.5) == "typical"


def test_a_measure_without_cut_offs_has_no_tier():
    assert builtin_profile().thresholds["dvi_deg"].tier(40.0) == ""


def test_the_detectable_change_is_computed_from_the_typical_error():
    assert mdc(2.72) == pytest.approx(7.54, abs=0.01)
    assert mdc(2.0) == pytest.approx(5.54, abs=0.01)
    adult = builtin_profile().thresholds["fppa_deg"]
    assert adult.between_day_mdc == mdc(adult.between_day_sem)


@pytest.mark.parametrize(
    ("measure", "groups"),
    [
        ("pelvic_drop_deg", ((7.4, 3.8), (10.3, 4.7))),
        ("trunk_lean_deg", ((6.7, 3.0), (9.3, 5.3))),
        ("hip_adduction_deg", ((10.8, 5.6), (14.8, 7.8))),
    ],
)
def test_cut_offs_between_two_groups_are_at_equal_standardised_distance(
    measure, groups
):
    (m1, s1), (m2, s2) = groups
    point = m1 + (m2 - m1) * s1 / (s1 + s2)
    threshold = builtin_profile().thresholds[measure]
    cut = threshold.flag if measure == "pelvic_drop_deg" else threshold.watch
    assert cut == pytest.approx(point, abs=0.06)


@pytest.mark.parametrize("name", builtin_names())
def test_every_number_of_a_built_in_profile_has_its_source(name):
    profile = builtin_profile(name)
    assert profile.name == name
    assert set(profile.thresholds) == set(PROFILE_MEASURES)
    for threshold in profile.thresholds.values():
        assert threshold.between_day_sem_source
        for key in ("watch", "flag", "marked", "away"):
            has_number = getattr(threshold, key) is not None
            assert has_number == bool(getattr(threshold, f"{key}_source"))


def test_report_only_has_no_cut_off_at_all():
    profile = builtin_profile("report-only")
    assert not profile.judged
    assert all(t.decides is None for t in profile.thresholds.values())
    assert all(t.tier(50.0) == "" for t in profile.thresholds.values())


def test_the_flag_decides():
    assert builtin_profile().thresholds["trunk_lean_deg"].decides == 10.0
    assert builtin_profile("adult-female").thresholds["fppa_asis_deg"].decides == 12.5
    assert builtin_profile("adult-male").thresholds["fppa_asis_deg"].decides == 11.0


def test_the_profiles_of_women_and_men_differ_from_adult_in_the_knee_only():
    adult = builtin_profile("adult").thresholds
    for name in ("adult-female", "adult-male"):
        other = builtin_profile(name).thresholds
        differ = {m for m in PROFILE_MEASURES if other[m] != adult[m]}
        assert differ == {"fppa_deg", "fppa_asis_deg"}


def test_an_unknown_profile_gets_the_nearest_name_and_the_list():
    with pytest.raises(ProfileError) as caught:
        builtin_profile("adult-femal")
    assert 'did you mean "adult-female"?' in str(caught.value)
    assert all(name in str(caught.value) for name in builtin_names())


@pytest.mark.parametrize("name", builtin_names())
def test_a_profile_survives_json_exactly(name):
    profile = builtin_profile(name)
    assert Profile.from_dict(json.loads(json.dumps(profile.to_dict()))) == profile


numbers = st.floats(-90, 90, allow_nan=False)


@given(
    cuts=st.lists(numbers, min_size=3, max_size=3, unique=True), sem=st.floats(0.01, 9)
)
def test_any_rising_cut_offs_survive_json_exactly(cuts, sem):
    watch, flag, marked = sorted(cuts)
    profile = Profile(
        name="x",
        title="x",
        population="x",
        status="x",
        sources=("a", "b"),
        thresholds={
            "fppa_deg": Threshold(
                between_day_sem=sem,
                between_day_sem_source="s",
                watch=watch,
                watch_source="s",
                flag=flag,
                flag_source="s",
                marked=marked,
                marked_source="s",
                experimental=True,
                proximal_point="hip_joint",
            )
        },
    )
    assert Profile.from_dict(json.loads(json.dumps(profile.to_dict()))) == profile


def test_a_profile_of_ones_own_is_read():
    profile = profile_from_toml(MINIMAL, origin="mine.toml")
    assert profile.thresholds["fppa_deg"].flag == 10.5
    assert profile.thresholds["fppa_deg"].marked is None
    assert profile.judged


def test_a_profile_that_extends_another_gives_only_what_differs():
    text = """
    extends = "adult"
    name = "mine"
    [thresholds.fppa_deg]
    proximal_point = "hip_joint"
    flag = 9
    flag_source = "own choice"
    """
    profile = profile_from_toml(text, origin="mine.toml")
    adult = builtin_profile("adult")
    assert (profile.name, profile.title) == ("mine", "mine")
    assert profile.thresholds["fppa_deg"].flag == 9.0
    assert profile.thresholds["fppa_deg"].watch == 6.0
    assert profile.thresholds["trunk_lean_deg"] == (adult.thresholds["trunk_lean_deg"])


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("flag = 10.5", "flagg = 10.5", ('"flagg"', '"flag"', "thresholds.fppa_deg")),
        ("name =", "nme =", ('"nme"', '"name"')),
        ("fppa_deg", "fppa", ('"fppa"', '"fppa_deg"', "[thresholds]")),
        ("flag = 10.5", 'flag = "ten"', ('"flag"', "a number", '"ten"')),
        ("flag = 10.5", "flag = true", ('"flag"', "a number", "is true")),
        ("flag = 10.5", "flag = nan", ('"flag"', "a number", "NaN")),
        ("flag = 10.5", "flag = 4", ('"watch" (5)', "not be above", '"flag" (4)')),
        ("flag = 10.5", "flag = 91", ('"flag"', "between -90 and 90", "91")),
        ("flag = 10.5", "marked = 4", ('"watch" (5)', "not be above", '"marked"')),
        ("between_day_sem = 2.5", "between_day_sem = -1", ("0.01 and 30", "-1")),
        ("between_day_sem = 2.5", "between_day_sem = 0", ("0.01 and 30", "is 0.")),
        ("between_day_sem = 2.5", "between_day_sem = 300", ("0.01 and 30", "300")),
        ("between_day_sem = 2.5", "", ('"between_day_sem" is missing',)),
        ('flag_source = "own choice"', "", ('"flag_source" is missing',)),
        ("flag = 10.5", "", ('"flag_source" is a source without its number',)),
        ('title = "Mine"', "", ('"title" is missing',)),
        ('title = "Mine"', 'title = ""', ('"title" must be text',)),
        ('["Own choice"]', '"Own choice"', ('"sources"', "a list of texts")),
        ('name = "mine"', "name = 3", ('"name" must be text',)),
        ('name = "mine"', 'name = "a"\njudged = 1', ("true or false",)),
        ('name = "mine"', 'name = "a"\njudged = false', ("judged = false",)),
        ('name = "mine"', 'extends = "adlt"', ('did you mean "adult"?',)),
        ('name = "mine"', 'extend = "adult"', ('"extend"', '"extends"')),
        ("[thresholds.fppa_deg]", "[thresholds.fppa_deg]\naway = 3", ('"away"',)),
        ("[thresholds.fppa_deg]", "[thresholds.fppa_deg]\naway = 0", ("-0.01",)),
        (
            "watch = 5",
            'watch = -20\naway = -7.6\naway_source = "x"',
            ('"away" (-7.6) must be below "watch" (-20)',),
        ),
        ('name = "mine"', "extends = 3", ('"extends"', "text", "is 3.")),
        ('["Own choice"]', "[3]", ('"sources"', "a list of texts")),
        ('["Own choice"]', "[]\ncolour = 3", ('"colour"', "known: name")),
        ("flag = 10.5", "flag = ", ("not valid TOML", "line 12")),
    ],
)
def test_a_mistake_in_a_profile_is_one_sentence_with_its_place(old, new, told):
    message = failure(MINIMAL.replace(old, new, 1))
    assert all(part in message for part in told), message


def test_thresholds_that_are_no_table_are_a_mistake():
    head = MINIMAL.split("[thresholds", maxsplit=1)[0]
    assert '"thresholds" is missing' in failure(head).replace("the key ", "")
    assert "a table" in failure(head + "thresholds = 3")
    assert "a table" in failure(head + "[thresholds]\nfppa_deg = 3")
    assert "a table" in failure('extends = "adult"\n[thresholds]\nfppa_deg = 3')


def test_a_saved_profile_with_a_strange_key_is_refused_too():
    values = builtin_profile().to_dict() | {"colour": "red"}
    with pytest.raises(ProfileError, match=r"saved profile.*colour"):
        Profile.from_dict(values)
