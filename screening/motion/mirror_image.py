"""A take as its mirror image: for a clip of which it turned out that it is mirrored."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from screening._typing import Floats
from screening.motion.landmarks import (
    AskedLeg,
    PoseSeries,
    Take,
    mirrored_order,
    other,
)


def mirror_image(take: Take) -> Take:
    """Return the take as if its picture had been turned over; left is right then.

    Parameters
    ----------
    take
        Measured from a picture that was the wrong way round.

    Returns
    -------
    Take
        With the same numbers for the other leg. Twice gives the take again.
    """
    leg: AskedLeg = take.leg if take.leg == "auto" else other(take.leg)
    excluded = {(other(side), rep): why for (side, rep), why in take.excluded.items()}
    poses = _mirrored(take.poses)
    return replace(
        take, poses=poses, leg=leg, excluded=excluded, mirrored=not take.mirrored
    )


def _mirrored(poses: PoseSeries) -> PoseSeries:
    """Turn over all that has a place in the picture, or a side of the body."""
    width = poses.image_size[0]
    order, sides = mirrored_order(), np.array([1, 0])

    def over(points_px: Floats) -> Floats:
        return points_px * (-1.0, 1.0) + (width, 0.0)

    return replace(
        poses,
        points_px=over(poses.points_px[:, order]),
        world_m=poses.world_m[:, order] * (-1.0, 1.0, 1.0),
        visibility=poses.visibility[:, order],
        pelvis_rotation_deg=-poses.pelvis_rotation_deg,
        markers_px=over(poses.markers_px[:, sides]),
        limb_knee_px=over(poses.limb_knee_px[:, sides]),
        limb_quality=poses.limb_quality[:, sides],
        mirrored_px=over(poses.mirrored_px[:, order]),
        mirrored_limb_knee_px=over(poses.mirrored_limb_knee_px[:, sides]),
        others_px=over(poses.others_px[:, :, order]),
        camera=_camera_over(poses.camera, width),
        level_deg=-poses.level_deg,
    )


def _camera_over(camera: Floats, width: float) -> Floats:
    """Return the camera's movement as the turned-over picture shows it.

    With the turning over as x' = width - x: turned over, moved, turned over again.
    """
    over = np.diag([-1.0, 1.0])
    shift = np.array([width, 0.0])
    turned, moved = camera[:, :, :2], camera[:, :, 2]
    new = np.empty(camera.shape)
    new[:, :, :2] = over @ turned @ over
    new[:, :, 2] = (moved + turned @ shift) @ over + shift
    return new
