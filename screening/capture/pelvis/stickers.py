"""Two stickers on the front hip bones, found automatically and followed to sub-pixels.

A sticker is a round spot of one clear colour that differs from all directions around
it. Two of them at about the same height, of the same size and colour, are a pair. Each
is then followed as the centroid of how much of its colour covers each pixel.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import cv2
import numpy as np

from screening._typing import Floats, Image, Singles
from screening.capture.pelvis.reading import MarkersPx, markers_of
from screening.capture.pelvis.spots import Spot, centred, find_spots, lab_of
from screening.capture.pelvis.view import PX_PER_TORSO, SIZE, PelvisView, Torso


@dataclass(frozen=True)
class StickersMethod:
    """What counts as a pair of stickers, and how each is followed.

    Parameters
    ----------
    spacing_torso, height_torso
        Least and most distance of a pair, and height below the middle of the hips;
        torso lengths.
    off_middle_torso, off_level_torso
        How far its middle may be to the side, and one sticker above the other.
    radius_ratio, area_ratio
        How much larger one may be, in the cut-out and looked at closely.
    colour_weight, place_weight
        What a difference of colour, and a torso length off the middle or off level,
        take from a pair's score.
    least_score, least_contrast, most_colour_step, most_elongation
        A pair is one from these on: score, contrast to its surroundings, difference
        of both colours, long over short variance.
    pattern_ratio, most_in_pairs
        More spots than the second in pairs that score this share of the best one are
        printed cloth.
    window_torso, window_lost_torso, window_grows_torso, grows_for, least_window_px
        How far from the expected place a sticker is searched, and how much further
        when it was lost, with each of up to this many frames.
    around_ratio, blur_ratio
        In radii of the sticker: what is cut out beyond that window, and over how much
        its colour is averaged.
    distance_weight
        A pixel of distance weighs as much as this difference of colour.
    same_area, same_area_lost, same_colour, same_elongation, same_contrast
        What is found is the same sticker with an area between these (the lower bound
        is higher for one that was lost), a colour that differs by less, an elongation
        below, and a contrast above.
    adapt
        Share by which its colour and area follow each frame.
    """

    spacing_torso: tuple[float, float] = (0.20, 0.72)
    height_torso: tuple[float, float] = (-0.42, 0.10)
    off_middle_torso: float = 0.10
    off_level_torso: float = 0.09
    radius_ratio: float = 1.7
    area_ratio: float = 1.8
    colour_weight: float = 0.8
    place_weight: float = 60.0
    least_score: float = 10.0
    least_contrast: float = 25.0
    most_colour_step: float = 15.0
    most_elongation: float = 2.2
    pattern_ratio: float = 0.7
    most_in_pairs: int = 3
    window_torso: float = 0.03
    window_lost_torso: float = 0.05
    window_grows_torso: float = 0.02
    grows_for: int = 5
    least_window_px: float = 3.0
    around_ratio: float = 2.4
    blur_ratio: float = 1.2
    distance_weight: float = 0.15
    same_area: tuple[float, float] = (0.3, 1.9)
    same_area_lost: float = 0.5
    same_colour: float = 18.0
    same_elongation: float = 6.0
    same_contrast: float = 6.0
    adapt: float = 0.1


METHOD = StickersMethod()


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

    @property
    def markers_px(self) -> MarkersPx:
        """Where the stickers were last seen."""
        first, second = (sticker.spot.centre_px for sticker in self._pair)
        return markers_of(first, second)

    def _direction_deg(self) -> float:
        """Direction from the picture's left sticker to the right one."""
        left, right = (sticker.spot.centre_px for sticker in self._pair)
        return float(np.degrees(np.arctan2(*(right - left)[::-1])))

    def _follow(self, sticker: _Sticker, image: Image, torso: Torso) -> float:
        """Find one sticker again; return the share of its area seen, 0 when lost."""
        last = sticker.spot
        if sticker.lost:
            expected = torso.hips_px + sticker.from_hips_px
            lost = min(sticker.lost, METHOD.grows_for)
            grown = METHOD.window_lost_torso + METHOD.window_grows_torso * lost
        else:
            expected = last.centre_px + sticker.speed_px
            grown = METHOD.window_torso
        window_px = max(METHOD.least_window_px, grown * self._torso_px)
        reach = window_px + 2 * last.radius_px
        found = _look_near(image, expected, reach, last)
        if found is None or not _is_same(found, last, sticker.lost > 0):
            sticker.lost += 1
            sticker.speed_px = np.zeros(2)
            return 0.0
        moved = (found.centre_px - last.centre_px) / 2
        sticker.speed_px = np.zeros(2) if sticker.lost else moved
        sticker.from_hips_px = found.centre_px - torso.hips_px
        sticker.lost = 0
        sticker.spot = last.adapted(found, METHOD.adapt)
        return found.area_px / last.area_px


