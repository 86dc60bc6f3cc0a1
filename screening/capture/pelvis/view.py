"""The region of the pelvis, cut out of the picture in the person's own lengths.

Coordinates are torso lengths from the middle of the pelvis in the reference, x along
the hips to the picture's right, y along the trunk downwards. So every constant holds at
any resolution, distance and roll of the camera.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from screening._typing import Bools, Floats, Image, Singles
from screening.motion.landmarks import INDEX, SIDES

Pixel = TypeVar("Pixel", np.uint8, np.float32)

_HIPS, _SHOULDERS = (
    (INDEX[f"left_{part}"], INDEX[f"right_{part}"]) for part in ("hip", "shoulder")
)
_ELBOWS, _WRISTS = (
    [INDEX[f"{side}_{part}"] for side in SIDES] for part in ("elbow", "wrist")
)
_TIPS = ("pinky", "index", "thumb")
_FINGERTIPS = [INDEX[f"{side}_{tip}"] for side in SIDES for tip in _TIPS]


@dataclass(frozen=True)
class ViewMethod:
    """What is cut out of the picture, and what of it shows arms.

    Parameters
    ----------
    px_per_torso, half_width_torso
        Pixels of the cut-out in a torso length, and half its side.
    upright_deg
        In a stance the trunk stands across the hips but for this much, their scatter.
    silhouette_rows_torso
        First and last row in which the middle of the silhouette is read.
    forearm_torso, finger_torso, fingertip_ratio
        Widths that cover an arm and a finger, torso lengths; a finger ends this much
        further from the wrist than its landmark.
    person_above
        A pixel belongs to the person from this share on.
    smooth_below
        A picture that shrinks to less than this is smoothed first.
    dark, colour_scale
        What is added to each colour before its logarithm, so that noise in the dark
        does not count; what colour ratios are multiplied by, to be like lightness.
    """

    px_per_torso: int = 100
    half_width_torso: float = 0.62
    upright_deg: float = 6.0
    silhouette_rows_torso: tuple[float, float] = (-0.15, 0.40)
    forearm_torso: float = 0.16
    finger_torso: float = 0.13
    fingertip_ratio: float = 1.35
    person_above: float = 0.5
    smooth_below: float = 0.7
    dark: float = 12.0
    colour_scale: float = 80.0


METHOD = ViewMethod()

PX_PER_TORSO = METHOD.px_per_torso
SIZE = int(2 * METHOD.half_width_torso * PX_PER_TORSO)
"""Pixels of the square cut-out."""


@dataclass(frozen=True)
class Torso:
    """Where the trunk is in one picture.

    Parameters
    ----------
    hips_px, shoulders_px : (2,) arrays
        Middle of the hips and of the shoulders.
    """

    hips_px: Floats
    shoulders_px: Floats

    @classmethod
    def of(cls, points_px: Floats) -> Torso:
        """Return the trunk of these landmarks, (33, 2)."""

        def middle(left: int, right: int) -> Floats:
            return np.asarray((points_px[left] + points_px[right]) / 2)

        return cls(middle(*_HIPS), middle(*_SHOULDERS))

    @property
    def length_px(self) -> float:
        """Distance between both middles."""
        return math.dist(self.shoulders_px, self.hips_px)

    @property
    def is_seen(self) -> bool:
        """Whether both middles are known and apart."""
        return bool(np.isfinite(self.length_px) and self.length_px > 1)


@dataclass(frozen=True)
class PelvisView:
    """Cuts the region of the pelvis out of pictures, always to the same scale.

    Parameters
    ----------
    origin_px : (2,) array
        Middle of the pelvis in the reference.
    torso_px
        Length of the trunk in the reference.
    roll_rad
        Direction of the hips against the picture's rows in the reference.
    """

    origin_px: Floats
    torso_px: float
    roll_rad: float

    @classmethod
    def of_stance(
        cls, torso: Torso, points_px: Floats, mask: Singles | None
    ) -> PelvisView:
        """Return the coordinates of somebody who stands quietly.

        Parameters
        ----------
        torso
            The trunk in that stance.
        points_px : (33, 2) float array
            Landmarks there.
        mask : (H, W) float32 array or None
            The person there. The middle of the silhouette is used rather than that
            of the hips: beside the true middle, a pelvis that tips forwards would
            look as if it turned.
        """
        roll_rad = _stance_roll_rad(torso, points_px)
        view = cls(torso.hips_px, torso.length_px, roll_rad)
        if mask is None:
            return view
        person = view.cut(mask, view.origin_px) > METHOD.person_above
        offset = silhouette_offset(person, view.without_arms(points_px, view.origin_px))
        origin_px = view.origin_px + offset * view.torso_px * view.axes[0]
        return cls(origin_px, view.torso_px, view.roll_rad)

    @property
    def scale(self) -> float:
        """Cut-out pixels per picture pixel."""
        return PX_PER_TORSO / self.torso_px

    @property
    def axes(self) -> Floats:
        """Rows: the person's x and y axes in the picture, (2, 2)."""
        c, s = np.cos(self.roll_rad), np.sin(self.roll_rad)
        return np.array([[c, s], [-s, c]])

    def to_torso(self, points_px: Floats) -> Floats:
        """Return picture points, (..., 2), in torso lengths from the origin."""
        return np.asarray((points_px - self.origin_px) @ self.axes.T / self.torso_px)

    def cut(self, image: NDArray[Pixel], centre_px: Floats) -> NDArray[Pixel]:
        """Return the square around a picture point, (SIZE, SIZE, ...)."""
        matrix = np.zeros((2, 3))
        matrix[:, :2] = self.scale * self.axes
        matrix[:, 2] = SIZE / 2 - matrix[:, :2] @ centre_px
        if self.scale < METHOD.smooth_below:
            # Shrinking without smoothing would let fine cloth alias.
            size = max(1, round(1 / self.scale))
            image, matrix = _smoothed_part(image, centre_px, matrix, size)
        square = cv2.warpAffine(
            image,
            matrix,
            (SIZE, SIZE),
            flags=cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REPLICATE,
        )
        return np.asarray(square, dtype=image.dtype)

    def person_in_reference(self, points_px: Floats, mask: Singles | None) -> Bools:
        """Return where the reference shows the person, without arms, (SIZE, SIZE)."""
        person = self.without_arms(points_px, self.origin_px)
        if mask is not None:
            person &= self.cut(mask, self.origin_px) > METHOD.person_above
        return person

    def without_arms(self, points_px: Floats, centre_px: Floats) -> Bools:
        """Return where the cut-out shows no forearm or hand, (SIZE, SIZE)."""
        visible = np.ones((SIZE, SIZE), np.uint8)
        offset = self.to_torso(centre_px)
        at = self.to_torso(points_px) - offset
        wrists = at[_WRISTS].repeat(len(_TIPS), axis=0)
        ends = wrists + METHOD.fingertip_ratio * (at[_FINGERTIPS] - wrists)
        _erase(visible, at[_ELBOWS], at[_WRISTS], METHOD.forearm_torso)
        _erase(visible, wrists, ends, METHOD.finger_torso)
        return visible > 0


