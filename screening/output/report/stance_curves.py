"""The standing test as pictures of a report: each measure over the time on one leg."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from screening._typing import Floats
from screening.judgement.stance_course import (
    ASKED_S,
    METHOD,
    MeasureCourse,
    StanceCourse,
    running_mean,
    stances,
)
from screening.language import numeral, say
from screening.measures import STANDING_MEASURES
from screening.motion.landmarks import Side
from screening.output.report.content import Figure, Gallery, Picture
from screening.output.report.figures import ticks
from screening.output.svg import BLUE, GREY, Node, drawing, line, path, shape, words
from screening.results.screening import Screening
from screening.words.measures import measure_curve, measure_heading
from screening.words.numbers import number

_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 236.0, 8.0, 122.0
_WIDTH, _HEIGHT = 250.0, 148.0
_LEAST_DEG = (-4.0, 8.0)
"""A steady curve shall look steady."""

_MOST_POINTS, _ROOM = 240, 34.0
_LEGS: dict[Side, dict[str, Any]] = {
    "left": {"stroke": GREY, "stroke_dasharray": "5 3"},
    "right": {"stroke": BLUE, "stroke_dasharray": "none"},
}


@dataclass(frozen=True, eq=False)
class StanceCurve:
    """One measure of one leg over the time that it was stood on.

    Parameters
    ----------
    leg
        The person's own standing leg.
    found
        Its numbers; none of them is withheld.
    time_s, value_deg, mean_deg : (N,) float array
        As measured, and as mean over a second.
    """

    leg: Side
    found: MeasureCourse
    time_s: Floats
    value_deg: Floats
    mean_deg: Floats


def stance_gallery(results: Sequence[Screening]) -> Gallery:
    """Return a picture per measure of a standing test; no entries without one.

    Parameters
    ----------
    results
        Of one check; squats among them are left out.
    """
    courses = [(own, course) for own in results for course in own.stance_courses()]
    entries = [_figure(measure, courses) for measure in STANDING_MEASURES if courses]
    drawn = any(entry.picture for entry in entries)
    note = say("stance.plot.note", by=METHOD.rise_deg) if drawn else ""
    return Gallery(say("stance.title"), note, tuple(entries))


def _figure(measure: str, courses: Sequence[tuple[Screening, StanceCourse]]) -> Figure:
    """Return the curves of a measure; of a leg that is withheld, the words say so."""
    curves, said = [], [measure_curve(measure)]
    for screening, course in courses:
        curve = stance_curve(screening, course, measure)
        if curve is None:
            said.append(say("stance.plot.withheld_leg", leg=course.leg))
        else:
            curves.append(curve)
    picture = None
    if curves:
        picture = Picture("svg", stance_picture(curves), stance_alt(measure, curves))
    return Figure(picture, " ".join(said))


def stance_curve(
    screening: Screening, course: StanceCourse, measure: str
) -> StanceCurve | None:
    """Return the curve of a measure over a stance, None where it is withheld.

    Parameters
    ----------
    screening
        Of the standing test.
    course
        One of its stances.
    measure
        Column name.
    """
    found = next(each for each in course.measures if each.measure == measure)
    if found.reason is not None:
        return None
    frames = screening.frames
    runs = (frames[run] for run in stances(frames, course.leg))
    own = next(run for run in runs if run["time_s"].iloc[0] == course.start_s)
    time_s = own["time_s"].to_numpy(float) - course.start_s
    values = own[measure].to_numpy(float)
    return StanceCurve(course.leg, found, time_s, values, running_mean(time_s, values))


def stance_picture(curves: Sequence[StanceCurve]) -> bytes:
    """Draw curves over the time on one leg, with a dot where one left its beginning.

    Parameters
    ----------
    curves
        Of the same measure, at least one.

    Returns
    -------
    bytes
        SVG.
    """
    every = np.concatenate([np.r_[c.value_deg, c.mean_deg, _LEAST_DEG] for c in curves])
    low, high = (float(edge) for edge in (np.nanmin(every), np.nanmax(every)))
    low, high = math.floor(low) - 1.0, math.ceil(high) + 1.0
    longest_s = max(ASKED_S, *(float(c.time_s[-1]) for c in curves))

    def x(time_s: float) -> float:
        return _LEFT + time_s / longest_s * (_RIGHT - _LEFT)

    def y(value: float) -> float:
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    nodes = _axes(low, high, longest_s, x, y)
    for each in curves:
        look = _LEGS[each.leg]
        thin = {**look, "stroke_width": 0.7, "opacity": 0.5}
        nodes.append(path(_points(each.time_s, each.value_deg, x, y), **thin))
        thick = {**look, "stroke_width": 2.2}
        nodes.append(path(_points(each.time_s, each.mean_deg, x, y), **thick))
    for each in curves:
        nodes += _mark(each, x, y)
    return drawing(_WIDTH, _HEIGHT, nodes)


def stance_alt(measure: str, curves: Sequence[StanceCurve]) -> str:
    """Describe the curves: beginning, end, largest, and when one left its beginning.

    Parameters
    ----------
    measure
        Column name.
    curves
        As they are drawn.
    """
    sentences = []
    for each in curves:
        found = each.found
        steady = math.isnan(found.rose_s)
        fields = {
            "first": number(measure, found.first_deg, sign=True),
            "last": number(measure, found.last_deg, sign=True),
            "largest": number(measure, found.largest_deg, sign=True),
        }
        key = f"stance.plot.alt_{'steady' if steady else 'rose'}"
        by = {"by": METHOD.rise_deg, "rose_s": 0.0 if steady else found.rose_s}
        sentences.append(say(key, leg=each.leg, **by, **fields))
    name = measure_heading(measure)
    return say("stance.plot.alt_of", name=name, legs=" ".join(sentences))


def _points(
    time_s: Floats,
    values: Floats,
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> list[tuple[float, float]]:
    """Return as many points of a curve as can be seen."""
    known = np.flatnonzero(np.isfinite(values))
    step = max(1, len(known) // _MOST_POINTS)
    return [(x(float(time_s[k])), y(float(values[k]))) for k in known[::step]]


def _mark(
    curve: StanceCurve, x: Callable[[float], float], y: Callable[[float], float]
) -> list[Node]:
    """Return the dot where a curve had left its beginning, with its second."""
    found = curve.found
    if math.isnan(found.rose_s):
        return []
    at = (x(found.rose_s), y(found.first_deg + METHOD.rise_deg))
    colour = _LEGS[curve.leg]["stroke"]
    text = say("stance.plot.second", rose_s=found.rose_s)
    # The curve comes from below on the left: above it and behind it there is room.
    early = at[0] - _LEFT < _ROOM
    x_text, y_text = (at[0] + 8, at[1] + 11) if early else (at[0] - 7, at[1] - 4)
    anchor = "start" if early else "end"
    return [
        shape("circle", cx=at[0], cy=at[1], r=4.0, fill=colour, stroke="white"),
        words(text, x_text, y_text, text_anchor=anchor, font_size=10),
    ]


def _axes(
    low: float,
    high: float,
    longest_s: float,
    x: Callable[[float], float],
    y: Callable[[float], float],
) -> list[Node]:
    nodes = []
    for value in ticks(low, high):
        opacity = 0.9 if value == 0 else 0.4
        nodes.append(
            line(_LEFT, y(value), _RIGHT, y(value), stroke=GREY, opacity=opacity)
        )
        text = f"{numeral(value, 'd')}°"
        nodes.append(
            words(text, _LEFT - 4, y(value) + 3.5, text_anchor="end", font_size=10)
        )
    for second in range(0, math.floor(longest_s) + 1, 10):
        text = numeral(second, "d")
        look = {"text_anchor": "middle", "font_size": 10}
        nodes.append(words(text, x(second), _BOTTOM + 13, **look))
    middle = (_LEFT + _RIGHT) / 2
    text = say("stance.plot.time")
    nodes.append(words(text, middle, _HEIGHT - 2, text_anchor="middle", font_size=9))
    return nodes
