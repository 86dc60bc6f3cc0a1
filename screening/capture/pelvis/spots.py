"""Round spots of one colour, and their centres to a fraction of a pixel."""

from __future__ import annotations

from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from screening._typing import Bools, Floats, Image, Singles
from screening.capture.pelvis.view import PX_PER_TORSO


@dataclass(frozen=True)
class SpotsMethod:
    """What counts as a round spot, and how its centre is found.

    Parameters
    ----------
    channel_weight
        Of lightness and the two colours of Lab.
    torso_cm, radii_cm
        Length of a usual torso, and the radii that are looked for on it.
    disc_ratio, beside_ratio, directions
        In radii: how much of the spot its colour is taken from, and how far beside
        it, in this many directions, it must differ.
    blur_ratio, least_blur_px
        Blur of what lies beside, in radii, and at least in pixels.
    least_score, most
        A spot differs from every direction by this; at most this many are kept.
    separate_ratio
        Two findings nearer than this many radii are one spot.
    ring_ratio, reach_ratio
        In radii: the ring that shows the background, and how far cover may reach.
    least_ring_px
        Pixels of the ring that show a background.
    solid, distance_weight
        Cover from which a pixel is the spot's own; of several pieces the large and
        near one is it, a pixel of distance outweighing this many of area.
    cover
        Share of the way from background to colour at which cover begins, and at which
        it is whole.
    most_rounds, converged_px
        Most steps to the centre, and the step that ends them.
    least_radius_px, least_variance_px2
        No spot is smaller or narrower than this.
    """

    channel_weight: tuple[float, float, float] = (0.6, 1.0, 1.0)
    torso_cm: float = 48.0
    radii_cm: tuple[float, ...] = (1.0, 1.5, 2.0, 2.6)
    disc_ratio: float = 0.85
    beside_ratio: float = 1.6
    directions: int = 8
    blur_ratio: float = 0.2
    least_blur_px: float = 0.8
    least_score: float = 8.0
    most: int = 40
    separate_ratio: float = 0.7
    ring_ratio: tuple[float, float] = (1.6, 2.4)
    reach_ratio: float = 1.7
    least_ring_px: int = 4
    solid: float = 0.5
    distance_weight: float = 2.0
    cover: tuple[float, float] = (0.15, 0.85)
    most_rounds: int = 4
    converged_px: float = 0.02
    least_radius_px: float = 1.5
    least_variance_px2: float = 0.3


METHOD = SpotsMethod()

_CHANNEL_WEIGHT = np.array(METHOD.channel_weight, dtype=np.float32)
_CM = PX_PER_TORSO / METHOD.torso_cm
"""Cut-out pixels of a centimetre on a torso of usual length."""


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
    return np.asarray(cv2.cvtColor(scaled, cv2.COLOR_RGB2Lab) * _CHANNEL_WEIGHT)


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
    for radius in (radius_cm * _CM for radius_cm in METHOD.radii_cm):
        mean, score = _spot_score(lab, radius)
        score[~allowed] = -np.inf
        size = int(2 * radius + 0.5) | 1
        peak = (score == cv2.dilate(score, np.ones((size, size)))) & (
            score > METHOD.least_score
        )
        for row, column in zip(*np.nonzero(peak), strict=True):
            centre = np.array([float(column), float(row)])
            contrast = float(score[row, column])
            area = float(np.pi * radius**2)
            found.append(Spot(centre, radius, area, mean[row, column], contrast))
    kept: list[Spot] = []
    for spot in sorted(found, key=lambda each: -each.contrast):
        if all(_are_two(spot, other) for other in kept):
            kept.append(spot)
    return kept[: METHOD.most]


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
    half = int(np.ceil(METHOD.ring_ratio[1] * radius_px)) + 2
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
        radius_px=max(METHOD.least_radius_px, float(np.sqrt(total / np.pi))),
        area_px=total,
        colour=np.tensordot(weight, part, axes=2).astype(np.float32) / total,
        contrast=float(min(np.linalg.norm(colour - other) for other in around)),
        elongation=max(spread) / max(min(spread), METHOD.least_variance_px2),
    )


def _converge(
    part: Singles, centre: Floats, radius_px: float, colour: Singles
) -> tuple[Floats, Floats, list[Singles]] | None:
    """Move to the centroid of what the spot covers; with the cover and background."""
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]]
    found: tuple[Floats, Floats, list[Singles]] | None = None
    for _ in range(METHOD.most_rounds):
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
        if step < METHOD.converged_px:
            break
    return found


def _spot_score(lab: Singles, radius: float) -> tuple[Singles, Singles]:
    """Mean colour in a disc, and how much it differs from every direction."""
    reach = int(np.ceil(radius))
    rows, columns = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    disc = np.clip(radius * METHOD.disc_ratio + 0.5 - np.hypot(columns, rows), 0, 1)
    disc = (disc / disc.sum()).astype(np.float32)
    mean = cv2.filter2D(lab, -1, disc)
    varied = np.maximum(cv2.filter2D(lab * lab, -1, disc) - mean * mean, 0)
    blur_px = max(METHOD.least_blur_px, METHOD.blur_ratio * radius)
    blurred = cv2.GaussianBlur(lab, (0, 0), blur_px)
    least = np.full(lab.shape[:2], np.inf, dtype=np.float32)
    for turn in np.arange(METHOD.directions) * 2 * np.pi / METHOD.directions:
        step = METHOD.beside_ratio * radius * np.array([np.cos(turn), np.sin(turn)])
        shift = np.array([[1, 0, -step[0]], [0, 1, -step[1]]])
        beside = cv2.warpAffine(
            blurred, shift, lab.shape[1::-1], borderMode=cv2.BORDER_REPLICATE
        )
        least = np.minimum(least, np.linalg.norm(mean - beside, axis=2))
    return mean, np.asarray(least - np.sqrt(varied.sum(axis=2)), dtype=np.float32)


def _are_two(one: Spot, other: Spot) -> bool:
    """Whether two findings are two spots."""
    gap = np.linalg.norm(one.centre_px - other.centre_px)
    return bool(gap > METHOD.separate_ratio * max(one.radius_px, other.radius_px))


def _colours_around(
    part: Singles, away: Floats, above: Bools, radius_px: float
) -> list[Singles]:
    """Colours above and below the spot: its background may be two cloths."""
    inner, outer = (ratio * radius_px for ratio in METHOD.ring_ratio)
    ring = (away > inner) & (away < outer)
    halves = [ring & above, ring & ~above]
    wide = [half for half in halves if half.sum() >= METHOD.least_ring_px]
    colours = [np.median(part[half], axis=0) for half in wide]
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
    near = away < METHOD.reach_ratio * radius_px
    least = np.where(near, np.min(shares, axis=0), 0)
    begins, whole = METHOD.cover
    return np.asarray(np.clip((least - begins) / (whole - begins), 0, 1))


def _nearest_piece(share: Floats, centre: Floats) -> Floats | None:
    """Keep the large piece nearest to the centre, with its soft edge."""
    solid = (share > METHOD.solid).astype(np.uint8)
    count, labels, stats, middles = cv2.connectedComponentsWithStats(
        solid, connectivity=8
    )
    if count < 2:
        return None
    away = np.linalg.norm(middles[1:] - centre, axis=1)
    near = stats[1:, cv2.CC_STAT_AREA] - METHOD.distance_weight * away
    chosen = 1 + int(np.argmax(near))
    piece = cv2.dilate((labels == chosen).astype(np.uint8), np.ones((3, 3)))
    return np.asarray(share * (piece > 0))
