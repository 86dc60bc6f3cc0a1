"""The person's own quiet stance on two feet, against which changes are read."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Indices
from screening.motion.angles import pelvis_line_deg
from screening.motion.cleaning import CleanPoses
from screening.motion.columns import known_median
from screening.motion.landmarks import SIDES, Side
from screening.motion.stance import TwoFeet, stretches, two_feet
from screening.settings import PhaseSettings


@dataclass(frozen=True)
class Baseline:
    """Medians over all quiet two-feet stretches of a take.

    Parameters
    ----------
    frames
        The stretches.
    pelvis_rotation_deg
        Turn of the pelvis in the picture, + = the person's left side is lower.
    hip_line_deg
        Tilt of the pose model's line between the hips, signed likewise.
    feet
        Where the feet and the body are.
    leg_height_px
        Height of each hip over its ankle.
    shank_px
        Length of each shank.
    """

    frames: tuple[slice, ...]
    pelvis_rotation_deg: float
    hip_line_deg: float
    feet: TwoFeet
    leg_height_px: dict[Side, float]
    shank_px: dict[Side, float]


def find_baseline(
    poses: CleanPoses,
    quiet_two_feet: Bools,
    settings: PhaseSettings,
) -> Baseline | None:
    """Find the quiet stance on two feet, wherever it lies in the take.

    Parameters
    ----------
    poses
        Clean landmarks.
    quiet_two_feet : (T,) bool array
        Upright, still, and both feet on the floor.
    settings
        How long a stretch and all of them together must be.

    Returns
    -------
    Baseline or None
        None when there is too little quiet standing.
    """
    found = stretches(quiet_two_feet, poses.time_s, settings.baseline_stretch_s)
    total_s = sum(poses.time_s[s.stop - 1] - poses.time_s[s.start] for s in found)
    if total_s < settings.baseline_total_s:
        return None
    index = np.concatenate([np.arange(s.start, s.stop) for s in found])
    hip_line = pelvis_line_deg(
        poses.point("left_hip")[index], poses.point("right_hip")[index]
    )
    return Baseline(
        frames=tuple(found),
        pelvis_rotation_deg=known_median(poses.pelvis_rotation_deg[index]),
        hip_line_deg=known_median(hip_line),
        feet=two_feet(poses.points_px[index]),
        leg_height_px={s: leg_height_px(poses, index, s) for s in SIDES},
        shank_px={s: shank_length_px(poses, index, s) for s in SIDES},
    )


def leg_height_px(poses: CleanPoses, index: Indices, side: Side) -> float:
    """Return the median height of a hip over its ankle in these frames, pixels."""
    hip, ankle = poses.point(f"{side}_hip"), poses.point(f"{side}_ankle")
    return known_median(np.abs(ankle[index, 1] - hip[index, 1]))


def shank_length_px(poses: CleanPoses, index: Indices, side: Side) -> float:
    """Return the median length of a shank in these frames, pixels."""
    shank = poses.point(f"{side}_ankle") - poses.point(f"{side}_knee")
    return known_median(np.linalg.norm(shank[index], axis=-1))
