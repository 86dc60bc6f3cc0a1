"""Charts of a result: each measure on its scale, and the curves over time."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt
import numpy as np
import pandas as pd

from screening.judgement.findings import LegFinding
from screening.judgement.trust import SHOWN
from screening.language import say, words
from screening.output.curve import curve_range_deg, cut_off_bands
from screening.results.screening import Screening
from screening.words.findings import verdict_word
from screening.words.numbers import value_text

Layers = alt.LayerChart | alt.FacetChart

# Seen on a white and on a dark page alike.
BLUE = "#2b86c5"
ORANGE = "#d9731a"
BAND = "#f0b84a"
INK = "currentColor"
"""That of the words around the chart, also when the theme changes under it."""
_GREY = "#8a949b"
_LEGS = {"left": "#8a949b", "right": "#2b86c5"}
_SHAPES = {"no_sign": "circle", "borderline": "diamond", "sign": "triangle-up"}
_ROW_PX, _AXIS_PX, _CURVE_PX = 54, 30, 150
_DEGREES = "replace(datum.value + '°', '-', '−')"
_LEAST_SPAN_DEG = 12.0
_MOST_POINTS = 900


def scale_chart(measure: str, findings: Sequence[LegFinding]) -> Layers:
    """Draw a measure of each leg on one scale, with its error and the cut-off.

    Parameters
    ----------
    measure
        Column name.
    findings
        Of the legs, in the order of the rows.

    Returns
    -------
    altair chart
        Around the cut-off the borderline band is shaded. A value that was not judged
        is named and not drawn.
    """
    rows = pd.DataFrame([_scale_row(measure, f) for f in findings])
    domain = _scale_domain(rows)
    y = alt.Y(
        "leg:N",
        sort=list(rows["leg"]),
        title=None,
        axis=alt.Axis(
            ticks=False, domain=False, labelFontSize=13, labelPadding=8, minExtent=64
        ),
    )

    def x(field: str) -> alt.X:
        axis = alt.Axis(labelExpr=_DEGREES, grid=False, tickCount=6)
        return alt.X(field, title=None, scale=alt.Scale(domain=domain), axis=axis)

    base = alt.Chart(rows).encode(y=y)
    band = base.mark_bar(color=BAND, opacity=0.45, height=_ROW_PX - 10, clip=True)
    cut = base.mark_tick(color=ORANGE, thickness=3, size=_ROW_PX - 8)
    error = base.mark_rule(color=BLUE, strokeWidth=3)
    point = base.mark_point(filled=True, size=170, color=BLUE, opacity=1)
    words = base.mark_text(dy=-16, fontSize=12, fontWeight="bold", color=INK)
    unjudged = base.mark_text(
        align="left", dx=4, fontSize=12, fontStyle="italic", color=INK
    )
    layers = [
        band.encode(x=x("band_low:Q"), x2="band_high:Q"),
        cut.encode(x=x("cut:Q")),
        error.encode(x=x("low:Q"), x2="high:Q"),
        point.encode(
            x=x("value:Q"),
            shape=alt.Shape("shape:N", scale=None, legend=None),
            tooltip=[
                alt.Tooltip("leg:N", title=say("result.numbers.column_leg")),
                alt.Tooltip("words:N", title=say("result.numbers.column_value")),
                alt.Tooltip("verdict:N", title=say("result.numbers.column_verdict")),
            ],
        ),
        words.encode(x=x("value:Q"), text="words:N"),
        unjudged.encode(x=alt.datum(domain[0]), text="missing:N"),
    ]
    height = _ROW_PX * len(rows) + _AXIS_PX
    return alt.layer(*layers).properties(height=height, width="container")


def curve_chart(screening: Screening, measure: str, marker_s: float) -> Layers:
    """Draw a measure over time, with the squats and a marker.

    Parameters
    ----------
    screening
        Any result.
    measure
        Column of the table of frames.
    marker_s
        Where the marker stands.

    Returns
    -------
    altair chart
        What cannot be trusted is dashed grey; squats that do not count are fainter.
    """
    points = _points(screening, measure)
    span = [float(screening.measured.frames["time_s"].min()), _last_s(screening)]
    x_scale = alt.Scale(domain=span, nice=False)
    y_scale = alt.Scale(domain=_curve_domain(measure, screening), nice=False)
    time = alt.X("time_s:Q", title=None, scale=x_scale)
    value = alt.Y(
        "value:Q",
        title=None,
        scale=y_scale,
        # Where all of a curve is withheld, no number can be read from it.
        axis=alt.Axis(
            labelExpr=_DEGREES,
            tickCount=5,
            labels=screening.trust.shows(measure),
        ),
    )
    line = alt.Chart(points).encode(x=time, y=value)
    layers = [
        *_squats(screening, x_scale),
        *_cut_lines(screening, measure, x_scale, y_scale),
        line.transform_filter("!datum.unjudged").mark_line(
            color=BLUE, strokeWidth=2, clip=True
        ),
        line.transform_filter("datum.unjudged").mark_line(
            color=_GREY, strokeWidth=1.5, strokeDash=[5, 4], clip=True
        ),
        alt.Chart(pd.DataFrame({"time_s": [marker_s]}))
        .mark_rule(color=ORANGE, strokeWidth=2)
        .encode(x=time),
    ]
    return alt.layer(*layers).properties(height=_CURVE_PX, width="container")


def _scale_row(measure: str, leg: LegFinding) -> dict[str, Any]:
    """Return one leg's place on the scale, or why it has none."""
    found = leg.measure(measure)
    sem = 0.0 if math.isnan(found.sem) else found.sem
    judged = not math.isnan(found.value)
    has_cut = found.cut is not None and judged
    cut = float(found.cut or 0.0) if has_cut else math.nan
    return {
        "leg": words("grammar.forms.Side")[leg.leg],
        "value": found.value,
        "low": found.value - sem,
        "high": found.value + sem,
        "cut": cut,
        "band_low": cut - sem,
        "band_high": cut + sem,
        "verdict": verdict_word(found.verdict),
        "shape": _SHAPES.get(found.verdict, "square"),
        "words": value_text(measure, found.value, found.sem) if judged else "",
        "missing": "" if judged else verdict_word("not_judged"),
    }


