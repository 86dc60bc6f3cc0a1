"""Similarities of pictures: shift, roll and zoom as matrices, (2, 3).

Each carries a point of one picture, pixels, to where it lies in another one.
"""

from __future__ import annotations

import cv2
import numpy as np

from screening._typing import Floats, Image, Singles

IDENTITY = np.eye(2, 3)


def carried(similarity: Floats, points: Singles) -> Singles:
    """Apply a similarity to points, (n, 2)."""
    moved = points @ similarity[:, :2].T + similarity[:, 2]
    return np.asarray(moved, dtype=np.float32)


def after(second: Floats, first: Floats) -> Floats:
    """Return the similarity that does the first, then the second."""
    whole = np.vstack([second, (0, 0, 1)]) @ np.vstack([first, (0, 0, 1)])
    return np.asarray(whole[:2])


def roll_deg(similarity: Floats) -> float:
    """Turn of a similarity, degrees, clockwise in the picture."""
    return float(np.degrees(np.arctan2(similarity[1, 0], similarity[0, 0])))


def size_ratio(similarity: Floats) -> float:
    """Size that a similarity gives to what it is applied to."""
    return float(np.hypot(similarity[0, 0], similarity[1, 0]))


def turn(size: tuple[int, int], deg: float) -> Floats:
    """Return the turn about the picture's middle, clockwise."""
    middle = (size[0] / 2, size[1] / 2)
    return np.asarray(cv2.getRotationMatrix2D(middle, -deg, 1.0))


def turned(image: Image, deg: float) -> Image:
    """Return the picture turned about its middle."""
    size = (image.shape[1], image.shape[0])
    return np.asarray(
        cv2.warpAffine(image, turn(size, deg), size, borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )
