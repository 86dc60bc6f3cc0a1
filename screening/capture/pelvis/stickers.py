"""Two stickers on the front hip bones: found by themselves, followed to sub-pixels.

A sticker is a round spot of one clear colour that differs from all directions around
it. Two of them at about the same height, of the same size and colour, are a pair. Each
is then followed as the centroid of how much of its colour covers each pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from screening.capture.pelvis.spots import Lab, Spot, centred, find_spots, lab_of
from screening.capture.pelvis.view import PX_PER_TORSO, SIZE, PelvisView, Torso

Floats = NDArray[np.float64]
Image = NDArray[np.uint8]
Mask = NDArray[np.bool_]

_APART, _HEIGHT = (0.20, 0.72), (-0.42, 0.10)
_OFF_MIDDLE, _OFF_LEVEL = 0.10, 0.09
_SIZE_RATIO = 1.7
_LEAST_SCORE, _LEAST_CONTRAST, _COLOUR_STEP = 10.0, 25.0, 15.0
_ROUND, _ALIKE = 2.2, 1.8
_PATTERN, _MOST_IN_PAIRS = 0.7, 3
"""More spots than this in pairs nearly as good as the best one are printed cloth."""

_WINDOW, _WINDOW_LOST, _WINDOW_GROWS = 0.03, 0.05, 0.02
_ADAPT = 0.1
_DISTANCE_WEIGHT = 0.15


@dataclass(eq=False)
class _Sticker:
    """One sticker as it was last seen."""

    spot: Spot
    from_hips_px: Floats
    speed_px: Floats
    lost: int = 0


class Stickers:
    """Follows a pair of stickers.

    Parameters
    ----------
    spots
        The pair as first seen, in picture pixels; the picture's left one first.
    torso
        The trunk there.
    """

    def __init__(self, spots: tuple[Spot, Spot], torso: Torso) -> None:
        self._torso_px = torso.length_px
        self._pair = tuple(
            _Sticker(spot, spot.centre_px - torso.hips_px, np.zeros(2))
            for spot in spots
        )
        self._zero_deg = self._direction_deg()

    def update(self, image: Image, points_px: Floats) -> tuple[float, float] | None:
        """Find the stickers in the next frame.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB.
        points_px : (33, 2) float array
            The person's landmarks.

        Returns
        -------
        (angle_deg, likeness) or None
            Turn against the first picture, + = the picture's right side down; and how
            much of the smaller sticker is seen, 0 to 1. None where one is hidden.
        """
        torso = Torso.of(points_px)
        if not torso.is_seen:
            return None
        seen = [self._follow(sticker, image, torso) for sticker in self._pair]
        if min(seen) == 0:
            return None
        return self._direction_deg() - self._zero_deg, min(1.0, *seen)

    def _direction_deg(self) -> float:
        """Direction from the picture's left sticker to the right one."""
        left, right = (sticker.spot.centre_px for sticker in self._pair)
        return float(np.degrees(np.arctan2(*(right - left)[::-1])))

    def _follow(self, sticker: _Sticker, image: Image, torso: Torso) -> float:
        """Find one sticker again; return the share of its area seen, 0 when lost."""
        last = sticker.spot
        if sticker.lost:
            expected = torso.hips_px + sticker.from_hips_px
            grown = _WINDOW_LOST + _WINDOW_GROWS * min(sticker.lost, 5)
        else:
            expected, grown = last.centre_px + sticker.speed_px, _WINDOW
        reach = max(3.0, grown * self._torso_px) + 2 * last.radius_px
        found = _look_near(image, expected, reach, last)
        if found is None or not _is_same(found, last, sticker.lost > 0):
            sticker.lost += 1
            sticker.speed_px = np.zeros(2)
            return 0.0
        moved = (found.centre_px - last.centre_px) / 2
        sticker.speed_px = np.zeros(2) if sticker.lost else moved
        sticker.from_hips_px = found.centre_px - torso.hips_px
        sticker.lost = 0
        sticker.spot = last.adapted(found, _ADAPT)
        return found.area_px / last.area_px


