"""A measure of a leg over time, with what measurement error alone can make of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from screening.language import numeral
from screening.output.report.figures import ticks
from screening.output.report.subject import Reading
from screening.output.svg import (
    BAND,
    BLUE,
    GREY,
    ORANGE,
    Node,
    box,
    drawing,
    line,
    path,
    shape,
    words,
)

_WIDTH, _HEIGHT = 250.0, 120.0
_LEFT, _RIGHT, _TOP, _BOTTOM = 34.0, 240.0, 8.0, 96.0
_INSET = 14.0
_RADIUS = 5.0


def course_picture(
    readings: Sequence[Reading],
    mdc: float,
    *,
    changed: bool,
    names: tuple[str, str],
) -> bytes:
    """Draw a measure from an earlier check to this one.

    Parameters
    ----------
    readings
        In degrees or as a ratio, the earliest first, at least two.
    mdc
        Smallest change that measurement error alone rarely makes; NaN draws no band.
    changed
        The last one differs from the first by more than that: a filled square.
    names
        What stands below the first and the last.

    Returns
    -------
    bytes
        SVG.
    """
    first = readings[0].value
    low, high = _range(readings, mdc)

    def y(value: float) -> float:
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    nodes: list[Node] = []
    if not math.isnan(mdc):
        top, bottom = y(first + mdc), y(first - mdc)
        width = _RIGHT - _LEFT
        nodes.append(box(_LEFT, top, width, bottom - top, fill=BAND, opacity=0.35))
        dashes = {"stroke": ORANGE, "stroke_width": 1.5, "stroke_dasharray": "5 4"}
        nodes.append(line(_LEFT, y(first), _RIGHT, y(first), **dashes))
    for value in ticks(low, high):
        text = f"{numeral(value, 'd')}°"
        nodes.append(line(_LEFT, y(value), _RIGHT, y(value), stroke=GREY, opacity=0.4))
        nodes.append(
            words(text, _LEFT - 4, y(value) + 3.5, text_anchor="end", font_size=10)
        )
    known = [
        (x, each)
        for x, each in zip(_places(readings), readings, strict=True)
        if not math.isnan(each.value)
    ]
    way = [(x, y(each.value)) for x, each in known]
    nodes.append(path(way, stroke=BLUE, stroke_width=1.5))
    for number, (x, each) in enumerate(known):
        sem = 0.0 if math.isnan(each.sem) else each.sem
        ends = y(each.value - sem), y(each.value + sem)
        nodes.append(line(x, ends[0], x, ends[1], stroke=BLUE, stroke_width=1.5))
        is_last = number == len(known) - 1
        nodes.append(_point(x, y(each.value), changed=changed and is_last))
    nodes.append(words(names[0], _LEFT, _HEIGHT - 8, font_size=10))
    end = {"text_anchor": "end", "font_size": 10}
    nodes.append(words(names[1], _RIGHT, _HEIGHT - 8, **end))
    return drawing(_WIDTH, _HEIGHT, nodes)


def _range(readings: Sequence[Reading], mdc: float) -> tuple[float, float]:
    """Return an axis that holds every value, error and the band."""
    marks = [0.0]
    for each in readings:
        sem = 0.0 if math.isnan(each.sem) else each.sem
        if not math.isnan(each.value):
            marks += [each.value - sem, each.value + sem]
    if not math.isnan(mdc):
        marks += [readings[0].value - mdc, readings[0].value + mdc]
    return math.floor(min(marks)) - 1.0, math.ceil(max(marks)) + 1.0


def _places(readings: Sequence[Reading]) -> list[float]:
    """Return where each stands: by its day, or evenly where a day is not known."""
    left, right = _LEFT + _INSET, _RIGHT - _INSET
    days = [each.day for each in readings]
    known = [day.toordinal() for day in days if day is not None]
    if len(known) < len(days) or known[0] == known[-1]:
        known = list(range(len(days)))
    span = known[-1] - known[0]
    return [left + (right - left) * (day - known[0]) / span for day in known]


def _point(x: float, y: float, *, changed: bool) -> Node:
    if changed:
        size = 2 * _RADIUS
        return box(x - _RADIUS, y - _RADIUS, size, size, fill=BLUE)
    return shape("circle", cx=x, cy=y, r=_RADIUS, fill="none", stroke=BLUE)
