"""The answer for somebody who has never heard of the test."""

from dataclasses import replace

import pytest

from screening.judgement.profiles import builtin_profile
from screening.words.plain import answer, how_common, meaning, things_to_do
from tests.screenings import leg_finding


def judged(leg="right", **verdicts):
    """A leg with these verdicts for knee, pelvis and trunk."""
    names = {"knee": "fppa_deg", "pelvis": "pelvic_drop_deg", "trunk": "trunk_lean_deg"}
    of = {names[part]: verdict for part, verdict in verdicts.items()}
    finding = leg_finding(leg)
    measures = tuple(
        replace(m, verdict=of.get(m.measure, "no_sign"), value=12.0, sem=2.0)
        for m in finding.measures
    )
    severity = ("no_sign", "borderline", "sign")
    worst = max(of.values(), key=severity.index, default="no_sign")
    return replace(finding, verdict=worst, measures=measures, pattern="mixed")


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        (
            {"knee": "sign"},
            "Your right knee moved inwards more than in most people when you squatted "
            "on that leg.",
        ),
        (
            {"pelvis": "sign", "knee": "borderline"},
            "Your pelvis dropped on the left side more than in most people when you "
            "squatted on your right leg.",
        ),
        (
            {"pelvis": "sign", "trunk": "sign"},
            "Your pelvis dropped on the left side more than in most people when you "
            "squatted on your right leg. Your upper body leaned over to the right as "
            "well.",
        ),
        (
            {"trunk": "borderline"},
            "Your upper body leaned a little over your right leg when you squatted on "
            "it, but not enough to be sure.",
        ),
        (
            {},
            "Nothing stood out on your right leg: knee, pelvis and upper body stayed "
            "within what many healthy people show.",
        ),
    ],
)
def test_a_leg_is_told_in_a_sentence(verdicts, expected):
    assert answer(judged(**verdicts), "you") == expected


def test_a_clip_of_somebody_else_is_not_told_as_the_readers_own():
    for verdicts in ({"knee": "sign"}, {"pelvis": "borderline"}, {}):
        assert "you" not in answer(judged(**verdicts), "person").lower()


def test_what_could_not_be_measured_is_named():
    leg = replace(judged(), verdict="incomplete", missing=("fppa_deg",))
    assert "the knee could not be measured" in answer(leg, "you")
    alone = replace(judged(), verdict="incomplete", missing=())
    assert "not compared with anything" in answer(alone, "you")


def test_how_common_is_said_only_of_what_stood_out():
    assert how_common(judged()) == ""
    # The share from 10 to 14 degrees: 4 to 25 of 100, rounded outwards.
    assert how_common(judged(pelvis="sign")) == (
        "Of 100 healthy adults, about 4 to 25 drop the pelvis this far or further."
    )
    # The knee from the hip joint alone has no published group; from the bone it has.
    knee = judged(knee="sign")
    assert "no figures" in how_common(knee)
    bone = replace(knee.measure("fppa_deg"), measure="fppa_asis_deg")
    knee = replace(knee, measures=(*knee.measures, bone))
    assert "healthy women" in how_common(knee)


def test_the_meaning_says_what_a_sign_is_not():
    (first, pain) = meaning([judged(pelvis="sign"), judged("left")], builtin_profile())
    assert "not an injury" in first
    assert "of 100 healthy people" in first
    assert "physiotherapist" in pain
    (only,) = meaning([judged()], builtin_profile())
    assert "does not rule out" in only


@pytest.mark.parametrize("verdict", ["sign", "borderline", "no_sign"])
def test_there_are_three_things_to_do(verdict):
    legs = [judged(pelvis=verdict), judged("left")]
    assert len(things_to_do(legs, knee_sore=False)) == 3
    assert len(set(things_to_do(legs, knee_sore=True))) == 3


def test_a_leg_that_could_not_be_judged_is_recorded_again_first():
    lost = replace(judged("left"), verdict="not_interpretable")
    first, *_ = things_to_do([judged(pelvis="sign"), lost], knee_sore=False)
    assert "Record again" in first


def test_half_a_test_is_no_sign_of_nothing():
    (only,) = meaning([judged()], builtin_profile(), whole=False)
    assert "could not be seen" in only
    first, *_ = things_to_do([judged()], knee_sore=False, whole=False)
    assert "Record again" in first
