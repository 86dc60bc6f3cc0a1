from __future__ import annotations

import itertools
from dataclasses import replace

import pytest

from screening.judgement import exercises
from screening.judgement.exercises import (
    LEVELS,
    all_exercises,
    exercises_for,
    next_level,
)
from screening.judgement.profiles import builtin_profile
from screening.language import say
from screening.motion.quality import Check
from screening.words.exercises import (
    exercise_activity,
    exercise_dose,
    exercise_felt,
    exercise_how,
    exercise_load,
    exercise_name,
    exercise_short,
    level_rules,
)
from tests.judgement.builders import a_leg, judged, rep_rows

SIGNS = ("P1", "P2", "P3", "P4", "mixed", "undecided")
BEARING = ("no", "partly", "yes")


def keys(*legs, knee_sore=False, **wishes):
    return [e.key for e in exercises_for(legs, knee_sore=knee_sore, **wishes)]


def with_sign(pattern, leg="right"):
    return a_leg(leg, verdict="sign", pattern=pattern)


def every_plan(*, knee_sore):
    """What each finding gets at each level."""
    findings = [a_leg(), *map(with_sign, SIGNS)]
    for leg, level in itertools.product(findings, LEVELS):
        yield level, exercises_for([leg], knee_sore=knee_sore, level=level)


@pytest.mark.parametrize("pattern", SIGNS)
@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("knee_sore", [False, True])
def test_every_pattern_gets_up_to_four_exercises_and_the_mirror(
    pattern, level, knee_sore
):
    chosen = keys(with_sign(pattern), knee_sore=knee_sore, level=level)
    assert 3 <= len(chosen) <= exercises.MOST_EXERCISES
    assert len(set(chosen)) == len(chosen)
    assert ("mirror_squat" in chosen) != (knee_sore and level == 1)


def test_every_exercise_is_reached_by_some_finding():
    plans = [*every_plan(knee_sore=False), *every_plan(knee_sore=True)]
    reached = {exercise.key for _, chosen in plans for exercise in chosen}
    assert reached == {exercise.key for exercise in all_exercises()}


@pytest.mark.parametrize("knee_sore", [False, True])
def test_no_plan_holds_an_exercise_above_its_level(knee_sore):
    for level, chosen in every_plan(knee_sore=knee_sore):
        assert chosen
        assert all(each.level <= level for each in chosen)


def test_a_sore_knee_bears_no_weight_before_level_2():
    for level, chosen in every_plan(knee_sore=True):
        assert level > 1 or all(each.bearing != "yes" for each in chosen)


def test_a_sore_knee_gets_no_deep_squat_and_no_weight():
    for _, chosen in every_plan(knee_sore=True):
        for each in chosen:
            assert each.knee_sore
            assert each.gentle
            assert not each.bends_loaded_knee or "45°" in exercise_how(each)
            assert "weight" not in exercise_load(each)


def test_each_pattern_has_a_plan_of_its_own_at_each_level():
    for level in LEVELS:
        plans = {tuple(keys(with_sign(p), level=level)) for p in ("P1", "P4", "mixed")}
        assert len(plans) == 3
    for pattern in SIGNS:
        plans = {tuple(keys(with_sign(pattern), level=level)) for level in LEVELS}
        assert len(plans) == len(LEVELS)


@pytest.mark.parametrize("knee_sore", [False, True])
def test_a_stiff_ankle_brings_its_exercise_into_every_plan(knee_sore):
    for leg, level in itertools.product(map(with_sign, SIGNS), LEVELS):
        chosen = keys(leg, knee_sore=knee_sore, level=level, stiff_ankle=True)
        assert "ankle_mobility" in chosen
        assert len(chosen) <= exercises.MOST_EXERCISES
    assert keys(stiff_ankle=True) == []


