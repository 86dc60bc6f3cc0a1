"""The studies behind a profile: facts that are read strictly, kept, and told."""

from __future__ import annotations

import json
import re

import pytest

from screening.errors import ProfileError
from screening.judgement.profiles import (
    Profile,
    builtin_names,
    builtin_profile,
    profile_from_toml,
)
from screening.words.studies import study_cautions, study_facts, study_lines

OWN = """
extends = "adult"
name = "mine"
[thresholds.fppa_deg]
proximal_point = "hip_joint"
flag = 9
flag_source = "Me 2026: our own study"
[studies."Me 2026"]
reference = "Me 2026, not published"
measured = "pose_model"
against = "pain_group"
groups = [{ who = "women", people = 12, age_from_years = 20, age_to_years = 30 }]
note = "filmed in our hall"
"""
NAMES = builtin_names()


def named(text):
    """Publications that a text of a source names."""
    return set(re.findall(r"\b[A-Z]\S+(?: & [A-Z]\S+)? \d{4}\b", text))


@pytest.mark.parametrize("name", NAMES)
def test_every_publication_that_a_number_names_is_known(name):
    profile = builtin_profile(name)
    texts = [profile.status]
    for threshold in profile.thresholds.values():
        keys = ("watch", "flag", "marked", "away", "between_day_sem")
        texts += [getattr(threshold, f"{key}_source") for key in keys]
    assert named(" ".join(texts)) == set(profile.studies)


@pytest.mark.parametrize("name", NAMES)
def test_every_study_is_found_and_says_how_and_against_what(name):
    for key, study in builtin_profile(name).studies.items():
        assert study.doi or study.pmid or key.startswith("Scholtes")
        assert study.address.startswith("https://") or key.startswith("Scholtes")
        assert str(key[-4:]) in study.reference
        assert not re.search(r"https?:", study.doi)


@pytest.mark.parametrize("name", NAMES)
def test_every_study_is_told_with_its_number(name):
    profile = builtin_profile(name)
    lines = study_lines(profile)
    assert len(lines) == len(profile.studies)
    for line, study in zip(lines, profile.studies.values(), strict=True):
        assert study.doi in line
        assert study.pmid in line
        assert line.endswith(".")
        assert "  " not in line


@pytest.mark.parametrize(
    ("study", "told"),
    [
        ("Park 2024", ("by eye", "pose model", "91 people", "about 13°")),
        ("Ressman 2020", ("Kinect", "advise against", "by eye")),
        ("Munro 2012", ("three tasks", "10 women", "21.5 years", "by hand")),
        ("Gwynne & Curran 2014", ("9 healthy women and 9 healthy men", "25540705")),
        ("Nakagawa 2012", ("against the laboratory", "37%", "3.1°", "4.7°")),
        ("Weeks 2015", ("30 healthy women", "three-dimensional")),
        ("Youdas 2007", ("standing", "goniometer", "no squat")),
    ],
)
def test_what_has_to_be_known_of_a_study_is_told(study, told):
    line = next(x for x in study_lines(builtin_profile()) if x.startswith(study))
    assert all(part in line for part in told), line


def test_the_share_above_the_cut_off_follows_the_cut_off():
    text = """
    extends = "adult"
    name = "mine"
    [thresholds.pelvic_drop_deg]
    flag = 11.2
    flag_source = "Nakagawa 2012: one SD above the mean of the healthy group"
    """
    profile = profile_from_toml(text, origin="mine.toml")
    cautions = study_cautions(profile.studies["Nakagawa 2012"], profile)
    assert any("16%" in caution for caution in cautions)


def test_a_profile_takes_the_studies_that_it_names_and_its_own():
    profile = profile_from_toml(OWN, origin="mine.toml")
    assert "Me 2026" in profile.studies
    assert "Nakagawa 2012" in profile.studies
    assert "Park 2024" in profile.studies  # Its second cut-off is still in use.
    women = builtin_profile("adult-female").studies
    assert "Herrington 2014" in women
    assert "Ressman 2020" not in women
    facts = study_facts(profile.studies["Me 2026"])
    assert "12 healthy women, 20 to 30 years old" in facts
    [line] = [x for x in study_lines(profile) if x.startswith("Me 2026")]
    assert "Filmed in our hall." in line


def test_studies_survive_a_saved_result():
    profile = profile_from_toml(OWN, origin="mine.toml")
    assert Profile.from_dict(json.loads(json.dumps(profile.to_dict()))) == profile


def test_a_saved_profile_without_studies_shows_its_sources():
    values = builtin_profile().to_dict()
    del values["studies"]
    values["sources"] = ["Park 2024, J Sport Rehabil 34:126"]
    old = Profile.from_dict(values)
    assert old.studies == {}
    assert study_lines(old) == ("Park 2024, J Sport Rehabil 34:126",)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("pose_model", "guess", ('"measured"', "one of", '"guess"')),
        ("people = 12", "people = 0", ("groups.1", '"people"', "between 1")),
        ("people = 12", "peple = 12", ("groups.1", '"peple"', '"people"')),
        ("age_from_years = 20", "age_from_years = 40", ("must not be above",)),
        ('note = "filmed in our hall"', "cautions = 3", ("a list of some of",)),
        ('note = "filmed in our hall"', 'cautions = ["no"]', ("pose_model_flattens",)),
        ("[{ who", "3 #", ("a list of tables",)),
        ('reference = "Me 2026, not published"', "", ('"reference" is missing',)),
    ],
)
def test_a_mistake_in_a_study_is_told_with_its_place(old, new, told):
    with pytest.raises(ProfileError) as caught:
        profile_from_toml(OWN.replace(old, new, 1), origin="mine.toml")
    message = str(caught.value)
    assert "Me 2026" in message
    assert all(part in message for part in told), message
