"""Charts of measures over time and over the squat, as Vega-Lite describes them.

They are plain values: a page has eight of them, and Altair takes a tenth of a second to
check each. All are silent for screen readers; their numbers stand beside them in words.
"""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from screening._typing import Floats
from screening.history.records import KeptScreening
from screening.history.trend import Trend
from screening.language import say
from screening.motion.landmarks import Side
from screening.output.report.cycle_curves import LegCurves
from screening.output.svg import BAND, BLUE, GREY, INK, ORANGE
from screening.results.cycle import CYCLE_PERCENT
from screening.web.axes import DEGREES, percent_label, vega_locale
from screening.words.numbers import number

Spec = dict[str, Any]

_HEIGHT_PX, _PAIN_HEIGHT_PX = 170, 120
_AROUND, _AROUND_LEAST_D = 0.06, 3
_MOST_TICKS = 4
_EVERY_PERCENT = 2
_SILENT = {"aria": False}


def trend_chart(
    trend: Trend, domain: tuple[float, float], days: Sequence[dt.date]
) -> Spec:
    """Draw a measure of a leg over time, with the band of measurement error.

    Parameters
    ----------
    trend
        With at least one number.
    domain, days
        Ends of the upright axis, and the days of the other; the same for both legs.

    Returns
    -------
    dict
        The band is around the first screening that can be compared; a point is a
        filled square where it has changed.
    """
    rows = trend_rows(trend)
    axis = {**_SILENT, "labelExpr": DEGREES, "tickCount": 5}
    y = {**_y("value", domain), "axis": axis}
    bands = [row for row in rows if row["low"] is not None]
    known = [row for row in rows if row["value"] is not None]
    fill = {"field": "fill", "type": "nominal", "scale": None}
    shape = {"field": "shape", "type": "nominal", "scale": None}
    layers: list[Spec] = []
    if len(bands) > 1:
        area = {"y": _y("low", domain), "y2": {"field": "high"}}
        line = {"y": _y("first", domain)}
        layers += [
            _layer(bands, _mark("area", color=BAND, opacity=0.35), area),
            _layer(bands, _mark("line", color=ORANGE, strokeDash=[5, 4]), line),
        ]
    error = {"y": _y("least", domain), "y2": {"field": "most"}}
    newest = [row for row in known[-1:] if row["changed"]]
    layers += [
        _layer(known, _mark("line", color=BLUE, strokeWidth=1.5), {"y": y}),
        _layer(known, _mark("rule", color=BLUE), error),
        _layer(known, _point(), {"y": y, "fill": fill, "shape": shape}),
        _layer(
            newest,
            _mark("text", color=INK, dy=-13, fontSize=11),
            {"y": y, "text": {"field": "label"}},
        ),
    ]
    return _over_days(layers, days, _HEIGHT_PX)


def trend_rows(trend: Trend) -> list[dict[str, Any]]:
    """Return a row per screening, with the band that its change is held against.

    Parameters
    ----------
    trend
        Any.
    """
    first = trend.reference
    rows = []
    for each in trend.readings:
        change = each.change
        band = None if change is None else change.mdc
        if each is first:
            band = _first_band(trend)
        has_band = first is not None and band is not None and not math.isnan(band)
        middle = first.value if first is not None else math.nan
        known = not math.isnan(each.value)
        sem = 0.0 if math.isnan(each.sem) else each.sem
        changed = change is not None and change.verdict == "change"
        size = change.difference if change is not None else 0.0
        rows.append(
            {
                "day": each.taken_on.isoformat(),
                "value": each.value if known else None,
                "least": each.value - sem if known else None,
                "most": each.value + sem if known else None,
                "first": middle if has_band else None,
                "low": middle - band if has_band and band is not None else None,
                "high": middle + band if has_band and band is not None else None,
                "changed": changed,
                "fill": BLUE if changed else "transparent",
                "shape": "square" if changed else "circle",
                "label": number(trend.measure, size, sign=True) if changed else "",
            }
        )
    return rows


def trend_domain(legs: Iterable[Trend]) -> tuple[float, float]:
    """Return an axis that holds every value, error and band of these legs.

    Parameters
    ----------
    legs
        Of one measure.
    """
    names = ("least", "most", "low", "high")
    every = (row[name] for leg in legs for row in trend_rows(leg) for name in names)
    ends = [0.0, 10.0, *(value for value in every if value is not None)]
    return math.floor(min(ends)) - 1.0, math.ceil(max(ends)) + 3.0


