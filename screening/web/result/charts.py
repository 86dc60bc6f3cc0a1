"""The curves of a result over time, cut to the squats.

The drawings are silent for screen readers: :func:`curve_in_words` stands beside each.
"""

from __future__ import annotations

import math

import altair as alt
import numpy as np
import pandas as pd

from screening.judgement.trust import SHOWN
from screening.language import say
from screening.output.curve import curve_range_deg, cut_off_bands
from screening.output.svg import BAND, BLUE, GREY, INK, ORANGE
from screening.results.screening import Screening
from screening.web.axes import DEGREES, vega_locale
from screening.words.findings import legs_said, measure_sentence
from screening.words.measures import measure_heading

Layers = alt.LayerChart | alt.FacetChart

_LEGS = {"left": GREY, "right": BLUE}
_CURVE_PX = 150
_MARGIN_S = 1.0
_MOST_POINTS = 900


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
    x_scale = alt.Scale(domain=list(shown_s(screening)), nice=False)
    y_scale = alt.Scale(domain=_curve_domain(measure, screening), nice=False)
    time = alt.X("time_s:Q", title=None, scale=x_scale, axis=alt.Axis(aria=False))
    value = alt.Y(
        "value:Q",
        title=None,
        scale=y_scale,
        # Where all of a curve is withheld, no number can be read from it.
        axis=alt.Axis(
            aria=False,
            labelExpr=DEGREES,
            tickCount=5,
            labels=screening.trust.shows(measure),
        ),
    )
    line = alt.Chart(points).encode(x=time, y=value)
    layers = [
        *_squats(screening, x_scale),
        *_cut_lines(screening, measure, x_scale, y_scale),
        line.transform_filter("!datum.unjudged").mark_line(
            aria=False, color=BLUE, strokeWidth=2, clip=True
        ),
        line.transform_filter("datum.unjudged").mark_line(
            aria=False, color=GREY, strokeWidth=1.5, strokeDash=[5, 4], clip=True
        ),
        alt.Chart(pd.DataFrame({"time_s": [marker_s]}))
        .mark_rule(aria=False, color=ORANGE, strokeWidth=2)
        .encode(x=time),
    ]
    chart = alt.layer(*layers).properties(height=_CURVE_PX, width="container")
    spoken: Layers = chart.configure(locale=alt.Locale(**vega_locale()))
    return spoken


def shown_s(screening: Screening) -> tuple[float, float]:
    """Return from when to when the curves go: the squats, with a second around them.

    Parameters
    ----------
    screening
        Any result with frames; without a squat all of it is shown.

    Returns
    -------
    tuple of float
        Times as in the table of frames, seconds.
    """
    first_s = float(screening.measured.frames["time_s"].min())
    last_s = float(screening.measured.frames["time_s"].max())
    reps = screening.measured.reps
    if reps.empty:
        return first_s, last_s
    begin_s = float(reps["start_s"].min()) - _MARGIN_S
    end_s = float(reps["end_s"].max()) + _MARGIN_S
    return max(first_s, begin_s), min(last_s, end_s)


def curve_in_words(screening: Screening, measure: str) -> str:
    """Say what a curve shows, with value, cut-off and verdict, for screen readers."""
    said = [
        legs_said([leg.leg], measure_sentence(leg.measure(measure)))
        for leg in screening.legs
    ]
    curve = say("result.curves.described", name=measure_heading(measure))
    return " ".join([curve, *said])


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
    begin_s, end_s = shown_s(screening)
    table = table[table["time_s"].between(begin_s - _MARGIN_S, end_s + _MARGIN_S)]
    return table.iloc[:: max(1, math.ceil(len(table) / _MOST_POINTS))]


def _curve_domain(measure: str, screening: Screening) -> list[float]:
    """Fit the axis to the curve; the numbers of the squats stand above it."""
    low, span = curve_range_deg(measure, screening)
    return [math.floor(low - 0.06 * span), math.ceil(low + 1.06 * span)]


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
    shade = base.mark_rect(aria=False).encode(
        x=start,
        x2="end_s:Q",
        color=alt.Color("colour:N", scale=None, legend=None),
        opacity=alt.Opacity("opacity:Q", scale=None, legend=None),
    )
    name = base.mark_text(aria=False, fontSize=11, baseline="bottom", color=INK).encode(
        x=alt.X("middle_s:Q", scale=x_scale), y=alt.value(-3), text="name:N"
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
        base.mark_rect(aria=False, color=BAND, opacity=0.28, clip=True).encode(
            **place, y=alt.Y("low:Q", scale=y_scale, title=None), y2="high:Q"
        ),
        base.mark_rule(aria=False, color=ORANGE, strokeWidth=1.5, clip=True).encode(
            **place, y=alt.Y("cut:Q", scale=y_scale, title=None)
        ),
    ]
