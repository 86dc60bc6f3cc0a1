"""How a body stands in the picture: plain functions of landmarks.

Size, height, framing, turn and sway, each with one formula for a whole take and for the
last frames of a live one. Arrays go in, numbers come out: nothing here remembers,
cleans, knows a limit or judges. Which foot carries the body stands in
:mod:`screening.motion.stance`, angles of the joints in :mod:`screening.motion.angles`.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.columns import known_median
from screening.motion.landmarks import INDEX, SIDES
from screening.settings import ModelTraits

_TRUNK_AND_ANKLES = [
    INDEX[f"{side}_{part}"] for part in ("hip", "shoulder", "ankle") for side in SIDES
]


def inside_picture(points_px: Floats, image_size: tuple[int, int]) -> Bools:
    """Tell which points lie in the picture.

    Parameters
    ----------
    points_px : (..., 2) float array
        Pixels; NaN where not seen.
    image_size
        Width and height of the picture, pixels.

    Returns
    -------
    (...) bool array
        A pose model invents landmarks outside the picture.
    """
    inside = (points_px >= 0) & (points_px <= np.array(image_size))
    return np.asarray(inside.all(axis=-1))


def body_height_px(points_px: Floats) -> Floats:
    """Return the height from the lower ankle to the nose in the picture.

    Parameters
    ----------
    points_px : (..., 33, 2) float array
        Landmarks, pixels.

    Returns
    -------
    (...) float array, pixels
    """
    return np.asarray(lower_ankle_y_px(points_px) - points_px[..., INDEX["nose"], 1])


def body_height_leg(points_px: Floats, leg_px: float) -> Floats:
    """Return the height of the body's middle over the lower ankle.

    Parameters
    ----------
    points_px : (..., 33, 2) float array
        Landmarks, pixels.
    leg_px
        Length of the leg in the picture, pixels.

    Returns
    -------
    (...) float array, leg lengths

    Notes
    -----
    The middle of hips and shoulders, because the pose model's hips alone sink when a
    foot is lifted. The lower ankle belongs to the standing leg, so the height goes on
    smoothly when a foot is lifted or put down.
    """
    hip_y, shoulder_y = (
        _middle(points_px, part)[..., 1] for part in ("hip", "shoulder")
    )
    body_y = (hip_y + shoulder_y) / 2
    return np.asarray((lower_ankle_y_px(points_px) - body_y) / leg_px)


def off_middle_px(
    points_px: Floats, landmarks: Sequence[str], image_size: tuple[int, int]
) -> Floats:
    """Return how far the middle of some landmarks is from the picture's middle.

    Parameters
    ----------
    points_px : (..., 33, 2) float array
        Landmarks, pixels.
    landmarks
        Their names.
    image_size
        Width and height of the picture, pixels.

    Returns
    -------
    (...) float array, pixels
        Positive: to the right in the picture, which is the person's own left.
    """
    x_px = points_px[..., [INDEX[name] for name in landmarks], 0].mean(axis=-1)
    return np.asarray(x_px - image_size[0] / 2)


def turn_deg(world_m: Floats, traits: ModelTraits) -> float:
    """Return the turn of somebody on two feet against the camera.

    Parameters
    ----------
    world_m : (T, 33, 3) float array
        The model's metric landmarks in frames of the two-feet stance.
    traits
        Of the pose model.

    Returns
    -------
    float, degrees
        Positive: turned to the person's own left. NaN with a model whose feet nobody
        has measured, or where no foot was seen.

    Notes
    -----
    The mean direction of both feet, heel to toe; the median over the frames. Feet that
    are turned out alike cancel; the depth of hips and shoulders says less.
    """
    if traits.turn_gain == 0:
        return float("nan")
    directions = []
    for side in SIDES:
        toe, heel = INDEX[f"{side}_foot_index"], INDEX[f"{side}_heel"]
        foot = world_m[:, toe] - world_m[:, heel]
        directions.append(np.degrees(np.arctan2(foot[:, 0], -foot[:, 2])))
    seen = known_median(np.mean(directions, axis=0))
    return (seen - traits.turn_offset_deg) / traits.turn_gain


def sway_leg(points_px: Floats, leg_px: float) -> float:
    """Return how much a body sways: the landmark of trunk and ankles that does most.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Landmarks, pixels.
    leg_px
        Length of the leg in the picture, pixels.

    Returns
    -------
    float, leg lengths
        Standard deviation of its place.
    """
    spread = points_px[:, _TRUNK_AND_ANKLES].std(axis=0) / leg_px
    return float(np.linalg.norm(spread, axis=-1).max())


def lower_ankle_y_px(points_px: Floats) -> Floats:
    """Return the place of the lower ankle in the picture, (...), pixels, y down."""
    left, right = (points_px[..., INDEX[f"{side}_ankle"], 1] for side in SIDES)
    return np.asarray(np.fmax(left, right))


def _middle(points_px: Floats, part: str) -> Floats:
    left, right = (points_px[..., INDEX[f"{side}_{part}"], :] for side in SIDES)
    return np.asarray((left + right) / 2)
