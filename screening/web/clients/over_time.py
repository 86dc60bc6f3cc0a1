"""Each measure over time: what has changed by more than the measurement error."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from html import escape

import pandas as pd
import streamlit as st

from screening.history.records import KeptScreening
from screening.history.trend import Trend, decisive_measures, tasks_in, trends
from screening.language import say
from screening.measures import (
    ONE_LEG_STANCE,
    REPORTED_MEASURES,
    SINGLE_LEG_SQUAT,
    Task,
)
from screening.motion.landmarks import SIDES, Side
from screening.web.clients.charts import pain_chart, trend_chart, trend_domain
from screening.web.marks import badge
from screening.words.checks import refusal_sentence
from screening.words.grammar import capital, date_text, leg_name, listed
from screening.words.measures import measure_heading, measure_name
from screening.words.numbers import number, value_text
from screening.words.pain import pain_text
from screening.words.tasks import task_name


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
    days = [one.taken_on for one in screenings]
    tasks = tasks_in(values)
    if len(tasks) > 1:
        st.markdown(say("kept.trend.several_tasks"))
    for task in tasks:
        if tasks != (SINGLE_LEG_SQUAT,):
            st.header(capital(task_name(task)))
        _of_task(values, task, days)
    _pain(screenings, days)
    others = [
        name for name in REPORTED_MEASURES if name not in decisive_measures(values)
    ]
    more = {task: trends(values, SIDES, others, task) for task in tasks}
    if any(more.values()):
        fold = st.expander(
            say("kept.trend.more"), key="history-more-trends", on_change="rerun"
        )
        if fold.open:
            with fold:
                for task, found in more.items():
                    if found and len(tasks) > 1:
                        st.markdown(f"**{capital(task_name(task))}**")
                    for measure, legs in found.items():
                        _measure(measure, legs, days)


def _of_task(values: pd.DataFrame, task: Task, days: Sequence[dt.date]) -> None:
    """Show the measures that decide, in one form of the test."""
    if task == ONE_LEG_STANCE:
        st.markdown(say("kept.trend.standing_test"))
        return
    own = values[values["task"] == task]
    decisive = decisive_measures(own)
    shown = trends(own, SIDES, decisive, task)
    for measure, legs in shown.items():
        _measure(measure, legs, days)
    missing = [measure_name(name) for name in decisive if name not in shown]
    if missing:
        st.markdown(say("kept.trend.not_shown", measures=listed(missing)))


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
    last = trend.last_known
    if last is None:
        return say("kept.trend.never", leg=trend.leg)
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


def _measure(measure: str, legs: Sequence[Trend], days: Sequence[dt.date]) -> None:
    """Show a measure: what became of it in words, and a chart for each leg."""
    st.subheader(measure_heading(measure))
    lines = []
    for each in legs:
        change = each.last_known.change if each.last_known is not None else None
        look = "" if change is None else badge(change.verdict)
        missing = sum(math.isnan(reading.value) for reading in each.readings)
        text = trend_line(each)
        if missing:
            counted = {"days": missing, "all": len(each.readings)}
            text = f"{text} {say('kept.trend.missing', **counted)}"
        told = f"<span>{look}</span> <span>{escape(text)}</span>"
        lines.append(f'<div class="sc-trend">{told}</div>')
    st.html(f'<div class="sc-lines">{"".join(lines)}</div>')
    domain = trend_domain(legs)
    for column, each in zip(st.columns(len(SIDES)), legs, strict=False):
        if any(not math.isnan(reading.value) for reading in each.readings):
            with column:
                st.markdown(f"**{leg_name(each.leg)}**")
                st.vega_lite_chart(trend_chart(each, domain, days))
                fields = {"name": measure_heading(measure), "leg": each.leg}
                told = say("kept.trend.described", **fields)
                st.html(f'<p class="sc-unseen">{escape(f"{told} {text_of(each)}")}</p>')


def text_of(trend: Trend) -> str:
    """Return the numbers of a chart, for those who do not see it."""
    return "; ".join(
        f"{date_text(each.taken_on)}: {value_text(trend.measure, each.value, each.sem)}"
        for each in trend.readings
    )


# --- Pain -----------------------------------------------------------------------------


def _pain(screenings: Sequence[KeptScreening], days: Sequence[dt.date]) -> None:
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
                st.vega_lite_chart(pain_chart(own, leg, days))
    said = "".join(f"<li>{escape(line)}</li>" for line in lines)
    st.html(f'<ul class="sc-unseen">{said}</ul>')
