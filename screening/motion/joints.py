"""The joints that the knee angle is read from: the pose model's own, put right.

The pose model is wrong in three ways that can be told from the take itself. It is
lopsided: its landmarks lie to one side, the same side in a mirrored picture, so half
the difference between a look at the picture and one at its mirror image takes that
out for this very person. It pulls the knee towards a straight leg: the middle of the
limb in the picture does not. And the hip follows the knee inwards: the distance
between the hips shrinks, which a pelvis does not do, so half of what is missing
against the own two-feet stance is given back to the hip. One thing the take cannot
tell: how far inside the joint the model's hip lies anyway. That is a trait of the
model.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from screening.motion.cleaning import CleanPoses
from screening.motion.landmarks import INDEX, SIDES, Side, other
from screening.motion.phases import Phases
from screening.settings import ModelTraits, RepetitionSettings

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LIMB, FROM_LANDMARKS = "limb", "landmarks"

_ENOUGH_LOOKS = 3
"""Second looks that show how lopsided the model is."""


@dataclass(frozen=True, eq=False)
class LegJoints:
    """The joints of one leg through a take.

    Parameters
    ----------
    hip_px, knee_px, ankle_px, foot_px : (T, 2) float array
        Pixels; the knee is NaN where ``method`` is empty.
    method : (T,) str array
        ``limb``: the knee is the middle of the limb in the picture; ``landmarks``:
        it is the pose model's; empty: neither is known.
    """

    hip_px: Floats
    knee_px: Floats
    ankle_px: Floats
    foot_px: Floats
    method: NDArray[np.str_]


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
    on_leg = phases.leg == side
    shift = _landmark_shift_px(poses, on_leg, traits)
    hip, knee, ankle, foot = (
        poses.point(name) - shift[INDEX[name]]
        for name in (
            f"{side}_{part}" for part in ("hip", "knee", "ankle", "foot_index")
        )
    )
    i = SIDES.index(side)
    limb = poses.limb_knee_px[:, i] - _limb_shift_px(poses, on_leg, traits)[i]
    method = _one_each(
        np.isfinite(limb).all(axis=1),
        np.isfinite(knee).all(axis=1),
        poses.time_s,
        phases,
        side,
        settings,
    )
    by_limb = (method == LIMB)[:, None]
    out = _hip_outwards_px(poses, phases, side, traits, shift)
    return LegJoints(
        hip_px=np.where(by_limb, hip + out, hip),
        knee_px=np.where(
            by_limb, limb, np.where((method == "")[:, None], np.nan, knee)
        ),
        ankle_px=ankle,
        foot_px=foot,
        method=method,
    )


def _one_each(
    limb: Bools,
    landmarks: Bools,
    time_s: Floats,
    phases: Phases,
    side: Side,
    settings: RepetitionSettings,
) -> NDArray[np.str_]:
    """Choose the method of each frame, one for each repetition, (T,)."""
    method = np.select([limb, landmarks], [LIMB, FROM_LANDMARKS], "").astype("U9")
    for repetition in phases.repetitions:
        if repetition.leg != side:
            continue
        away_s = np.abs(time_s - time_s[repetition.bottom])
        deepest = away_s <= settings.deepest_window_s + 1e-9
        frames = np.zeros(len(time_s), dtype=bool)
        frames[repetition.frames] = True
        if limb[deepest & frames].mean() >= 0.5:
            method[frames & ~limb] = ""
        else:
            method[frames] = np.where(landmarks, FROM_LANDMARKS, "")[frames]
    return method


def _landmark_shift_px(poses: CleanPoses, on_leg: Bools, traits: ModelTraits) -> Floats:
    """How far the model puts each landmark to one side, (33, 2), pixels."""
    raw = poses.raw
    known = ~(poses.swapped | poses.unrepaired)
    shift = _half_difference(raw.points_px, raw.mirrored_px, known, on_leg)
    usual = np.array([traits.shift_leg * poses.leg_px, 0.0])
    return np.where(np.isfinite(shift), shift, usual)


def _limb_shift_px(poses: CleanPoses, on_leg: Bools, traits: ModelTraits) -> Floats:
    """Likewise for the knees in the limb, whose mask comes from the model, (2, 2)."""
    raw = poses.raw
    known = np.ones(len(raw), dtype=bool)
    shift = _half_difference(raw.limb_knee_px, raw.mirrored_limb_knee_px, known, on_leg)
    usual = np.array([traits.mask_shift_leg * poses.leg_px, 0.0])
    return np.where(np.isfinite(shift), shift, usual)


def _half_difference(
    first: Floats, mirrored: Floats, known: Bools, on_leg: Bools
) -> Floats:
    """Half the median difference of both looks, on this leg where that is enough.

    NaN where too few frames were looked at twice.
    """
    half = np.where(known[:, None, None], (first - mirrored) / 2, np.nan)
    shift = np.full(half.shape[1:], np.nan)
    for frames in (np.ones_like(on_leg), on_leg):
        seen = half[frames]
        for point in range(half.shape[1]):
            looks = seen[np.isfinite(seen[:, point]).all(axis=1), point]
            if len(looks) >= _ENOUGH_LOOKS:
                shift[point] = np.median(looks, axis=0)
    return shift


def _hip_outwards_px(
    poses: CleanPoses, phases: Phases, side: Side, traits: ModelTraits, shift: Floats
) -> Floats:
    """How far this hip has to go outwards along the line of the hips, (T, 2)."""
    names = f"{side}_hip", f"{other(side)}_hip"
    own, opposite = (poses.point(name) - shift[INDEX[name]] for name in names)
    line = own - opposite
    width = np.linalg.norm(line, axis=-1)
    standing = width
    if phases.baseline is not None:
        two_feet = np.concatenate([width[part] for part in phases.baseline.frames])
        standing = np.full_like(width, np.nanmedian(two_feet))
    out = traits.hip_inside_leg * poses.leg_px + (standing - width) / 2
    return np.asarray(line / width[:, None] * out[:, None])
