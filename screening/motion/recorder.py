"""Where the recorder stood still or slowed down, though the times of its frames go on.

A recorder that stalls repeats a picture, or writes nothing for a while; what leaves out
frames is seen in their times (:mod:`screening.motion.quality`). One that gets hot, or
films in the dark, halves its rate in mid-take. Squats that it falls in do not count.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.stance import runs_of


@dataclass(frozen=True)
class RecorderMethod:
    """When a recorder has stalled, and when it has slowed down.

    Parameters
    ----------
    repeat_levels
        A picture that differs from the one before by less than this repeats it.
        Encoded anew, a picture differs from itself by up to 0.01 levels of 256.
    longest_repeat_s
        One that is there for longer ...
    around_s, moving_percent, abrupt_ratio
        ... has stalled where the change just before or just after it is above this
        share of the changes around it (their percentile, over this long to either
        side): nobody stops or starts from one frame to the next. Where somebody held
        a squat, or stood, it was 0.31 at most; where a moving person froze, over 1.
    window_s, hole_s
        The rate is that of the mean step over the first; longer steps than the second
        are holes and not part of it.
    slow_ratio
        The recorder has slowed down below this share of its own rate, the median over
        all frames.
    longest_slow_s
        A squat may have so much of it.
    """

    repeat_levels: float = 0.02
    longest_repeat_s: float = 0.5
    around_s: float = 2.0
    moving_percent: float = 75.0
    abrupt_ratio: float = 0.6
    window_s: float = 2.0
    hole_s: float = 0.2
    slow_ratio: float = 0.6
    longest_slow_s: float = 0.5


METHOD = RecorderMethod()


def stalled(time_s: Floats, change: Floats) -> Bools:
    """Return the frames of pictures that stood still while the person moved, (T,).

    Parameters
    ----------
    time_s : (T,) float array
        Rising times.
    change : (T,) float array
        How much each picture differs from the one before, NaN where it is not known.
    """
    repeats = change < METHOD.repeat_levels
    found = np.zeros(len(time_s), dtype=bool)
    for run in runs_of(repeats):
        first, last = max(run.start - 1, 0), run.stop - 1
        if time_s[last] - time_s[first] <= METHOD.longest_repeat_s:
            continue
        near = (time_s >= time_s[first] - METHOD.around_s) & ~repeats
        near &= (time_s <= time_s[last] + METHOD.around_s) & np.isfinite(change)
        ends = change[[first, min(run.stop, len(time_s) - 1)]]
        moving = np.percentile(change[near], METHOD.moving_percent) if near.any() else 0
        if np.nanmax([0.0, *ends]) > METHOD.abrupt_ratio * moving > 0:
            found[first : last + 1] = True
    return found


def local_rate_fps(time_s: Floats) -> Floats:
    """Return the frame rate around each frame, (T,); NaN where there is none."""
    if len(time_s) < 2:
        return np.full(len(time_s), np.nan)
    steps = np.diff(time_s, append=2 * time_s[-1] - time_s[-2])
    counts = steps <= METHOD.hole_s
    half_s = METHOD.window_s / 2
    first = np.searchsorted(time_s, time_s - half_s, side="right")
    end = np.searchsorted(time_s, time_s + half_s, side="right")

    def over_window(each: Floats) -> Floats:
        total = np.concatenate([[0.0], np.cumsum(each)])
        return np.asarray(total[end] - total[first])

    frames = over_window(counts.astype(float))
    lasting_s = over_window(np.where(counts, steps, 0.0))
    rates = np.full(len(time_s), np.nan)
    np.divide(frames, lasting_s, out=rates, where=lasting_s > 0)
    return rates


def slow_below_fps(time_s: Floats) -> float:
    """Return the rate below which the recorder has slowed down; NaN if unknown."""
    rates = local_rate_fps(time_s)
    known = rates[np.isfinite(rates)]
    return METHOD.slow_ratio * float(np.median(known)) if known.size else float("nan")


def slowed(time_s: Floats) -> Bools:
    """Return the frames around which the recorder had slowed down, (T,)."""
    return np.asarray(local_rate_fps(time_s) < slow_below_fps(time_s))


def longest_s(frames: Bools, time_s: Floats) -> tuple[float, float | None]:
    """Return how long the longest unbroken run of frames lasts, and when it begins."""
    lasting = [
        (float(time_s[min(run.stop, len(time_s) - 1)] - time_s[run.start]), run.start)
        for run in runs_of(frames)
    ]
    if not lasting:
        return 0.0, None
    length, start = max(lasting)
    return length, float(time_s[start])
