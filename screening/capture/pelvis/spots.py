"""Round spots of one colour, and their centres to a fraction of a pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from screening._typing import Bools, Floats, Image, Singles
from screening.capture.pelvis.view import PX_PER_TORSO

_LIGHTNESS_WEIGHT = np.array([0.6, 1.0, 1.0], dtype=np.float32)
_CM = PX_PER_TORSO / 48
"""Cut-out pixels of a centimetre on a torso of usual length."""

_RADII_PX = tuple(radius * _CM for radius in (1.0, 1.5, 2.0, 2.6))
_DIRECTIONS = 8
_LEAST_SCORE = 8.0
_MOST = 40
_MOST_ROUNDS = 4
_CONVERGED_PX = 0.02


@dataclass(frozen=True, eq=False)
class Spot:
    """A round spot of one colour.

    Parameters
    ----------
    centre_px : (2,) array
        To a fraction of a pixel.
    radius_px, area_px
        Its size.
    colour : (3,) array
        In Singles, lightness weighted down.
    contrast
        Distance of its colour from that around it.
    elongation
        Long over short variance; 1 is round.
    """

    centre_px: Floats
    radius_px: float
    area_px: float
    colour: Singles
    contrast: float
    elongation: float = 1.0

    def shifted(self, by_px: NDArray[np.integer]) -> Spot:
        """Return it in a picture whose origin lies this much further left and up."""
        return replace(self, centre_px=self.centre_px + by_px)

    def adapted(self, seen: Spot, share: float) -> Spot:
        """Return it at its new place, its colour and size following slowly."""
        return replace(
            self,
            centre_px=seen.centre_px,
            colour=(1 - share) * self.colour + share * seen.colour,
            area_px=(1 - share) * self.area_px + share * seen.area_px,
        )


def lab_of(image: Image) -> Singles:
    """Return a picture, RGB, in Singles with lightness weighted down."""
    scaled = image.astype(np.float32) / 255
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2Lab) * _LIGHTNESS_WEIGHT)


def find_spots(lab: Singles, allowed: Bools) -> list[Spot]:
    """Find spots that differ from all directions around them.

    Parameters
    ----------
    lab : (n, n, 3) float32 array
        A cut-out of the pelvis.
    allowed : (n, n) bool array
        Where to look.

    Returns
    -------
    list of Spot
        The clearest first.
    """
    found: list[Spot] = []
    for radius in _RADII_PX:
        mean, score = _spot_score(lab, radius)
        score[~allowed] = -np.inf
        size = int(2 * radius + 0.5) | 1
        peak = (score == cv2.dilate(score, np.ones((size, size)))) & (
            score > _LEAST_SCORE
        )
        for row, column in zip(*np.nonzero(peak), strict=True):
            centre = np.array([float(column), float(row)])
            contrast = float(score[row, column])
            area = float(np.pi * radius**2)
            found.append(Spot(centre, radius, area, mean[row, column], contrast))
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda each: -each.contrast):
        if all(_apart(spot, other) for other in kept):
            kept.append(spot)
    return kept[:_MOST]


def centred(
    lab: Singles, start_px: Floats, radius_px: float, colour: Singles
) -> Spot | None:
    """Find the centre of a spot to a fraction of a pixel.

    Parameters
    ----------
    lab : (H, W, 3) float32 array
        The picture.
    start_px : (2,) array
        About where it is.
    radius_px
        About its size.
    colour : (3,) array
        Its colour.

    Returns
    -------
    Spot or None
        The centroid of how much of each pixel it covers; None when it is cut off by
        the picture's edge or not there.
    """
    half = int(np.ceil(2.4 * radius_px)) + 2
    x0, y0 = (int(v) - half for v in np.round(start_px))
    size = 2 * half + 1
    inside = x0 >= 0 and y0 >= 0 and x0 + size <= lab.shape[1]
    if not inside or y0 + size > lab.shape[0]:
        return None
    part = lab[y0 : y0 + size, x0 : x0 + size]
    corner = np.array([x0, y0])
    converged = _converge(part, start_px - corner, radius_px, colour)
    if converged is None:
        return None
    centre, weight, around = converged
    total = float(weight.sum())
    rows, columns = np.mgrid[:size, :size]
    spread = [
        float((weight * (columns - centre[0]) ** 2).sum()) / total,
        float((weight * (rows - centre[1]) ** 2).sum()) / total,
    ]
    return Spot(
        centre_px=centre + corner,
        radius_px=max(1.5, float(np.sqrt(total / np.pi))),
        area_px=total,
        colour=np.tensordot(weight, part, axes=2).astype(np.float32) / total,
        contrast=float(min(np.linalg.norm(colour - other) for other in around)),
        elongation=max(spread) / max(min(spread), 0.3),
    )


def _converge(
    part: Singles, centre: Floats, radius_px: float, colour: Singles
) -> tuple[Floats, Floats, list[Singles]] | None:
    """Move to the centroid of what the spot covers; with the cover and background."""
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]]
    found: tuple[Floats, Floats, list[Singles]] | None = None
    for _ in range(_MOST_ROUNDS):
        away = np.hypot(columns - centre[0], rows - centre[1])
        around = _colours_around(part, away, rows < centre[1], radius_px)
        share = _covered(part, away, around, colour, radius_px)
        weight = _nearest_piece(share, centre)
        if weight is None:
            return None
        moved = np.array([(weight * columns).sum(), (weight * rows).sum()])
        moved /= weight.sum()
        step = np.linalg.norm(moved - centre)
        centre = moved
        found = centre, weight, around
        if step < _CONVERGED_PX:
            break
    return found


def _spot_score(lab: Singles, radius: float) -> tuple[Singles, Singles]:
    """Mean colour in a disc, and how much it differs from every direction."""
    reach = int(np.ceil(radius))
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius * 0.85 + 0.5 - np.hypot(columns, rows), 0, 1)
    disc = (disc / disc.sum()).astype(np.float32)
    mean = cv2.filter2D(lab, -1, disc)
    varied = np.maximum(cv2.filter2D(lab * lab, -1, disc) - mean * mean, 0)
    blurred = cv2.GaussianBlur(lab, (0, 0), max(0.8, 0.2 * radius))
    least = np.full(lab.shape[:2], np.inf, dtype=np.float32)
    for turn in np.arange(_DIRECTIONS) * 2 * np.pi / _DIRECTIONS:
        step = 1.6 * radius * np.array([np.cos(turn), np.sin(turn)])
        shift = np.array([[1, 0, -step[0]], [0, 1, -step[1]]])
        beside = cv2.warpAffine(
            blurred, shift, lab.shape[1::-1], borderMode=cv2.BORDER_REPLICATE
        )
        least = np.minimum(least, np.linalg.norm(mean - beside, axis=2))
    return mean, np.asarray(least - np.sqrt(varied.sum(axis=2)), dtype=np.float32)


def _apart(one: Spot, other: Spot) -> bool:
    """Whether two findings are two spots."""
    gap = np.linalg.norm(one.centre_px - other.centre_px)
    return bool(gap > 0.7 * max(one.radius_px, other.radius_px))


def _colours_around(
    part: Singles, away: Floats, above: Bools, radius_px: float
) -> list[Singles]:
    """Colours above and below the spot: its background may be two cloths."""
    ring = (away > 1.6 * radius_px) & (away < 2.4 * radius_px)
    halves = [ring & above, ring & ~above]
    colours = [np.median(part[half], axis=0) for half in halves if half.sum() > 3]
    return colours or [part.reshape(-1, 3).mean(axis=0)]


def _covered(
    part: Singles,
    away: Floats,
    around: list[Singles],
    colour: Singles,
    radius_px: float,
) -> Floats:
    """How much of each pixel the spot covers, 0 to 1."""
    shares = []
    for background in around:
        step = colour - background
        length = max(float(step @ step), 1e-3)
        shares.append(np.clip((part - background) @ step / length, 0, 1))
    least = np.where(away < 1.7 * radius_px, np.min(shares, axis=0), 0)
    return np.asarray(np.clip((least - 0.15) / 0.7, 0, 1))


def _nearest_piece(share: Floats, centre: Floats) -> Floats | None:
    """Keep the large piece nearest to the centre, with its soft edge."""
    solid = (share > 0.5).astype(np.uint8)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(
        solid, connectivity=8
    )
    if count < 2:
        return None
    away = np.linalg.norm(middles[1:] - centre, axis=1)
    chosen = 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA] - 2.0 * away))
    piece = cv2.dilate((labels == chosen).astype(np.uint8), np.ones((3, 3)))
    return np.asarray(share * (piece > 0))
