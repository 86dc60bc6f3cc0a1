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

from screening._typing import Bools, Floats, Words
from screening.motion.body import lower_ankle_y_px
from screening.motion.cleaning import CleanPoses
from screening.motion.columns import known_median
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
    over_foot_leg, plainly_off_leg, narrow_leg
        The centre of mass may be this far outside the foot as it is seen: half the
        breadth of a foot, for landmarks that are not exact. Beyond the second it is
        off the foot whatever else is seen; beyond the third, between both feet, when
        the free foot stays.
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
        floor: behind a long lunge, 2 m before a camera at hip height, the floor is
        seen higher by 0.5.
    rests_leg
        A high foot that moves by less than this rests on something.
    moves_leg, moves_ratio
        A foot that moves by the first while the body is low, and by the second times
        as much as the standing one, carries nothing.
    hangs_leg, hangs_ratio
        ... and so does one that moves less, but many times as much.
    stays_leg, stays_ratio, noise_leg
        A foot that moves by less than the first, and by no more than so many times as
        much as the standing one, stays where it is; landmarks of a foot on the floor
        move by the third.
    steadier_ratio, steadier_leg
        A "free" foot that is steadier than the "standing" one, which moves by the
        second at least and by the first times as much: which of them stands is not
        clear.
    spread_percent
        Movement is what lies between this percentile and its counterpart: in a squat
        that is held, few frames show the foot move.
    """

    over_foot_leg: float = 0.05
    plainly_off_leg: float = 0.1
    narrow_leg: float = 0.02
    off_share: float = 0.2
    alone_share: float = 0.8
    body_height_leg: float = 1.3
    uneven_leg: float = 0.03
    high_foot_leg: float = 0.6
    rests_leg: float = 0.02
    moves_leg: float = 0.12
    moves_ratio: float = 1.3
    hangs_leg: float = 0.025
    hangs_ratio: float = 3.0
    stays_leg: float = 0.03
    stays_ratio: float = 2.0
    noise_leg: float = 0.005
    steadier_ratio: float = 1.5
    steadier_leg: float = 0.05
    spread_percent: float = 1.0


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
        if between and self.free_foot_stays:
            limit = METHOD.narrow_leg
        if self.share < METHOD.alone_share and self.off_foot_leg > limit:
            return "shared"
        if not self.told_by_weight:
            return "alone" if self._hangs else "unclear"
        return "unclear" if self._free_foot_is_steadier else "alone"

    @property
    def told_by_weight(self) -> bool:
        """The feet are seen far enough apart for the body to be over one of them."""
        return self.off_free_leg >= METHOD.over_foot_leg

    @property
    def free_foot_goes(self) -> bool:
        """The free foot moves so far that it cannot carry anything."""
        limit = METHOD.moves_ratio * self.own_moved_leg
        return self.free_moved_leg >= max(METHOD.moves_leg, limit)

    @property
    def stands_alone(self) -> bool:
        """Whether the leg carried a body alone that did not move.

        Somebody who stands quietly keeps the free foot quiet, too, so its movement
        tells nothing.
        """
        return self.told_by_weight and self.carries != "shared"

    @property
    def free_foot_stays(self) -> bool:
        """The free foot is as quiet as the standing one: it may stand, too."""
        own = max(self.own_moved_leg, METHOD.noise_leg)
        return self.free_moved_leg <= min(METHOD.stays_leg, METHOD.stays_ratio * own)

    @property
    def _hangs(self) -> bool:
        """The free foot hangs in the air: told without the place of the body."""
        moved, own = self.free_moved_leg, self.own_moved_leg
        if self.free_height_leg >= METHOD.high_foot_leg:
            return moved >= METHOD.rests_leg
        hangs = moved >= max(METHOD.hangs_leg, METHOD.hangs_ratio * own)
        return self.free_foot_goes or hangs

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
    lean = 0.0 if at_rest is None else _lean_ratio(at_rest.body_px / leg_px)
    body_x = _plumb_x(points, lean)
    off_own, off_free = (_off_foot(points, body_x, s) for s in (side, free))
    return Support(
        off_foot_leg=known_median(np.abs(off_own)) / leg_px,
        off_free_leg=known_median(np.abs(off_free)) / leg_px,
        share=known_median(_share(off_own, off_free, points, side)),
        free_height_leg=known_median(free_height_leg(points, leg_px, at_rest, side)),
        free_moved_leg=_moved_leg(points, leg_px, free),
        own_moved_leg=_moved_leg(points, leg_px, side),
    )


def body_off_feet_px(points_px: Floats) -> Floats:
    """How far the body is to the right of the middle between the ankles, (T,), pixels.

    The body is the middle of hips and shoulders, as in :class:`TwoFeet`.
    """
    hip, shoulder, ankle = (
        _end(points_px, "", part)[:, 0] for part in ("hip", "shoulder", "ankle")
    )
    return np.asarray((hip + shoulder) / 2 - ankle)


def over_one_foot(points_px: Floats, on_both: Bools, leg_px: Floats) -> Bools:
    """Frames in which the centre of mass is over one foot, not between both.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Landmarks in pixels.
    on_both : (T,) bool array
        Frames of somebody who surely stands on both feet: how the camera is rolled.
    leg_px : (T,) float array
        Length of the leg in the picture.

    Returns
    -------
    (T,) bool array
        False where it was not seen.
    """
    off_leg = body_off_feet_px(points_px) / leg_px
    known = on_both & np.isfinite(off_leg)
    lean = _lean_ratio(known_median(off_leg[known])) if known.any() else 0.0
    body_x = _plumb_x(points_px, lean)
    left, right = (_off_foot(points_px, body_x, side) for side in SIDES)
    share = _share(left, right, points_px, "left")
    return np.asarray((share >= METHOD.alone_share) | (share < METHOD.off_share))


def carrying_leg(points_px: Floats, leg_px: float, leg: Words) -> Words:
    """Return the leg that carries the body, by its place where the feet do not tell.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Landmarks in pixels.
    leg_px
        Length of the leg in the picture.
    leg : (T,) str array
        What the height of the feet tells: ``left``, ``right``, ``both`` or empty.

    Returns
    -------
    (T,) str array
        One leg in place of ``both`` where the centre of mass is over its foot and
        plainly off the other one, which can only hover.
    """
    body_x = centre_of_mass_px(points_px)[:, 0]
    off_leg = {s: np.abs(_off_foot(points_px, body_x, s)) / leg_px for s in SIDES}
    told = leg.copy()
    for side in SIDES:
        over = off_leg[side] <= METHOD.narrow_leg
        plainly = off_leg[other(side)] > METHOD.plainly_off_leg
        told[(leg == "both") & over & plainly] = side
    return told


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


def _plumb_x(points_px: Floats, lean_ratio: float) -> Floats:
    """Where the centre of mass would come down for a camera that is level, (T,)."""
    centre = centre_of_mass_px(points_px)
    height_px = lower_ankle_y_px(points_px) - centre[:, 1]
    return np.asarray(centre[:, 0] - lean_ratio * height_px)


def _lean_ratio(off_leg: float) -> float:
    """How far the picture leans, sideways for its height, by the two-feet stance."""
    uneven = METHOD.uneven_leg
    return (off_leg - float(np.clip(off_leg, -uneven, uneven))) / METHOD.body_height_leg


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
