"""The figures of a report: a measure on its scale, and two groups with one's own value.

The curves over the squat have a file of their own. What a figure shows was decided
before; here it is drawn. The description of each is made by those who ask for it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from screening.judgement.findings import MeasureFinding
from screening.judgement.how_common import Study
from screening.language import numeral, say
from screening.motion.landmarks import Side
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

_LEAST_SPAN_DEG = 12.0
_STEPS_DEG = (2, 5, 10, 20, 50)
_MOST_TICKS = 6


@dataclass(frozen=True)
class Axis:
    """A scale in degrees from left to right.

    Parameters
    ----------
    low_deg, high_deg
        Its ends.
    left, right
        Their places in the picture.
    """

    low_deg: float
    high_deg: float
    left: float
    right: float

    def at(self, value_deg: float) -> float:
        """Return the place of a value; one beyond the ends stands at the end."""
        share = (value_deg - self.low_deg) / (self.high_deg - self.low_deg)
        return self.left + min(max(share, 0.0), 1.0) * (self.right - self.left)

    def ticks(self) -> list[int]:
        """Return round numbers along the scale."""
        return ticks(self.low_deg, self.high_deg)


def ticks(low: float, high: float) -> list[int]:
    """Return at most seven round numbers from low to high."""
    step = next(
        (s for s in _STEPS_DEG if (high - low) / s <= _MOST_TICKS), _STEPS_DEG[-1]
    )
    first = math.ceil(low / step) * step
    return list(range(first, math.floor(high) + 1, step))


def scale_ends(findings: Sequence[MeasureFinding]) -> tuple[float, float]:
    """Return the ends of a scale that holds a measure of each leg, and zero.

    Parameters
    ----------
    findings
        Of the same measure.
    """
    marks = [0.0, _LEAST_SPAN_DEG]
    for found in findings:
        sem = 0.0 if math.isnan(found.sem) else found.sem
        if not math.isnan(found.value):
            marks += [found.value - sem, found.value + sem]
            if found.cut is not None:
                marks += [found.cut - sem, found.cut + sem]
    return math.floor(min(marks)) - 2.0, math.ceil(max(marks)) + 2.0


def scale_picture(found: MeasureFinding, ends: tuple[float, float]) -> bytes:
    """Draw a value with its error, the cut-off and the borderline band.

    Parameters
    ----------
    found
        With a value.
    ends
        Of :func:`scale_ends`.

    Returns
    -------
    bytes
        SVG.
    """
    width, height, middle = 250.0, 44.0, 15.0
    axis = Axis(*ends, left=8.0, right=width - 8.0)
    sem = 0.0 if math.isnan(found.sem) else found.sem
    nodes = [] if found.cut is None else _band(axis, found.cut, sem, 2.0, 28.0)
    nodes += _ruler(axis, 30.0)
    nodes.append(
        line(
            axis.at(found.value - sem),
            middle,
            axis.at(found.value + sem),
            middle,
            stroke=BLUE,
            stroke_width=3.5,
        )
    )
    nodes.append(_point(axis.at(found.value), middle, found.verdict))
    return drawing(width, height, nodes)


def groups_picture(
    study: Study, own: Sequence[tuple[Side, MeasureFinding]], names: Sequence[str]
) -> bytes:
    """Draw the two published groups, the cut-off, and the legs' values with error.

    Parameters
    ----------
    study
        The groups.
    own
        The measure of each leg; those with a value are drawn.
    names
        What the groups are called, in their order.

    Returns
    -------
    bytes
        SVG.
    """
    width, floor = 250.0, 82.0
    reach = [g.mean_deg + s * 2.8 * g.sd_deg for g in study.groups for s in (-1, 1)]
    low, high = scale_ends([found for _, found in own])
    axis = Axis(min(*reach, low), max(*reach, high), left=16.0, right=width - 8.0)
    first = own[0][1]
    nodes = [] if first.cut is None else _band(axis, first.cut, first.sem, 22.0, 60.0)
    top = max(group.density(group.mean_deg) for group in study.groups)
    for group, colour, dashes in zip(
        study.groups, (BLUE, ORANGE), ("none", "6 3"), strict=True
    ):
        steps = [
            axis.low_deg + (axis.high_deg - axis.low_deg) * i / 120 for i in range(121)
        ]
        bell = [(axis.at(v), floor - 54.0 * group.density(v) / top) for v in steps]
        nodes.append(
            path(bell, stroke=colour, stroke_width=2, stroke_dasharray=dashes or "none")
        )
    nodes += _key(names)
    nodes += _ruler(axis, floor)
    y = floor + 26.0
    for side, found in own:
        nodes += _own_value(axis, side, found, y)
        y += 13.0
    return drawing(width, y - 4.0, nodes)


def _key(names: Sequence[str]) -> list[Node]:
    """Name the curves, each with a piece of its line."""
    nodes: list[Node] = []
    looks = ((BLUE, "none"), (ORANGE, "6 3"))
    for i, (name, (colour, dashes)) in enumerate(zip(names, looks, strict=True)):
        x = 8.0 + 118.0 * i
        nodes.append(
            line(
                x, 9, x + 16, 9, stroke=colour, stroke_width=2, stroke_dasharray=dashes
            )
        )
        nodes.append(words(name, x + 20, 12, font_size=9))
    return nodes


def _own_value(axis: Axis, side: Side, found: MeasureFinding, y: float) -> list[Node]:
    """Draw the value of a leg with its error below the curves."""
    sem = 0.0 if math.isnan(found.sem) else found.sem
    ends = axis.at(found.value - sem), axis.at(found.value + sem)
    return [
        words(say(f"grammar.forms.initial.{side}"), 2, y + 3.5, font_size=10),
        line(ends[0], y, ends[1], y, stroke_width=2.5),
        shape("circle", cx=axis.at(found.value), cy=y, r=4, fill="currentColor"),
    ]


def _band(axis: Axis, cut: float, sem: float, top: float, height: float) -> list[Node]:
    """Shade the borderline band and mark the cut-off."""
    low, high = axis.at(cut - sem), axis.at(cut + sem)
    return [
        box(low, top, high - low, height, fill=BAND, opacity=0.45),
        line(
            axis.at(cut),
            top,
            axis.at(cut),
            top + height,
            stroke=ORANGE,
            stroke_width=2.5,
        ),
    ]


def _ruler(axis: Axis, y: float) -> list[Node]:
    """Draw the scale with its numbers."""
    nodes = [line(axis.left, y, axis.right, y, stroke=GREY)]
    for value in axis.ticks():
        x = axis.at(value)
        nodes.append(line(x, y, x, y + 3, stroke=GREY))
        text = f"{numeral(value, 'd')}°"
        nodes.append(words(text, x, y + 13, text_anchor="middle", font_size=10))
    return nodes


def _point(x: float, y: float, verdict: str) -> Node:
    """Return the mark of a value; its shape tells the verdict as well."""
    corners = {
        "borderline": ((0, -7), (7, 0), (0, 7), (-7, 0)),
        "sign": ((0, -7), (7, 6), (-7, 6)),
        "not_judged": ((-5, -5), (5, -5), (5, 5), (-5, 5)),
    }.get(verdict)
    if corners is None:
        return shape("circle", cx=x, cy=y, r=6, fill=BLUE)
    points = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners)
    return shape("polygon", points=points, fill=BLUE)