def pain_chart(
    screenings: Sequence[KeptScreening], leg: Side, days: Sequence[dt.date]
) -> Spec:
    """Draw pain in a leg before and after the squats over time.

    Parameters
    ----------
    screenings
        In which something was said about this leg.
    leg
        Which.
    days
        Of all screenings.
    """
    before, after = (
        [
            {"day": one.taken_on.isoformat(), "level": getattr(one.pain[leg], when)}
            for one in screenings
            if getattr(one.pain[leg], when) is not None
        ]
        for when in ("before", "after")
    )
    ticks = {**_SILENT, "values": [0, 2, 4, 6, 8, 10]}
    y = {"y": {**_y("level", (-0.5, 10.5)), "axis": ticks}}
    layers = [
        _layer(after, _mark("line", color=BLUE, strokeWidth=1.5), y),
        _layer(before, _point(), {**y, "fill": {"value": "transparent"}}),
        _layer(after, _point(), {**y, "fill": {"value": BLUE}}),
    ]
    return _over_days(layers, days, _PAIN_HEIGHT_PX)


def cycle_chart(curves: Sequence[LegCurves]) -> Spec:
    """Draw the squats of a leg at two times, each thin, their means thick.

    Parameters
    ----------
    curves
        Then and now.
    """
    x = {
        "field": "percent",
        "type": "quantitative",
        "title": None,
        "axis": {**_SILENT, "values": [0, 50, 100], "labelExpr": percent_label()},
    }
    degrees = {**_SILENT, "labelExpr": DEGREES, "tickCount": 5}
    y = {"field": "value", "type": "quantitative", "title": None, "axis": degrees}
    layers = []
    looks = ((GREY, [5, 3]), (BLUE, [1, 0]))
    for own, (colour, dash) in zip(curves, looks, strict=True):
        thick = {"strokeWidth": 2.6, "color": colour, "strokeDash": dash}
        thin = {**thick, "strokeWidth": 0.8, "opacity": 0.5}
        for lines, look in ((own.curves, thin), ([mean_curve(own)], thick)):
            rows = [
                {"percent": int(percent), "value": round(float(value), 2), "line": line}
                for line, values in enumerate(lines)
                for percent, value in zip(CYCLE_PERCENT, values, strict=True)
                if percent % _EVERY_PERCENT == 0 and np.isfinite(value)
            ]
            line = {"field": "line", "type": "nominal"}
            layers.append(_layer(rows, _mark("line", **look), {"y": y, "detail": line}))
    return _chart(layers, x, _HEIGHT_PX)


def mean_curve(curves: LegCurves) -> Floats:
    """Return the mean of the squats; of the first one where each has a gap."""
    mean = curves.mean
    return mean if np.isfinite(mean).any() else np.asarray(curves.curves[0])


def _first_band(trend: Trend) -> float | None:
    """Return how far the band reaches on the day that it is drawn around."""
    bands = [each.change.mdc for each in trend.readings if each.change is not None]
    return next((band for band in bands if not math.isnan(band)), None)


def _over_days(layers: list[Spec], days: Sequence[dt.date], height_px: int) -> Spec:
    """Return a chart over days, of which as many are named as have room."""
    every = sorted(set(days))
    step = max(1, math.ceil((len(every) - 1) / (_MOST_TICKS - 1)))
    named = [*every[:-1:step], every[-1]] if len(every) > 1 else every
    if len(named) > _MOST_TICKS:
        del named[-2]
    first, last = pd.Timestamp(every[0]), pd.Timestamp(every[-1])
    around = max((last - first) * _AROUND, pd.Timedelta(days=_AROUND_LEAST_D))
    x = {
        "field": "day",
        "type": "temporal",
        "title": None,
        "scale": {"domain": [_date(first - around), _date(last + around)]},
        "axis": {
            **_SILENT,
            "format": say("grammar.time.axis"),
            "values": [_date(pd.Timestamp(day)) for day in named],
            "labelOverlap": "greedy",
            "grid": False,
        },
    }
    return _chart(layers, x, height_px)


def _date(day: pd.Timestamp) -> dict[str, int]:
    return {"year": day.year, "month": day.month, "date": day.day}


def _chart(layers: list[Spec], x: Spec, height_px: int) -> Spec:
    for layer in layers:
        layer["encoding"]["x"] = x
    config = {"locale": vega_locale()}
    return {"layer": layers, "height": height_px, "config": config}


def _layer(rows: list[dict[str, Any]], mark: Spec, encoding: Mapping[str, Any]) -> Spec:
    # A layer without rows still has its fields to be read.
    return {"data": {"values": rows}, "mark": mark, "encoding": dict(encoding)}


def _mark(kind: str, **look: Any) -> Spec:
    return {"type": kind, **_SILENT, **look}


def _point() -> Spec:
    return _mark("point", size=70, stroke=BLUE, strokeWidth=2, opacity=1)


def _y(field: str, domain: tuple[float, float]) -> Spec:
    scale = {"domain": list(domain), "nice": False}
    return {"field": field, "type": "quantitative", "title": None, "scale": scale}