def find_stickers(
    view: PelvisView,
    image: Image,
    points_px: Floats,
    mask: Singles | None,
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
        if score is not None and score > METHOD.least_score:
            scored.append((score, left, right))
    if not scored:
        return None
    best = max(scored, key=lambda each: each[0])
    alike = [each for each in scored if each[0] > METHOD.pattern_ratio * best[0]]
    in_pairs = {id(spot) for each in alike for spot in each[1:]}
    return best[1:] if len(in_pairs) <= METHOD.most_in_pairs else None


def _pair_score(left: Spot, right: Spot) -> float | None:
    """How much two spots of the cut-out look like a pair; None when they cannot be."""
    a, b = ((spot.centre_px - SIZE / 2) / PX_PER_TORSO for spot in (left, right))
    spacing, middle, level = b[0] - a[0], abs(a[0] + b[0]) / 2, abs(b[1] - a[1])
    height = (a[1] + b[1]) / 2
    sizes = sorted((left.radius_px, right.radius_px))
    possible = (
        METHOD.spacing_torso[0] < spacing < METHOD.spacing_torso[1]
        and middle <= METHOD.off_middle_torso
        and level <= METHOD.off_level_torso
        and METHOD.height_torso[0] < height < METHOD.height_torso[1]
        and sizes[1] <= METHOD.radius_ratio * sizes[0]
    )
    if not possible:
        return None
    colours = float(np.linalg.norm(left.colour - right.colour))
    return float(
        min(left.contrast, right.contrast)
        - METHOD.colour_weight * colours
        - METHOD.place_weight * (middle + level)
    )


def _is_pair(left: Spot, right: Spot) -> bool:
    """Whether two spots, looked at closely, are alike, clear and round."""
    areas = sorted((left.area_px, right.area_px))
    return bool(
        min(left.contrast, right.contrast) > METHOD.least_contrast
        and np.linalg.norm(left.colour - right.colour) < METHOD.most_colour_step
        and max(left.elongation, right.elongation) < METHOD.most_elongation
        and areas[1] < METHOD.area_ratio * areas[0]
    )


def _is_same(found: Spot, last: Spot, was_lost: bool) -> bool:
    """Whether this is the sticker that was followed."""
    share = found.area_px / last.area_px
    least, most = METHOD.same_area
    return bool(
        (METHOD.same_area_lost if was_lost else least) < share < most
        and np.linalg.norm(found.colour - last.colour) < METHOD.same_colour
        and found.elongation < METHOD.same_elongation
        and found.contrast > METHOD.same_contrast
    )


def _look_near(image: Image, expected: Floats, reach: float, last: Spot) -> Spot | None:
    """Find the spot of this colour that is nearest to where it should be."""
    if not np.isfinite(expected).all():
        return None
    half = int(reach + METHOD.around_ratio * last.radius_px) + 4
    corner = np.maximum(expected.astype(int) - half, 0)
    part = image[corner[1] : corner[1] + 2 * half, corner[0] : corner[0] + 2 * half]
    if min(part.shape[:2]) <= 8:
        return None
    lab = lab_of(part)
    step: Singles = np.linalg.norm(lab - last.colour, axis=2).astype(np.float32)
    size = int(METHOD.blur_ratio * last.radius_px) | 1
    rows, columns = np.mgrid[: part.shape[0], : part.shape[1]]
    away = np.hypot(columns + corner[0] - expected[0], rows + corner[1] - expected[1])
    cost = cv2.blur(step, (size, size)) + METHOD.distance_weight * away
    cost[away > reach] = np.inf
    row, column = np.unravel_index(int(np.argmin(cost)), cost.shape)
    start = np.array([float(column), float(row)])
    found = centred(lab, start, last.radius_px, last.colour)
    return None if found is None else found.shifted(corner)


def _to_picture(view: PelvisView, cut_px: Floats) -> Floats:
    """From pixels of the cut-out around the origin to pixels of the picture."""
    return np.asarray(view.origin_px + (cut_px - SIZE / 2) / view.scale @ view.axes)
