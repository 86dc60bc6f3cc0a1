"""Joints that somebody has put right by hand, frame by frame.

A correction counts as it was given: it is neither smoothed nor moved by what is known
of the pose model. The landmarks themselves stay as the model found them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.cleaning import CleanPoses
from screening.motion.joints import BY_HAND, LegJoints
from screening.motion.landmarks import SIDES, Correction, Side

PARTS = ("hip", "knee", "ankle")
CORRECTED = tuple(f"{side}_{part}" for side in SIDES for part in PARTS)
"""The joints that can be put right: those that the knee angle is read from."""


def corrections_sha256(corrections: Sequence[Correction]) -> str:
    """Return a checksum of corrections, empty where there are none."""
    if not corrections:
        return ""
    rows = (f"{c.frame},{c.joint},{c.x_px!r},{c.y_px!r}\n" for c in corrections)
    return hashlib.sha256("".join(sorted(rows)).encode()).hexdigest()


def put_right(
    joints: LegJoints,
    poses: CleanPoses,
    side: Side,
    corrections: Sequence[Correction],
) -> LegJoints:
    """Return the joints of a leg as they were corrected.

    Parameters
    ----------
    joints
        As they were found.
    poses
        Clean landmarks.
    side : {"left", "right"}
        The leg.
    corrections
        Of any joint and frame.

    Returns
    -------
    LegJoints
        ``method`` is ``hand`` where one of them was corrected.
    """
    own = [each for each in corrections if each.joint.startswith(side)]
    row_of = {int(frame): i for i, frame in enumerate(poses.raw.frame)}
    given = np.full((len(row_of), len(PARTS), 2), np.nan)
    for each in own:
        if each.frame in row_of:
            part = PARTS.index(each.joint.removeprefix(f"{side}_"))
            given[row_of[each.frame], part] = (each.x_px, each.y_px)
    by_hand: Bools = np.isfinite(given).all(axis=-1)
    if not by_hand.any():
        return joints
    placed = poses.camera.steady_picture(given)
    points: dict[str, Floats] = {
        f"{part}_px": np.where(
            by_hand[:, i, None], placed[:, i], getattr(joints, f"{part}_px")
        )
        for i, part in enumerate(PARTS)
    }
    method = np.where(by_hand.any(axis=1), BY_HAND, joints.method)
    return replace(joints, **points, method=method, by_hand=by_hand)
