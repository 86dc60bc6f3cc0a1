"""The knee as the middle of the limb in the picture, and how far it can be trusted.

The pose model pulls the knee towards a straight leg. The picture shows where it
is: half way between the borders of the leg. An estimator sees the frames of
one person in order and answers at once, so it works on a file and on a camera; it
keeps some numbers for each leg and hands on numbers only.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from screening._typing import Floats, Image, Singles
from screening.capture.knee.borders import METHOD as BORDERS
from screening.capture.knee.borders import Borders, find_borders
from screening.capture.knee.reading import Knee, read_knee, what_lies_across
from screening.motion.landmarks import INDEX, SIDES, Side, other

_JOINTS = ("hip", "knee", "ankle")


@dataclass(frozen=True)
class LimbMethod:
    """Which legs are looked at, and when the person's own width is learnt.

    Parameters
    ----------
    remembered, known
        Half widths of the person's knee that are kept, in lengths of the standing leg,
        whose median counts; and how many make it known.
    straight_ratio, clear
        They are taken from a leg of at least this share of the standing one, with
        borders at which the mask falls by at least this.
    stood_frames, even_ratio, still_ratio
        Somebody stands on two feet, and shows how long the standing leg is from here,
        when through so many frames the legs differ and the feet are off level by no
        more than this share of the leg, and its length changes by no more than this.
    trusted
        Quality from which a knee is believed.
    lifted_ratio
        An ankle this much higher than the other one, in distances from hip to ankle,
        carries nothing.
    short_ratio
        Nor does a leg that is shorter than this share of the longer one.
    least_leg_px
        A leg that is no longer in the picture cannot be measured.
    """

    remembered: int = 40
    known: int = 5
    straight_ratio: float = 0.93
    clear: float = 0.6
    stood_frames: int = 4
    even_ratio: float = 0.04
    still_ratio: float = 0.02
    trusted: float = 0.5
    lifted_ratio: float = 0.10
    short_ratio: float = 0.5
    least_leg_px: float = 2.0


METHOD = LimbMethod()


@dataclass(frozen=True, eq=False)
class MirroredLook:
    """What the pose model makes of a frame's mirror image, turned back.

    The pose model is lopsided in the same way in a mirrored picture, so half the
    difference to the first look is its own left and right.

    Parameters
    ----------
    points_px : (33, 2) float array
        Landmarks, pixels of the picture; left and right are the person's own.
    mask : (H, W) float32 array or None
        How much each pixel belongs to the person, 0 to 1.
    """

    points_px: Floats
    mask: Singles | None


@dataclass(frozen=True, eq=False)
class LimbReading:
    """The knees in one frame; the left one first.

    Parameters
    ----------
    knee_px : (2, 2) float array
        Pixels of the picture; NaN where a knee was not looked for.
    quality : (2,) float array
        0 (says nothing) to 1.
    mirrored_knee_px : (2, 2) float array
        The knees with the mirrored look; NaN where there was none.
    """

    knee_px: Floats
    quality: Floats
    mirrored_knee_px: Floats


_UNSEEN = np.full((2, 2), np.nan)
NOTHING = LimbReading(_UNSEEN, np.zeros(2), _UNSEEN)


class LimbEstimator(Protocol):
    """Reads the knees of one person, frame by frame."""

    def update(
        self,
        image: Image,
        points_px: Floats,
        mask: Singles | None,
        mirrored: MirroredLook | None = None,
        zoom_ratio: float = 1.0,
    ) -> LimbReading:
        """Read the next frame.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB, upright, not mirrored.
        points_px : (33, 2) float array
            The person's landmarks in it, pixels.
        mask : (H, W) float32 array or None
            How much each pixel belongs to the person, 0 to 1.
        mirrored
            The same from the frame's mirror image, where that was looked at.
        zoom_ratio
            How large the frame shows things against the first one.

        Returns
        -------
        LimbReading
        """
        ...


class LimbKnees:
    """Reads the knee of each leg that may carry the body.

    A leg whose foot is off the floor is left out. While both may stand, every other
    frame is enough: the movement is slow.
    """

    def __init__(self) -> None:
        self._widths_leg: dict[Side, deque[float]] = {
            side: deque(maxlen=METHOD.remembered) for side in SIDES
        }
        self._standing = _StandingLeg()
        self._pause = False
        self._zoom_ratio = 1.0

    def update(
        self,
        image: Image,
        points_px: Floats,
        mask: Singles | None,
        mirrored: MirroredLook | None = None,
        zoom_ratio: float = 1.0,
    ) -> LimbReading:
        """Read the next frame; see :class:`LimbEstimator`."""
        self._zoom_ratio = zoom_ratio
        legs = standing_legs(points_px)
        self._standing.see(points_px, zoom_ratio)
        self._pause = len(legs) == 2 and not self._pause and mirrored is None
        if mask is None or self._pause:
            return NOTHING
        knee_px, quality, mirrored_px = _UNSEEN.copy(), np.zeros(2), _UNSEEN.copy()
        for side in (side for side in legs if _is_inside(points_px, side, image)):
            i = SIDES.index(side)
            borders, knee = self._read(image, points_px, mask, side)
            knee_px[i], quality[i] = knee.in_picture(borders), knee.quality
            self._remember(side, borders, knee)
            if (
                mirrored is not None
                and mirrored.mask is not None
                and _is_inside(mirrored.points_px, side, image)
            ):
                again = self._read(image, mirrored.points_px, mirrored.mask, side)
                if min(knee.quality, again[1].quality) > METHOD.trusted:
                    mirrored_px[i] = again[1].in_picture(again[0])
        return LimbReading(knee_px, quality, mirrored_px)

    def _read(
        self,
        image: Image,
        points_px: Floats,
        mask: Singles,
        side: Side,
    ) -> tuple[Borders, Knee]:
        """Read one leg."""
        joints = points_px[[INDEX[f"{side}_{joint}"] for joint in _JOINTS]]
        known = self._widths_leg[side]
        own_px = None
        if len(known) >= METHOD.known:
            own_px = float(np.median(known)) * self._standing.px * self._zoom_ratio
        borders = find_borders(image, mask, joints, side=side, half_width_px=own_px)
        knee = read_knee(borders, own_px and own_px / borders.scale)
        believed = what_lies_across(borders, points_px, side)
        return borders, replace(knee, quality=believed * knee.quality)

    def _remember(self, side: Side, borders: Borders, knee: Knee) -> None:
        """Keep the half width of a straight leg that is seen well, without the zoom."""
        scale = borders.scale / self._zoom_ratio
        straight = scale * BORDERS.chord_px > METHOD.straight_ratio * self._standing.px
        clear = knee.edge > METHOD.clear and knee.quality > METHOD.trusted
        if straight and clear:
            self._widths_leg[side].append(knee.half_width * scale / self._standing.px)


class _StandingLeg:
    """How long a straight leg is in the picture, from where the person stands now.

    Somebody who changes legs steps nearer or further away. Until they have stood on
    two feet it is the longest leg seen.
    """

    def __init__(self) -> None:
        self.px = 0.0
        self._stood_px: deque[float] = deque(maxlen=METHOD.stood_frames)
        self._known = False

    def see(self, points_px: Floats, zoom_ratio: float) -> None:
        """Look at the legs in the next frame."""
        shorter, longer = sorted(_legs_px(points_px) / zoom_ratio)
        if not self._known:
            self.px = max(self.px, longer)
        feet_y_px = [points_px[INDEX[f"{side}_ankle"], 1] for side in SIDES]
        off_level = abs(feet_y_px[0] - feet_y_px[1]) / zoom_ratio
        if not max(longer - shorter, off_level) <= METHOD.even_ratio * longer:
            self._stood_px.clear()
            return
        self._stood_px.append((shorter + longer) / 2)
        low, high = min(self._stood_px), max(self._stood_px)
        long_enough = len(self._stood_px) == METHOD.stood_frames
        if long_enough and high - low <= METHOD.still_ratio * high:
            self.px, self._known = float(np.median(self._stood_px)), True


def _is_inside(points_px: Floats, side: Side, image: Image) -> bool:
    """Whether a leg lies in the picture, so that there is something to look at."""
    joints_px = points_px[[INDEX[f"{side}_{joint}"] for joint in _JOINTS]]
    size = np.array(image.shape[1::-1])
    return bool(((joints_px >= 0) & (joints_px < size)).all())


def _legs_px(points_px: Floats) -> Floats:
    """Distances from hip to ankle, the left one first, (2,)."""
    hips, ankles = (
        points_px[[INDEX[f"{side}_{joint}"] for side in SIDES]]
        for joint in ("hip", "ankle")
    )
    return np.asarray(np.linalg.norm(ankles - hips, axis=1))


def standing_legs(points_px: Floats) -> list[Side]:
    """Return the legs that may carry the body in this frame.

    Parameters
    ----------
    points_px : (33, 2) float array
        Landmarks, pixels.

    Returns
    -------
    list of {"left", "right"}
        Both where neither foot is clearly higher; a foot held in front does not look
        higher. Empty where the legs were not seen or are too short to measure.
    """
    legs_px = dict(zip(SIDES, _legs_px(points_px), strict=True))
    longest = max(legs_px.values())
    if not longest > METHOD.least_leg_px:
        return []
    ankle_y = {side: points_px[INDEX[f"{side}_ankle"], 1] for side in SIDES}
    return [
        side
        for side in SIDES
        if ankle_y[side] >= ankle_y[other(side)] - METHOD.lifted_ratio * longest
        and legs_px[side] > METHOD.short_ratio * longest
    ]