def find_stickers(
    view: PelvisView,
    image: Image,
    points_px: Floats,
    mask: NDArray[np.float32] | None,
) -> Stickers | None:
    """Look for a pair of stickers.

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
    Stickers or None
        None when there is no clear pair.
    """
    allowed = view.person_in_reference(points_px, mask)
    lab = lab_of(view.cut(image, view.origin_px))
    pair_in_cut = _clearest_pair(find_spots(lab, allowed))
    if pair_in_cut is None:
        return None
    full = lab_of(image)
    pair = []
    for spot in pair_in_cut:
        radius_px = spot.radius_px / view.scale
        found = centred(full, _to_picture(view, spot.centre_px), radius_px, spot.colour)
        if found is None:
            return None
        pair.append(found)
    left, right = pair
    if not _is_pair(left, right):
        return None
    return Stickers((left, right), Torso.of(points_px))


def _clearest_pair(spots: list[Spot]) -> tuple[Spot, Spot] | None:
    """Return the pair that looks most like two stickers; None in a pattern of dots."""
    scored: list[tuple[float, Spot, Spot]] = []
    for one, other in combinations(spots, 2):
        left, right = sorted((one, other), key=lambda spot: float(spot.centre_px[0]))
        score = _pair_score(left, right)
        if score is not None and score > _LEAST_SCORE:
            scored.append((score, left, right))
    if not scored:
        return None
    best = max(scored, key=lambda each: each[0])
    alike = [each for each in scored if each[0] > _PATTERN * best[0]]
    in_pairs = {id(spot) for each in alike for spot in each[1:]}
    return best[1:] if len(in_pairs) <= _MOST_IN_PAIRS else None


def _pair_score(left: Spot, right: Spot) -> float | None:
    """How much two spots of the cut-out look like a pair; None when they cannot be."""
    a, b = ((spot.centre_px - SIZE / 2) / PX_PER_TORSO for spot in (left, right))
    apart, middle, level = b[0] - a[0], abs(a[0] + b[0]) / 2, abs(b[1] - a[1])
    height = (a[1] + b[1]) / 2
    sizes = sorted((left.radius_px, right.radius_px))
    possible = (
        _APART[0] < apart < _APART[1]
        and middle <= _OFF_MIDDLE
        and level <= _OFF_LEVEL
        and _HEIGHT[0] < height < _HEIGHT[1]
        and sizes[1] <= _SIZE_RATIO * sizes[0]
    )
    if not possible:
        return None
    colours = float(np.linalg.norm(left.colour - right.colour))
    contrast = min(left.contrast, right.contrast)
    return float(contrast - 0.8 * colours - 60 * (middle + level))


def _is_pair(left: Spot, right: Spot) -> bool:
    """Whether two spots, looked at closely, are alike, clear and round."""
    areas = sorted((left.area_px, right.area_px))
    return bool(
        min(left.contrast, right.contrast) > _LEAST_CONTRAST
        and np.linalg.norm(left.colour - right.colour) < _COLOUR_STEP
        and max(left.elongation, right.elongation) < _ROUND
        and areas[1] < _ALIKE * areas[0]
    )


def _is_same(found: Spot, last: Spot, was_lost: bool) -> bool:
    """Whether this is the sticker that was followed."""
    share = found.area_px / last.area_px
    return bool(
        (0.5 if was_lost else 0.3) < share < 1.9
        and np.linalg.norm(found.colour - last.colour) < 18
        and found.elongation < 6
        and found.contrast > 6
    )


def _look_near(image: Image, expected: Floats, reach: float, last: Spot) -> Spot | None:
    """Find the spot of this colour that is nearest to where it should be."""
    if not np.isfinite(expected).all():
        return None
    half = int(reach + 2.4 * last.radius_px) + 4
    corner = np.maximum(expected.astype(int) - half, 0)
    part = image[corner[1] : corner[1] + 2 * half, corner[0] : corner[0] + 2 * half]
    if min(part.shape[:2]) <= 8:
        return None
    lab = lab_of(part)
    step: Lab = np.linalg.norm(lab - last.colour, axis=2).astype(np.float32)
    size = int(1.2 * last.radius_px) | 1
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]]
    away = np.hypot(columns + corner[0] - expected[0], rows + corner[1] - expected[1])
    cost = cv2.blur(step, (size, size)) + _DISTANCE_WEIGHT * away
    cost[away > reach] = np.inf
    row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
    start = np.array([float(column), float(row)])
    found = centred(lab, start, last.radius_px, last.colour)
    return None if found is None else found.shifted(corner)


def _to_picture(view: PelvisView, cut_px: Floats) -> Floats:
    """From pixels of the cut-out around the origin to pixels of the picture."""
    return np.asarray(view.origin_px + (cut_px - SIZE / 2) / view.scale @ view.axes)
