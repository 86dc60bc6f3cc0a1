"""How the picture of the pelvis has moved: a warp that knows the body is curved."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from screening._typing import Floats, Singles
from screening.capture.pelvis.view import PX_PER_TORSO, SIZE, Pixel, grid


@dataclass(frozen=True)
class WarpMethod:
    """How much the front of the body is curved from side to side.

    Parameters
    ----------
    half_width_torso, depth_torso
        So far to the side of its middle, the front lies so far behind it, torso
        lengths.
    """

    half_width_torso: float = 0.40
    depth_torso: float = 0.35


METHOD = WarpMethod()

_CURVATURE = METHOD.depth_torso / METHOD.half_width_torso**2
"""One over torso lengths."""


@dataclass(frozen=True, eq=False)
class Warp:
    """Where the reference has gone: x = linear·X + shift + depth·Z(X).

    Parameters
    ----------
    matrix : (2, 4) array
        For columns X, Y, 1, Z, torso lengths.
    """

    matrix: Floats

    @classmethod
    def at(cls, shift: Floats) -> Warp:
        """Return a warp that does no more than this shift, torso lengths."""
        x, y = shift
        return cls(np.array([[1.0, 0.0, x, 0.0], [0.0, 1.0, y, 0.0]]))

    @property
    def linear(self) -> Floats:
        """Turn, scale, stretch and shear, (2, 2)."""
        return self.matrix[:, :2]

    @property
    def shift(self) -> Floats:
        """Torso lengths, (2,)."""
        return self.matrix[:, 2]

    @property
    def depth(self) -> Floats:
        """What a turn about the vertical or a tip forwards adds for the depth, (2,).

        The front of the body is curved; its depth is Z.
        """
        return self.matrix[:, 3]

    @property
    def angle_deg(self) -> float:
        """Direction of the pelvis's own x axis, + = the picture's right side down."""
        return math.degrees(math.atan2(self.matrix[1, 0], self.matrix[0, 0]))

    def shifted(self, by: Floats) -> Warp:
        """Return it further on by this, torso lengths."""
        matrix = self.matrix.copy()
        matrix[:, 2] += by
        return Warp(matrix)

    def moved_back(self, change: Floats) -> Warp:
        """Return this warp after the inverse of a small change of the template."""
        scale, turn, dx, dy, stretch, shear, depth_y, depth_x = change.tolist()
        # The inverse of [[a, b, dx], [c, d, dy], [0, 0, 1]].
        a, b = 1 + scale + stretch, shear - turn
        c, d = shear + turn, 1 + scale - stretch
        area = a * d - b * c
        a, b, c, d = d / area, -b / area, -c / area, a / area
        back = np.array(
            [
                [a, b, -(a * dx + b * dy), -depth_x],
                [c, d, -(c * dx + d * dy), -depth_y],
            ]
        )
        moved = self.linear @ back
        moved[:, 2:] += self.matrix[:, 2:]
        return Warp(moved)

    def shape(self) -> Floats:
        """Return stretch, shear and depth terms: what the prior holds small."""
        (a, b, _, depth_x), (c, d, _, depth_y) = self.matrix.tolist()
        turn = math.atan2(c - b, a + d)
        cos, sin = math.cos(turn), math.sin(turn)
        stretch = (cos * a + sin * c - cos * d + sin * b) / 2
        shear = (cos * b + sin * d + cos * c - sin * a) / 2
        return np.array([stretch, shear, depth_y, depth_x])


IDENTITY = Warp.at(np.zeros(2))


def depth(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return how far the body's front is behind its middle, torso lengths."""
    return np.asarray(-_CURVATURE * x * x)


def false_turn_deg(beside_torso: float, tip: float) -> float:
    """Return the turn that a tip forwards looks like with a wrong middle.

    Parameters
    ----------
    beside_torso
        The true middle of the front lies so far to the picture's right of that which
        was taken, torso lengths.
    tip
        What the tip adds for the depth.
    """
    return math.degrees(2 * _CURVATURE * beside_torso * tip)


def to_px(places: NDArray[np.floating]) -> Singles:
    """Return pixels of the cut-out for torso lengths from its middle."""
    return np.asarray(places * PX_PER_TORSO + SIZE / 2, dtype=np.float32)


def lay_back(picture: NDArray[Pixel], warp: Warp) -> NDArray[Pixel]:
    """Return a cut-out as it would look in the reference."""
    x, y = grid()
    places = np.stack([x, y, np.ones_like(x), depth(x)], axis=-1)
    where = to_px(places @ warp.matrix.T)
    laid = cv2.remap(
        picture, where, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(laid, dtype=picture.dtype)
