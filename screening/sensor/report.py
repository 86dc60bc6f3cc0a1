"""A comparison with a phone's sensor as tables, a plot and a page."""

from __future__ import annotations

import json
import math
from collections.abc import Hashable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from screening.language import say
from screening.motion.landmarks import SIDES
from screening.output.ticks import speak_ticks
from screening.results.formulas import without_formulas
from screening.results.staging import staged
from screening.sensor.comparison import SENSOR_GAP, Agreement, SensorComparison
from screening.study.bland_altman import draw_differences
from screening.study.page import inlined, page
from screening.words.checks import rep_reason

TABLE, CURVES = "comparison.csv", "comparison_curves.csv"
NUMBERS, PLOT, PAGE = "comparison.json", "comparison.png", "comparison.html"

SQUAT_COLUMNS = ("squat", "tool", "sensor", "difference")
AGREEMENT_COLUMNS = ("of", "squats", "bias", "mean_abs", "rms", "limits")
"""Of the tables for people, as keys of their words."""

_LARGE_SHIFT_DEG = 2.0
_DOTS_PER_INCH = 130
_WIDTH_INCHES = 11.0
_BREAK_S = 0.5
_TOOL, _SENSOR, _GREY = "#0072b2", "#d55e00", "#5f646b"


def write_comparison(folder: Path, found: SensorComparison) -> None:
    """Write the numbers as CSV and JSON, the plots as PNG, and a page with all.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    found
        Of :func:`screening.sensor.comparison.compare`.

    Raises
    ------
    OutputError
        If the folder cannot be written to.
    """
    with staged(folder) as part:
        for name, table in ((TABLE, found.squats), (CURVES, found.curves)):
            safe = without_formulas(table)
            safe.to_csv(part / name, index=False, float_format="%.6g")
        text = json.dumps(numbers(found), indent=1, allow_nan=False)
        (part / NUMBERS).write_text(text + "\n", encoding="utf-8")
        plot(found).savefig(part / PLOT, dpi=_DOTS_PER_INCH)
        (part / PAGE).write_text(_page(found), encoding="utf-8")


def numbers(found: SensorComparison) -> dict[str, Any]:
    """Return everything but the curves as plain values; what is not known is None.

    Parameters
    ----------
    found
        The comparison.
    """
    squats = found.squats.to_dict("records")
    return {
        "measure": "pelvic_drop_deg",
        "squats": [{k: _known(v) for k, v in row.items()} for row in squats],
        "agreement": [asdict(each) for each in found.agreement],
        "match": asdict(found.match),
        "match_effect_deg": _known(found.match_effect_deg),
        "zero_shift_deg": _known(found.zero_shift_deg),
    }


