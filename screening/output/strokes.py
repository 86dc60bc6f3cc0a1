"""Lines and dots with a dark edge, seen on light and dark pictures alike."""

from __future__ import annotations

import cv2
import numpy as np

from screening._typing import Floats, Image
from screening.output.lettering import OUTLINE, Colour


def stroke_px(image: Image, share: float) -> int:
    """Return a width in pixels that is this share of the picture's height."""
    return max(round(share * float(image.shape[0])), 1)


def line(image: Image, start: Floats, end: Floats, colour: Colour, width: int) -> None:
    """Draw a line in place; nothing if a point is NaN.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB.
    start, end : (2,) float array
        Pixels; may lie outside the picture.
    colour, width
        RGB and pixels, without the dark edge.
    """
    if np.isfinite([start, end]).all():
        a, b = _pixel(start), _pixel(end)
        cv2.line(image, a, b, OUTLINE, width + max(width // 2, 1), cv2.LINE_AA)
        cv2.line(image, a, b, colour, width, cv2.LINE_AA)


def dashes(
    image: Image, start: Floats, end: Floats, colour: Colour, width: int
) -> None:
    """Draw a dashed line in place; the parameters are those of :func:`line`."""
    count = max(round(float(np.linalg.norm(end - start)) / (6 * width)), 1)
    for i in range(count):
        a, b = (start + (i + share) / count * (end - start) for share in (0.0, 0.5))
        line(image, a, b, colour, width)


def dot(image: Image, at: Floats, colour: Colour, radius: int) -> None:
    """Draw a filled dot in place; nothing if the point is NaN.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB.
    at : (2,) float array
        Pixels.
    colour, radius
        RGB and pixels, without the dark edge.
    """
    if np.isfinite(at).all():
        edge = radius + max(radius // 3, 1)
        cv2.circle(image, _pixel(at), edge, OUTLINE, cv2.FILLED, cv2.LINE_AA)
        cv2.circle(image, _pixel(at), radius, colour, cv2.FILLED, cv2.LINE_AA)


def _pixel(point: Floats) -> tuple[int, int]:
    # Landmarks may be guessed far outside the picture; OpenCV takes 16 bits.
    x, y = np.clip(point, -20000, 20000).round().astype(int)
    return int(x), int(y)