def shadow_proof(cut_out: Image) -> Singles:
    """Return lightness and two log colour ratios, which a shadow does not change.

    Parameters
    ----------
    cut_out : (n, n, 3) uint8 array
        RGB.

    Returns
    -------
    (n, n, 3) float32 array
        About 0 to 255, and -100 to 100.
    """
    lightness = cv2.cvtColor(cut_out, cv2.COLOR_RGB2Lab)[..., 0].astype(np.float32)
    return np.dstack([lightness, colour_ratios(cut_out)])


def colour_ratios(cut_out: Image) -> Singles:
    """Return two log colour ratios of a cut-out, (n, n, 2), about -100 to 100."""
    red, green, blue = cv2.split(cv2.LUT(cut_out, _log_table()))
    ratios = cv2.merge([cv2.subtract(red, green), cv2.subtract(blue, green)])
    return np.asarray(ratios, dtype=np.float32)


@cache
def _log_table() -> Singles:
    """Return the scaled logarithm of each value of a colour."""
    values = np.log(np.arange(256, dtype=np.float32) + METHOD.dark)
    return np.asarray(METHOD.colour_scale * values)


def grid() -> tuple[Singles, Singles]:
    """Return x and y of each pixel of a cut-out, torso lengths from its middle."""
    steps = ((np.arange(SIZE) - SIZE / 2) / PX_PER_TORSO).astype(np.float32)
    x, y = np.meshgrid(steps, steps)
    return x, y


