"""Tidy tables: every value in a row of its own, and curves over the repetition."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from screening._typing import Floats
from screening.export.signs import Sign, signed
from screening.judgement.judged_tables import BECAUSE, WITHHELD, reasons_of_reps
from screening.judgement.trust import SHOWN
from screening.measures import EXPORTED_MEASURES
from screening.motion.columns import Columns, most_common
from screening.results.cycle import (
    CYCLE_PERCENT,
    PHASE_PERCENT,
    over_the_cycle,
    over_the_phases,
)
from screening.results.screening import Screening

_OF_CURVES = {
    "time_s": "float64",
    **dict.fromkeys(EXPORTED_MEASURES, "float64"),
    "fppa_sign": "str",
    **{f"{name}{WITHHELD}": "float64" for name in EXPORTED_MEASURES},
    **{f"{name}{BECAUSE}": "str" for name in EXPORTED_MEASURES},
}
_OF_REPETITION = {"leg": "str", "rep": "int64", "valid": "bool", "reasons": "str"}

CURVE_COLUMNS = _OF_REPETITION | {"cycle_percent": "int64"} | _OF_CURVES
"""Columns of the table of curves over the time, in order, with their types."""

PHASE_COLUMNS = _OF_REPETITION | {"phase_percent": "int64"} | _OF_CURVES
"""The same for curves over descent and ascent."""

LONG_COLUMNS = {
    "leg": "str",
    "phase": "str",
    "rep": "int64",
    "frame": "int64",
    "time_s": "float64",
    "sample": "str",
    "pelvic_drop_method": "str",
    "fppa_method": "str",
    "fppa_asis_method": "str",
    "measure": "str",
    "value": "float64",
    "value_withheld": "float64",
    "fppa_sign": "str",
    "withheld_because": "str",
}
"""Columns of the long table, in order, with their types."""


def curves(screening: Screening, *, sign: Sign) -> pd.DataFrame:
    """Return every repetition as a curve of 101 points.

    Parameters
    ----------
    screening
        The result.
    sign
        Of the knee angle.

    Returns
    -------
    DataFrame
        A row per repetition and percent of its time, from its start (0) to its end
        (100); between two frames in a straight line, empty next to a missing one and
        where the number does not count. Columns of :data:`CURVE_COLUMNS`.
    """
    return _curves(screening, sign, over_the_cycle, CYCLE_PERCENT, CURVE_COLUMNS)


def phase_curves(screening: Screening, *, sign: Sign) -> pd.DataFrame:
    """Return every repetition as a curve over its descent and its ascent.

    Parameters
    ----------
    screening, sign
        As for :func:`curves`.

    Returns
    -------
    DataFrame
        As :func:`curves`, with a row per percent of the descent, from −100 to 0, the
        deepest point, and of the ascent, from 0 to 100. Columns of
        :data:`PHASE_COLUMNS`.
    """
    return _curves(screening, sign, over_the_phases, PHASE_PERCENT, PHASE_COLUMNS)


def _curves(
    screening: Screening,
    sign: Sign,
    read: Callable[..., tuple[Floats, Columns]],
    percent: NDArray[np.integer],
    types: dict[str, str],
) -> pd.DataFrame:
    """Return every repetition as a curve, read at percents of something."""
    name_of_percent = next(name for name in types if name.endswith("_percent"))
    counting = signed(screening.frames, sign)
    measured = signed(screening.measured.frames, sign)
    because = {n: reasons_of_reps(screening.trust, n) for n in EXPORTED_MEASURES}
    parts = []
    for i, row in enumerate(screening.reps.to_dict("records")):
        within = (measured["leg"] == row["leg"]) & measured["time_s"].between(
            row["start_s"], row["end_s"]
        )
        time_s, whole = read(measured, row, EXPORTED_MEASURES)
        _, judged = read(counting, row, EXPORTED_MEASURES)
        columns: Columns = {name_of_percent: percent, "time_s": time_s}
        for name in EXPORTED_MEASURES:
            reason, shown = str(because[name][i]), judged[name]
            if reason != SHOWN:
                shown[:] = np.nan
            left_out = np.isnan(shown) & ~np.isnan(whole[name])
            of_frames = counting.loc[within, f"{name}{BECAUSE}"]
            some = most_common(of_frames[of_frames != SHOWN].to_numpy())
            columns[name] = shown
            columns[f"{name}{WITHHELD}"] = np.where(left_out, whole[name], np.nan)
            columns[f"{name}{BECAUSE}"] = np.where(left_out, reason or some, reason)
        same = {name: row[name] for name in ("leg", "rep", "valid", "reasons")}
        parts.append(pd.DataFrame(columns).assign(**same, fppa_sign=str(sign)))
    table = pd.concat(parts) if parts else pd.DataFrame(columns=list(types))
    return table[list(types)].astype(types).reset_index(drop=True)


def long_table(screening: Screening, *, sign: Sign) -> pd.DataFrame:
    """Return every value of every frame in a row of its own.

    Parameters
    ----------
    screening
        The result.
    sign
        Of the knee angle.

    Returns
    -------
    DataFrame
        Columns of :data:`LONG_COLUMNS`; an empty ``value`` was not measured or does not
        count, which ``withheld_because`` says.
    """
    frames = signed(screening.frames, sign)
    names = [n for n in LONG_COLUMNS if n in frames]
    table = frames.melt(
        id_vars=names, value_vars=list(EXPORTED_MEASURES), var_name="measure"
    )
    beside = {"value_withheld": WITHHELD, "withheld_because": BECAUSE}
    columns = {
        name: np.concatenate([frames[f"{m}{end}"] for m in EXPORTED_MEASURES])
        for name, end in beside.items()
    }
    table = table.assign(fppa_sign=str(sign), **columns)
    table = table.sort_values(["frame", "measure"], kind="stable", ignore_index=True)
    return table[list(LONG_COLUMNS)].astype(LONG_COLUMNS)
