"""Can these clothes show the pelvis? Asked in the stance, before the first squat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats, Image, Singles
from screening.capture.pelvis.view import PX_PER_TORSO, SIZE, PelvisView, shadow_proof

LEAST_CONTRAST = 25.0
"""Colour step at the hem; ordinary clothes have 30 to 180, alike ones 4 to 12."""

LOWEST_HEM = 0.0
"""Below the hip joints the cloth hangs from the pelvis and lags behind it."""

_ROWS = (-0.50, 0.42)
_HALF_WIDTH = 0.26
_BAND_PX = 6
_LEAST_COLUMNS = 12
_CHANNEL_WEIGHT = np.array([0.35, 1.0, 1.0], dtype=np.float32)


@dataclass(frozen=True)
class Hem:
    """The strongest colour step between shirt and shorts.

    Parameters
    ----------
    height
        Below the middle of the hips, torso lengths; NaN where nothing is seen.
    contrast
        Size of the step.
    """

    height: float
    contrast: float

    @property
    def doubt(self) -> str:
        """Why these clothes do not show the pelvis; empty when they do."""
        if not self.contrast >= LEAST_CONTRAST:
            return "no_edge"
        return "long_shirt" if self.height >= LOWEST_HEM else ""


def find_hem(
    view: PelvisView,
    image: Image,
    points_px: Floats,
    mask: Singles | None,
) -> Hem:
    """Find where the shirt ends.

    Parameters
    ----------
    view
        The person's own coordinates.
    image : (H, W, 3) uint8 array
        RGB, the quiet stance.
    points_px : (33, 2) float array
        Landmarks there.
    mask : (H, W) float32 array or None
        The person there.

    Returns
    -------
    Hem
    """
    person = view.person_in_reference(points_px, mask)
    colour = shadow_proof(view.cut(image, view.origin_px)) * _CHANNEL_WEIGHT
    half = int(_HALF_WIDTH * PX_PER_TORSO)
    middle = slice(SIZE // 2 - half, SIZE // 2 + half + 1)
    first, last = (int(SIZE / 2 + row * PX_PER_TORSO) for row in _ROWS)
    rows = np.arange(max(first, _BAND_PX), min(last, SIZE - _BAND_PX))
    steps = np.array(
        [_step(colour[:, middle], person[:, middle], int(row)) for row in rows]
    )
    if not np.isfinite(steps).any():
        return Hem(float("nan"), 0.0)
    best = int(np.nanargmax(steps))
    return Hem((rows[best] - SIZE / 2) / PX_PER_TORSO, float(steps[best]))


def _step(colour: Singles, person: Bools, row: int) -> float:
    """Size of the colour step between the bands above and below a row."""
    bands = (slice(row - _BAND_PX, row), slice(row, row + _BAND_PX))
    counts = [person[band].sum(axis=0) for band in bands]
    seen = np.minimum(*counts) > _BAND_PX - 2
    if seen.sum() < _LEAST_COLUMNS:
        return float("nan")
    above, below = (
        (colour[band] * person[band][..., None]).sum(axis=0)
        / np.maximum(count, 1)[:, None]
        for band, count in zip(bands, counts, strict=True)
    )
    return float(np.linalg.norm(np.median((below - above)[seen], axis=0)))
