"""Even times for formats that know only a frame rate."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Floats
from screening.errors import OutputError
from screening.motion.pace import typical_step_s

_EVEN_SHARE = 0.02
"""Times that stray from even ones by less than this share of a step count as even."""

_ON_SPOT = 1e-6


@dataclass(frozen=True)
class EvenTimes:
    """A take's frames, or steps between them, at even times.

    Parameters
    ----------
    time_s : (T,) float array
        Even times.
    rate_fps
        One over their step.
    resampled
        The frames did not come evenly, and are interpolated in a straight line.
    """

    time_s: Floats
    rate_fps: float
    resampled: bool
    _own_s: Floats

    def at(self, values: Floats, longest_gap_s: float) -> Floats:
        """Return values at the even times.

        Parameters
        ----------
        values : (N, ...) float array
            A value per frame, NaN where missing.
        longest_gap_s
            Nothing is put into a longer gap between two frames.

        Returns
        -------
        (T, ...) float array
            As they are when the frames came evenly; else interpolated, and missing
            next to a missing frame or in a long gap.
        """
        if not self.resampled:
            return values
        after = np.searchsorted(self._own_s, self.time_s).clip(1, len(self._own_s) - 1)
        before = after - 1
        step_s = self._own_s[after] - self._own_s[before]
        share = ((self.time_s - self._own_s[before]) / step_s).clip(0.0, 1.0)
        # A frame on the spot needs no neighbour.
        on_spot = np.minimum(share, 1.0 - share) < _ON_SPOT
        share = np.where(on_spot, share.round(), share)
        hole = ~on_spot & (step_s > longest_gap_s)
        share = share.reshape(-1, *[1] * (values.ndim - 1))
        between = values[before] * (1.0 - share) + values[after] * share
        exact: Floats = np.where(share == 0.0, values[before], between)
        exact = np.where(share == 1.0, values[after], exact)
        exact[hole] = np.nan
        return exact


_MOST_STEPS = 50
"""Even times per frame; a recording that needs more is one long hole."""


def even_times(time_s: Floats) -> EvenTimes:
    """Lay even times over those of a take.

    Parameters
    ----------
    time_s : (N,) float array
        Rising times.

    Returns
    -------
    EvenTimes
        With the median step of the take.

    Raises
    ------
    OutputError
        If hardly any of them would lie at a frame.
    """
    if len(time_s) < 2:
        return EvenTimes(time_s, 1.0, False, time_s)
    mean_s = (time_s[-1] - time_s[0]) / (len(time_s) - 1)
    even_s = time_s[0] + mean_s * np.arange(len(time_s))
    if np.abs(even_s - time_s).max() <= _EVEN_SHARE * mean_s:
        return EvenTimes(even_s, float(1 / mean_s), False, time_s)
    step_s = typical_step_s(time_s)
    steps = int(np.floor((time_s[-1] - time_s[0]) / step_s + 1e-9))
    if steps > _MOST_STEPS * len(time_s):
        raise OutputError("holes_too_long", share=1 - len(time_s) / steps)
    return EvenTimes(
        time_s[0] + step_s * np.arange(steps + 1), 1 / step_s, True, time_s
    )
