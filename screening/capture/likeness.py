"""Small grey pictures, and how alike two of them are."""

from __future__ import annotations

import cv2
import numpy as np

from screening._typing import Floats, Image


def small_grey(image: Image, side_px: int) -> Image:
    """Return a picture in grey, its longer side no longer than this many pixels."""
    height, width = image.shape[:2]
    scale = min(1.0, side_px / max(height, width))
    size = (max(8, round(width * scale)), max(8, round(height * scale)))
    grey = cv2.cvtColor(image, cv2.COLOR_RGB2GRAY)
    # Halves are made many times faster than any other size.
    while scale < 0.5 and not (grey.shape[0] % 2 or grey.shape[1] % 2):
        half = (grey.shape[1] // 2, grey.shape[0] // 2)
        grey = cv2.resize(grey, half, interpolation=cv2.INTER_AREA)
        scale *= 2
    by = cv2.INTER_AREA if scale < 0.5 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(grey, size, interpolation=by))


def likeness(before: Image, now: Image) -> float:
    """Return the correlation of two grey pictures of one size.

    Whatever follows a plain picture is like it: nothing in it could be different.
    """
    old, new = (
        np.subtract(picture, cv2.mean(picture)[0], dtype=np.float32).ravel()
        for picture in (before, now)
    )
    own, other = float(old @ old), float(new @ new)
    if not own or not other:
        return float(not own)
    return float(old @ new) / float(np.sqrt(own * other))


def likeness_laid_back(before: Image, now: Image, jump: Floats) -> float:
    """Return it for a picture that a similarity carries back to the one before."""
    size = (now.shape[1], now.shape[0])
    laid_back = cv2.warpAffine(now, jump, size)
    covered = cv2.warpAffine(np.ones_like(now), jump, size, flags=cv2.INTER_NEAREST) > 0
    return float(np.corrcoef(before[covered], laid_back[covered])[0, 1])
