"""Exercises in words: what each is called, how it is done, how it was studied."""

from __future__ import annotations

from screening.judgement.exercises import Exercise
from screening.language import say
from screening.words.grammar import sentence


def exercise_name(exercise: Exercise) -> str:
    """Return the name of an exercise."""
    return say(f"exercises.items.{exercise.key}.name")


def exercise_how(exercise: Exercise) -> str:
    """Say how it is done; gently where it was chosen for a sore knee."""
    form = "knee_sore" if exercise.gentle else "how"
    return say(f"exercises.items.{exercise.key}.{form}")


def exercise_short(exercise: Exercise) -> str:
    """Say in a few words how it is done; gently where it was chosen for a sore knee."""
    text = say(f"exercises.items.{exercise.key}.short")
    return say("exercises.short_sore", text=text) if exercise.gentle else text


def exercise_activity(exercise: Exercise) -> str:
    """Say how active the hip muscle is, as far as it was reported."""
    activity = say(f"exercises.items.{exercise.key}.activity")
    if not exercise.activity:
        return sentence(activity)
    band = say(f"exercises.bands.{exercise.activity}")
    return say("exercises.activity", activity=activity, band=band)
