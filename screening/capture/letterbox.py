"""A picture of another size or shape within the picture of its take.

A browser may change the size within a recording, a phone that is turned the shape. The
angles of a body hold only in the proportions it was filmed in, so a picture is never
squeezed: what is left over stays black.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Image


@dataclass(frozen=True)
class LetterboxMethod:
    """When a picture has another shape.

    Parameters
    ----------
    rounding_px
        A size that is off by so little has the same shape.
    """

    rounding_px: int = 2


METHOD = LetterboxMethod()


def size_within(width: float, height: float, whole: tuple[int, int]) -> tuple[int, int]:
    """Return the size that a picture takes within another one.

    Parameters
    ----------
    width, height
        Of the picture, in square pixels.
    whole : (int, int)
        Width and height that it is to fit into.

    Returns
    -------
    (int, int)
        Width and height in its own proportions; that of the whole where the shape is
        the same.
    """
    scale = min(whole[0] / width, whole[1] / height)
    inner = (round(width * scale), round(height * scale))
    left_over = max(whole[0] - inner[0], whole[1] - inner[1])
    return whole if left_over <= METHOD.rounding_px else inner


def letterboxed(image: Image, whole: tuple[int, int]) -> Image:
    """Return a picture at another size, in its own proportions.

    Parameters
    ----------
    image : (h, w, 3) uint8 array
    whole : (int, int)
        Width and height wanted.

    Returns
    -------
    (H, W, 3) uint8 array
    """
    import cv2

    inner = size_within(image.shape[1], image.shape[0], whole)
    if inner != (image.shape[1], image.shape[0]):
        image = np.asarray(cv2.resize(image, inner, interpolation=cv2.INTER_AREA))
    return on_black(image, whole)


def on_black(image: Image, whole: tuple[int, int]) -> Image:
    """Return a picture in the middle of a black one.

    Parameters
    ----------
    image : (h, w, 3) uint8 array
        No larger than the whole.
    whole : (int, int)
        Width and height.

    Returns
    -------
    (H, W, 3) uint8 array
        The picture itself where it fills the whole.
    """
    height, width = image.shape[:2]
    if (width, height) == whole:
        return image
    left, top = (whole[0] - width) // 2, (whole[1] - height) // 2
    black = np.zeros((whole[1], whole[0], 3), dtype=np.uint8)
    black[top : top + height, left : left + width] = image
    return black