def silhouette_offset(person: Bools, without_arms: Bools) -> float:
    """Middle of the silhouette around the hips, torso lengths from the cut-out's."""
    first, last = (
        int(SIZE / 2 + row * PX_PER_TORSO) for row in METHOD.silhouette_rows_torso
    )
    middles = []
    for row in range(first, last):
        columns = np.flatnonzero(person[row])
        if columns.size and without_arms[row, columns[[0, -1]]].all():
            middles.append((columns[0] + columns[-1] - SIZE) / 2 / PX_PER_TORSO)
    return float(np.median(middles)) if middles else 0.0


def _stance_roll_rad(torso: Torso, points_px: Floats) -> float:
    """Return the direction of the hips against the picture's rows in a stance.

    The trunk tells it better than the hips do, unless it leans.
    """
    up = torso.shoulders_px - torso.hips_px
    trunk_rad = float(np.arctan2(up[0], -up[1]))
    across = points_px[INDEX["left_hip"]] - points_px[INDEX["right_hip"]]
    hips_rad = float(np.arctan2(across[1], across[0]))
    leans_deg = abs(math.degrees(math.remainder(hips_rad - trunk_rad, math.tau)))
    return trunk_rad if leans_deg < METHOD.upright_deg else hips_rad


def _smoothed_part(
    image: NDArray[Pixel], centre_px: Floats, matrix: Floats, size: int
) -> tuple[NDArray[Pixel], Floats]:
    """Box-filter only the part of the picture that the cut-out needs."""
    reach = int(SIZE / 2 * 1.5 / np.hypot(*matrix[0, :2])) + size
    height, width = image.shape[:2]
    x0, y0 = np.clip(centre_px.astype(int) - reach, 0, (width - 1, height - 1))
    part = image[y0 : y0 + 2 * reach, x0 : x0 + 2 * reach]
    shifted = matrix.copy()
    shifted[:, 2] += matrix[:, :2] @ (x0, y0)
    # Half the turned square, and what blur and interpolation look at beside it.
    cos, sin = np.abs(matrix[0, :2])
    needed = int(SIZE / 2 * (cos + sin) / (cos**2 + sin**2)) + size + 4
    middle, size_px = centre_px.astype(int) - (x0, y0), part.shape[1::-1]
    left, top = np.clip(middle - needed, 0, np.subtract(size_px, 1))
    right, bottom = np.clip(middle + needed, 1, size_px)
    inner = np.s_[top : max(bottom, top + 1), left : max(right, left + 1)]
    smooth = part.copy()
    smooth[inner] = cv2.blur(part[inner], (size, size))
    return smooth, shifted


def _erase(visible: Image, starts: Floats, ends: Floats, width: float) -> None:
    """Draw thick lines of zeros from points to others, (n, 2), in torso lengths."""
    lines = np.stack([starts, ends], axis=1)
    lines = lines[np.isfinite(lines).all(axis=(1, 2))]
    thickness = max(1, int(width * PX_PER_TORSO))
    spots = np.clip(lines * PX_PER_TORSO + SIZE / 2, -4000, 4000).astype(int)
    for first, last in spots.tolist():
        cv2.line(visible, first, last, 0, thickness)
