"""The sentence on how common an answer is."""

from screening.judgement.profiles import builtin_profile
from screening.words.how_common import as_large_sentence, how_common_sentence
from tests.judgement.test_how_common import WOMEN, finding

ADULT = builtin_profile()


def test_the_sentence_names_shares_people_answer_and_source():
    told = how_common_sentence(finding(), ADULT)
    for part in ("17%", "43%", "healthy adults", "pelvic drop", "movement sign"):
        assert part in told
    assert "80 people in both groups; Nakagawa 2012" in told
    told = how_common_sentence(finding("fppa_asis_deg", 21.0, 12.5, 3.6), WOMEN)
    assert "30 healthy women" in told
    assert "12 women with knee pain" in told
    assert "Herrington 2014" in told


def test_a_rare_answer_is_told_without_a_false_zero():
    told = how_common_sentence(finding("fppa_asis_deg", 40.0, 35.0, 1.0), WOMEN)
    assert "fewer than 1% of 30 healthy women" in told
    told = how_common_sentence(finding("fppa_asis_deg", 2.0, 39.0, 1.0), WOMEN)
    assert "more than 99% of 30 healthy women" in told


def test_a_knee_without_a_group_says_so():
    told = how_common_sentence(finding("fppa_deg", 21.0, 11.3), ADULT)
    assert told.startswith("No published group")
    assert "%" not in told


def test_what_is_withheld_has_no_sentence():
    nothing = finding(value=float("nan"), verdict="not_judged")
    assert how_common_sentence(nothing, ADULT) == ""
    assert as_large_sentence(nothing) == ""


def test_a_value_without_a_cut_off_is_placed_among_the_groups():
    unjudged = finding("fppa_asis_deg", 8.4, verdict="not_judged")
    told = as_large_sentence(unjudged)
    assert "about 50% of 30 healthy women" in told
    assert "8.4° or more" in told
    assert as_large_sentence(finding("fppa_deg", verdict="not_judged")) == ""
