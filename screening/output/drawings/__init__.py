"""A line figure for each exercise and each form of the test, drawn from points."""

from __future__ import annotations

import functools
import math
import tomllib
from importlib import resources
from typing import Any

from screening.output.svg import (
    BAND,
    GREY,
    ORANGE,
    Node,
    box,
    drawing,
    line,
    path,
    shape,
)

_WIDTH, _HEIGHT, _FLOOR = 240.0, 150.0, 138.0
_LIMB, _HEAD = 7.5, 11.0
_ARROW, _BARB = 2.8, 8.0
_FAINT = 0.3
_SORE = "_sore"


def exercise_drawing(key: str, *, gentle: bool = False) -> bytes:
    """Return the drawing of an exercise.

    Parameters
    ----------
    key
        Of :class:`screening.judgement.exercises.Exercise`.
    gentle
        Its form for a sore knee, where that looks different.

    Returns
    -------
    bytes
        SVG, black in print and in the colour of the words on a page.

    Raises
    ------
    KeyError
        If there is no drawing of that name.
    """
    sore = f"{key}{_SORE}"
    figures = _figures("figures")
    return _drawn(figures[sore if gentle and sore in figures else key])


def task_drawing(task: str) -> bytes:
    """Return the drawing of an easier variant, or of the standing test.

    Parameters
    ----------
    task
        Any of :data:`screening.measures.TASKS` but the full test.

    Raises
    ------
    KeyError
        If there is no drawing of that name.
    """
    return _drawn(_figures("tasks")[task])


def drawn_exercises() -> frozenset[str]:
    """Return the keys of all exercises that have a drawing."""
    return frozenset(name.removesuffix(_SORE) for name in _figures("figures"))


def _drawn(figure: dict[str, Any]) -> bytes:
    nodes = [line(6, _FLOOR, _WIDTH - 6, _FLOOR, stroke=GREY, stroke_width=2)]
    if "frame" in figure:
        look: dict[str, Any] = {
            "fill": BAND,
            "fill_opacity": 0.18,
            "stroke": GREY,
            "stroke_width": 2,
        }
        nodes.append(box(*figure["frame"], **look))
    if "thing" in figure:
        nodes.append(box(*figure["thing"], fill=GREY, opacity=0.7))
    if "band" in figure:
        nodes.append(path(figure["band"], stroke=ORANGE, stroke_width=5))
    nodes += [_limb(points, opacity=_FAINT) for points in figure.get("start", ())]
    nodes += [_limb(points, opacity=1) for points in figure["body"]]
    x, y = figure["head"]
    nodes.append(shape("circle", cx=x, cy=y, r=_HEAD, fill="currentColor"))
    if "guide" in figure:
        look = {"stroke": ORANGE, "stroke_width": 2.5, "stroke_dasharray": "5 4"}
        nodes.append(path(figure["guide"], **look))
    nodes += _arrow(*figure["arrow"])
    return drawing(_WIDTH, _HEIGHT, nodes)


def _limb(points: list[tuple[float, float]], *, opacity: float) -> Node:
    return path(
        points,
        stroke_width=_LIMB,
        stroke_linecap="round",
        stroke_linejoin="round",
        opacity=opacity,
    )


def _arrow(
    start: tuple[float, float], over: tuple[float, float], end: tuple[float, float]
) -> list[Node]:
    """Return a bent arrow."""
    look = {"fill": "none", "stroke": ORANGE, "stroke_width": _ARROW}
    look |= {"stroke_linecap": "round"}
    way = f"M{start[0]} {start[1]}Q{over[0]} {over[1]} {end[0]} {end[1]}"
    heading = math.atan2(end[1] - over[1], end[0] - over[0])
    barbs = [
        (
            end[0] - _BARB * math.cos(heading + turn),
            end[1] - _BARB * math.sin(heading + turn),
        )
        for turn in (-0.5, 0.5)
    ]
    return [
        shape("path", d=way, **look),
        path(
            [barbs[0], end, barbs[1]],
            stroke=ORANGE,
            stroke_width=_ARROW,
            stroke_linecap="round",
        ),
    ]


@functools.cache
def _figures(name: str) -> dict[str, Any]:
    file = resources.files("screening.output.drawings") / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
