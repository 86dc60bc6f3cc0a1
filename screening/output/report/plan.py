"""The plan: a page to practise by, with a week to tick off."""

from __future__ import annotations

from screening.judgement.exercises import Exercise as Chosen
from screening.judgement.exercises import exercises_for
from screening.language import say, words
from screening.output.drawings import exercise_drawing
from screening.output.report.content import Exercise, Listing, Picture, Plan, Table
from screening.output.report.subject import Subject, Wishes
from screening.words.exercises import (
    exercise_dose,
    exercise_felt,
    exercise_how,
    exercise_load,
    exercise_name,
    level_name,
    level_rules,
)
from screening.words.unseen import hints, looked_sentences, tilt_sentences

PRACTICE_DAYS = (0, 2, 4)
"""Monday, Wednesday, Friday: three days with a day off in between."""
_BOX, _LINE = "☐", "____"


def plan_page(subject: Subject, wishes: Wishes) -> Plan | None:
    """Return the plan.

    Parameters
    ----------
    subject
        The client's results.
    wishes
        Level, sore knee, and what the person found on their own feet.

    Returns
    -------
    Plan or None
        None where there is nothing to practise.
    """
    looked, sore = wishes.looked, wishes.knee_sore
    if wishes.stopped:
        return None
    chosen = exercises_for(
        subject.findings,
        knee_sore=sore,
        level=wishes.level,
        stiff_ankle=looked.stiff_ankle,
    )
    if not chosen:
        return None
    about = [level_name(wishes.level), say("exercises.dose")]
    questions = (*looked_sentences(looked), *hints(looked))
    named = ("dose_source", "trials", "stretching")
    notes = tuple(say(f"exercises.{name}") for name in named)
    return Plan(
        title=say("report.plan.title"),
        about=(*about, *([say("exercises.knee_sore_note")] if sore else [])),
        exercises=tuple(told_exercise(each, detailed=True) for each in chosen),
        week=_week(chosen),
        rules=Listing(say("exercises.rules.title"), level_rules()),
        questions=Listing(say("unseen.questions.title"), questions),
        stance=Listing(
            say("unseen.tilt.title"), tilt_sentences(subject.stance_tilts())
        ),
        notes=Listing(say("report.plan.notes"), notes),
    )


def told_exercise(chosen: Chosen, *, detailed: bool = False) -> Exercise:
    """Return an exercise with its drawing.

    Parameters
    ----------
    chosen
        Of :func:`screening.judgement.exercises.exercises_for`.
    detailed
        Say where it is felt and what makes it harder.
    """
    name, how = exercise_name(chosen), exercise_how(chosen)
    alt = say("report.practise.drawing_alt", name=name, how=how)
    drawing = exercise_drawing(chosen.key, gentle=chosen.gentle)
    picture = Picture("svg", drawing, alt)
    details = (
        say("exercises.felt", felt=exercise_felt(chosen)),
        say("exercises.harder", load=exercise_load(chosen)),
    )
    return Exercise(
        name, exercise_dose(chosen), how, picture, details if detailed else ()
    )


def _week(chosen: tuple[Chosen, ...]) -> Table:
    """Return a table to tick off and to write the pain into."""
    days: list[str] = words("report.plan.days")
    practised = [day in PRACTICE_DAYS for day in range(len(days))]
    boxes = tuple(_BOX if each else "" for each in practised)
    lines = tuple(_LINE if each else "" for each in practised)
    rows = [(exercise_name(each), exercise_dose(each), *boxes) for each in chosen]
    rows += [
        (say(f"report.plan.{name}"), say("report.plan.scale"), *lines)
        for name in ("pain_during", "pain_next_morning")
    ]
    return Table(
        title=say("report.plan.week"),
        columns=(say("report.plan.exercise"), say("report.plan.how_much"), *days),
        rows=tuple(rows),
        note=say("report.plan.week_note"),
    )
