"""Joints that were put right by hand, found again by their moment in the recording."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from screening.motion.landmarks import Correction, PoseSeries, Take

SAME_MOMENT_S = 1e-3
"""Two readings of a frame differ by less in time, two frames by more."""


@dataclass(frozen=True)
class PlacedJoint:
    """Where a joint is at one moment.

    Parameters
    ----------
    time_s
        Of the frame, in seconds of the recording.
    joint
        Name of the landmark; left and right are the person's own.
    x_px, y_px
        As in :class:`screening.motion.landmarks.Correction`.
    width_px, height_px
        Of the picture that it was placed in.
    """

    time_s: float
    joint: str
    x_px: float
    y_px: float
    width_px: int
    height_px: int


def placed_joints_of(take: Take) -> list[PlacedJoint]:
    """Return the joints of a take that were put right by hand."""
    row_of = {int(frame): i for i, frame in enumerate(take.poses.frame)}
    return [
        PlacedJoint(
            float(take.poses.time_s[row_of[each.frame]]),
            each.joint,
            each.x_px,
            each.y_px,
            *take.poses.image_size,
        )
        for each in take.corrections
        if each.frame in row_of
    ]


def match_joints(
    joints: Iterable[PlacedJoint], poses: PoseSeries
) -> tuple[list[Correction], list[PlacedJoint]]:
    """Find the frames of joints in another measurement of the same recording.

    Parameters
    ----------
    joints
        Which.
    poses
        Landmarks of the other measurement.

    Returns
    -------
    found : list of Correction
        Those whose moment has a frame in a picture of the same size.
    missing : list of PlacedJoint
        The others.
    """
    found: list[Correction] = []
    missing = []
    for each in joints:
        apart_s = np.abs(poses.time_s - each.time_s)
        row = int(np.argmin(apart_s)) if len(apart_s) else -1
        same_size = (each.width_px, each.height_px) == poses.image_size
        if row < 0 or not same_size or apart_s[row] > SAME_MOMENT_S:
            missing.append(each)
            continue
        frame = int(poses.frame[row])
        found.append(Correction(frame, each.joint, each.x_px, each.y_px))
    return found, missing
