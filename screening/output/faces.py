"""Faces made unrecognisable, found by the head's landmarks."""

from __future__ import annotations

import cv2
import numpy as np

from screening._typing import Floats, Image
from screening.motion.landmarks import HEAD, INDEX, SIDES

# Half the height of a head with hair and chin, against lengths that are seen.
_OF_HEAD_SPREAD = 2.2
_OF_SHOULDERS = 0.42
_OF_TORSO = 0.30
_WIDTH_RATIO = 0.85
# From the middle of the shoulders to the middle of the head, in half heads.
_NECK = 1.5
_BLOCKS = 7


def hold_heads(points_px: Floats, time_s: Floats, *, hold_s: float = 2.0) -> Floats:
    """Fill frames in which a person was not found from the nearest one.

    A face stays hidden where the pose model lost it for a moment, and just before
    it was found first.

    Parameters
    ----------
    points_px : (T, 33, 2) or (T, N, 33, 2) float array
        Landmarks in pixels, NaN where not seen.
    time_s : (T,) float array
        Time of each frame.
    hold_s
        Frames further than this from any sighting stay NaN.

    Returns
    -------
    float array
        Of the same shape; for blurring only, the points are not measured.
    """
    people = points_px.reshape(len(time_s), -1, *points_px.shape[-2:]).copy()
    upper = list(range(INDEX["right_hip"] + 1))
    for person in range(people.shape[1]):
        track = people[:, person]
        seen = np.flatnonzero(np.isfinite(track[:, upper]).any(axis=(1, 2)))
        if len(seen) == 0:
            continue
        after = np.searchsorted(time_s[seen], time_s).clip(0, len(seen) - 1)
        before = (after - 1).clip(0)
        gap_after, gap_before = (
            np.abs(time_s[seen[i]] - time_s) for i in (after, before)
        )
        nearest = seen[np.where(gap_after <= gap_before, after, before)]
        near = np.abs(time_s[nearest] - time_s) <= hold_s
        track[near] = track[nearest[near]]
    return people.reshape(points_px.shape)


def blur_faces(image: Image, people_px: Floats) -> Image:
    """Pixelate the head of everybody given.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB; not changed.
    people_px : (N, 33, 2) or (33, 2) float array
        Landmarks of each person in pixels, NaN where not seen. Head landmarks may
        lie outside the picture, or be missing where the shoulders are there.

    Returns
    -------
    (H, W, 3) uint8 array
        A picture in which the ellipse around each head is coarse blocks.
    """
    image = image.copy()
    for points_px in people_px.reshape(-1, *people_px.shape[-2:]):
        head = _head(points_px)
        if head is not None:
            _pixelate(image, *head)
    return image


def _head(
    points_px: Floats,
) -> tuple[Floats, tuple[float, float], float] | None:
    """Return centre, half axes (across, along) and turn in degrees of a head."""
    shoulders, hips = (
        points_px[[INDEX[f"{side}_{part}"] for side in SIDES]]
        for part in ("shoulder", "hip")
    )
    face = points_px[[INDEX[name] for name in HEAD]]
    face = face[np.isfinite(face).all(axis=1)]
    neck, pelvis = shoulders.mean(axis=0), hips.mean(axis=0)
    lengths = [
        _OF_SHOULDERS * np.linalg.norm(shoulders[0] - shoulders[1]),
        _OF_TORSO * np.linalg.norm(neck - pelvis),
    ]
    if len(face):
        centre = face.mean(axis=0)
        spread = np.linalg.norm(face - centre, axis=1).max()
        lengths.append(_OF_HEAD_SPREAD * spread)
    half = max((float(v) for v in lengths if np.isfinite(v)), default=0.0)
    if half <= 0:
        return None
    upwards = neck - pelvis
    if not len(face):
        if not np.isfinite(upwards).all():
            return None
        centre = neck + _NECK * half * upwards / np.linalg.norm(upwards)
    elif np.isfinite(neck).all():
        upwards = centre - neck
    turn_deg = float(np.degrees(np.arctan2(upwards[0], -upwards[1])))
    axes = (_WIDTH_RATIO * half, half)
    return centre, axes, turn_deg if np.isfinite(turn_deg) else 0.0


def _pixelate(
    image: Image,
    centre: Floats,
    axes: tuple[float, float],
    turn_deg: float,
) -> None:
    """Replace an ellipse by coarse blocks, in place; it may leave the picture."""
    reach = max(axes) + 1
    size = np.array(image.shape[1::-1])
    low = np.clip(np.floor(centre - reach), 0, size).astype(int)
    high = np.clip(np.ceil(centre + reach), 0, size).astype(int)
    if (high <= low).any():
        return
    region = image[low[1] : high[1], low[0] : high[0]]
    rows, columns = region.shape[:2]
    block = max(2 * reach / _BLOCKS, 1)
    few = (max(round(columns / block), 1), max(round(rows / block), 1))
    coarse = cv2.resize(region, few, interpolation=cv2.INTER_AREA)
    coarse = cv2.resize(coarse, (columns, rows), interpolation=cv2.INTER_NEAREST)
    mask = np.zeros((rows, columns), dtype=np.uint8)
    middle = tuple(float(v) for v in centre - low)
    diameters = (2 * axes[0], 2 * axes[1])
    cv2.ellipse(mask, (middle, diameters, turn_deg), 255, thickness=cv2.FILLED)
    region[mask > 0] = coarse[mask > 0]
