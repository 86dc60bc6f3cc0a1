"""A repetition as a curve over its own time: 0 % at its start, 100 % at its end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from screening._typing import Floats

CYCLE_PERCENT = np.arange(101)
PHASE_PERCENT = np.arange(-100, 101)
"""From the start of a repetition over its deepest point, 0, to its end."""


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
    time_s = np.linspace(rep["start_s"], rep["end_s"], len(CYCLE_PERCENT))
    return time_s, _at(time_s, frames, rep, measures)


def over_the_phases(
    frames: pd.DataFrame, rep: Mapping[Any, Any], measures: Sequence[str]
) -> tuple[Floats, dict[str, Floats]]:
    """Return what was measured at each per cent of the descent and of the ascent.

    Parameters
    ----------
    frames, rep, measures
        As for :func:`over_the_cycle`.

    Returns
    -------
    time_s : (201,) array
        At :data:`PHASE_PERCENT`.
    values : dict of (201,) arrays
        As for :func:`over_the_cycle`.
    """
    down = np.linspace(rep["start_s"], rep["bottom_s"], len(CYCLE_PERCENT))
    up = np.linspace(rep["bottom_s"], rep["end_s"], len(CYCLE_PERCENT))
    time_s = np.concatenate([down, up[1:]])
    return time_s, _at(time_s, frames, rep, measures)


def _at(
    time_s: Floats,
    frames: pd.DataFrame,
    rep: Mapping[Any, Any],
    measures: Sequence[str],
) -> dict[str, Floats]:
    """Return measures of a repetition at these times."""
    # Arrays: a page asks for dozens of curves, and tables take ten times as long.
    frames_s = frames["time_s"].to_numpy(dtype=float)
    within = frames["leg"].to_numpy() == rep["leg"]
    within &= (frames_s >= rep["start_s"]) & (frames_s <= rep["end_s"])
    if not within.any():
        return {name: np.full(len(time_s), np.nan) for name in measures}
    own_s = frames_s[within]
    own = {name: frames[name].to_numpy(dtype=float)[within] for name in measures}
    return {name: np.interp(time_s, own_s, own[name], np.nan, np.nan) for name in own}
