"""Geometry of the frontal picture: points in, degrees out.

Points are image pixels, x right, y down, of an upright picture that is not mirrored,
with the person facing the camera. ``stance`` is the person's own standing leg.
Positive is unfavourable for either leg. A missing point, or a segment without length,
gives NaN.
"""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import ArrayLike

from screening._typing import Floats
from screening.motion.landmarks import Side, towards_midline


def fppa_deg(
    hip_px: ArrayLike, knee_px: ArrayLike, ankle_px: ArrayLike, *, stance: Side
) -> Floats:
    """Frontal plane projection angle of the standing leg.

    Parameters
    ----------
    hip_px, knee_px, ankle_px : (..., 2) array
        Joints of the standing leg, pixels.
    stance : {"left", "right"}
        The standing leg.

    Returns
    -------
    (...) float array, degrees, in (-180, 180]
        Positive: knee medial to the line from hip to ankle (valgus).

    Raises
    ------
    ValueError
        If the last axis is not of length 2.

    Notes
    -----
    The angle between the thigh and the shank as the picture shows them; 0 for a
    straight leg. It is an alignment in the picture, not the knee abduction of three
    dimensions. The sign follows Munro et al. (Willson & Davis use the opposite one).

    References
    ----------
    .. [1] Munro, Herrington, Carolan (2012), J Sport Rehabil 21:7.

    Examples
    --------
    >>> float(fppa_deg((480, 960), (520, 1360), (480, 1760), stance="right").round(3))
    11.421
    """
    thigh = _points(knee_px) - _points(hip_px)
    shank = _points(ankle_px) - _points(knee_px)
    cross = thigh[..., 0] * shank[..., 1] - thigh[..., 1] * shank[..., 0]
    dot = (thigh * shank).sum(axis=-1)
    angle = towards_midline(stance) * np.degrees(np.arctan2(cross, dot))
    return _where_segments(np.where(angle == -180.0, 180.0, angle), thigh, shank)


def thigh_deg(hip_px: ArrayLike, knee_px: ArrayLike, *, stance: Side) -> Floats:
    """Inclination of the thigh from the vertical, + = knee medial to the hip.

    Parameters
    ----------
    hip_px, knee_px : (..., 2) array
        Joints of the standing leg, pixels.
    stance : {"left", "right"}
        The standing leg.

    Returns
    -------
    (...) float array, degrees
    """
    return _from_vertical(_points(knee_px) - _points(hip_px), stance)


def shank_deg(knee_px: ArrayLike, ankle_px: ArrayLike, *, stance: Side) -> Floats:
    """Inclination of the shank from the vertical, + = knee medial to the ankle.

    Parameters
    ----------
    knee_px, ankle_px : (..., 2) array
        Joints of the standing leg, pixels.
    stance : {"left", "right"}
        The standing leg.

    Returns
    -------
    (...) float array, degrees
    """
    shank = _points(ankle_px) - _points(knee_px)
    return _from_vertical(shank * np.array([-1.0, 1.0]), stance)


def pelvis_line_deg(left_hip_px: ArrayLike, right_hip_px: ArrayLike) -> Floats:
    """Tilt of the line between the hips, + = the person's left side is lower.

    Parameters
    ----------
    left_hip_px, right_hip_px : (..., 2) array
        The person's own left and right hip, pixels.

    Returns
    -------
    (...) float array, degrees, in (-90, 90]
        Of the line, not of the arrow: swapped hips give the same tilt.
    """
    line = _points(left_hip_px) - _points(right_hip_px)
    angle = np.degrees(np.arctan2(line[..., 1], line[..., 0]))
    folded = 90.0 - np.mod(90.0 - angle, 180.0)
    return _where_segments(folded, line)


