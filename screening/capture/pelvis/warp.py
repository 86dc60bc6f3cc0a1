"""How the picture of the pelvis has moved: a warp that knows the body is curved."""

from __future__ import annotations

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


@dataclass(frozen=True)
class Warp:
    """Where the reference has gone: x = linear·X + shift + depth·Z(X).

    Parameters
    ----------
    linear : (2, 2) array
        Turn, scale, stretch and shear.
    shift : (2,) array
        Torso lengths.
    depth : (2,) array
        What a turn about the vertical or a tip forwards adds for the depth Z of the
        body's curved front.
    """

    linear: Floats
    shift: Floats
    depth: Floats

    @property
    def matrix(self) -> Floats:
        """All of it as (2, 4), for columns X, Y, 1, Z."""
        return np.column_stack([self.linear, self.shift, self.depth])

    @property
    def angle_deg(self) -> float:
        """Direction of the pelvis's own x axis, + = the picture's right side down."""
        return float(np.degrees(np.arctan2(self.linear[1, 0], self.linear[0, 0])))

    def moved_back(self, change: Floats) -> Warp:
        """Return this warp after the inverse of a small change of the template."""
        scale, turn, dx, dy, stretch, shear, depth_y, depth_x = change
        small = np.array(
            [
                [1 + scale + stretch, shear - turn, dx],
                [shear + turn, 1 + scale - stretch, dy],
                [0, 0, 1],
            ]
        )
        whole = np.vstack([np.column_stack([self.linear, self.shift]), [0, 0, 1]])
        moved = whole @ np.linalg.inv(small)
        depth = self.depth - self.linear @ np.array([depth_x, depth_y])
        return Warp(moved[:2, :2], moved[:2, 2], depth)

    def shape(self) -> Floats:
        """Return stretch, shear and depth terms: what the prior holds small."""
        turn = np.arctan2(self.linear[1, 0] - self.linear[0, 1], np.trace(self.linear))
        c, s = np.cos(turn), np.sin(turn)
        upright = np.array([[c, s], [-s, c]]) @ self.linear
        stretch = (upright[0, 0] - upright[1, 1]) / 2
        shear = (upright[0, 1] + upright[1, 0]) / 2
        return np.array([stretch, shear, self.depth[1], self.depth[0]])


IDENTITY = Warp(np.eye(2), np.zeros(2), np.zeros(2))


def depth(x: NDArray[np.floating]) -> NDArray[np.floating]:
    """Return how far the body's front is behind its middle, torso lengths."""
    return np.asarray(-_CURVATURE * x * x)


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
