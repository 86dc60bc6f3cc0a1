"""What kind of movement the body's coming down and up again is.

A body comes down in single-leg squats, and in lunges, jumps, steps and squats on both
feet, too. Here belongs what names them. Whether one foot carries the body alone is
told by :mod:`screening.motion.weight`; which dips there are, by the height of the body.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import numpy as np

from screening._typing import Bools, Floats, Words
from screening.motion.cleaning import CleanPoses
from screening.motion.landmarks import INDEX, SIDES, Side, other
from screening.motion.repetitions import Dip
from screening.motion.stance import TwoFeet, runs_of
from screening.motion.touch_down import METHOD as TOUCH_DOWN
from screening.motion.weight import Carries, Support, centre_of_mass_px, support

Movement = Literal[
    "single_leg_squat",
    "lunges",
    "both_feet",
    "foot_supported",
    "jumps",
    "high_knees",
    "steps",
]


@dataclass(frozen=True)
class MovementMethod:
    """What tells one movement from another.

    Parameters
    ----------
    low_ratio
        The body is low within this share of the depth from the deepest point.
    around_s
        How long before and after a dip is looked at.
    step_leg
        A standing foot that moves further than this from before the dip to its lower
        part has stepped.
    stride_leg
        ... and a foot that carries a share of the body and moves further than this
        has made a stride: a lunge, not a squat on both feet.
    travel_leg
        A body that comes over the standing foot from further aside than this within a
        dip has lunged to the side.
    bend_deg
        A knee that bends by this much more than before bends with the other one.
    turn_share, bob_leg
        Feet that stand for at least this share of a dip each take turns: the body bobs
        up and down by less than the second in walking and running.
    longest_step_s, least_steps
        Feet that take turns so quickly and so often walk or run.
    knee_up_leg
        A foot this high in a dip whose feet take turns: the knees are lifted.
    flight_leg
        Both feet this much higher, at one moment, than while the body was low: it
        jumped.
    supported_leg
        A foot this high that carries a share of the body stands on a chair or a bench.
    split_leg
        Feet this far apart from front to back, and further than from side to side, are
        those of a lunge.
    split_height_leg
        The same by the picture alone, where depth is not known: the foot behind is
        seen higher by this.
    """

    low_ratio: float = 0.5
    around_s: float = 0.7
    step_leg: float = 0.3
    stride_leg: float = 0.06
    travel_leg: float = 0.3
    bend_deg: float = 25.0
    turn_share: float = 0.2
    bob_leg: float = 0.15
    longest_step_s: float = 1.2
    least_steps: int = 4
    knee_up_leg: float = 0.2
    flight_leg: float = 0.08
    supported_leg: float = 0.5
    split_leg: float = 0.25
    split_height_leg: float = 0.15


METHOD = MovementMethod()


@dataclass(frozen=True)
class SeenDip:
    """A dip, the leg that seems to stand, and what the dip is.

    Parameters
    ----------
    dip
        The body comes down and up again.
    leg
        The leg that seems to stand.
    movement
        What it is.
    carries
        Whether that leg carried the body alone.
    """

    dip: Dip
    leg: Side
    movement: Movement
    carries: Carries


def see(
    poses: CleanPoses,
    height_leg: Floats,
    at_rest: TwoFeet | None,
    leg: Words,
    dip: Dip,
    side: Side,
) -> SeenDip:
    """Tell what a dip is that looks like a squat on one leg.

    Parameters
    ----------
    poses
        Clean landmarks, at one distance.
    height_leg : (T,) float array
        Height of the body over the lower foot, leg lengths.
    at_rest
        The two-feet stance, or None where it is not known.
    leg : (T,) str array
        The leg that seems to stand in each frame.
    dip
        The body comes down and up again.
    side : {"left", "right"}
        The leg that seems to stand in it.

    Returns
    -------
    SeenDip
    """
    low = low_frames(height_leg, dip)
    seen = support(poses, at_rest, low, side)
    carries = seen.carries
    movement: Movement = "single_leg_squat"
    if carries != "shared" and not seen.told_by_weight:
        carries = _on_one_line(poses, low, seen, dip, side)
    if _moved_leg(poses, low, dip, side) > METHOD.step_leg:
        movement = "steps"
    elif carries != "alone" and _feet_take_turns(leg, dip):
        movement = _stepping(poses, dip.start, dip.end)
    elif _travel_leg(poses, low, dip, side) > METHOD.travel_leg:
        movement = "lunges"
    elif carries == "shared":
        movement = _on_two_feet(poses, low, seen, dip)
    elif carries == "unclear" and _jumped(poses, low, dip):
        movement = "jumps"
    elif carries == "unclear" and _rests_high(seen):
        movement = "foot_supported"
    return SeenDip(dip, side, movement, carries)


def on_both_feet(
    poses: CleanPoses, height_leg: Floats, at_rest: TwoFeet | None, dip: Dip
) -> SeenDip:
    """Tell what a dip is in which no foot seems to be lifted.

    Parameters
    ----------
    poses, height_leg, at_rest, dip
        As for :func:`see`.

    Returns
    -------
    SeenDip
        Of the left leg, which says nothing here.
    """
    low = low_frames(height_leg, dip)
    seen = support(poses, at_rest, low, "left")
    return SeenDip(dip, "left", _on_two_feet(poses, low, seen, dip), "shared")


def deep_frames(height_leg: Floats, dip: Dip) -> Bools:
    """Return the frames of a dip in which a touch-down disturbs it, (T,)."""
    return _below(height_leg, dip, 1 - TOUCH_DOWN.deep_ratio)


def low_frames(height_leg: Floats, dip: Dip) -> Bools:
    """Return the frames of a dip in which the body is low, (T,)."""
    return _below(height_leg, dip, METHOD.low_ratio)


def _below(height_leg: Floats, dip: Dip, share: float) -> Bools:
    """Frames of a dip below this share of its depth over the deepest point, (T,)."""
    below = np.zeros(len(height_leg), dtype=bool)
    limit = height_leg[dip.bottom] + share * dip.depth_leg
    below[dip.frames] = height_leg[dip.frames] < limit
    below[dip.bottom] = True
    return below


def other_movement(seen: Sequence[SeenDip]) -> Movement | None:
    """Return what a take shows when it does not show single-leg squats.

    Parameters
    ----------
    seen
        Everything in it that looks like a squat on one leg.

    Returns
    -------
    Movement or None
        The most common other movement, where squats that one leg surely carried are
        not in the majority; None where they are, or where there is nothing else.
    """
    others = Counter(s.movement for s in seen if s.movement != "single_leg_squat")
    sure = sum(s.movement == "single_leg_squat" and s.carries == "alone" for s in seen)
    if not others or others.total() < sure:
        return None
    return others.most_common(1)[0][0]


def _on_one_line(
    poses: CleanPoses, low: Bools, seen: Support, dip: Dip, side: Side
) -> Carries:
    """Tell whether one leg carries the body when both feet are seen on one line.

    In a lunge the foot in front has come to its place within the dip, and the knee
    behind bends with the one in front.
    """
    strode = _moved_leg(poses, low, dip, side) > METHOD.stride_leg
    bends = _bend_deg(poses, low, dip, other(side)) > METHOD.bend_deg
    if strode and bends:
        return "shared"
    doubtful = (strode or bends) and not seen.free_foot_goes
    return "unclear" if doubtful else seen.carries


def _bend_deg(poses: CleanPoses, low: Bools, dip: Dip, side: Side) -> float:
    """How much further a knee is bent while the body is low than before, degrees."""
    hip, knee, ankle = (
        poses.world_m[:, INDEX[f"{side}_{part}"]] for part in ("hip", "knee", "ankle")
    )
    thigh, shank = knee - hip, ankle - knee
    lengths = np.linalg.norm(thigh, axis=1) * np.linalg.norm(shank, axis=1)
    cosine = (thigh * shank).sum(axis=1) / np.where(lengths > 0, lengths, np.nan)
    bent = np.degrees(np.arccos(np.clip(cosine, -1.0, 1.0)))
    before, _ = _around(poses, dip)
    known = np.isfinite(bent)
    if not (known & before).any() or not (known & low).any():
        return 0.0
    return float(np.median(bent[known & low]) - np.median(bent[known & before]))


def _rests_high(seen: Support) -> bool:
    """Whether the free foot rests on something that is as high as a chair."""
    return seen.free_height_leg >= METHOD.supported_leg and seen.free_foot_stays


def _on_two_feet(poses: CleanPoses, low: Bools, seen: Support, dip: Dip) -> Movement:
    """Name what both feet carried."""
    if _jumped(poses, low, dip):
        return "jumps"
    if seen.free_height_leg >= METHOD.supported_leg:
        return "foot_supported"
    strode = any(
        _moved_leg(poses, low, dip, side) > METHOD.stride_leg for side in SIDES
    )
    in_front = strode or _one_foot_in_front(poses, low, seen)
    return "lunges" if in_front else "both_feet"


def _one_foot_in_front(poses: CleanPoses, low: Bools, seen: Support) -> bool:
    """Whether the feet are one behind the other rather than side by side."""
    world = poses.world_m[low][:, :, [0, 2]]

    def from_right_to_left(part: str) -> Floats:
        left, right = (world[:, INDEX[f"{side}_{part}"]] for side in SIDES)
        return np.asarray(left - right)

    hips, feet = from_right_to_left("hip"), from_right_to_left("ankle")
    width = np.linalg.norm(hips, axis=1)
    leg_m = _leg_m(poses)
    known = np.isfinite(width + feet.sum(axis=1)) & (width > 0)
    if not known.any() or not np.isfinite(leg_m):
        return seen.free_height_leg >= METHOD.split_height_leg
    (across_x, across_z), (feet_x, feet_z) = hips[known].T, feet[known].T
    aside = np.abs(np.median((feet_x * across_x + feet_z * across_z) / width[known]))
    ahead = np.abs(np.median((feet_z * across_x - feet_x * across_z) / width[known]))
    return bool(ahead > max(aside, METHOD.split_leg * leg_m))


def _leg_m(poses: CleanPoses) -> float:
    """Length of the leg in the model's own metric landmarks."""
    world = poses.world_m
    lengths = [
        np.linalg.norm(
            world[:, INDEX[f"{side}_{upper}"]] - world[:, INDEX[f"{side}_{lower}"]],
            axis=1,
        )
        for side in SIDES
        for upper, lower in (("hip", "knee"), ("knee", "ankle"))
    ]
    total = np.sum(lengths, axis=0) / len(SIDES)
    known = total[np.isfinite(total)]
    return float(np.median(known)) if known.size else float("nan")


