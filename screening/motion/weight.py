"""Which foot carries the body, told from where the body is and which foot stays put.

A foot that is higher in the picture than the other one may be in the air, behind the
body, on a step, or at the end of a lunge. Physics tells: whoever stands on one leg has
the body's centre of mass over that foot, and a foot that carries something does not
move while it does. Nothing here knows what a squat is.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.cleaning import CleanPoses
from screening.motion.landmarks import INDEX, SIDES, Side, other
from screening.motion.stance import TwoFeet, free_height_leg

Carries = Literal["alone", "unclear", "shared"]

_FOOT = ("ankle", "heel", "foot_index")

_SEGMENTS: tuple[tuple[str, str, str, str, float, float], ...] = (
    ("", "shoulder", "", "hip", 0.497, 0.5),
    ("", "ear", "", "ear", 0.081, 0.0),
    *(
        (side, *segment)
        for side in SIDES
        for segment in (
            ("shoulder", side, "elbow", 0.028, 0.436),
            ("elbow", side, "wrist", 0.022, 0.682),
            ("hip", side, "knee", 0.100, 0.433),
            ("knee", side, "ankle", 0.0465, 0.433),
            ("heel", side, "foot_index", 0.0145, 0.5),
        )
    ),
)
"""Upper and lower end of each segment (both sides' middle where none is named), its
share of the body's mass, and where along it its own centre lies. Winter (2009),
Biomechanics and Motor Control of Human Movement, table 4.1."""


@dataclass(frozen=True)
class WeightMethod:
    """When a foot carries the body alone.

    Parameters
    ----------
    over_foot_leg, plainly_off_leg
        The centre of mass may be this far outside the foot as it is seen: half the
        breadth of a foot, for landmarks that are not exact. Beyond the second it is
        off the foot whatever else is seen.
    off_share, alone_share
        A foot that carries this share of the body or more, by the lever between both
        feet, carries it alone. Between the two, the body is between the feet; below
        the first it is over the other foot or beyond it, and both may be on one spot.
    body_height_leg
        Height of the middle of hips and shoulders over the ankles in quiet stance.
    uneven_leg
        On two feet, that middle may be this far from the middle between the ankles
        although the camera is level: few people stand evenly.
    high_foot_leg
        A foot that is seen this much higher than the standing one is not on the
        floor: at 3 m before a camera at hip height, the floor is seen as high a metre
        and a half further away.
    rests_leg
        A high foot that moves by less than this rests on something.
    moves_leg, moves_ratio
        A foot that moves by the first while the body is low, and by the second times
        as much as the standing one, carries nothing.
    hangs_leg, hangs_ratio
        ... and so does one that moves less, but many times as much.
    steadier_ratio, steadier_leg
        A "free" foot that is steadier than the "standing" one, which moves by the
        second at least and by the first times as much: which of them stands is not
        clear.
    spread_percent
        Movement is what lies between this percentile and its counterpart.
    """

    over_foot_leg: float = 0.05
    plainly_off_leg: float = 0.1
    off_share: float = 0.2
    alone_share: float = 0.8
    body_height_leg: float = 1.3
    uneven_leg: float = 0.03
    high_foot_leg: float = 0.35
    rests_leg: float = 0.02
    moves_leg: float = 0.12
    moves_ratio: float = 1.3
    hangs_leg: float = 0.025
    hangs_ratio: float = 3.5
    steadier_ratio: float = 1.5
    steadier_leg: float = 0.05
    spread_percent: float = 5.0


METHOD = WeightMethod()


@dataclass(frozen=True)
class Support:
    """What tells whether a leg carried the body alone for a while.

    Parameters
    ----------
    off_foot_leg, off_free_leg
        How far the centre of mass was outside the standing and the free foot as they
        are seen, leg lengths; 0 over the foot.
    share
        Share of the body that the standing foot carries if the free one stands on the
        floor: 1 over it, 0 over the free foot.
    free_height_leg
        Height of the free foot over the standing one, against the two-feet stance.
    free_moved_leg, own_moved_leg
        How far the free and the standing foot moved.
    """

    off_foot_leg: float
    off_free_leg: float
    share: float
    free_height_leg: float
    free_moved_leg: float
    own_moved_leg: float

    @property
    def carries(self) -> Carries:
        """Whether the standing foot carried the body alone."""
        if not np.isfinite(self.share):
            return "unclear"
        between = METHOD.off_share <= self.share < METHOD.alone_share
        limit = METHOD.over_foot_leg if between else METHOD.plainly_off_leg
        if self.share < METHOD.alone_share and self.off_foot_leg > limit:
            return "shared"
        if self.off_free_leg < METHOD.over_foot_leg:
            return "alone" if self._hangs else "unclear"
        return "unclear" if self._free_foot_is_steadier else "alone"

    @property
    def stands_alone(self) -> bool:
        """Whether the leg carried a body alone that did not move.

        Somebody who stands quietly keeps the free foot quiet, too, so its movement
        tells nothing.
        """
        told = self.off_free_leg >= METHOD.over_foot_leg
        told = told or self.free_height_leg >= METHOD.high_foot_leg
        return told and self.carries != "shared"

    @property
    def _hangs(self) -> bool:
        """The free foot hangs in the air: told without the place of the body."""
        moved, own = self.free_moved_leg, self.own_moved_leg
        if self.free_height_leg >= METHOD.high_foot_leg:
            return moved >= METHOD.rests_leg
        far = moved >= max(METHOD.moves_leg, METHOD.moves_ratio * own)
        return far or moved >= max(METHOD.hangs_leg, METHOD.hangs_ratio * own)

    @property
    def _free_foot_is_steadier(self) -> bool:
        """The foot that should hang stays, and the one that should stand moves."""
        limit = METHOD.steadier_ratio * self.free_moved_leg
        return self.own_moved_leg > max(limit, METHOD.steadier_leg)


def support(
    poses: CleanPoses, at_rest: TwoFeet | None, when: Bools, side: Side
) -> Support:
    """Return what tells whether a leg carries the body alone.

    Parameters
    ----------
    poses
        Clean landmarks, at one distance.
    at_rest
        The two-feet stance, which shows how the camera is rolled; None where it is
        not known.
    when : (T,) bool array
        The frames to look at.
    side : {"left", "right"}
        The leg that is taken to stand.

    Returns
    -------
    Support
        NaN where it was not seen.
    """
    points, leg_px = poses.points_px[when], poses.leg_px
    free = other(side)
    body_x = _plumb_x(points, leg_px, at_rest)
    off_own, off_free = (_off_foot(points, body_x, s) for s in (side, free))
    return Support(
        off_foot_leg=_median(np.abs(off_own)) / leg_px,
        off_free_leg=_median(np.abs(off_free)) / leg_px,
        share=_median(_share(off_own, off_free, points, side)),
        free_height_leg=_median(free_height_leg(points, leg_px, at_rest, side)),
        free_moved_leg=_moved_leg(points, leg_px, free),
        own_moved_leg=_moved_leg(points, leg_px, side),
    )


def centre_of_mass_px(points_px: Floats) -> Floats:
    """Return the body's centre of mass as it is seen.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Landmarks in pixels; NaN where missing.

    Returns
    -------
    (T, 2) float array
        Without the segments that were not seen; NaN where the trunk was not.
    """
    total, mass = np.zeros((len(points_px), 2)), np.zeros((len(points_px), 1))
    trunk = _end(points_px, "", "shoulder") + _end(points_px, "", "hip")
    for side, upper, lower_side, lower, share, along in _SEGMENTS:
        ends = _end(points_px, side, upper), _end(points_px, lower_side, lower)
        centre = (1 - along) * ends[0] + along * ends[1]
        seen = np.isfinite(centre).all(axis=1, keepdims=True)
        total += np.where(seen, share * centre, 0.0)
        mass += np.where(seen, share, 0.0)
    known = np.isfinite(trunk).all(axis=1, keepdims=True)
    return np.asarray(np.where(known, total / np.where(mass > 0, mass, 1.0), np.nan))


def _plumb_x(points_px: Floats, leg_px: float, at_rest: TwoFeet | None) -> Floats:
    """Where the centre of mass would come down for a camera that is level, (T,)."""
    centre = centre_of_mass_px(points_px)
    if at_rest is None:
        return centre[:, 0]
    ankles_y = [points_px[:, INDEX[f"{side}_ankle"], 1] for side in SIDES]
    height_px = np.fmax(*ankles_y) - centre[:, 1]
    uneven_px = METHOD.uneven_leg * leg_px
    tilted_px = at_rest.body_px - np.clip(at_rest.body_px, -uneven_px, uneven_px)
    lean = tilted_px / (METHOD.body_height_leg * leg_px)
    return np.asarray(centre[:, 0] - lean * height_px)


def _off_foot(points_px: Floats, x_px: Floats, side: Side) -> Floats:
    """How far x is outside a foot as it is seen, + to its right, 0 over it, (T,)."""
    foot = points_px[:, [INDEX[f"{side}_{part}"] for part in _FOOT], 0]
    first, last = np.fmin.reduce(foot, axis=1), np.fmax.reduce(foot, axis=1)
    outside = np.where(x_px < first, x_px - first, np.maximum(x_px - last, 0.0))
    return np.asarray(np.where(np.isfinite(first + x_px), outside, np.nan))


def _share(off_own: Floats, off_free: Floats, points_px: Floats, side: Side) -> Floats:
    """Share of the body on the standing foot, by the lever between the feet, (T,)."""
    own, free = (points_px[:, INDEX[f"{s}_ankle"], 0] for s in (side, other(side)))
    towards = off_own * (free - own) > 0
    passed = off_own * off_free >= 0
    gap = np.abs(off_own) + np.abs(off_free)
    between = np.abs(off_free) / np.where(gap > 0, gap, 1.0)
    share = np.where(towards, np.where(passed, 0.0, between), 1.0)
    return np.asarray(np.where(np.isfinite(off_own + off_free), share, np.nan))


def _moved_leg(points_px: Floats, leg_px: float, side: Side) -> float:
    """How far a foot moved, by its quietest part, leg lengths."""
    moved = []
    for part in _FOOT:
        place = points_px[:, INDEX[f"{side}_{part}"]]
        place = place[np.isfinite(place).all(axis=1)]
        if len(place):
            ends = METHOD.spread_percent, 100 - METHOD.spread_percent
            low, high = np.percentile(place, ends, axis=0)
            moved.append(float(np.linalg.norm(high - low)))
    return min(moved, default=np.nan) / leg_px


def _end(points_px: Floats, side: str, part: str) -> Floats:
    """One end of a segment, (T, 2)."""
    if side:
        return points_px[:, INDEX[f"{side}_{part}"]]
    both = [points_px[:, INDEX[f"{s}_{part}"]] for s in SIDES]
    return np.asarray((both[0] + both[1]) / 2)


def _median(values: Floats) -> float:
    """Median of what is known, NaN when nothing is."""
    known = values[np.isfinite(values)]
    return float(np.median(known)) if known.size else float("nan")
