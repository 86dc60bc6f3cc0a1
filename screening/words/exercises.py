"""Exercises in words: what each is called, how it is done, how it was studied."""

from __future__ import annotations

from screening.judgement.exercises import Exercise
from screening.language import has_words, say
from screening.words.grammar import sentence


def exercise_name(exercise: Exercise) -> str:
    """Return the name of an exercise; of its gentle form where that has one."""
    return say(_key(exercise, "name"))


def exercise_how(exercise: Exercise) -> str:
    """Say how it is done; gently where it was chosen for a sore knee."""
    form = "knee_sore" if exercise.gentle else "how"
    return say(f"exercises.items.{exercise.key}.{form}")


def exercise_short(exercise: Exercise) -> str:
    """Say in a few words how it is done; gently where it was chosen for a sore knee."""
    text = say(_key(exercise, "short"))
    return say("exercises.short_sore", text=text) if exercise.gentle else text


def exercise_activity(exercise: Exercise) -> str:
    """Say how active the hip muscle is, as far as it was reported."""
    activity = say(f"exercises.items.{exercise.key}.activity")
    if not exercise.activity:
        return sentence(activity)
    band = say(f"exercises.bands.{exercise.activity}")
    return say("exercises.activity", activity=activity, band=band)


def exercise_source(exercise: Exercise) -> str:
    """Return the studies of an exercise, with what has to be known of them."""
    key = f"exercises.items.{exercise.key}.source"
    return say(key) if has_words(key) else exercise.source


def exercise_dose(exercise: Exercise) -> str:
    """Say how much of it: sets and repetitions, steps or seconds."""
    kinds = {
        "repetitions": exercise.repetitions,
        "steps": exercise.steps,
        "seconds": exercise.seconds,
    }
    kind, count = next((k, n) for k, n in kinds.items() if n)
    key = f"{kind}_each_side" if exercise.each_side else kind
    return say(f"exercises.dose_of.{key}", sets=exercise.sets, count=count)


def exercise_load(exercise: Exercise) -> str:
    """Say what makes it harder; no weight where it was chosen for a sore knee."""
    return say(_key(exercise, "load"))


def exercise_felt(exercise: Exercise) -> str:
    """Say where it is felt, and where not."""
    return say(f"exercises.items.{exercise.key}.felt")


def level_name(level: int) -> str:
    """Return what a level is called."""
    return say(f"exercises.levels.{level}")


def level_rules() -> tuple[str, ...]:
    """Return when to go up or down a level, a sentence each."""
    names = ("form", "up", "stay", "down", "stop")
    return tuple(say(f"exercises.rules.{name}") for name in names)


def _key(exercise: Exercise, name: str) -> str:
    """Key of a text; that of the gentle form where it was chosen and has its own."""
    key = f"exercises.items.{exercise.key}.{name}"
    return f"{key}_sore" if exercise.gentle and has_words(f"{key}_sore") else key
