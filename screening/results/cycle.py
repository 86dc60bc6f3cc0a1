"""A repetition as a curve over its own time: 0 % at its start, 100 % at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from screening._typing import Floats

CYCLE_PERCENT = np.arange(101)


def over_the_cycle(
    frames: pd.DataFrame, rep: Mapping[Any, Any], measures: Sequence[str]
) -> tuple[Floats, dict[str, Floats]]:
    """Return what was measured in a repetition at each per cent of its time.

    Parameters
    ----------
    frames
        The table of frames.
    rep
        A row of the table of repetitions.
    measures
        Columns of the table of frames.

    Returns
    -------
    time_s : (101,) array
    values : dict of (101,) arrays
        By measure; between two frames in a straight line, NaN next to a missing one.
    """
    within = (frames["leg"] == rep["leg"]) & frames["time_s"].between(
        rep["start_s"], rep["end_s"]
    )
    own = frames[within]
    time_s = np.linspace(rep["start_s"], rep["end_s"], len(CYCLE_PERCENT))
    values = {
        name: np.interp(time_s, own["time_s"], own[name], np.nan, np.nan)
        if len(own)
        else np.full(len(time_s), np.nan)
        for name in measures
    }
    return time_s, values
