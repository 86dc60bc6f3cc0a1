"""Can these clothes show the pelvis? Asked in the stance, before the first squat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats, Image, Singles
from screening.capture.pelvis.view import PX_PER_TORSO, SIZE, PelvisView, shadow_proof


@dataclass(frozen=True)
class HemMethod:
    """Where the hem is looked for, and when clothes can show the pelvis.

    Parameters
    ----------
    least_contrast
        Colour step at the hem; ordinary clothes have 30 to 180, similar ones 4 to 12.
    least_colour
        ... and the part of it that is colour, without lightness. The cloth is followed
        by its colour; three times the floor below which a local contrast is not raised
        any more when pictures are compared.
    lowest_torso
        Below the hip joints the cloth hangs from the pelvis and lags behind it.
    rows_torso, half_width_torso
        First and last row, and columns to either side, that are searched; torso
        lengths from the middle of the hips.
    band_px, seen_px
        Rows above and below that are compared, pixels of the cut-out, and how many
        of them must show the person.
    least_columns
        A step must be seen in this many columns.
    channel_weight
        Of lightness and the two colour ratios.
    """

    least_contrast: float = 25.0
    least_colour: float = 12.0
    lowest_torso: float = 0.0
    rows_torso: tuple[float, float] = (-0.50, 0.42)
    half_width_torso: float = 0.26
    band_px: int = 6
    seen_px: int = 5
    least_columns: int = 12
    channel_weight: tuple[float, float, float] = (0.35, 1.0, 1.0)


METHOD = HemMethod()

_CHANNEL_WEIGHT = np.array(METHOD.channel_weight, dtype=np.float32)


@dataclass(frozen=True)
class Hem:
    """The strongest colour step between shirt and shorts.

    Parameters
    ----------
    height
        Below the middle of the hips, torso lengths; NaN where nothing is seen.
    contrast
        Size of the step.
    colour
        Size of the step in colour alone, whatever the lightness.
    """

    height: float
    contrast: float
    colour: float

    @property
    def doubt(self) -> str:
        """Why these clothes do not show the pelvis; empty when they do."""
        if not self.contrast >= METHOD.least_contrast:
            return "no_edge"
        if self.height >= METHOD.lowest_torso:
            return "long_shirt"
        return "" if self.colour >= METHOD.least_colour else "no_colour"


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
    return hem_of(view.cut(image, view.origin_px), person)


def hem_of(still: Image, person: Bools) -> Hem:
    """Find where the shirt ends in a cut-out of the stance, (SIZE, SIZE, 3).

    Parameters
    ----------
    still
        RGB, its middle at that of the pelvis.
    person : (SIZE, SIZE) bool array
        Where it shows the person without arms.
    """
    colour = shadow_proof(still) * _CHANNEL_WEIGHT
    half = int(METHOD.half_width_torso * PX_PER_TORSO)
    middle = slice(SIZE // 2 - half, SIZE // 2 + half + 1)
    first, last = (int(SIZE / 2 + row * PX_PER_TORSO) for row in METHOD.rows_torso)
    rows = np.arange(max(first, METHOD.band_px), min(last, SIZE - METHOD.band_px))
    steps = np.array(
        [_step(colour[:, middle], person[:, middle], int(row)) for row in rows]
    )
    sizes = np.linalg.norm(steps, axis=1)
    if not np.isfinite(sizes).any():
        return Hem(float("nan"), 0.0, 0.0)
    best = int(np.nanargmax(sizes))
    return Hem(
        height=(rows[best] - SIZE / 2) / PX_PER_TORSO,
        contrast=float(sizes[best]),
        colour=float(np.linalg.norm(steps[best, 1:])),
    )


def _step(colour: Singles, person: Bools, row: int) -> Singles:
    """Step between the bands above and below a row, by channel; NaN if too narrow."""
    bands = (slice(row - METHOD.band_px, row), slice(row, row + METHOD.band_px))
    counts = [person[band].sum(axis=0) for band in bands]
    seen = np.minimum(*counts) >= METHOD.seen_px
    if seen.sum() < METHOD.least_columns:
        return np.full(colour.shape[-1], np.nan, dtype=np.float32)
    above, below = (
        (colour[band] * person[band][..., None]).sum(axis=0)
        / np.maximum(count, 1)[:, None]
        for band, count in zip(bands, counts, strict=True)
    )
    return np.asarray(np.median((below - above)[seen], axis=0), dtype=np.float32)
