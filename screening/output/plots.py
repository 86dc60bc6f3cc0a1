"""The angles of a take over time, with squats, cut-offs and what was not judged."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from textwrap import wrap
from typing import Any

import matplotlib.patheffects as effects
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator
from numpy.typing import NDArray

from screening._typing import Bools
from screening.errors import OutputError
from screening.judgement.trust import SHOWN
from screening.language import numeral, say
from screening.measures import DRAWN_MEASURES, ONE_LEG_STANCE
from screening.motion.landmarks import SIDES
from screening.output.caption import why_withheld
from screening.output.curve import curve_range_deg
from screening.output.cutoffs import ORANGE, draw_cut_offs
from screening.output.stance_plot import stance_figure
from screening.output.ticks import SpokenTicks, degrees
from screening.paths import shown
from screening.results.screening import Screening
from screening.words.checks import rep_reason
from screening.words.grammar import joined, leg_name
from screening.words.measures import measure_curve

_SIZE_INCHES = (11.0, 9.5)
_DOTS_PER_INCH = 150
_COMPRESS_LEVEL = 3
"""Of zlib's nine: 6, the usual one, takes a tenth longer to draw and saves 40 kB."""
_BLUE = "#0072b2"
_LEG_COLOURS = {"right": "#cfe3f1", "left": "#dcdcdc"}
_INK = "#22262b"
_GREY = "#7a7f87"
_KEY_LETTERS = 115
_TITLE_Y = 1.0
"""On top of the axes, where it is anyway: a place that is given is not searched for."""
_HALO = [effects.withStroke(linewidth=3, foreground="white")]


@dataclass(frozen=True)
class _PlottedSquat:
    """What the plot shows of a row of the table of repetitions."""

    leg: str
    number: int
    start_s: float
    bottom_s: float
    end_s: float
    valid: bool
    reasons: tuple[str, ...]
    values_deg: dict[str, float]


def angles_figure(screening: Screening) -> Figure:
    """Draw knee angle, pelvic drop and trunk lean over the time of the take.

    Parameters
    ----------
    screening
        Any result, one without squats or numbers included.

    Returns
    -------
    Figure
        Three panels, the knee angle from the hip point that the profile judges; 1650
        pixels wide as :func:`write_angles` saves them. Squats are shaded and numbered,
        those that do not count hatched with the reason; the cut-off and its borderline
        band are drawn where the leg was tested.
    """
    reps = _repetitions(screening)
    measures = screening.profile.those_judged(DRAWN_MEASURES)
    figure = Figure(figsize=_SIZE_INCHES, layout="constrained")
    axes: NDArray[np.object_] = figure.subplots(len(measures), 1, sharex=True)
    for ax, measure in zip(axes, measures, strict=True):
        _shade_repetitions(ax, reps)
        draw_cut_offs(ax, measure, screening)
        _draw_curve(ax, measure, screening)
        _mark_deepest(ax, measure, reps)
        _finish(ax, measure, screening)
    _number_repetitions(axes[0], reps)
    _name_legs(axes[0], reps)
    axes[-1].set_xlabel(say("pictures.plot.time"))
    figure.supxlabel(_key(reps), fontsize=10, color=_GREY)
    return figure


def write_angles(path: Path, screening: Screening) -> None:
    """Save :func:`angles_figure`, or of a standing test its own figure, as a PNG.

    Parameters
    ----------
    path
        Of the picture; overwritten.
    screening
        Any result.

    Raises
    ------
    OutputError
        If the file cannot be written.
    """
    try:
        stands = screening.provenance.get("task") == ONE_LEG_STANCE
        draw = stance_figure if stands else angles_figure
        draw(screening).savefig(
            path,
            format="png",
            dpi=_DOTS_PER_INCH,
            pil_kwargs={"compress_level": _COMPRESS_LEVEL},
        )
    except OSError as error:
        why = error.strerror or str(error)
        raise OutputError("plot_not_written", path=shown(path), why=why) from error


def _repetitions(screening: Screening) -> list[_PlottedSquat]:
    rows: list[dict[Any, Any]] = screening.measured.reps.to_dict("records")
    shown = {m: screening.trust.of_reps(m) == SHOWN for m in DRAWN_MEASURES}
    return [
        _PlottedSquat(
            leg=row["leg"],
            number=int(row["rep"]),
            start_s=row["start_s"],
            bottom_s=row["bottom_s"],
            end_s=row["end_s"],
            valid=bool(row["valid"]),
            reasons=tuple(rep_reason(c) for c in row["reasons"].split(";") if c),
            values_deg={m: float(row[m]) for m in DRAWN_MEASURES if shown[m][i]},
        )
        for i, row in enumerate(rows)
    ]


def _shade_repetitions(ax: Axes, reps: list[_PlottedSquat]) -> None:
    for rep in reps:
        ax.axvspan(
            rep.start_s,
            rep.end_s,
            facecolor=_LEG_COLOURS[rep.leg] if rep.valid else "white",
            edgecolor="none" if rep.valid else "#b4b8be",
            hatch=None if rep.valid else "//",
            linewidth=0,
            alpha=0.75,
            zorder=0,
        )


