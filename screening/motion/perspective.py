"""What the camera's nearness does to the knee angle, and the angle without it.

In a squat the knee is nearer to the camera than hip and ankle, so it is drawn larger
and further from the picture's middle, and the angle in the picture is not the one in
the frontal plane. How near the joints are follows from the leg itself: a segment is as
much foreshortened as it points towards the camera. How far away the camera is, in
lengths of the leg, follows from the size of the leg in the picture and the lens.
Published values contain the effect, so the angle in the picture is the one that is
judged; here belongs only how large the effect is.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Floats
from screening.motion import angles
from screening.motion.cleaning import CleanPoses
from screening.motion.joints import LegJoints
from screening.motion.landmarks import Side
from screening.motion.phases import Phases
from screening.settings import CameraSettings


@dataclass(frozen=True)
class PerspectiveMethod:
    """What is assumed of a lens that nobody named.

    Parameters
    ----------
    usual_deg, narrow_deg, wide_deg
        Field of view along the longer side of the picture. Main cameras of phones are
        wide lenses of 24 to 28 mm before a frame that is 36 mm wide; steadying the
        picture cuts off 10 to 20 %: 2·atan(0.85·18/26) = 61°, from 2·atan(0.8·18/28) =
        54° to 2·atan(0.9·18/24) = 68°. Webcams of 65 to 78° across the diagonal see 58
        to 70°. The narrow and the wide end stand for one standard deviation.
    least_deg
        No lens of a camera sees less.
    half_frame_mm, kept_share, least_kept_share, most_kept_share
        Half the width of the film that focal lengths are given for, and what steadying
        the picture leaves of it, where the file names the lens.
    """

    usual_deg: float = 61.0
    narrow_deg: float = 54.0
    wide_deg: float = 69.0
    least_deg: float = 1.0
    half_frame_mm: float = 18.0
    kept_share: float = 0.85
    least_kept_share: float = 0.8
    most_kept_share: float = 0.9


METHOD = PerspectiveMethod()


def focal_px(image_size: tuple[int, int], field_of_view_deg: float) -> float:
    """Return the focal length of a picture, in pixels.

    Parameters
    ----------
    image_size
        Width and height, pixels.
    field_of_view_deg
        Along the longer side.

    Examples
    --------
    >>> round(focal_px((720, 1280), 90.0))
    640
    """
    return float(max(image_size) / 2 / np.tan(np.radians(field_of_view_deg) / 2))


def fields_of_view_deg(lens_mm: float, camera: CameraSettings) -> tuple[float, ...]:
    """Return the field of view, and how narrow and how wide it may be.

    Parameters
    ----------
    lens_mm
        Focal length that the file names, as of film 36 mm wide, or NaN.
    camera
        What the user says, which comes first.

    Returns
    -------
    tuple of float
        Along the longer side, degrees; one alone where it is known.
    """
    if camera.field_of_view_deg >= METHOD.least_deg:
        return (camera.field_of_view_deg,)
    if np.isnan(lens_mm):
        return (METHOD.usual_deg, METHOD.narrow_deg, METHOD.wide_deg)
    kept = (METHOD.kept_share, METHOD.least_kept_share, METHOD.most_kept_share)
    half = (np.arctan(share * METHOD.half_frame_mm / lens_mm) for share in kept)
    return tuple(float(np.degrees(2 * each)) for each in half)


def leg_in_space(
    hip: Floats,
    knee: Floats,
    ankle: Floats,
    *,
    thigh_px: Floats,
    shank_px: Floats,
    focal_px: float,
) -> Floats:
    """Return where the joints of a leg are, from one picture and their distances.

    Parameters
    ----------
    hip, knee, ankle : (..., 2) float array
        Pixels from the middle of the picture.
    thigh_px, shank_px : (...) float array
        Lengths of the segments when they are not foreshortened, at the distance of the
        ankle.
    focal_px
        Focal length, pixels.

    Returns
    -------
    (3, ..., 3) float array
        Hip, knee and ankle: right, down and away from the camera, in pixels at the
        distance of the ankle, which is ``focal_px``. The knee lies towards the camera
        from the ankle, and the hip away from it from the knee. A segment that looks
        longer than it is points neither way.
    """
    placed = _ray(ankle, focal_px)
    bent = _at_distance(_ray(knee, focal_px), placed, shank_px, nearer=True)
    above = _at_distance(_ray(hip, focal_px), bent, thigh_px, nearer=False)
    return np.stack([above, bent, placed])


def read_perspective(
    poses: CleanPoses,
    phases: Phases,
    side: Side,
    leg: LegJoints,
    camera: CameraSettings,
) -> dict[str, Floats]:
    """Return the knee angle in the frontal plane, and what the camera's place does.

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
        (T,) each: ``fppa_plane_deg``; ``lens_error_deg``, what not knowing the lens
        adds to its error; ``off_axis_deg``, by how much the angle in the picture is
        larger than it would be with the foot on the optical axis; ``distance_leg``, the
        distance of the camera in lengths of the leg.
    """
    size = poses.raw.image_size
    views = fields_of_view_deg(poses.raw.lens_mm, camera)
    middle = np.array(size) / 2
    points = [p - middle for p in (leg.hip_px, leg.knee_px, leg.ankle_px)]
    standing, shank = (
        of[side] * phases.size_ratio for of in (phases.standing_px, phases.shank_px)
    )
    lengths = {"thigh_px": standing - shank, "shank_px": shank}
    focal = [focal_px(size, view) for view in views]
    spaces = [leg_in_space(*points, **lengths, focal_px=f) for f in focal]
    plane = [angles.fppa_deg(*space[..., :2], stance=side) for space in spaces]
    return {
        "fppa_plane_deg": plane[0],
        "lens_error_deg": np.abs(plane[-1] - plane[1]) / 2
        if len(plane) > 1
        else np.where(np.isnan(plane[0]), np.nan, 0.0),
        "off_axis_deg": angles.fppa_deg(*points, stance=side)
        - angles.fppa_deg(*_on_axis(spaces[0]), stance=side),
        "distance_leg": np.where(np.isnan(plane[0]), np.nan, focal[0] / standing),
    }


def _on_axis(space: Floats) -> Floats:
    """Return the picture of a leg whose ankle lies below the middle, (3, T, 2)."""
    moved = space - space[2] * np.array([1.0, 0.0, 0.0])
    picture: Floats = moved[..., :2] / moved[..., 2:]
    return picture


def _ray(point_px: Floats, focal_px: float) -> Floats:
    """Return the line from the camera through a point of the picture."""
    away = np.full((*point_px.shape[:-1], 1), focal_px)
    return np.concatenate([point_px, away], axis=-1)


def _at_distance(ray: Floats, end: Floats, length: Floats, *, nearer: bool) -> Floats:
    """Return the point of a ray at a distance from another point, or the nearest."""
    along = (ray * ray).sum(axis=-1)
    across = (ray * end).sum(axis=-1)
    rest = across**2 - along * ((end * end).sum(axis=-1) - length**2)
    root = np.sqrt(np.maximum(rest, 0.0))
    share: Floats = (across - root if nearer else across + root) / along
    return share[..., None] * ray
