"""What the standing test showed over its time, in sentences."""

from __future__ import annotations

import math
from collections.abc import Sequence

from screening.judgement.stance_course import (
    ASKED_S,
    METHOD,
    MeasureCourse,
    StanceCourse,
)
from screening.language import say
from screening.words.checks import refusal_sentence
from screening.words.numbers import number

_NEARLY = 0.9


def stance_sentences(courses: Sequence[StanceCourse]) -> list[str]:
    """Say what each stance showed, and that nothing judges it.

    Parameters
    ----------
    courses
        Of :func:`screening.judgement.stance_course.stance_courses`.

    Returns
    -------
    list of str
        A sentence or more for each leg and measure; empty without a stance.
    """
    if not courses:
        return []
    sentences = [" ".join(_of_leg(course)) for course in courses]
    return [*sentences, say("stance.numbers_only")]


def _of_leg(course: StanceCourse) -> list[str]:
    said = [say("stance.held", leg=course.leg, held_s=course.held_s)]
    if course.times_down:
        said.append(say("stance.times_down", count=course.times_down))
    said += [_of_measure(each) for each in course.measures]
    if course.held_s < _NEARLY * ASKED_S:
        said.append(say("stance.short", asked_s=ASKED_S))
    return said


def _of_measure(found: MeasureCourse) -> str:
    name = f"stance.{found.measure}"
    if found.reason is not None:
        return say(f"{name}.withheld", why=refusal_sentence(found.reason))
    fields = {
        key: number(found.measure, value, sign=True)
        for key, value in (
            ("first", found.first_deg),
            ("last", found.last_deg),
            ("largest", found.largest_deg),
        )
    }
    sem = number(found.measure, found.sem)
    key = "steady" if math.isnan(found.rose_s) else "rose"
    said = say(
        f"{name}.{key}", by=METHOD.rise_deg, rose_s=found.rose_s, sem=sem, **fields
    )
    if found.least_deg > -METHOD.rise_deg:
        return said
    away = number(found.measure, -found.least_deg)
    return f"{said} {say(f'{name}.away', away=away)}"