@pytest.mark.parametrize(
    ("level", "in_form", "pain", "settled", "following"),
    [
        (1, True, 0, True, 2),
        (1, True, 3, True, 2),
        (2, True, 3, True, 3),
        (3, True, 0, True, 3),
        (1, False, 0, True, 1),
        (2, False, 3, True, 2),
        (2, True, 4, True, 1),
        (3, True, 0, False, 2),
        (1, True, 4, True, None),
        (1, False, 0, False, None),
    ],
)
def test_the_level_follows_form_and_pain(level, in_form, pain, settled, following):
    asked = {"in_form": in_form, "pain": pain, "settled": settled}
    assert next_level(level, **asked) == following


def test_the_rules_are_told_as_they_are_followed():
    told = " ".join(level_rules())
    assert f"{exercises.MOST_PAIN} of 10" in told
    assert "next morning" in told
    assert "Form first" in told


@pytest.mark.parametrize("pattern", SIGNS)
def test_exercises_go_from_easy_to_hard(pattern):
    levels = [e.level for e in exercises_for([with_sign(pattern)], knee_sore=False)]
    assert levels == sorted(levels)


@pytest.mark.parametrize("pattern", SIGNS)
def test_a_sore_knee_starts_without_weight_and_stays_shallow(pattern):
    chosen = exercises_for([with_sign(pattern)], knee_sore=True)
    order = [BEARING.index(e.bearing) for e in chosen]
    assert order == sorted(order)
    assert order[0] == 0


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
    assert exercise.level in LEVELS
    assert exercise.weight_bearing in BEARING
    assert bool(exercise.activity) == (exercise.mvic_percent is not None)


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda e: e.key)
def test_every_exercise_says_how_much_what_makes_it_harder_and_where_it_is_felt(
    exercise,
):
    counts = [exercise.repetitions, exercise.steps, exercise.seconds]
    assert sum(count > 0 for count in counts) == 1
    assert exercise_dose(exercise).startswith(f"{exercise.sets} × {max(counts)}")
    assert exercise_felt(exercise)
    load = exercise_load(exercise)
    assert ("weight" in load) == (exercise.load == "weight")
    assert ("band" in load) or exercise.load != "band"


@pytest.mark.parametrize(
    ("key", "dose"),
    [
        ("clamshell", "2 × 15 on each side"),
        ("side_lying_abduction", "2 × 15 on each side"),
        ("single_leg_deadlift", "3 × 10 on each side"),
        ("hip_thrust", "3 × 12"),
        ("lateral_band_walk", "2 × 20 steps to each side"),
        ("forward_step_up", "3 × 10 on each side"),
    ],
)
def test_doses_are_those_of_the_advice_that_the_project_began_with(key, dose):
    found = {e.key: e for e in all_exercises()}
    assert exercise_dose(found[key]) == dose


def test_a_gentle_form_that_is_another_exercise_is_named_so():
    found = {e.key: replace(e, gentle=True) for e in all_exercises()}
    assert "both feet" in exercise_name(found["mirror_squat"])
    assert "chair" in exercise_name(found["ankle_mobility"])
    assert "wall" not in exercise_short(found["ankle_mobility"])
    assert exercise_name(found["clamshell"]) == "Clamshell"


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


@pytest.mark.parametrize(
    ("key", "fact"),
    [
        ("lateral_band_walk", "band round the thighs"),
        ("forward_step_up", "bring the other knee up"),
        ("clamshell", "Lift the upper knee"),
        ("side_lying_abduction", "Lift the straight upper leg"),
        ("hip_thrust", "shoulder blades against a bench"),
        ("single_leg_deadlift", "the free leg goes back"),
        ("bridge", "lift the hips"),
        ("lunge", "long step forwards"),
        ("mirror_squat", "Stand on one leg in front of a mirror"),
    ],
)
def test_exercises_of_the_advice_are_done_as_it_says(key, fact):
    found = {e.key: e for e in all_exercises()}
    assert fact in exercise_how(found[key])


def test_the_plan_asks_for_form_small_steps_variety_and_another_check():
    told = " ".join(level_rules())
    for wanted in ("Form first", "small steps", "exchange one exercise"):
        assert wanted in told
    assert "Repeat the movement check after six weeks" in say("exercises.dose")


def test_stretching_is_said_to_replace_no_exercise():
    told = say("exercises.stretching")
    assert "no study in which they changed the inward knee" in told
    assert "replace no exercise" in told
