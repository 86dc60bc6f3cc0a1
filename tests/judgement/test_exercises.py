from __future__ import annotations

from dataclasses import replace

import pytest

from screening.judgement import exercises
from screening.judgement.exercises import all_exercises, exercises_for
from screening.judgement.profiles import builtin_profile
from screening.language import say
from screening.motion.quality import Check
from screening.words.exercises import exercise_activity, exercise_how
from tests.judgement.builders import a_leg, judged, rep_rows

SIGNS = ("P1", "P2", "P3", "P4", "mixed", "undecided")
BEARING = ("no", "partly", "yes")


def keys(*legs, knee_sore=False):
    return [e.key for e in exercises_for(legs, knee_sore=knee_sore)]


def with_sign(pattern, leg="right"):
    return a_leg(leg, verdict="sign", pattern=pattern)


@pytest.mark.parametrize("pattern", SIGNS)
@pytest.mark.parametrize("knee_sore", [False, True])
def test_every_pattern_gets_up_to_four_exercises_and_the_mirror(pattern, knee_sore):
    chosen = keys(with_sign(pattern), knee_sore=knee_sore)
    assert 3 <= len(chosen) <= exercises.MOST_EXERCISES
    assert len(set(chosen)) == len(chosen)
    assert "mirror_squat" in chosen


@pytest.mark.parametrize("pattern", SIGNS)
def test_exercises_go_from_easy_to_hard(pattern):
    levels = [e.level for e in exercises_for([with_sign(pattern)], knee_sore=False)]
    assert levels == sorted(levels)


@pytest.mark.parametrize("pattern", SIGNS)
def test_a_sore_knee_starts_without_weight_and_stays_shallow(pattern):
    chosen = exercises_for([with_sign(pattern)], knee_sore=True)
    order = [BEARING.index(e.weight_bearing) for e in chosen]
    assert order == sorted(order)
    assert order[0] == 0
    assert all(e.gentle for e in chosen)
    squat = next(e for e in chosen if e.key == "mirror_squat")
    assert "45°" in exercise_how(squat)


@pytest.mark.parametrize("knee_sore", [False, True])
def test_a_knee_that_moves_alone_gets_ankle_mobility(knee_sore):
    assert "ankle_mobility" in keys(with_sign("P4"), knee_sore=knee_sore)
    assert "ankle_mobility" not in keys(with_sign("P1"), knee_sore=knee_sore)


def test_two_legs_with_different_patterns_share_the_four_places():
    chosen = keys(with_sign("P4", "left"), with_sign("P1"))
    assert {"mirror_squat", "ankle_mobility", "side_lying_abduction"} <= set(chosen)
    assert len(chosen) == exercises.MOST_EXERCISES


def test_a_leg_without_a_sign_does_not_dilute_the_other_one():
    assert keys(a_leg("left"), with_sign("P4")) == keys(with_sign("P4"))


def test_a_leg_without_a_sign_gets_a_little_to_keep_going():
    assert 0 < len(keys(a_leg())) <= 2


def test_what_was_not_judged_gets_no_exercise():
    refused = judged(rep_rows(), [Check("nobody", "refuse")])
    reported = judged(rep_rows(), profile=builtin_profile("report-only"))
    assert keys(refused) == []
    assert keys(reported) == []
    assert keys() == []
    assert keys(refused, with_sign("P2", "left")) == keys(with_sign("P2", "left"))


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.key)
def test_every_exercise_has_its_evidence(exercise):
    assert exercise.source
    assert exercise_how(exercise).endswith(".")
    assert exercise_how(replace(exercise, gentle=exercise.knee_sore)).endswith(".")
    assert exercise_activity(exercise).endswith(".")
    assert exercise.level in (1, 2, 3)
    assert exercise.weight_bearing in BEARING
    assert bool(exercise.activity) == (exercise.mvic_percent is not None)


@pytest.mark.parametrize(
    ("key", "word"),
    [("bridge", "moderate"), ("lunge", "high"), ("side_lying_abduction", "very_high")],
)
def test_activity_is_told_in_the_usual_bands(key, word):
    found = {e.key: e for e in all_exercises()}
    assert found[key].activity == word
    assert exercise_activity(found[key]).endswith(f"– {word.replace('_', ' ')}.")


def test_the_dose_is_told():
    assert "Three times a week" in say("exercises.dose")
    assert say("exercises.dose_source")
