"""Repeated sessions as a table, a plot, a page and a profile of one's own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from screening.language import say
from screening.measures import SINGLE_LEG_SQUAT, Task
from screening.results.formulas import without_formulas
from screening.results.staging import staged
from screening.study.bland_altman import draw_differences
from screening.study.page import inlined, page
from screening.study.repeatability import Repeatability
from screening.words.measures import measure_heading, measure_title

TABLE, PLOT, PAGE = "repeatability.csv", "repeatability.png", "repeatability.html"

COLUMNS = ("measure", "legs", "readings", "sem", "mdc", "icc", "bias", "agreement")
"""Of the table for people, as keys of their words."""

_WITHOUT_CUT_OFFS = "report-only"
_PANELS_ABREAST = 2
_PANEL_INCHES = (5.5, 4.0)
_DOTS_PER_INCH = 130


def write_repeatability(folder: Path, found: Sequence[Repeatability]) -> None:
    """Write the numbers as CSV, the Bland–Altman plots as PNG, and a page with both.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    found
        As :func:`screening.study.repeatability.repeatability` returns them.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    with staged(folder) as part:
        table = without_formulas(numbers(found))
        table.to_csv(part / TABLE, index=False, float_format="%.4g")
        bland_altman(found).savefig(part / PLOT, dpi=_DOTS_PER_INCH)
        (part / PAGE).write_text(_page(found), encoding="utf-8")


def numbers(found: Sequence[Repeatability]) -> pd.DataFrame:
    """Return a row per measure, with the interval of each number that has one."""
    single = ("people", "legs", "readings", "sem", "sem_low", "sem_high", "mdc")
    rest = ("icc", "icc_low", "icc_high", "bias", "agreement")
    return pd.DataFrame(
        [
            {"measure": each.measure}
            | {name: getattr(each, name) for name in (*single, *rest)}
            for each in found
        ]
    )


def spoken_row(each: Repeatability) -> dict[str, str]:
    """Return the cells of a measure, by :data:`COLUMNS`."""
    interval = ("repeats.interval", "repeats.interval_icc")
    return {
        "measure": measure_title(each.measure),
        "legs": say("repeats.legs", legs=each.legs, people=each.people),
        "readings": str(each.readings),
        "sem": say(interval[0], value=each.sem, low=each.sem_low, high=each.sem_high),
        "mdc": say("repeats.degrees", value=each.mdc),
        "icc": say(interval[1], value=each.icc, low=each.icc_low, high=each.icc_high),
        "bias": say("repeats.signed", value=each.bias),
        "agreement": say("repeats.degrees", value=each.agreement),
    }


def bland_altman(found: Sequence[Repeatability]) -> Figure:
    """Draw difference against mean of the first two readings of every leg.

    Parameters
    ----------
    found
        A panel for each.

    Returns
    -------
    Figure
        Bias and limits of agreement with their 95 % intervals (Bland & Altman 1986).
    """
    abreast = min(len(found), _PANELS_ABREAST)
    rows = -(-len(found) // abreast)
    size = (_PANEL_INCHES[0] * abreast, _PANEL_INCHES[1] * rows)
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots(rows, abreast, squeeze=False).ravel()
    for ax, each in zip(axes, found, strict=False):
        _draw(ax, each)
    for ax in axes[len(found) :]:
        ax.remove()
    return figure


def _draw(ax: Axes, each: Repeatability) -> None:
    draw_differences(ax, each.second, each.first)
    ax.set_title(measure_heading(each.measure), loc="left", fontweight="bold")
    ax.set_xlabel(say("repeats.plot.mean"))
    ax.set_ylabel(say("repeats.plot.difference"))


def profile_text(
    found: Sequence[Repeatability],
    *,
    name: str,
    extends: str,
    day: str,
    task: Task = SINGLE_LEG_SQUAT,
) -> str:
    """Return a profile in which the measured errors take the published ones' place.

    Parameters
    ----------
    found
        The errors.
    name
        Of the new profile.
    extends
        The built-in profile whose cut-offs it keeps.
    day
        Of the computation, for the source.
    task
        What was repeated. For an easier variant no cut-off of the full test is kept:
        changes and asymmetries are told from error, and nothing else is judged.

    Returns
    -------
    str
        TOML, as ``--profile`` takes it. The errors include that of the tool, so that
        none is added to them.
    """
    easier = task != SINGLE_LEG_SQUAT
    lines = [
        f"extends = {json.dumps(_WITHOUT_CUT_OFFS if easier else extends)}",
        f"name = {json.dumps(name)}",
        *([f"task = {json.dumps(task)}", "judged = true"] if easier else []),
    ]
    for each in found:
        source = say("repeats.source", **_said(each), day=day)
        lines += [
            "",
            f"[thresholds.{each.measure}]",
            f"between_day_sem = {each.sem:.3g}",
            f"between_day_sem_source = {json.dumps(source, ensure_ascii=False)}",
            "between_day_sem_includes_tool = true",
        ]
    return "\n".join(lines) + "\n"


def _said(each: Repeatability) -> dict[str, float]:
    return {
        "people": each.people,
        "legs": each.legs,
        "readings": each.readings,
        "low": each.sem_low,
        "high": each.sem_high,
    }


def _page(found: Sequence[Repeatability]) -> str:
    return page(
        "screening.study",
        "repeatability.html.jinja",
        say=lambda key: say(f"repeats.{key}"),
        columns=COLUMNS,
        rows=[(spoken_row(each), _picture(each)) for each in found],
    )


def _picture(each: Repeatability) -> str:
    """Return the panel of one measure, alone so that it fits a phone."""
    return inlined(bland_altman([each]), dpi=_DOTS_PER_INCH)
