"""The standing test over its time: when the pelvis sank, how far it was lifted, lean.

What belongs here: what one stance on one leg showed from its beginning to its end, as
numbers. There is no verdict: no cut-off is published for them.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from scipy.ndimage import uniform_filter1d

from screening._typing import Bools, Floats
from screening.judgement.standing import StandingFinding
from screening.motion.landmarks import SIDES, Side
from screening.motion.pace import typical_step_s
from screening.motion.quality import Refusal

ASKED_S = 30.0
"""How long the leg is to be stood on (Hardcastle & Nade 1985, J Bone Joint Surg Br
67:741)."""


@dataclass(frozen=True)
class StanceCourseMethod:
    """How a stance is read.

    Parameters
    ----------
    settle_s, leave_s
        Left out at the beginning and at the end: the foot is lifted, and put down.
    edge_s
        First and last value are means over so long.
    mean_s
        All others are values of a running mean over so long.
    rise_deg, stays_s
        A value has left its beginning when its running mean stays further above it
        for so long. The tool's own mean error of pelvic drop is half of that.
    away_s
        A foot that was down for longer ends a stance.
    least_known
        Share of the stance that must be seen.
    """

    settle_s: float = 1.0
    leave_s: float = 0.5
    edge_s: float = 3.0
    mean_s: float = 1.0
    rise_deg: float = 2.0
    stays_s: float = 2.0
    away_s: float = 0.3
    least_known: float = 0.8


METHOD = StanceCourseMethod()


@dataclass(frozen=True)
class MeasureCourse:
    """One measure over one stance, as change from the stance on two feet.

    Parameters
    ----------
    measure
        Column name.
    first_deg, last_deg
        Mean over the first and the last three seconds; NaN where withheld.
    least_deg, largest_deg
        Smallest and largest mean over a second.
    rose_s
        When it had left its beginning upwards, seconds from the start of the stance;
        NaN if it never did. Of the pelvic drop: when the pelvis had begun to sink.
    sem
        Typical error of a value.
    reason
        Why it is withheld, else None.
    """

    measure: str
    first_deg: float
    last_deg: float
    least_deg: float
    largest_deg: float
    rose_s: float
    sem: float
    reason: Refusal | None = None


@dataclass(frozen=True, eq=False)
class StanceCourse:
    """One leg in the standing test.

    Parameters
    ----------
    leg
        The standing leg.
    start_s, held_s
        Begin in the take, and how long the longest stance was.
    times_down
        How often the foot came down between stances on this leg.
    measures
        Pelvic drop, trunk lean.
    """

    leg: Side
    start_s: float
    held_s: float
    times_down: int
    measures: tuple[MeasureCourse, ...]


def stance_courses(
    frames: pd.DataFrame, standing: Sequence[StandingFinding]
) -> tuple[StanceCourse, ...]:
    """Return what each stance on one leg showed over its time.

    Parameters
    ----------
    frames
        Table of frames in which withheld numbers are missing.
    standing
        What the quiet stance on each leg showed: errors, and why not to trust.

    Returns
    -------
    tuple of StanceCourse
        Left before right; of each leg the longest stance.
    """
    found = []
    for side in SIDES:
        own = [each for each in standing if each.leg == side]
        runs = list(stances(frames, side))
        if not own or not runs:
            continue
        longest = max(runs, key=lambda run: float(np.ptp(_time_s(frames)[run])))
        time_s = _time_s(frames)[longest]
        found.append(
            StanceCourse(
                leg=side,
                start_s=float(time_s[0]),
                held_s=float(np.ptp(time_s)),
                times_down=len(runs) - 1,
                measures=tuple(_course(frames[longest], each) for each in own),
            )
        )
    return tuple(found)


def stances(frames: pd.DataFrame, side: Side) -> Iterator[Bools]:
    """Yield the frames of each stance on a leg, without its beginning and its end.

    Parameters
    ----------
    frames
        Table of frames.
    side
        The standing leg.

    Yields
    ------
    (T,) bool array
    """
    time_s = _time_s(frames)
    on_leg = np.flatnonzero((frames["leg"] == side).to_numpy())
    if not len(on_leg):
        return
    breaks = np.flatnonzero(np.diff(time_s[on_leg]) > METHOD.away_s) + 1
    edges = [0, *breaks.tolist(), len(on_leg)]
    for first, last in pairwise(edges):
        begin_s = time_s[on_leg[first]] + METHOD.settle_s
        end_s = time_s[on_leg[last - 1]] - METHOD.leave_s
        if end_s - begin_s >= METHOD.mean_s:
            yield (time_s >= begin_s) & (time_s <= end_s)


def running_mean(time_s: Floats, values: Floats) -> Floats:
    """Return the running mean of a course over a second.

    Parameters
    ----------
    time_s, values : (N,) float array
        Frames of a stance; short holes are bridged.
    """
    known = np.isfinite(values)
    if known.sum() < 2:
        return np.full(len(values), np.nan)
    whole = np.interp(time_s, time_s[known], values[known])
    width = max(1, round(METHOD.mean_s / typical_step_s(time_s)))
    return np.asarray(uniform_filter1d(whole, width, mode="nearest"))


def _course(frames: pd.DataFrame, standing: StandingFinding) -> MeasureCourse:
    """Read one measure over one stance."""
    time_s = _time_s(frames) - _time_s(frames)[0]
    values = frames[standing.measure].to_numpy(np.float64)
    reason = standing.reason
    if reason is None and np.isfinite(values).mean() < METHOD.least_known:
        reason = Refusal("not_measured")
    if reason is not None:
        nan = math.nan
        numbers = (nan, nan, nan, nan, nan)
        return MeasureCourse(standing.measure, *numbers, standing.sem, reason)
    mean = running_mean(time_s, values)
    first = float(np.nanmean(values[time_s <= METHOD.edge_s]))
    last = float(np.nanmean(values[time_s >= time_s[-1] - METHOD.edge_s]))
    return MeasureCourse(
        measure=standing.measure,
        first_deg=first,
        last_deg=last,
        least_deg=float(mean.min()),
        largest_deg=float(mean.max()),
        rose_s=_rose_s(time_s, mean - first),
        sem=standing.sem,
    )


def _rose_s(time_s: Floats, above: Floats) -> float:
    """Return when a course first stays above its beginning, NaN if it never does."""
    high = above > METHOD.rise_deg
    ends = np.flatnonzero(np.diff(np.r_[False, high, False].astype(int)))
    for begin, end in zip(ends[::2], ends[1::2], strict=True):
        lasts_s = time_s[min(end, len(time_s) - 1)] - time_s[begin]
        if lasts_s >= METHOD.stays_s:
            return float(time_s[begin])
    return math.nan


def _time_s(frames: pd.DataFrame) -> Floats:
    return frames["time_s"].to_numpy(np.float64)