def _known(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value


def squat_row(row: Mapping[Hashable, Any]) -> dict[str, str]:
    """Return the cells of a squat, by :data:`SQUAT_COLUMNS`.

    Parameters
    ----------
    row
        Of the table of squats.
    """
    cells = {"squat": say("sensor.squat", leg=row["leg"], number=row["rep"])}
    if row["reason"]:
        known = row["reason"] == SENSOR_GAP
        why = say("sensor.gap") if known else rep_reason(row["reason"])
        return cells | {"tool": say("sensor.left_out", why=why)}
    degrees = {
        name: say("sensor.signed", value=row[f"{name}_deg"])
        for name in SQUAT_COLUMNS[1:]
    }
    return cells | degrees


def agreement_row(each: Agreement) -> dict[str, str]:
    """Return the cells of an agreement, by :data:`AGREEMENT_COLUMNS`.

    Parameters
    ----------
    each
        Of both legs or one.
    """
    return {
        "of": say(f"sensor.of.{each.of}"),
        "squats": str(each.squats),
        "bias": say("sensor.signed", value=each.bias_deg),
        "mean_abs": say("sensor.degrees", value=each.mean_abs_deg),
        "rms": say("sensor.degrees", value=each.rms_deg),
        "limits": say("sensor.limits", low=each.low_deg, high=each.high_deg),
    }


def remarks(found: SensorComparison) -> list[str]:
    """Say how clip and recording were put together, and what is left out or odd.

    Parameters
    ----------
    found
        The comparison.
    """
    match = found.match
    said = [
        say(
            "sensor.match",
            offset_s=match.offset_s,
            error_s=match.error_s,
            fit=match.fit,
            effect_deg=found.match_effect_deg,
        )
    ]
    left_out = int((found.squats["reason"] != "").sum())
    if left_out:
        said.append(say("sensor.withheld", count=left_out, total=len(found.squats)))
    if abs(found.zero_shift_deg) > _LARGE_SHIFT_DEG:
        said.append(say("sensor.shifted", shift_deg=found.zero_shift_deg))
    return said


def plot(found: SensorComparison) -> Figure:
    """Draw what tool and sensor said, their difference, and a Bland–Altman plot.

    Parameters
    ----------
    found
        The comparison.
    """
    figure = Figure(figsize=(_WIDTH_INCHES, 9.0), layout="constrained")
    both, apart, agreement = figure.subplots(3, 1, height_ratios=(2, 1, 2))
    _draw_curves(both, found)
    _draw_apart(apart, found)
    apart.sharex(both)
    speak_ticks(both, apart)
    own = found.squats.dropna(subset="difference_deg")
    draw_differences(
        agreement,
        own["tool_deg"].to_numpy(np.float64),
        own["sensor_deg"].to_numpy(np.float64),
    )
    agreement.set_xlabel(say("sensor.plot.mean"))
    agreement.set_ylabel(say("sensor.plot.difference"))
    agreement.set_title(say("sensor.plot.agreement"), loc="left", fontweight="bold")
    return figure


def _draw_curves(ax: Axes, found: SensorComparison) -> None:
    """Draw both curves over the clip, and the squats where they are read."""
    curves = _with_breaks(found.curves)
    for name, color in (("tool", _TOOL), ("sensor", _SENSOR)):
        label = say(f"sensor.plot.{name}")
        ax.plot(curves["time_s"], curves[f"{name}_deg"], color=color, label=label)
        marks = found.squats[f"{name}_deg"]
        ax.plot(found.squats["bottom_s"], marks, "o", color=color, markersize=5)
    ax.axhline(0, color=_GREY, linewidth=0.8)
    for leg in SIDES:
        own = found.curves.loc[found.curves["leg"] == leg, "time_s"]
        if len(own):
            ax.annotate(
                say(f"sensor.of.{leg}"),
                (float(own.min()), 1),
                xycoords=("data", "axes fraction"),
                xytext=(0, -12),
                textcoords="offset points",
                color=_GREY,
            )
    ax.set_ylabel(say("sensor.plot.drop"))
    ax.set_title(say("sensor.plot.curves"), loc="left", fontweight="bold")
    ax.legend(loc="upper right", ncols=2, frameon=False)
    ax.spines[["top", "right"]].set_visible(False)


def _draw_apart(ax: Axes, found: SensorComparison) -> None:
    """Draw tool minus sensor over the clip."""
    curves = _with_breaks(found.curves)
    apart = curves["tool_deg"] - curves["sensor_deg"]
    ax.plot(curves["time_s"], apart, color=_GREY)
    ax.plot(found.squats["bottom_s"], found.squats["difference_deg"], "o", color=_GREY)
    ax.axhline(0, color=_GREY, linewidth=0.8)
    ax.set_xlabel(say("sensor.plot.time"))
    ax.set_ylabel(say("sensor.plot.difference"))
    ax.spines[["top", "right"]].set_visible(False)


def _with_breaks(curves: pd.DataFrame) -> pd.DataFrame:
    """Return curves that end where the person stood on two feet."""
    after = curves["time_s"].diff() > _BREAK_S
    gaps = curves.loc[after, ["time_s"]] - _BREAK_S / 2
    whole = pd.concat([curves, gaps], ignore_index=True)
    return whole.sort_values("time_s", ignore_index=True)


def _page(found: SensorComparison) -> str:
    squats = found.squats.to_dict("records")
    return page(
        "screening.sensor",
        "comparison.html.jinja",
        say=lambda key: say(f"sensor.{key}"),
        remarks=remarks(found),
        agreement_columns=AGREEMENT_COLUMNS,
        agreement=[agreement_row(each) for each in found.agreement],
        squat_columns=SQUAT_COLUMNS,
        squats=[squat_row(row) for row in squats],
        picture=inlined(plot(found), dpi=_DOTS_PER_INCH),
    )
