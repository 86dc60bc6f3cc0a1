"""Who may do the test."""

import pytest

from screening.web.safety import Answers

FIT = Answers(age="adult", pain=0, conditions="none", consent=True)


def test_somebody_healthy_may_start():
    assert FIT.may_start
    assert FIT.profile("adult-female") == "adult-female"


@pytest.mark.parametrize(
    "change",
    [{"age": None}, {"pain": None}, {"conditions": None}, {"consent": False}],
)
def test_nobody_starts_before_everything_is_answered(change):
    answers = Answers(**{**vars(FIT), **change})
    assert not answers.may_start
    assert len(answers.missing) == 1


@pytest.mark.parametrize(
    ("pain", "may"), [(0, True), (3, True), (4, False), (10, False)]
)
def test_pain_above_three_stops_the_test(pain, may):
    answers = Answers(**{**vars(FIT), "pain": pain})
    assert answers.may_start is may
    assert any(f"{pain} of 10" in each for each in answers.reasons_against) is not may


def test_a_condition_stops_the_test_even_before_the_rest_is_answered():
    assert Answers(conditions="some").reasons_against


@pytest.mark.parametrize("age", ["under_18", "over_50"])
def test_outside_the_ages_of_the_studies_there_is_no_verdict(age):
    answers = Answers(**{**vars(FIT), "age": age})
    assert answers.may_start
    assert answers.profile("adult") == "report-only"
