"""The standing test as curves: pelvic drop and trunk lean over the time on one leg."""

from __future__ import annotations

import math
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from screening.judgement.stance_course import (
    METHOD,
    StanceCourse,
    running_mean,
    stances,
)
from screening.language import say
from screening.measures import STANDING_MEASURES
from screening.motion.landmarks import Side
from screening.output.ticks import SpokenTicks, degrees
from screening.results.screening import Screening
from screening.words.grammar import leg_name
from screening.words.measures import measure_curve

_SIZE_INCHES = (11.0, 7.0)
_COLOURS: dict[Side, str] = {"left": "#d55e00", "right": "#0072b2"}
_RANGE_DEG = (-4.0, 8.0)
"""At least; a steady curve shall look steady."""

_INK, _GREY = "#22262b", "#7a7f87"


def stance_figure(screening: Screening) -> Figure:
    """Draw pelvic drop and trunk lean over the time of each stance.

    Parameters
    ----------
    screening
        Result of a standing test.

    Returns
    -------
    Figure
        A panel per measure, a curve per leg: thin as measured, bold as mean over a
        second. A mark shows when a curve had left its beginning.
    """
    figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
    axes: Any = figure.subplots(len(STANDING_MEASURES), 1, sharex=True)
    courses = screening.stance_courses()
    for ax, measure in zip(axes, STANDING_MEASURES, strict=True):
        for course in courses:
            _draw(ax, measure, course, screening)
        ax.axhline(0, color=_GREY, linewidth=0.8, zorder=1)
        ax.set_title(measure_curve(measure), loc="left", fontweight="bold", color=_INK)
        ax.xaxis.set_major_formatter(SpokenTicks())
        ax.yaxis.set_major_formatter(degrees)
        ax.grid(axis="y", color="#e3e5e8", linewidth=0.8)
        ax.set_axisbelow(True)
        ax.spines[["top", "right"]].set_visible(False)
        ax.margins(x=0.01, y=0.2)
        low, high = ax.get_ylim()
        ax.set_ylim(min(low, _RANGE_DEG[0]), max(high, _RANGE_DEG[1]))
    if courses:
        axes[0].legend(loc="upper right", ncols=2, frameon=False)
    axes[-1].set_xlabel(say("stance.plot.time"))
    return figure


def _draw(ax: Axes, measure: str, course: StanceCourse, screening: Screening) -> None:
    """Draw the curve of a leg, unless it is withheld."""
    found = next(each for each in course.measures if each.measure == measure)
    colour = _COLOURS[course.leg]
    if found.reason is not None:
        said = say("stance.plot.withheld", leg=course.leg)
        ax.plot([], [], color=colour, linestyle=":", label=said)
        return
    frames = screening.frames
    runs = (frames[run] for run in stances(frames, course.leg))
    own = next(run for run in runs if run["time_s"].iloc[0] == course.start_s)
    time_s = own["time_s"].to_numpy(float) - course.start_s
    values = own[measure].to_numpy(float)
    ax.plot(time_s, values, color=colour, linewidth=0.7, alpha=0.5)
    mean = running_mean(time_s, values)
    ax.plot(time_s, mean, color=colour, linewidth=2, label=leg_name(course.leg))
    if math.isnan(found.rose_s):
        return
    height = found.first_deg + METHOD.rise_deg
    early = found.rose_s < course.held_s / 2.5  # there is room to its right
    ax.plot(found.rose_s, height, "o", color=colour, markeredgecolor="white", ms=9)
    ax.annotate(
        say("stance.plot.rose", by=METHOD.rise_deg, rose_s=found.rose_s),
        (found.rose_s, height),
        xytext=(10, -12) if early else (-10, 4),
        textcoords="offset points",
        ha="left" if early else "right",
        color=colour,
    )
