"""How large the person is in the picture, and when: taken out before phases are found.

Whoever changes legs steps, and is then nearer to the camera or further away. Heights
and widths in pixels change with that, angles do not. Here belongs what tells a change
of distance from a change of posture, and nothing that knows legs or squats.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pandas as pd

from screening._typing import Bools, Floats, Indices
from screening.motion.body import body_height_px
from screening.motion.cleaning import CleanPoses
from screening.motion.landmarks import INDEX, SIDES
from screening.motion.pace import typical_step_s
from screening.motion.stance import (
    leg_length_px,
    runs_of,
    stands_between_feet,
    still,
)
from screening.motion.weight import body_off_feet_px, over_one_foot
from screening.settings import PhaseSettings


@dataclass(frozen=True)
class DistanceMethod:
    """How a change of distance is told from a change of posture.

    Parameters
    ----------
    leg_ratio, trunk_ratio
        Leg and trunk, measured by the breadth of the shoulders, are at least this
        share of what they are at their longest: the person stands upright. A pose
        model shows the leg shorter by 2 to 7 % as soon as the other foot is lifted.
    longest_percent
        Percentile of that breadth's measure which is the longest: few frames are so
        wrong that they show more than there is.
    lifted_ratio
        A foot higher than the other one by this share of the leg is taken to be off
        the floor.
    one_leg_ratio
        From nose to ankle, somebody on one leg is this share of what they are on two
        feet: mean of 78 legs of rendered people, standard deviation 0.007.
    window_s, tall_percent, tallest_percent
        The size at a time is the first percentile over so long: a shallow squat,
        leaning forward, is smaller for a moment. The second is as tall as somebody
        quiet gets.
    elsewhere_leg
        Somebody who stands quietly shifts the body by less than this.
    least_change_ratio
        Distances closer together than this are one: standing twice on the same spot
        differs by up to 0.03.
    least_stay_s
        Upright standing at a distance counts from here.
    agree_ratio, agree_within
        The upper body must change its size as the height does, but for the first share
        of that or the second; bending the knees changes it less, leaning more.
    """

    leg_ratio: float = 0.9
    trunk_ratio: float = 0.85
    longest_percent: float = 90.0
    lifted_ratio: float = 0.1
    one_leg_ratio: float = 0.984
    window_s: float = 3.0
    tall_percent: float = 80.0
    tallest_percent: float = 98.0
    elsewhere_leg: float = 0.1
    least_change_ratio: float = 0.02
    least_stay_s: float = 0.4
    agree_ratio: float = 0.15
    agree_within: float = 0.025


METHOD = DistanceMethod()


def at_one_distance(
    poses: CleanPoses, settings: PhaseSettings
) -> tuple[CleanPoses, Floats]:
    """Return the landmarks as if the person had stayed at one distance.

    Parameters
    ----------
    poses
        Clean landmarks.
    settings
        The speed below which a body is quiet.

    Returns
    -------
    CleanPoses
        Scaled about the floor under the person, who stays where they are in the
        picture; the same landmarks where the distance did not change.
    (T,) float array
        Size of the person in the picture against that distance; 1 throughout where
        the person stayed.
    """
    size = size_ratio(poses.time_s, poses.points_px, settings)
    if (size == 1).all():
        return poses, size
    floor = np.full((len(size), 1, 2), np.nan)
    changes = np.flatnonzero(np.diff(size)) + 1
    for a, b in pairwise([0, *changes, len(size)]):
        floor[a:b] = _floor_px(poses.points_px[a:b])
    points = floor + (poses.points_px - floor) / size[:, None, None]
    return replace(poses, points_px=points, leg_px=leg_length_px(points)), size


def size_ratio(time_s: Floats, points_px: Floats, settings: PhaseSettings) -> Floats:
    """Return how large the person is in each frame, against where they stood longest.

    Parameters
    ----------
    time_s : (T,) float array
        Rising times.
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels, NaN where missing.
    settings
        The speed below which a body is quiet.

    Returns
    -------
    (T,) float array
        Piecewise constant, and exactly 1 for somebody who stayed at one distance.

    Notes
    -----
    Only frames in which the person stands upright say how large they are: there the
    height from nose to ankle is compared. Who stands upright is told at any distance
    by the shoulders, which are as broad in any posture. A change counts where the
    upper body, which no bent knee makes smaller, agrees.
    """
    quiet = still(time_s, points_px, leg_length_px(points_px), settings)
    height, upper, upright, on_one = _sizes(points_px, quiet)
    known = np.flatnonzero(upright & _tops(height, on_one, upright))
    ones = np.ones(len(time_s))
    if len(known) < 2:
        return ones
    step_s = typical_step_s(time_s)
    standing = np.log(height[known] / np.where(on_one[known], METHOD.one_leg_ratio, 1))
    trunk = np.log(upper[known])
    least = max(2, round(METHOD.least_stay_s / step_s))
    window = max(1, round(METHOD.window_s / step_s))
    parts = _places(_tall(standing, window), _tall(trunk, window), least)
    parts = _without_ways(parts, standing, window)
    if len(parts) == 1:
        return ones
    sharp = (_sharp(standing, trunk, a, b, window) for a, b in pairwise(parts))
    cuts = sorted(set(sharp))
    parts = [slice(a, b) for a, b in pairwise([0, *cuts, len(known)])]
    on_both = (quiet & ~on_one)[known]
    level = np.array([_level(standing[p], on_both[p], least) for p in parts])
    longest = int(np.argmax([p.stop - p.start for p in parts]))
    change = level - level[longest]
    change[np.abs(change) < METHOD.least_change_ratio] = 0.0
    for i in range(1, len(change)):
        if abs(change[i] - change[i - 1]) < METHOD.least_change_ratio:
            change[i] = change[i - 1]
    edges = [known[cut] for cut in cuts]
    return np.asarray(np.exp(np.repeat(change, np.diff([0, *edges, len(time_s)]))))


def _sizes(points_px: Floats, quiet: Bools) -> tuple[Floats, Floats, Bools, Bools]:
    """Height, size of the upper body, and who stands upright, and on one leg."""

    def point(name: str) -> Floats:
        return points_px[:, INDEX[name]]

    def middle(part: str) -> Floats:
        return (point(f"left_{part}") + point(f"right_{part}")) / 2

    def length(a: Floats, b: Floats) -> Floats:
        return np.asarray(np.linalg.norm(a - b, axis=-1))

    broad = length(point("left_shoulder"), point("right_shoulder"))
    trunk = length(middle("shoulder"), middle("hip"))
    upper = np.cbrt(broad * trunk * length(point("nose"), middle("hip")))
    left, right = (length(point(f"{s}_hip"), point(f"{s}_ankle")) for s in SIDES)
    leg = np.fmax(left, right)
    ankles = point("left_ankle")[:, 1], point("right_ankle")[:, 1]
    height = body_height_px(points_px)
    upright = np.isfinite(leg + upper) & (height > 0)
    for part, share in ((leg, METHOD.leg_ratio), (trunk, METHOD.trunk_ratio)):
        # Shoulders are as broad in any posture.
        posture = part / broad
        if upright.any():
            longest = np.percentile(posture[upright], METHOD.longest_percent)
            upright = upright & (posture >= share * longest)
    on_one = np.abs(ankles[0] - ankles[1]) > METHOD.lifted_ratio * leg
    on_both = quiet & upright & ~on_one & stands_between_feet(points_px, leg)
    on_both = _not_held(points_px, height, leg, on_both)
    on_one |= over_one_foot(points_px, on_both, leg)
    return height, upper, upright, on_one


def _not_held(points_px: Floats, height: Floats, leg: Floats, on_both: Bools) -> Bools:
    """Leave out squats on one leg that are held, with the free foot in front.

    They look like standing on two feet, but are lower, and the body is elsewhere.
    """
    if not on_both.any():
        return on_both
    tall = np.percentile(height[on_both], METHOD.tallest_percent)
    tallest = on_both & (height >= (1 - METHOD.least_change_ratio) * tall)
    off_leg = body_off_feet_px(points_px) / leg
    apart = abs(np.median(off_leg[on_both]) - np.median(off_leg[tallest]))
    return np.asarray(tallest if apart > METHOD.elsewhere_leg else on_both)


def _tops(height: Floats, on_one: Bools, upright: Bools) -> Bools:
    """Frames that are no squat on one leg, however long it is held, (T,).

    Whoever stays on one foot stays at one distance, or hops on: what is lower than
    before and after is lower because the knee is bent.
    """
    size = np.where(upright, height, 0.0)
    tops = np.ones(len(height), dtype=bool)
    for run in runs_of(on_one):
        own = size[run]
        before, after = np.maximum.accumulate(own), np.maximum.accumulate(own[::-1])
        tall = np.minimum(before, after[::-1])
        tops[run] = own >= (1 - METHOD.least_change_ratio) * tall
    return tops


def _places(size: Floats, trunk: Floats, least: int) -> list[slice]:
    """Divide the frames where height and trunk change their size together."""
    total = len(size)
    if total < 2 * least:
        return [slice(0, total)]
    first = np.arange(least, total - least + 1)
    gain, change = _steps(size, first)
    _, trunk_change = _steps(trunk, first)
    at = int(np.argmax(gain))
    if abs(change[at]) < METHOD.least_change_ratio:
        return [slice(0, total)]
    apart = abs(trunk_change[at] - change[at])
    within = max(METHOD.agree_ratio * abs(change[at]), METHOD.agree_within)
    if apart > within or trunk_change[at] * change[at] <= 0:
        return [slice(0, total)]
    cut = int(first[at])
    before = _places(size[:cut], trunk[:cut], least)
    after = _places(size[cut:], trunk[cut:], least)
    return before + [slice(p.start + cut, p.stop + cut) for p in after]


def _without_ways(parts: list[slice], standing: Floats, window: int) -> list[slice]:
    """Drop what is no place but the way from one to the next.

    It is short, and between both in size, because the size that is looked at is that
    of a while and changes over as long.
    """
    kept = parts[:1]
    for i, part in enumerate(parts[1:-1], start=1):
        before, size, after = (
            np.percentile(standing[p], METHOD.tall_percent)
            for p in (kept[-1], part, parts[i + 1])
        )
        least = min(before, after) - METHOD.least_change_ratio
        most = max(before, after) + METHOD.least_change_ratio
        if least < size < most and part.stop - part.start < window:
            kept[-1] = slice(kept[-1].start, part.stop)
        else:
            kept.append(part)
    return kept + parts[1:][-1:]


def _floor_px(points_px: Floats) -> Floats:
    """Middle between the feet at one distance, (2,)."""
    ankles = points_px[:, [INDEX[f"{side}_ankle"] for side in SIDES]].mean(axis=1)
    ankles = ankles[np.isfinite(ankles).all(axis=1)]
    return np.median(ankles, axis=0) if len(ankles) else np.zeros(2)


def _steps(values: Floats, first: Indices) -> tuple[Floats, Floats]:
    """For each place to divide: how well one step fits there, and how high it is."""
    sums = np.cumsum(values)
    before = sums[first - 1] / first
    after = (sums[-1] - sums[first - 1]) / (len(values) - first)
    step = after - before
    return first * (len(values) - first) * step**2, step


def _sharp(
    standing: Floats, trunk: Floats, before: slice, after: slice, window: int
) -> int:
    """Return where between two distances the size itself changes most.

    Between two frames in which the person stands tall, because nobody steps in the
    middle of a squat.
    """
    first = max(before.start, after.start - window)
    last = min(after.stop, after.start + window)
    gain, _ = _steps((standing + trunk)[first:last], np.arange(1, last - first))
    tall = [np.percentile(standing[p], METHOD.tall_percent) for p in (before, after)]
    least_before, least_after = np.array(tall) - METHOD.least_change_ratio
    stands = (standing[first : last - 1] >= least_before) & (
        standing[first + 1 : last] >= least_after
    )
    gain = np.where(stands, gain, -1.0) if stands.any() else gain
    return int(first) + 1 + int(np.argmax(gain))


def _level(standing: Floats, on_both: Bools, least: int) -> float:
    """Size at one distance: quietly on two feet where that was long enough."""
    both = standing[on_both]
    own = both if len(both) >= least else standing
    return float(np.percentile(own, METHOD.tall_percent))


def _tall(values: Floats, window: int) -> Floats:
    """Size when standing tall at about this time."""
    rolling = pd.Series(values).rolling(window, center=True, min_periods=1)
    return rolling.quantile(METHOD.tall_percent / 100).to_numpy()
