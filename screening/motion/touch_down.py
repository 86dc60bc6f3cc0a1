"""Whether the free foot came down to the floor during a squat, or only near it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.cleaning import CleanPoses
from screening.motion.landmarks import INDEX, Side, other
from screening.motion.stance import (
    TwoFeet,
    free_foot_down,
    free_height_leg,
    stretches,
)
from screening.settings import PhaseSettings

Contact = Literal["no", "unclear", "yes"]


@dataclass(frozen=True)
class TouchDownMethod:
    """When a foot that is low has touched the floor.

    Parameters
    ----------
    deep_ratio
        A foot that is put down in the upper part of a squat, this share of its depth,
        ends it and does not disturb it.
    rests_leg_per_s
        A foot on the floor is slower than this.
    apart_leg
        Two feet on the floor are this far apart, side by side; closer together they
        cross, and the one behind would be seen higher if it stood on the floor.
    floor_leg, below_leg
        A foot is surely on the floor when its height over the standing foot is less
        than the first, and not lower than minus the second: the floor in front is
        seen lower. Without a two-feet stance to compare with, a foot in front may
        hang over that floor as well.
    """

    deep_ratio: float = 0.25
    rests_leg_per_s: float = 0.15
    apart_leg: float = 0.12
    floor_leg: float = 0.025
    below_leg: float = 0.15


METHOD = TouchDownMethod()


def touch_down(
    poses: CleanPoses,
    at_rest: TwoFeet | None,
    stands_on_side: Bools,
    deep: Bools,
    side: Side,
    settings: PhaseSettings,
) -> Contact:
    """Tell whether the free foot touched the floor.

    Parameters
    ----------
    poses
        Clean landmarks, at one distance.
    at_rest
        The two-feet stance, or None where it is not known.
    stands_on_side : (T,) bool array
        This leg carries the body.
    deep : (T,) bool array
        The lower part of one squat.
    side : {"left", "right"}
        The standing leg.
    settings
        The height below which a foot is down, and for how long.

    Returns
    -------
    {"no", "unclear", "yes"}
        ``unclear`` where the foot was low without coming to rest in a place where it
        can stand: it may have hovered, crossed behind, or tapped.
    """
    points, leg_px = poses.points_px, poses.leg_px
    low = deep & free_foot_down(points, leg_px, at_rest, stands_on_side, side, settings)
    if not stretches(low, poses.time_s, settings.touch_down_s):
        return "no"
    stands = low & _can_stand(points, leg_px, at_rest, side, settings)
    stands &= _speed_leg_per_s(poses, other(side)) < METHOD.rests_leg_per_s
    touched = stretches(stands, poses.time_s, settings.touch_down_s)
    return "yes" if touched else "unclear"


def _can_stand(
    points_px: Floats,
    leg_px: float,
    at_rest: TwoFeet | None,
    side: Side,
    settings: PhaseSettings,
) -> Bools:
    """Frames in which the free foot is where a foot on the floor can be."""
    height = free_height_leg(points_px, leg_px, at_rest, side)
    below = METHOD.floor_leg if at_rest is None else METHOD.below_leg
    on_floor = (height < METHOD.floor_leg) & (height > -below)
    feet = points_px[:, INDEX["left_ankle"]] - points_px[:, INDEX["right_ankle"]]
    has_room = np.abs(feet[:, 0]) > METHOD.apart_leg * leg_px
    if at_rest is not None:
        moved = np.linalg.norm(feet - at_rest.feet_px, axis=-1)
        has_room |= moved < settings.foot_moved_leg * leg_px
    return np.asarray(on_floor & has_room)


def _speed_leg_per_s(poses: CleanPoses, side: Side) -> Floats:
    """Speed of an ankle, (T,)."""
    place = poses.point(f"{side}_ankle") / poses.leg_px
    return np.asarray(np.linalg.norm(np.gradient(place, poses.time_s, axis=0), axis=-1))