def alternating_steps(poses: CleanPoses, leg: Words) -> list[SeenDip]:
    """Return the steps of a take in which the feet take turns all the time.

    Parameters
    ----------
    poses
        Clean landmarks, at one distance.
    leg : (T,) str array
        The leg that seems to stand in each frame.

    Returns
    -------
    list of SeenDip
        One for each time that a foot stands; nothing where that is not often and
        quickly enough for walking or running.
    """
    stands = [(run, side) for side in SIDES for run in runs_of(leg == side)]
    stands.sort(key=lambda each: each[0].start)
    steps: list[SeenDip] = []
    for (run, side), (following, next_side) in pairwise(stands):
        lasts_s = poses.time_s[following.start] - poses.time_s[run.start]
        if next_side != side and lasts_s <= METHOD.longest_step_s:
            dip = Dip(run.start, run.start, run.stop - 1, 0.0, cut_off=False)
            movement = _stepping(poses, run.start, following.stop - 1)
            steps.append(SeenDip(dip, side, movement, "shared"))
    return steps if len(steps) >= METHOD.least_steps else []


def _feet_take_turns(leg: Words, dip: Dip) -> bool:
    """Whether either foot stands alone for a part of a shallow dip."""
    shares = [float((leg[dip.frames] == side).mean()) for side in SIDES]
    return dip.depth_leg < METHOD.bob_leg and min(shares) >= METHOD.turn_share


