"""The joints that the knee angle is read from: the pose model's own, put right.

The pose model is wrong in three ways that show in the take itself. It is
lopsided: its landmarks lie to one side, the same side in a mirrored picture, so half
the difference between a look at the picture and one at its mirror image takes that
out for this very person. It pulls the knee towards a straight leg: the middle of the
limb in the picture does not. And the hip follows the knee inwards: the distance
between the hips shrinks, which a pelvis does not do, so what is missing against the
own two-feet stance is given back, most of it to the standing hip. One thing the take
does not show: how far inside the joint the model's hip lies anyway. That is a trait of
the model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats, Indices, Words
from screening.motion.cleaning import ROUNDING_S, CleanPoses
from screening.motion.columns import known_median
from screening.motion.landmarks import INDEX, SIDES, Side, other
from screening.motion.phases import Phases
from screening.motion.repetitions import Repetition
from screening.settings import ModelTraits, RepetitionSettings

LIMB, FROM_LANDMARKS, BY_HAND = "limb", "landmarks", "hand"


@dataclass(frozen=True)
class JointsMethod:
    """How much of what the pose model gets wrong is put right.

    Parameters
    ----------
    given_back_ratio
        Share of the standing hip in what the distance between the hips lost. On
        rendered people anything from a half to all of it serves about equally well.
    enough_looks, enough_for_a_line, least_spread_leg
        Mirrored looks that show how lopsided the model is; that show how this changes
        with depth; and how far they must be apart for that, leg lengths.
    sure_ratio
        Share of that change which is believed: some twenty looks leave it uncertain.
    wild_ratio
        A look further off than this, in usual distances from the median, is left out.
    mostly_ratio
        Share of the frames at the deepest point in which the limb must be seen.
    widest_share
        Without a stance on two feet, the hips are as far apart as in all but this share
        of the take, from the narrowest on.
    """

    given_back_ratio: float = 0.8
    enough_looks: int = 3
    enough_for_a_line: int = 8
    least_spread_leg: float = 0.05
    sure_ratio: float = 0.75
    wild_ratio: float = 4.0
    mostly_ratio: float = 0.5
    widest_share: float = 0.95


METHOD = JointsMethod()


@dataclass(frozen=True, eq=False)
class LegJoints:
    """The joints of one leg through a take.

    Parameters
    ----------
    hip_px, knee_px, ankle_px, foot_px : (T, 2) float array
        Pixels; the knee is NaN where ``method`` is empty.
    method : (T,) str array
        ``limb``: the knee is the middle of the limb in the picture; ``landmarks``:
        it is the pose model's; ``hand``: a joint was corrected; empty: it is not known.
    mid_hip_px : (T, 2) float array
        Middle of the hips, where the trunk begins, with what the standing hip got
        back.
    hip_width_px : (T,) float array
        The person's own distance between the hips, as large as it is in each frame:
        that of the two-feet stance, or nearly the widest of the take without one.
    by_hand : (T, 3) bool array
        Hip, knee and ankle that were corrected by hand.
    """

    hip_px: Floats
    knee_px: Floats
    ankle_px: Floats
    foot_px: Floats
    method: Words
    mid_hip_px: Floats
    hip_width_px: Floats
    by_hand: Bools


def leg_joints(
    poses: CleanPoses,
    phases: Phases,
    side: Side,
    traits: ModelTraits,
    settings: RepetitionSettings,
) -> LegJoints:
    """Return the joints of a leg, from the picture of the limb where that is good.

    Parameters
    ----------
    poses
        Clean landmarks, and the knees in the limb.
    phases
        Which leg stands when, and the baseline.
    side : {"left", "right"}
        The leg.
    traits
        Of the pose model.
    settings
        Where a repetition is read.

    Returns
    -------
    LegJoints
        One method for all frames of a repetition: the one that its deepest point
        allows. Frames of it in which the limb was not seen then have no knee.
    """
    shift = _landmark_shift_px(poses, phases, side, traits)
    hip, knee, ankle, foot = (
        poses.point(name) - shift[:, INDEX[name]]
        for name in (
            f"{side}_{part}" for part in ("hip", "knee", "ankle", "foot_index")
        )
    )
    i = SIDES.index(side)
    on_leg = np.asarray(phases.leg == side)
    limb = (poses.limb_knee_px - _limb_shift_px(poses, phases, on_leg, traits))[:, i]
    limb_known, knee_known = (
        np.asarray(np.isfinite(points).all(axis=1)) for points in (limb, knee)
    )
    method = _one_each(limb_known, knee_known, poses.time_s, phases, side, settings)
    by_limb = (method == LIMB)[:, None]
    outwards, back_px, own_px = _given_back_px(poses, phases, side, shift)
    inside_px = traits.hip_inside_leg * phases.leg_px * phases.size_ratio
    return LegJoints(
        hip_px=np.where(by_limb, hip + outwards * (back_px + inside_px)[:, None], hip),
        knee_px=np.where(
            by_limb, limb, np.where((method == "")[:, None], np.nan, knee)
        ),
        ankle_px=ankle,
        foot_px=foot,
        method=method,
        mid_hip_px=poses.middle("hip") + outwards * back_px[:, None] / 2,
        hip_width_px=own_px,
        by_hand=np.zeros((len(method), 3), dtype=bool),
    )


def _one_each(
    limb: Bools,
    landmarks: Bools,
    time_s: Floats,
    phases: Phases,
    side: Side,
    settings: RepetitionSettings,
) -> Words:
    """Choose the method of each frame, one for each repetition, (T,)."""
    method = np.select([limb, landmarks], [LIMB, FROM_LANDMARKS], "").astype("U9")
    for repetition in phases.repetitions:
        if repetition.leg != side:
            continue
        deepest = at_deepest(repetition, time_s, settings)
        frames = np.zeros(len(time_s), dtype=bool)
        frames[repetition.frames] = True
        if limb[deepest & frames].mean() >= METHOD.mostly_ratio:
            method[frames & ~limb] = ""
        else:
            method[frames] = np.where(landmarks, FROM_LANDMARKS, "")[frames]
    return method


def at_deepest(
    repetition: Repetition, time_s: Floats, settings: RepetitionSettings
) -> Bools:
    """Return the frames from which the value at the deepest point is read, (T,)."""
    away_s = np.abs(time_s - time_s[repetition.bottom])
    return np.asarray(away_s <= settings.deepest_window_s + ROUNDING_S)


def _landmark_shift_px(
    poses: CleanPoses, phases: Phases, side: Side, traits: ModelTraits
) -> Floats:
    """How far the model puts each landmark aside in each frame, (T, 33, 2), pixels.

    It changes with the depth of the squat, so a straight line over the depth is laid
    through the looks.
    """
    raw = poses.raw
    size = phases.size_ratio
    half = (raw.points_px - raw.mirrored_px) / 2 / size[:, None, None]
    known = np.isfinite(half).all(axis=(1, 2)) & ~(poses.swapped | poses.unrepaired)
    hip_y, ankle_y = (poses.point(f"{side}_{part}")[:, 1] for part in ("hip", "ankle"))
    height = (ankle_y - hip_y) / (phases.leg_px * size)
    known &= np.isfinite(height)
    on_leg = known & (phases.leg == side)
    looks = np.flatnonzero(on_leg if on_leg.sum() >= METHOD.enough_looks else known)
    if len(looks) < METHOD.enough_looks:
        shift = np.zeros_like(half)
        shift[..., 0] = traits.shift_leg * phases.leg_px
    else:
        shift = _over_depth(height, looks, half[looks])
    return np.asarray(shift * size[:, None, None])


def _over_depth(height: Floats, looks: Indices, half: Floats) -> Floats:
    """Straight line over the height through the looks, read in each frame."""
    middle = np.median(half, axis=0)
    off = np.linalg.norm(half - middle, axis=-1)
    # One look that went wrong must not bend the line.
    weight = off <= METHOD.wild_ratio * np.median(off, axis=0) + 1e-9
    seen = height[looks]
    reach = np.clip(np.nan_to_num(height, nan=np.median(seen)), seen.min(), seen.max())
    few = len(looks) < METHOD.enough_for_a_line
    if few or np.ptp(seen) < METHOD.least_spread_leg:
        return np.broadcast_to(middle, (len(height), *middle.shape))
    total = weight.sum(axis=0)
    mean = (weight * seen[:, None]).sum(axis=0) / total
    away = weight * (seen[:, None] - mean)
    level = (weight[..., None] * half).sum(axis=0) / total[:, None]
    slope = (away[..., None] * half).sum(axis=0) / (away**2).sum(axis=0)[:, None]
    away = METHOD.sure_ratio * (reach[:, None] - mean)
    return np.asarray(level + away[..., None] * slope)


def _limb_shift_px(
    poses: CleanPoses, phases: Phases, on_leg: Bools, traits: ModelTraits
) -> Floats:
    """How far the model's mask puts the knees in the limb aside, (T, 2, 2), pixels."""
    raw = poses.raw
    size = phases.size_ratio[:, None, None]
    half = (raw.limb_knee_px - raw.mirrored_limb_knee_px) / 2 / size
    shift = np.full((2, 2), [traits.mask_shift_leg * phases.leg_px, 0.0])
    for frames in (np.ones_like(on_leg), on_leg):
        for i in range(len(SIDES)):
            looks = half[frames & np.isfinite(half[:, i]).all(axis=1), i]
            if len(looks) >= METHOD.enough_looks:
                shift[i] = np.median(looks, axis=0)
    return np.asarray(shift * size)


def _given_back_px(
    poses: CleanPoses, phases: Phases, side: Side, shift: Floats
) -> tuple[Floats, Floats, Floats]:
    """Direction outwards along the hips, (T, 2), how far and the own width, (T,)."""
    names = f"{side}_hip", f"{other(side)}_hip"
    own, opposite = (poses.point(name) - shift[:, INDEX[name]] for name in names)
    line = own - opposite
    width = np.linalg.norm(line, axis=-1)
    level = width / phases.size_ratio
    known = level[np.isfinite(level)]
    own = np.full_like(width, np.nan)
    if len(known):
        own = np.quantile(known, METHOD.widest_share) * phases.size_ratio
    if phases.baseline is not None:
        two_feet = np.concatenate([level[part] for part in phases.baseline.frames])
        if np.isfinite(two_feet).any():
            own = known_median(two_feet) * phases.size_ratio
    lost = np.nan_to_num(np.maximum(own - width, 0.0))
    outwards = np.asarray(line / width[:, None])
    return outwards, np.asarray(METHOD.given_back_ratio * lost), np.asarray(own)
