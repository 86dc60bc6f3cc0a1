"""The lean of the trunk, from the middle of the hips to the middle of the shoulders.

The pose model's hips stay behind when the pelvis moves over the standing foot, both of
them. So the middle is not that of its two hips: it lies half the person's own hip width
from the standing hip, which was put right for the knee angle already. Somebody who
squats sits back, so this width is seen from further away than in the stance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from screening._typing import Floats
from screening.motion import angles
from screening.motion.cleaning import CleanPoses
from screening.motion.joints import LegJoints
from screening.motion.landmarks import Side
from screening.motion.perspective import fields_of_view_deg, focal_px
from screening.motion.phases import Phases
from screening.settings import CameraSettings


@dataclass(frozen=True)
class TrunkMethod:
    """How a leg bends in a squat.

    Parameters
    ----------
    shank_share
        Of the knee's flexion, the shank leans forwards by this share and the thigh
        backwards by the rest, or the body would fall over: single-leg squats of 60 to
        70 degrees bend the ankle by 25 to 30.
    """

    shank_share: float = 0.4


METHOD = TrunkMethod()


def sits_back_leg(depth_ratio: ArrayLike) -> Floats:
    """Return how far the pelvis lies behind the ankle, in lengths of the leg.

    Parameters
    ----------
    depth_ratio : (...) array
        Of :func:`screening.motion.angles.depth_ratio`: the cosine of half the knee's
        flexion, thigh and shank being equally long.

    Examples
    --------
    >>> sits_back_leg([1.0, 0.866]).round(3)
    array([0.   , 0.091])
    """
    bent = 2 * np.arccos(np.clip(depth_ratio, 0.0, 1.0))
    shank = METHOD.shank_share * bent
    return np.asarray((np.sin(bent - shank) - np.sin(shank)) / 2)


def read_trunk(
    poses: CleanPoses,
    phases: Phases,
    side: Side,
    leg: LegJoints,
    camera: CameraSettings,
) -> dict[str, Floats]:
    """Return the trunk lean as change from the two-feet stance, and raw.

    Parameters
    ----------
    poses, phases
        Clean landmarks, and the lengths of the standing leg.
    side : {"left", "right"}
        The standing leg.
    leg
        Its joints.
    camera
        What is known of the lens.

    Returns
    -------
    dict
        (T,) each, degrees: ``trunk_lean_deg``, NaN without a stance on two feet, and
        ``trunk_lean_raw_deg``.
    """
    standing_px = phases.standing_px[side] * phases.size_ratio
    view_deg = fields_of_view_deg(poses.raw.lens_mm, camera)[0]
    distance_leg = focal_px(poses.raw.image_size, view_deg) / standing_px
    depth = angles.depth_ratio(leg.hip_px, leg.ankle_px, standing_px=standing_px)
    half_px = leg.hip_width_px / 2 / (1 + sits_back_leg(depth) / distance_leg)
    mid_hip_px = leg.pelvis_px - leg.outwards * half_px[:, None]
    lean = angles.trunk_lean_deg(mid_hip_px, leg.mid_shoulder_px, stance=side)
    change = np.full_like(lean, np.nan)
    if phases.baseline is not None:
        standing = np.concatenate([lean[part] for part in phases.baseline.frames])
        if np.isfinite(standing).any():
            change = lean - np.nanmedian(standing)
    return {"trunk_lean_deg": change, "trunk_lean_raw_deg": lean}
