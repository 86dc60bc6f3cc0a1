"""Tidy tables: every value in a row of its own, and curves over the repetition."""

from __future__ import annotations

import numpy as np
import pandas as pd

from screening.export.signs import Sign, signed
from screening.judgement.trust import WITHHELD
from screening.measures import EXPORTED_MEASURES
from screening.results.cycle import CYCLE_PERCENT, over_the_cycle
from screening.results.screening import Screening

CURVE_COLUMNS = {
    "leg": "str",
    "rep": "int64",
    "valid": "bool",
    "reasons": "str",
    "cycle_percent": "int64",
    "time_s": "float64",
    **dict.fromkeys(EXPORTED_MEASURES, "float64"),
    "fppa_sign": "str",
    **{f"{name}{WITHHELD}": "str" for name in EXPORTED_MEASURES},
}
"""Columns of the table of curves, in order, with their types."""

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
        (100); between two frames in a straight line, empty next to a missing one.
        Columns of :data:`CURVE_COLUMNS`.
    """
    frames = signed(screening.frames, sign)
    reasons = {n: screening.trust.of_reps(n).tolist() for n in EXPORTED_MEASURES}
    parts = []
    for i, row in enumerate(screening.reps.to_dict("records")):
        time_s, values = over_the_cycle(frames, row, EXPORTED_MEASURES)
        same = {name: row[name] for name in ("leg", "rep", "valid", "reasons")}
        same |= {f"{name}{WITHHELD}": own[i] for name, own in reasons.items()}
        part = pd.DataFrame(
            {"cycle_percent": CYCLE_PERCENT, "time_s": time_s, **values}
        )
        parts.append(part.assign(**same, fppa_sign=str(sign)))
    table = pd.concat(parts) if parts else pd.DataFrame(columns=list(CURVE_COLUMNS))
    return table[list(CURVE_COLUMNS)].astype(CURVE_COLUMNS).reset_index(drop=True)


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
        Columns of :data:`LONG_COLUMNS`; an empty value is one that was not measured,
        one with a reason in ``withheld_because`` is not shown on screens.
    """
    frames = signed(screening.frames, sign)
    names = [n for n in LONG_COLUMNS if n in frames]
    table = frames.melt(
        id_vars=names, value_vars=list(EXPORTED_MEASURES), var_name="measure"
    )
    reasons = [screening.trust.of_frames(name) for name in EXPORTED_MEASURES]
    table = table.assign(fppa_sign=str(sign), withheld_because=np.concatenate(reasons))
    table = table.sort_values(["frame", "measure"], kind="stable", ignore_index=True)
    return table[list(LONG_COLUMNS)].astype(LONG_COLUMNS)