def _scale_domain(rows: pd.DataFrame) -> list[float]:
    """Return the ends of a scale that holds everything, and zero."""
    numbers = rows[["low", "high", "band_low", "band_high"]].to_numpy(dtype=float)
    known = numbers[np.isfinite(numbers)]
    low = min(0.0, *known) if len(known) else 0.0
    high = max(_LEAST_SPAN_DEG, *known) if len(known) else _LEAST_SPAN_DEG
    return [math.floor(low) - 2.0, math.ceil(high) + 2.0]


def _points(screening: Screening, measure: str) -> pd.DataFrame:
    """Return the curve, thinned to what a screen can show."""
    frames = screening.measured.frames
    table = pd.DataFrame(
        {
            "time_s": frames["time_s"].astype(float).round(3),
            "value": frames[measure].astype(float).round(2),
            "unjudged": screening.trust.of_frames(measure) != SHOWN,
        }
    )
    table["unjudged"] &= table["value"].notna()
    return table.iloc[:: max(1, math.ceil(len(table) / _MOST_POINTS))]


def _last_s(screening: Screening) -> float:
    return float(screening.measured.frames["time_s"].max())


def _curve_domain(measure: str, screening: Screening) -> list[float]:
    """Fit the axis to the curve, with room for the numbers of the squats."""
    low, span = curve_range_deg(measure, screening)
    return [math.floor(low - 0.06 * span), math.ceil(low + 1.12 * span)]


def _squats(screening: Screening, x_scale: alt.Scale) -> list[alt.Chart]:
    """Return the shaded squats with their numbers."""
    if screening.measured.reps.empty:
        return []
    table = pd.DataFrame(
        {
            "start_s": screening.measured.reps["start_s"],
            "end_s": screening.measured.reps["end_s"],
            "middle_s": screening.measured.reps["bottom_s"],
            "name": [
                say("result.squat_initial", leg=leg, number=rep)
                + ("" if valid else " ✕")
                for leg, rep, valid in zip(
                    screening.measured.reps["leg"],
                    screening.measured.reps["rep"],
                    screening.measured.reps["valid"],
                    strict=True,
                )
            ],
            "colour": screening.measured.reps["leg"].map(_LEGS),
            "opacity": np.where(screening.measured.reps["valid"], 0.22, 0.07),
        }
    )
    base = alt.Chart(table)
    start = alt.X("start_s:Q", scale=x_scale, title=None)
    shade = base.mark_rect().encode(
        x=start,
        x2="end_s:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
        opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
    )
    name = base.mark_text(fontSize=11, baseline="top", dy=2, color=INK).encode(
        x=alt.X("middle_s:Q", scale=x_scale), y=alt.value(0), text="name:N"
    )
    return [shade, name]


def _cut_lines(
    screening: Screening, measure: str, x_scale: alt.Scale, y_scale: alt.Scale
) -> list[alt.Chart]:
    """Return cut-off and borderline band where each leg was tested."""
    bands = cut_off_bands(measure, screening)
    if not bands:
        return []
    table = pd.DataFrame(
        {
            "cut": band.cut_deg,
            "low": band.low_deg,
            "high": band.high_deg,
            "start_s": band.start_s,
            "end_s": band.end_s,
        }
        for band in bands
    )
    base = alt.Chart(table)
    place = {"x": alt.X("start_s:Q", scale=x_scale), "x2": "end_s:Q"}
    return [
        base.mark_rect(color=BAND, opacity=0.28, clip=True).encode(
            **place, y=alt.Y("low:Q", scale=y_scale, title=None), y2="high:Q"
        ),
        base.mark_rule(color=ORANGE, strokeWidth=1.5, clip=True).encode(
            **place, y=alt.Y("cut:Q", scale=y_scale, title=None)
        ),
    ]
