from __future__ import annotations

import math
import re

import pytest

from screening.judgement.comparison import compare, compare_legs
from screening.judgement.profiles import builtin_names, builtin_profile, mdc
from screening.language import words
from screening.measures import FOUND_MEASURES
from screening.motion.quality import Check, Refusal
from screening.words.checks import (
    check_sentence,
    check_title,
    refusal_sentence,
    rep_reason,
)
from screening.words.findings import (
    check_word,
    leg_sentences,
    measure_sentence,
    tier_word,
)
from screening.words.limits import (
    before_you_start,
    confounders,
    honest_limits,
    red_flags,
)
from screening.words.measures import (
    measure_explanation,
    measure_name,
    measure_title,
)
from screening.words.unseen import unseen_sentence
from tests.judgement.builders import a_leg, a_measure, judged, rep_rows

CHECKS = [
    "frame_rate",
    "computer_rate",
    "frame_bursts",
    "announced_rate",
    "slow_motion",
    "body_size",
    "person_found",
    "nobody",
    "other_person",
    "came_back",
    "face_hidden",
    "camera",
    "camera_lost",
    "camera_unseen",
    "cut",
    "framing_head",
    "framing_feet",
    "upright",
    "view",
    "view_unknown",
    "view_unsure",
    "side_view",
    "off_axis",
    "limb",
    "baseline",
    "cut_short",
    "gaps",
    "stalled",
    "rate_falls",
    "no_repetition",
    "no_stance",
    "both_feet",
    "lunges",
    "foot_supported",
    "jumps",
    "high_knees",
    "steps",
    "weight_unclear",
    "touch_down_unclear",
]
REPETITIONS = [
    "too_shallow",
    "touch_down",
    "hidden_joint",
    "gap",
    "excluded",
    "cut_off",
    "swapped",
    "other_movement",
    "too_fast",
    "too_slow",
    "stalled",
    "slow_rate",
    "implausible",
]
PELVIS = [
    f"pelvis_{doubt}"
    for doubt in (
        "hip_line",
        "no_edge",
        "no_colour",
        "long_shirt",
        "hands",
        "small",
        "no_stance",
        "lost",
        "unsure",
    )
]
REASONS = ["too_few_valid", "no_baseline", "not_measured", "view", *PELVIS]
NO_FAULT = (
    "report_only",
    "other_task",
    "different_tasks",
    "no_cut_off",
    "hip_point_unknown",
    "other_hip_point",
    "other_knee_angle",
    "no_typical_error",
    "not_saved",
)
CODES = (*CHECKS, *REPETITIONS, *REASONS, *NO_FAULT)