def _stepping(poses: CleanPoses, start: int, end: int) -> Movement:
    """Name feet that take turns between two frames."""
    time_s, feet = poses.time_s, poses.middle("ankle")
    ankles = [poses.point(f"{s}_ankle")[start : end + 1, 1] for s in SIDES]
    apart = np.abs(ankles[0] - ankles[1]) / poses.leg_px
    lifted = np.nanmax(apart, initial=0.0) >= METHOD.knee_up_leg
    before = np.abs(time_s - time_s[start]) <= METHOD.around_s
    after = np.abs(time_s - time_s[end]) <= METHOD.around_s
    went = np.linalg.norm(_middle(feet[after]) - _middle(feet[before]))
    on_the_spot = not went > METHOD.stride_leg * poses.leg_px
    return "high_knees" if lifted and on_the_spot else "steps"


def _around(poses: CleanPoses, dip: Dip) -> tuple[Bools, Bools]:
    """Frames shortly before and shortly after a dip, (T,)."""
    time_s = poses.time_s
    start_s, end_s = time_s[dip.start], time_s[dip.end]
    before = (time_s >= start_s - METHOD.around_s) & (time_s <= start_s)
    after = (time_s >= end_s) & (time_s <= end_s + METHOD.around_s)
    return before, after


def _moved_leg(poses: CleanPoses, low: Bools, dip: Dip, side: Side) -> float:
    """How far a foot is from where it was before the dip while the body is low."""
    ankle = poses.point(f"{side}_ankle")
    before, _ = _around(poses, dip)
    step = _middle(ankle[before]) - _middle(ankle[low])
    return float(np.linalg.norm(step)) / poses.leg_px