def pelvic_drop_deg(rotation_deg: ArrayLike, *, stance: Side) -> Floats:
    """Contralateral pelvic drop from the turn of the pelvis in the picture.

    Parameters
    ----------
    rotation_deg : (...) array
        Turn of the pelvis, degrees, + = the person's left side goes down.
    stance : {"left", "right"}
        The standing leg.

    Returns
    -------
    (...) float array, degrees
        Positive: the free side is lower; negative: the pelvis is hiked.

    Examples
    --------
    >>> line = pelvis_line_deg((628, 973), (480, 960))
    >>> float(pelvic_drop_deg(line, stance="right").round(3))
    5.02
    """
    return towards_midline(stance) * np.asarray(rotation_deg, dtype=np.float64)


def trunk_lean_deg(
    mid_hip_px: ArrayLike, mid_shoulder_px: ArrayLike, *, stance: Side
) -> Floats:
    """Side lean of the trunk from the vertical, + = towards the standing leg.

    Parameters
    ----------
    mid_hip_px, mid_shoulder_px : (..., 2) array
        Middle of the hips and of the shoulders, pixels.
    stance : {"left", "right"}
        The standing leg.

    Returns
    -------
    (...) float array, degrees

    References
    ----------
    .. [1] Dingenen et al. (2014), lateral trunk motion in 2D, PMID 23891143.

    Examples
    --------
    >>> lean = trunk_lean_deg((554, 966.5), (530, 480), stance="right")
    >>> float(lean.round(3))
    2.824
    """
    return _from_vertical(_points(mid_hip_px) - _points(mid_shoulder_px), stance)


def knee_medial_to_foot_ratio(
    knee_px: ArrayLike, foot_index_px: ArrayLike, *, shank_px: ArrayLike, stance: Side
) -> Floats:
    """How far the knee is inside the forefoot, in standing shank lengths.

    Parameters
    ----------
    knee_px, foot_index_px : (..., 2) array
        Knee and forefoot of the standing leg, pixels.
    shank_px : float or (...) array
        Length of the shank in quiet stance, pixels.
    stance : {"left", "right"}
        The standing leg.

    Returns
    -------
    (...) float array
        Positive: knee medial to the forefoot.

    References
    ----------
    .. [1] Ageberg et al. (2010), BMC Musculoskelet Disord 11:265.
    """
    inwards = _points(knee_px)[..., 0] - _points(foot_index_px)[..., 0]
    return np.asarray(towards_midline(stance) * inwards / np.asarray(shank_px))


def depth_ratio(
    hip_px: ArrayLike, ankle_px: ArrayLike, *, standing_px: ArrayLike
) -> Floats:
    """Height of the hip over the ankle against the standing height; lower is deeper.

    Parameters
    ----------
    hip_px, ankle_px : (..., 2) array
        Joints of the standing leg, pixels.
    standing_px : float or (...) array
        The same height in quiet stance, pixels.

    Returns
    -------
    (...) float array
        1 when standing; cos(θ/2) at θ of knee flexion where thigh and shank are of
        equal length: 0.924 at 45°, 0.866 at 60°.
    """
    height = np.abs(_points(hip_px)[..., 1] - _points(ankle_px)[..., 1])
    return np.asarray(height / np.asarray(standing_px))


def _points(points: ArrayLike) -> Floats:
    """Return the points as floats, checked."""
    array = np.asarray(points, dtype=np.float64)
    if array.ndim == 0 or array.shape[-1] != 2:
        raise ValueError(f"points must be of shape (..., 2), but got {array.shape}")
    return array


def _from_vertical(down: Floats, stance: Side) -> Floats:
    """Angle of a segment that points downwards, + = its lower end is medial."""
    angle = towards_midline(stance) * np.degrees(np.arctan2(down[..., 0], down[..., 1]))
    return _where_segments(angle, down)


def _where_segments(angle: Floats, *segments: Floats) -> Floats:
    """Return NaN in place of the angle where a segment has no length."""
    length = reduce(np.minimum, (np.abs(s).max(axis=-1) for s in segments))
    return np.asarray(np.where(length > 0, angle, np.nan))
