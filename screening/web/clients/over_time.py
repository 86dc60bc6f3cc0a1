"""Each measure over time: what has changed by more than the measurement error."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import altair as alt
import pandas as pd
import streamlit as st

from screening.history.records import KeptScreening
from screening.history.trend import Trend, trends
from screening.language import say
from screening.measures import LEG_MEASURES, REPORTED_MEASURES
from screening.motion.landmarks import SIDES, Side
from screening.web.marks import badge
from screening.web.result.charts import BAND, BLUE, INK, ORANGE, Layers
from screening.words.checks import refusal_sentence
from screening.words.grammar import date_text, leg_name
from screening.words.measures import measure_heading
from screening.words.numbers import number, value_text
from screening.words.pain import pain_text

_HEIGHT_PX = 170
_DAY = "%Y-%m-%d"
_DEGREES = "replace(datum.value + '°', '-', '−')"
_DAYS_AROUND = 0.06
_MOST_TICKS = 4


def show_trends(values: pd.DataFrame, screenings: Sequence[KeptScreening]) -> None:
    """Show every measure over time, each leg for itself, and the pain.

    Parameters
    ----------
    values
        Of :meth:`screening.history.store.History.values`.
    screenings
        Of the same client, the oldest first.
    """
    st.header(say("kept.trend.title"))
    st.caption(say(f"kept.trend.{'key' if len(screenings) > 1 else 'one_only'}"))
    for measure, legs in trends(values, SIDES, LEG_MEASURES).items():
        _measure(measure, legs)
    _pain(screenings)
    others = [name for name in REPORTED_MEASURES if name not in LEG_MEASURES]
    more = trends(values, SIDES, others)
    if more:
        fold = st.expander(
            say("kept.trend.more"), key="kept-more-trends", on_change="rerun"
        )
        if fold.open:
            with fold:
                for measure, legs in more.items():
                    _measure(measure, legs)


def trend_line(trend: Trend) -> str:
    """Say what became of a measure of a leg since its first screening.

    Parameters
    ----------
    trend
        With at least one reading.

    Returns
    -------
    str
        A sentence; a change within the measurement error is no measurable change.
    """
    known = [each for each in trend.readings if not math.isnan(each.value)]
    if not known:
        return say("kept.trend.never", leg=trend.leg)
    last = known[-1]
    now = value_text(trend.measure, last.value, last.sem)
    fields = {"leg": trend.leg, "now": now, "last": date_text(last.taken_on)}
    first, change = trend.reference, last.change
    if first is None or change is None:
        return say("kept.trend.single", **fields)
    if change.verdict == "not_judged":
        why = "" if change.reason is None else refusal_sentence(change.reason)
        return say("kept.trend.not_judged", why=why, **fields)
    return say(
        f"kept.trend.{change.verdict}",
        then=value_text(trend.measure, first.value, first.sem),
        day=date_text(first.taken_on),
        size=number(trend.measure, change.difference, sign=True),
        limit=number(trend.measure, change.mdc),
        **fields,
    )


def _measure(measure: str, legs: Sequence[Trend]) -> None:
    """Show a measure: what became of it in words, and a chart for each leg."""
    st.subheader(measure_heading(measure))
    lines = []
    for each in legs:
        change = each.readings[-1].change
        look = "" if change is None else badge(change.verdict)
        missing = sum(math.isnan(reading.value) for reading in each.readings)
        text = trend_line(each)
        if missing:
            counted = {"days": missing, "all": len(each.readings)}
            text = f"{text} {say('kept.trend.missing', **counted)}"
        lines.append(f'<div class="sc-line">{look} <span>{escape(text)}</span></div>')
    st.html(f'<div class="sc-lines">{"".join(lines)}</div>')
    domain = _domain(legs)
    for column, each in zip(st.columns(len(SIDES)), legs, strict=False):
        if any(not math.isnan(reading.value) for reading in each.readings):
            with column:
                st.markdown(f"**{leg_name(each.leg)}**")
                st.altair_chart(trend_chart(each, domain))
                fields = {"name": measure_heading(measure), "leg": each.leg}
                told = say("kept.trend.described", **fields)
                st.html(f'<p class="sc-unseen">{escape(f"{told} {text_of(each)}")}</p>')


def text_of(trend: Trend) -> str:
    """Return the numbers of a chart, for those who do not see it."""
    return "; ".join(
        f"{date_text(each.taken_on)}: {value_text(trend.measure, each.value, each.sem)}"
        for each in trend.readings
    )


def trend_chart(trend: Trend, domain: tuple[float, float]) -> Layers:
    """Draw a measure of a leg over time, with the band of measurement error.

    Parameters
    ----------
    trend
        With at least one number.
    domain
        Ends of the upright axis; the same for both legs.

    Returns
    -------
    altair chart
        The band is around the first screening that can be compared; a point is filled
        where it has changed.
    """
    points = _points(trend)
    x = alt.X("day:T", title=None, axis=_day_axis(points["day"]), scale=_days(points))
    y_scale = alt.Scale(domain=list(domain), nice=False)
    y = alt.Y(
        "value:Q",
        title=None,
        scale=y_scale,
        axis=alt.Axis(aria=False, labelExpr=_DEGREES, tickCount=5),
    )
    base = alt.Chart(points).encode(x=x)
    layers = []
    if trend.reference is not None and points["low"].notna().any():
        band = base.transform_filter("isValid(datum.low)")
        layers.append(
            band.mark_area(aria=False, color=BAND, opacity=0.35).encode(
                y=alt.Y("low:Q", scale=y_scale, title=None), y2="high:Q"
            )
        )
        layers.append(
            band.mark_line(aria=False, color=ORANGE, strokeDash=[5, 4]).encode(
                y=alt.Y("first:Q", scale=y_scale, title=None)
            )
        )
    known = base.transform_filter("isValid(datum.value)")
    layers += [
        known.mark_line(aria=False, color=BLUE, strokeWidth=1.5).encode(y=y),
        known.mark_rule(aria=False, color=BLUE, strokeWidth=1).encode(
            y=alt.Y("least:Q", scale=y_scale, title=None), y2="most:Q"
        ),
        known.mark_point(
            aria=False, size=70, color=BLUE, strokeWidth=2, opacity=1
        ).encode(
            y=y,
            fill=alt.Fill("fill:N", scale=None, legend=None),
            shape=alt.Shape("shape:N", scale=None, legend=None),
        ),
        known.transform_filter("datum.changed")
        .mark_text(aria=False, color=INK, dy=-12, fontSize=11)
        .encode(y=y, text="label:N"),
    ]
    return alt.layer(*layers).properties(height=_HEIGHT_PX, width="container")


def _points(trend: Trend) -> pd.DataFrame:
    """Return a row per screening, with the band that its change is held against."""
    first = trend.reference
    rows = []
    for each in trend.readings:
        band = None if each.change is None else each.change.mdc
        if each is first:
            band = _first_band(trend)
        low = high = None
        if first is not None and band is not None and not math.isnan(band):
            low, high = first.value - band, first.value + band
        change = each.change
        changed = change is not None and change.verdict == "change"
        size = (
            ""
            if change is None
            else number(trend.measure, change.difference, sign=True)
        )
        sem = 0.0 if math.isnan(each.sem) else each.sem
        known = not math.isnan(each.value)
        rows.append(
            {
                "day": each.taken_on.isoformat(),
                "value": each.value if known else None,
                "least": each.value - sem if known else None,
                "most": each.value + sem if known else None,
                "first": None if first is None else first.value,
                "low": low,
                "high": high,
                "changed": changed,
                "fill": BLUE if changed else "transparent",
                "shape": "square" if changed else "circle",
                "label": size,
            }
        )
    return pd.DataFrame(rows)


def _first_band(trend: Trend) -> float | None:
    """Return how far the band reaches on the day that it is drawn around."""
    bands = [each.change.mdc for each in trend.readings if each.change is not None]
    return next((band for band in bands if not math.isnan(band)), None)


def _domain(legs: Sequence[Trend]) -> tuple[float, float]:
    """Return an axis that holds every value, error and band of both legs."""
    ends = [0.0, 10.0]
    for each in legs:
        table = _points(each)
        for name in ("least", "most", "low", "high"):
            ends += [float(v) for v in table[name].dropna()]
    return math.floor(min(ends)) - 1.0, math.ceil(max(ends)) + 2.0


def _days(points: pd.DataFrame) -> alt.Scale:
    """Return an axis of days with some room at both ends."""
    days = pd.to_datetime(points["day"])
    around = max((days.max() - days.min()) * _DAYS_AROUND, pd.Timedelta(days=3))
    ends = [days.min() - around, days.max() + around]
    return alt.Scale(domain=[end.isoformat() for end in ends], nice=False)


def _day_axis(days: pd.Series) -> alt.Axis:
    """Return an axis that names days of screenings, as many as have room."""
    every = sorted(set(days))
    step = max(1, math.ceil((len(every) - 1) / (_MOST_TICKS - 1)))
    shown = [*every[:-1:step], every[-1]] if len(every) > 1 else every
    return alt.Axis(
        aria=False,
        format=_DAY,
        values=[_date(day) for day in shown],
        labelOverlap="greedy",
        labelFlush=True,
        grid=False,
    )


def _date(day: str) -> alt.DateTime:
    year, month, day_of_month = (int(part) for part in day.split("-"))
    return alt.DateTime(year=year, month=month, date=day_of_month)


# --- Pain -----------------------------------------------------------------------------


def _pain(screenings: Sequence[KeptScreening]) -> None:
    """Show what was said about pain over time."""
    told: list[tuple[KeptScreening, Side]] = [
        (one, leg)
        for one in screenings
        for leg in SIDES
        if leg in one.pain and one.pain[leg].is_known
    ]
    if not told:
        return
    st.subheader(say("kept.trend.pain"))
    st.caption(say("kept.trend.pain_key"))
    lines = [
        say(
            "kept.trend.pain_line",
            day=date_text(one.taken_on),
            leg=leg,
            text=pain_text(one.pain[leg]),
        )
        for one, leg in told
    ]
    for column, leg in zip(st.columns(len(SIDES)), SIDES, strict=True):
        own = [one for one, each in told if each == leg]
        if own:
            with column:
                st.markdown(f"**{leg_name(leg)}**")
                st.altair_chart(_pain_chart(own, leg))
    said = "".join(f"<li>{escape(line)}</li>" for line in lines)
    st.html(f'<ul class="sc-unseen">{said}</ul>')


def _pain_chart(screenings: Sequence[KeptScreening], leg: Side) -> Layers:
    rows = [
        {"day": one.taken_on.isoformat(), "level": level, "fill": fill}
        for one in screenings
        for level, fill in (
            (one.pain[leg].before, "transparent"),
            (one.pain[leg].after, BLUE),
        )
        if level is not None
    ]
    table = pd.DataFrame(rows)
    base = alt.Chart(table).encode(
        x=alt.X("day:T", title=None, axis=_day_axis(table["day"]), scale=_days(table)),
        y=alt.Y(
            "level:Q",
            title=None,
            scale=alt.Scale(domain=[-0.5, 10.5], nice=False),
            axis=alt.Axis(aria=False, values=[0, 2, 4, 6, 8, 10]),
        ),
    )
    after = base.transform_filter(f"datum.fill == '{BLUE}'")
    return alt.layer(
        after.mark_line(aria=False, color=BLUE, strokeWidth=1.5),
        base.mark_point(
            aria=False, size=70, color=BLUE, strokeWidth=2, opacity=1
        ).encode(fill=alt.Fill("fill:N", scale=None, legend=None)),
    ).properties(height=_HEIGHT_PX * 0.7, width="container")