def _travel_leg(poses: CleanPoses, low: Bools, dip: Dip, side: Side) -> float:
    """How far the body came over the standing foot from the side within the dip."""
    before, _ = _around(poses, dip)
    ankle_x = poses.point(f"{side}_ankle")[:, 0]
    off = centre_of_mass_px(poses.points_px)[:, 0] - ankle_x
    known = np.isfinite(off)
    if not (known & before).any() or not (known & low).any():
        return 0.0
    travel = np.median(off[known & low]) - np.median(off[known & before])
    return float(abs(travel)) / poses.leg_px


def _jumped(poses: CleanPoses, low: Bools, dip: Dip) -> bool:
    """Whether both feet left the floor shortly before or after the dip.

    Up and down again: who comes nearer has been higher in the picture before.
    """
    rises = []
    for side in SIDES:
        foot = [INDEX[f"{side}_{part}"] for part in ("ankle", "heel", "foot_index")]
        lowest = np.fmax.reduce(poses.points_px[:, foot, 1], axis=1)
        floor = lowest[low][np.isfinite(lowest[low])]
        if not floor.size:
            return False
        rises.append((np.median(floor) - lowest) / poses.leg_px)
    both = np.nan_to_num(np.fmin(*rises))
    before, after = (both[part] for part in _around(poses, dip))
    return _is_flight(before[::-1]) or _is_flight(after)


def _is_flight(rise_leg: Floats) -> bool:
    """Whether a rise is high enough, and over again."""
    peak = int(np.argmax(rise_leg))
    back = rise_leg[peak:].min() < METHOD.flight_leg / 2
    return bool(rise_leg[peak] > METHOD.flight_leg and back)


def _middle(points: Floats) -> Floats:
    """Median place of what is known, (2,); NaN when nothing is."""
    known = points[np.isfinite(points).all(axis=1)]
    return np.median(known, axis=0) if len(known) else np.full(2, np.nan)
