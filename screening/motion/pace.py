"""How fast frames follow each other: one reading of their times for everything.

Windows and grids are as long as a number of typical steps, so what a step is bounds
the work. A recorder that writes its frames in bursts (pairs a millisecond apart) has a
median step that says nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Floats


@dataclass(frozen=True)
class PaceMethod:
    """When times come in bursts.

    Parameters
    ----------
    longest_step_s
        A longer step is a hole in the recording and no part of its pace.
    burst_ratio
        A step shorter than this share of the mean one is one within a burst.
    most_bursts
        With a larger share of such steps it is not known when anything happened.
    """

    longest_step_s: float = 1.0
    burst_ratio: float = 0.25
    most_bursts: float = 0.2


METHOD = PaceMethod()


def typical_step_s(time_s: Floats) -> float:
    """Return the median time between frames; a larger one where they come in bursts.

    Parameters
    ----------
    time_s : (T,) float array
        Strictly rising, at least two.

    Returns
    -------
    float
        At least :attr:`PaceMethod.burst_ratio` of the mean step, so no grid of such
        steps has more than a few points per frame.
    """
    steps = np.diff(time_s)
    return max(float(np.median(steps)), METHOD.burst_ratio * _mean_step_s(steps))


def burst_share(time_s: Floats) -> float:
    """Return the share of steps that are those within a burst, 0 to 1.

    Parameters
    ----------
    time_s : (T,) float array
        Strictly rising.
    """
    steps = np.diff(time_s)
    if not steps.size:
        return 0.0
    return float(np.mean(steps < METHOD.burst_ratio * _mean_step_s(steps)))


def _mean_step_s(steps: Floats) -> float:
    """Return the mean of the steps that are no holes, 0 if all are."""
    running = steps[steps <= METHOD.longest_step_s]
    return float(running.mean()) if running.size else 0.0