def all_texts(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from all_texts(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from all_texts(inner)


def every_sentence():
    for name in ("checks", "findings", "measures", "limits", "checklist", "exercises"):
        yield from all_texts(words(name))
    for name in builtin_names():
        yield from all_texts(builtin_profile(name).to_dict())


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("numbers", [(None, None), (0.5, 0.9), (math.nan, 1.0)])
def test_every_code_has_a_whole_sentence(code, numbers):
    assert code in words("checks")
    text = refusal_sentence(Refusal(code, None, *numbers))
    assert text[0].isupper()
    assert text.endswith(".")
    assert not re.search(r"[{}]|nan|None|_", text)
    assert ("please record again " in text) == (code not in NO_FAULT)


@pytest.mark.parametrize("code", CHECKS)
@pytest.mark.parametrize("verdict", ["ok", "warn", "refuse"])
def test_every_check_has_a_title_and_a_sentence_for_each_verdict(code, verdict):
    check = Check(code, verdict, value=0.5, limit=0.9, time_s=2.0)
    text = check_sentence(check)
    assert check_title(check)
    assert "fine" in words("checks")[code]
    assert text.endswith(".")
    assert ("please record again" in text) == (verdict != "ok")
    assert check_word(verdict)


def test_no_code_has_words_that_nobody_uses():
    assert set(words("checks")) == set(CODES)


def test_a_refusal_tells_value_limit_and_time():
    text = refusal_sentence(Refusal("frame_rate", 3.24, 8.0, 12.0))
    assert "8 frames per second, needed 12" in text
    assert "first at 3.2 s" in text


def test_a_refused_check_names_what_it_takes_away():
    check = Check("view", "refuse", 12.0, 8.0, measures=("fppa_deg", "thigh_deg"))
    text = check_sentence(check)
    assert "about 12°, allowed 8°" in text
    assert "Withheld: inward knee angle, slant of the thigh" in text


def test_a_code_of_a_later_version_still_makes_a_sentence():
    text = refusal_sentence(Refusal("two_suns"))
    assert "two suns" in text
    assert "please record again" in text


@pytest.mark.parametrize("code", REPETITIONS)
def test_every_reason_of_a_repetition_is_short_enough_for_a_table(code):
    assert 0 < len(rep_reason(code)) <= 30


@pytest.mark.parametrize("measure", FOUND_MEASURES)
def test_every_measure_has_names_and_an_explanation(measure):
    assert measure_name(measure)
    assert "(" in measure_title(measure)
    assert measure_explanation(measure).endswith(".")


@pytest.mark.parametrize("text", sorted(set(every_sentence())))
def test_forbidden_words_stand_in_denials_only(text):
    for sentence in re.split(r"(?<=[.:;])\s", text):
        if re.search(r"weak|diagnos", sentence, re.IGNORECASE):
            assert re.search(r"\b(not|cannot|no|never)\b", sentence), sentence
    assert not re.search(r"screening|patient|disorder of|gluteus medius weak", text)


@pytest.mark.parametrize(
    "fact",
    [
        "does not measure the strength or the activity",
        "cannot tell whether the gluteus medius",
        "nerve block",
        "halved the strength",
        "ankles",
        "foot or thigh bone",
        "balance",
        "depth",
        "fatigue",
        "pain",
        "shoes",
        "turned relative to the camera",
        "flat projection",
        "agrees poorly",
        "experimental",
        "no published validation",
        "women and men",
        "does not mean injury or disease",
        "do not rule them out|does not rule them out",
        "does not predict injuries well enough",
        "small studies",
        "young adults",
        "children",
        "pregnancy",
        "operation",
        "not a medical device",
        "not a diagnosis",
        "swelling",
        "locks or gives way",
        "numbness",
        "loss of strength",
        "recent injury",
        "health professional",
    ],
)
def test_the_honest_limits_keep_every_fact(fact):
    assert re.search(fact, " ".join(honest_limits()))


def test_the_detectable_change_in_the_texts_is_computed():
    assert not any("8°" in text for text in every_sentence())
    knee = builtin_profile().thresholds["fppa_deg"].between_day_sem
    assert f"about {mdc(knee):.0f}°" in " ".join(honest_limits())


def test_a_borderline_measure_is_told_with_its_error_and_its_band():
    finding = a_measure("fppa_deg", "borderline", value=12.0)
    text = measure_sentence(finding)
    assert "12.0° ± 3.0°" in text
    assert "from 8.3° to 14.3°" in text
    assert "another day" in text
    assert "do not act on this number alone" in text


@pytest.mark.parametrize(
    ("verdict", "told"),
    [("sign", "Movement sign: it reaches 14.3°"), ("no_sign", "8.3")],
)
def test_a_clear_verdict_is_given_with_the_edge_of_the_band(verdict, told):
    assert told in measure_sentence(a_measure("fppa_deg", verdict))


def test_a_number_that_cannot_be_trusted_is_not_in_the_sentence():
    leg = judged(rep_rows(pelvic_drop_method="hip_line", pelvic_drop_deg=-23.4))
    assert not any("23.4" in text for text in leg_sentences(leg))
    text = measure_sentence(leg.measure("pelvic_drop_deg"))
    assert text.startswith("Pelvic drop: not judged.")
    assert "please record again" in text


def test_a_measure_without_cut_off_tells_its_number_and_why_it_is_not_judged():
    text = measure_sentence(judged(rep_rows()).measure("dvi_deg"))
    assert "8.0° ± " in text
    assert "no published cut-off" in text


def test_an_experimental_measure_says_so():
    leg = judged(rep_rows())
    assert "experimental" in measure_sentence(leg.measure("pelvic_drop_deg"))
    assert "experimental" not in measure_sentence(leg.measure("fppa_deg"))


def test_leaning_away_from_the_leg_is_noted():
    leg = judged(rep_rows(trunk_lean_deg=-9.0))
    text = measure_sentence(leg.measure("trunk_lean_deg"))
    assert "away from the standing leg" in text


def test_an_unknown_view_is_told_with_the_knee():
    leg = judged(rep_rows(fppa_deg=30.0), [Check("view_unsure", "warn", 5.6, 8.0)])
    text = measure_sentence(leg.measure("fppa_deg"))
    assert "Borderline at most" in text
    assert "too close to call" not in text
    assert "only roughly known" in text


def test_a_ratio_has_no_degrees_and_no_made_up_error():
    finding = judged(rep_rows()).measure("knee_medial_to_foot_ratio")
    text = measure_sentence(finding)
    assert "−0.10" in text
    assert "±" not in text
    assert "°" not in text


def test_every_verdict_and_tier_has_its_words():
    legs = [a_leg("left"), a_leg("right")]
    used = {m.verdict for leg in legs for m in leg.measures} | {legs[0].verdict}
    used |= {a.verdict for a in compare_legs(*legs, builtin_profile())}
    used |= {c.verdict for c in compare(legs[0], legs[0], builtin_profile())}
    used |= {"borderline", "sign", "incomplete", "not_interpretable", "not_judged"}
    used |= {"asymmetry", "change"}
    assert used <= set(words("findings.verdicts"))
    assert tier_word("") == ""
    assert set(words("findings.tiers")) == {
        "typical",
        "watch",
        "flag",
        "marked",
        "away",
    }


def test_the_lists_for_every_report_are_there():
    for texts in (
        confounders(),
        red_flags(),
        before_you_start(),
    ):
        assert len(texts) >= 2


@pytest.mark.parametrize("part", ["pelvis", "thigh", "shin", "arch", "ankle"])
def test_what_the_camera_cannot_see_is_told(part):
    assert part in unseen_sentence()