def _draw_curve(ax: Axes, measure: str, screening: Screening) -> None:
    frames = screening.measured.frames
    time_s, values = frames["time_s"], frames[measure]
    unjudged = screening.trust.of_frames(measure) != SHOWN
    filled = (frames["sample"] == "interpolated").to_numpy()
    ax.plot(time_s, values.where(~unjudged & ~filled), color=_INK, linewidth=1.8)
    ax.plot(time_s, values.where(~unjudged & _widened(filled)), color=_INK, lw=0.8)
    ax.plot(time_s, values.where(unjudged), color=_GREY, linewidth=1.3, ls=(0, (4, 2)))
    why = why_withheld(measure, screening)
    if why:
        ax.annotate(
            "\n".join(wrap(say("pictures.plot.unjudged", why=why), _KEY_LETTERS)),
            (0.008, 0.03),
            xycoords="axes fraction",
            fontsize=10,
            color=_GREY,
            path_effects=_HALO,
        )


def _mark_deepest(ax: Axes, measure: str, reps: list[_PlottedSquat]) -> None:
    for rep in reps:
        value = rep.values_deg.get(measure, np.nan)
        if not rep.valid or not np.isfinite([value, rep.bottom_s]).all():
            continue
        ax.plot(rep.bottom_s, value, "o", color=_BLUE, markeredgecolor="white", ms=8)
        ax.annotate(
            numeral(value, ".0f") + "°",
            (rep.bottom_s, value),
            xytext=(0, 8),
            textcoords="offset points",
            ha="center",
            fontsize=12,
            fontweight="bold",
            color=_BLUE,
            path_effects=_HALO,
        )


def _number_repetitions(ax: Axes, reps: list[_PlottedSquat]) -> None:
    for rep in reps:
        ax.annotate(
            str(rep.number) if rep.valid else f"{rep.number} ✗",
            ((rep.start_s + rep.end_s) / 2, 0.985),
            xycoords=("data", "axes fraction"),
            ha="center",
            va="top",
            fontsize=11,
            color=_INK,
            path_effects=_HALO,
        )


def _name_legs(ax: Axes, reps: list[_PlottedSquat]) -> None:
    """Write the leg above each run of squats on it."""
    in_order = sorted(reps, key=lambda rep: rep.start_s)
    for leg, group in groupby(in_order, key=lambda rep: rep.leg):
        run = list(group)
        ax.annotate(
            leg_name(leg),
            ((run[0].start_s + run[-1].end_s) / 2, 1.0),
            xycoords=("data", "axes fraction"),
            xytext=(0, 26),
            textcoords="offset points",
            ha="center",
            fontsize=13,
            fontweight="bold",
            color=_INK,
        )
    if not reps:
        ax.set_title(say("pictures.plot.no_squat"), loc="right", color=ORANGE)


def _finish(ax: Axes, measure: str, screening: Screening) -> None:
    style: dict[str, Any] = {"fontsize": 12, "fontweight": "bold", "color": _INK}
    ax.set_title(measure_curve(measure), loc="left", y=_TITLE_Y, **style)
    ax.axhline(0, color=_GREY, linewidth=0.8, zorder=1)
    ax.grid(axis="y", color="#e3e5e8", linewidth=0.8)
    ax.set_axisbelow(True)
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelsize=11, colors=_INK)
    ax.yaxis.set_major_locator(MaxNLocator(nbins=7, steps=[1, 2, 5, 10], integer=True))
    # Where all of a curve is withheld, no number can be read from it.
    ax.xaxis.set_major_formatter(SpokenTicks())
    ax.yaxis.set_major_formatter(degrees if screening.trust.shows(measure) else "")
    time_s = screening.measured.frames["time_s"]
    if len(time_s) > 1:
        ax.set_xlim(time_s.iloc[0], time_s.iloc[-1])
    ax.set_ylim(*_limits_deg(measure, screening))
    if not np.isfinite(screening.measured.frames[measure].to_numpy(dtype=float)).any():
        ax.text(
            0.5,
            0.5,
            say("pictures.plot.nothing_measured"),
            transform=ax.transAxes,
            fontsize=13,
            ha="center",
            va="center",
            color=_GREY,
        )


def _limits_deg(measure: str, screening: Screening) -> tuple[float, float]:
    """Fit the axis to the curve, with room for the words beside it."""
    low, span = curve_range_deg(measure, screening)
    # Room above for the numbers of the squats and below for the note.
    below = 0.3 if why_withheld(measure, screening) else 0.14
    return low - below * span, low + 1.28 * span


def _widened(mask: Bools) -> Bools:
    """Add the neighbours, so that a filled gap joins the measured curve."""
    wide = mask.copy()
    wide[1:] |= mask[:-1]
    wide[:-1] |= mask[1:]
    return wide


def _key(reps: list[_PlottedSquat]) -> str:
    """Explain the signs, and why squats do not count."""
    if not reps:
        return ""
    both = {rep.leg for rep in reps} == set(SIDES)
    lines = [say(f"pictures.plot.{'key_both_legs' if both else 'key'}")]
    refused = [
        say("pictures.plot.not_counted_squat", leg=rep.leg, number=rep.number, why=why)
        for rep in reps
        if not rep.valid
        for why in [joined(rep.reasons) or say("pictures.plot.no_reason")]
    ]
    if refused:
        lines.append(say("pictures.plot.not_counted", squats=" · ".join(refused)))
    return "\n".join(part for line in lines for part in wrap(line, _KEY_LETTERS))
