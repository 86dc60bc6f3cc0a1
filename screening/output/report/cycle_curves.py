"""The curves of a measure over the squat, from its start to its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from screening._typing import Floats
from screening.judgement.findings import MeasureFinding
from screening.judgement.trust import SHOWN
from screening.language import numeral, say
from screening.motion.landmarks import Side
from screening.output.report.figures import ticks
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
    words,
)
from screening.results.cycle import CYCLE_PERCENT, over_the_cycle
from screening.results.screening import Screening

_LEFT, _RIGHT, _TOP, _BOTTOM = 30.0, 236.0, 8.0, 122.0
_WIDTH, _HEIGHT = 250.0, 148.0
_LEGS: dict[str, dict[str, Any]] = {
    "left": {"stroke": GREY, "stroke_dasharray": "5 3"},
    "right": {"stroke": BLUE, "stroke_dasharray": "none"},
}


@dataclass(frozen=True)
class LegCurves:
    """What of a measure may be shown of the squats of a leg that count.

    Parameters
    ----------
    leg
        The person's own standing leg.
    curves : (R, 101) array
        A row per squat; NaN where nothing may be shown.
    cut_deg, sem_deg
        Cut-off and typical error; None where there is no cut-off to be shown.
    """

    leg: Side
    curves: Floats
    cut_deg: float | None
    sem_deg: float

    @property
    def mean(self) -> Floats:
        """Mean of the squats at each per cent; NaN where one of them is missing."""
        return np.asarray(self.curves.mean(axis=0))


def leg_curves(
    screening: Screening, leg: Side, found: MeasureFinding
) -> LegCurves | None:
    """Return the curves of a measure over the squats of a leg.

    Parameters
    ----------
    screening
        The result.
    leg
        The person's own standing leg.
    found
        The measure's finding on this leg.

    Returns
    -------
    LegCurves or None
        None where nothing of it may be shown.
    """
    measure, trust = found.measure, screening.trust
    # A value that is withheld in a frame is missing from the curve.
    shown = screening.frames[measure].where(trust.of_frames(measure) == SHOWN)
    frames = screening.frames[["leg", "time_s"]].assign(**{measure: shown})
    own = screening.reps[
        (trust.of_reps(measure) == SHOWN)
        & (screening.reps["leg"] == leg)
        & screening.reps["valid"].astype(bool)
    ]
    curves = [
        over_the_cycle(frames, row, [measure])[1][measure]
        for row in own[["leg", "start_s", "end_s"]].to_dict("records")
    ]
    if not any(np.isfinite(curve).any() for curve in curves):
        return None
    judged = found.verdict != "not_judged"
    cut = found.cut if judged else None
    return LegCurves(leg, np.array(curves), cut, found.sem)


def curves_picture(legs: Sequence[LegCurves]) -> bytes:
    """Draw the squats of each leg thin, and their mean thick.

    Parameters
    ----------
    legs
        Of the same measure, at least one.

    Returns
    -------
    bytes
        SVG.
    """
    low, high = _range_deg(legs)

    def y(value: float) -> float:
        return _BOTTOM - (value - low) / (high - low) * (_BOTTOM - _TOP)

    nodes = []
    for each in legs:
        if each.cut_deg is not None:
            top, bottom = y(each.cut_deg + each.sem_deg), y(each.cut_deg - each.sem_deg)
            width = _RIGHT - _LEFT
            nodes.append(box(_LEFT, top, width, bottom - top, fill=BAND, opacity=0.25))
            at = y(each.cut_deg)
            nodes.append(line(_LEFT, at, _RIGHT, at, stroke=ORANGE, stroke_width=1.5))
    nodes += _axes(low, high, y)
    for each in legs:
        look = _LEGS[each.leg]
        for curve in each.curves:
            nodes += _lines(curve, y, {**look, "stroke_width": 0.8, "opacity": 0.55})
        nodes += _lines(each.mean, y, {**look, "stroke_width": 2.4})
    return drawing(_WIDTH, _HEIGHT, nodes)


def curves_alt(name: str, legs: Sequence[LegCurves]) -> str:
    """Describe the curves: how many squats, and where their mean is largest.

    Parameters
    ----------
    name
        Of the measure.
    legs
        As they are drawn.
    """
    sentences = []
    for each in legs:
        known = np.where(np.isfinite(each.mean), each.mean, -np.inf)
        if not np.isfinite(known).any():
            known = np.nan_to_num(each.curves[0], nan=-np.inf)
        at = int(np.argmax(known))
        sentences.append(
            say(
                "report.details.curve_alt_leg",
                leg=each.leg,
                squats=len(each.curves),
                largest=numeral(float(known[at]), ".0f") + "°",
                percent=numeral(at / 100, ".0%"),
            )
        )
    return say("report.details.curve_alt", name=name, legs=" ".join(sentences))


def _range_deg(legs: Sequence[LegCurves]) -> tuple[float, float]:
    """Return a range that holds every curve, every band, and zero."""
    marks = [0.0, 10.0]
    for each in legs:
        marks += [float(np.nanmin(each.curves)), float(np.nanmax(each.curves))]
        if each.cut_deg is not None:
            marks.append(each.cut_deg + each.sem_deg)
    return float(np.floor(min(marks))) - 1.0, float(np.ceil(max(marks))) + 1.0


def _axes(low: float, high: float, y: Any) -> list[Node]:
    nodes = []
    for value in ticks(low, high):
        nodes.append(line(_LEFT, y(value), _RIGHT, y(value), stroke=GREY, opacity=0.4))
        text = f"{numeral(value, 'd')}°"
        nodes.append(
            words(text, _LEFT - 4, y(value) + 3.5, text_anchor="end", font_size=10)
        )
    for percent in (0, 50, 100):
        x = _LEFT + (_RIGHT - _LEFT) * percent / 100
        text = numeral(percent, "d")
        nodes.append(words(text, x, _BOTTOM + 13, text_anchor="middle", font_size=10))
    middle = (_LEFT + _RIGHT) / 2
    text = say("report.details.cycle_axis")
    nodes.append(words(text, middle, _HEIGHT - 2, text_anchor="middle", font_size=9))
    return nodes


def _lines(curve: Floats, y: Any, look: Mapping[str, Any]) -> list[Node]:
    """Return the curve, broken where a value is missing."""
    nodes, points = [], list[tuple[float, float]]()
    for percent, value in zip(CYCLE_PERCENT, curve, strict=True):
        if np.isfinite(value):
            points.append((_LEFT + (_RIGHT - _LEFT) * percent / 100, y(float(value))))
            continue
        if len(points) > 1:
            nodes.append(path(points, **look))
        points = []
    return [*nodes, path(points, **look)] if len(points) > 1 else nodes
