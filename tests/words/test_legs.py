from __future__ import annotations

import math
from dataclasses import replace

import pytest

from screening.judgement.comparison import Asymmetry, Change
from screening.judgement.patterns import PATTERNS
from screening.judgement.profiles import builtin_profile
from screening.language import say
from screening.motion.quality import Check, Refusal
from screening.words import findings as wording
from tests.judgement.builders import a_leg, judged, rep_rows


def asymmetry(**changes):
    plain = Asymmetry("fppa_deg", 15.0, 5.0, 10.0, 8.3, 2.0, "asymmetry")
    return wording.asymmetry_sentence(replace(plain, **changes))


@pytest.mark.parametrize(
    ("reps", "quality", "told"),
    [
        ({}, (), "Right leg: no movement sign"),
        ({"fppa_deg": 30.0}, (), "movement sign in the inward knee angle."),
        ({"fppa_deg": 11.3}, (), "borderline for the inward knee angle"),
        (
            {"fppa_deg": 30.0, "trunk_lean_deg": 30.0},
            (),
            "in the inward knee angle and trunk lean.",
        ),
        ({"pelvic_drop_deg": math.nan}, (), "the pelvic drop could not be judged"),
        ({}, (Check("nobody", "refuse"),), "cannot be judged from this recording"),
    ],
)
def test_the_headline_says_what_the_leg_showed(reps, quality, told):
    assert told in wording.leg_headline(judged(rep_rows(**reps), quality))


def test_a_leg_that_is_reported_only_is_neither_judged_nor_called_incomplete():
    leg = judged(rep_rows(), profile=builtin_profile("report-only"))
    texts = wording.leg_sentences(leg)
    assert texts[0] == "Right leg: measured; the numbers are shown and not judged."
    assert wording.pattern_title(leg) == "Numbers only"
    assert "2.0° ± " in " ".join(texts)


def test_a_leg_that_cannot_be_judged_tells_its_reasons_and_no_numbers():
    bad = rep_rows(5, valid=False, reasons="too_shallow")
    texts = wording.leg_sentences(judged(bad))
    assert "0 of 5 squats could be used." in texts
    assert any("bend the knee a little further" in text for text in texts)
    assert not any("±" in text for text in texts)


@pytest.mark.parametrize("pattern", PATTERNS)
def test_every_pattern_is_told_neutrally(pattern):
    leg = a_leg(pattern=pattern, missing=("pelvic_drop_deg",))
    text = wording.pattern_sentence(leg)
    assert wording.pattern_title(leg)
    assert text.endswith(".")
    assert "{" not in text
    assert (say("findings.hip_note") in text) == (pattern in ("P1", "P2", "P3"))


def test_an_open_pattern_names_what_is_missing():
    leg = a_leg(pattern="undecided", missing=("pelvic_drop_deg", "trunk_lean_deg"))
    assert "pelvic drop and trunk lean" in wording.pattern_sentence(leg)


def test_the_knee_against_the_foot_is_told_when_it_is_known():
    for inside, told in ((True, "was inside"), (False, "was not inside")):
        texts = wording.leg_sentences(a_leg(knee_inside_foot=inside))
        assert any(told in text for text in texts)
    assert not any("inside the foot" in t for t in wording.leg_sentences(a_leg()))


def test_an_asymmetry_is_told_with_side_size_and_limit():
    assert "10.0° more on the left leg" in asymmetry()
    assert "more than measurement error (8.3°)" in asymmetry()
    assert "more on the right leg" in asymmetry(difference=-10.0)
    assert "can explain this" in asymmetry(difference=3.0, verdict="no_asymmetry")
    assert "angle: alike." in asymmetry(difference=-0.01, verdict="no_asymmetry")


def test_legs_that_cannot_be_compared_say_why():
    text = asymmetry(
        left=math.nan,
        difference=math.nan,
        verdict="not_judged",
        reason=Refusal("pelvis_hip_line"),
    )
    assert "cannot be compared" in text
    assert "please record again" in text
    shown = asymmetry(verdict="not_judged", reason=Refusal("report_only"))
    assert "10.0° more on the left leg. Not judged." in shown


def test_a_change_is_told_with_its_limit():
    plain = Change("fppa_deg", 15.0, 5.0, -10.0, 8.3, "change")
    assert "−10.0° since the earlier check" in wording.change_sentence(plain)
    assert "Changed: more than the 8.3°" in wording.change_sentence(plain)
    small = replace(plain, difference=-2.0, verdict="no_change")
    assert "No measurable change: less than 8.3°" in wording.change_sentence(small)
    lost = replace(plain, difference=math.nan, verdict="not_judged")
    assert "cannot be compared" in wording.change_sentence(lost)
    shown = replace(plain, verdict="not_judged", reason=Refusal("report_only"))
    assert "Not judged." in wording.change_sentence(shown)
