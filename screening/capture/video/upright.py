"""Decoded pictures turned upright, with square pixels, in RGB."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import cv2
import numpy as np
from av.video.frame import VideoFrame
from av.video.reformatter import VideoReformatter
from av.video.stream import VideoStream

from screening._typing import Image
from screening.capture.letterbox import on_black, size_within


@dataclass(frozen=True)
class UprightMethod:
    """When a picture is stretched to square pixels.

    Parameters
    ----------
    square_tolerance
        Pixels whose sides differ by no more than this share count as square.
    most_pixels
        Larger pictures are halved until they have no more: a dozen of them and as many
        masks are in memory at once. 4K has 8.3 million, 5.3K of action cameras 15.9.
    """

    square_tolerance: float = 0.01
    most_pixels: int = 16_000_000


METHOD = UprightMethod()


@dataclass(frozen=True)
class Shape:
    """How a decoded picture becomes an upright one.

    Parameters
    ----------
    coded_px
        Width and height as stored, with square pixels; smaller for large pictures.
    transposed
        Rows become columns, before any flip.
    flip_x, flip_y
        Left-right and upside-down.
    aspect
        Width of a stored pixel against its height.
    """

    coded_px: tuple[int, int]
    transposed: bool
    flip_x: bool
    flip_y: bool
    aspect: float = 1.0
    # A frame of its own would set one up each time, which costs more than its work.
    _colours: VideoReformatter = field(
        default_factory=VideoReformatter, repr=False, compare=False
    )

    @property
    def upright_px(self) -> tuple[int, int]:
        """Width and height of the upright picture."""
        width, height = self.coded_px
        return (height, width) if self.transposed else (width, height)

    def picture(self, frame: VideoFrame, *, mirrored: bool) -> Image:
        """Return the upright picture, (H, W, 3) uint8 RGB; turned back if mirrored."""
        image = self._fitted(frame)
        if self.transposed:
            image = cv2.transpose(image)
        flip_x = self.flip_x != mirrored
        if flip_x or self.flip_y:
            image = cv2.flip(image, -1 if flip_x and self.flip_y else int(flip_x))
        return np.ascontiguousarray(image, dtype=np.uint8)

    def _fitted(self, frame: VideoFrame) -> Image:
        """Return the picture at the clip's size, with the proportions it has."""
        inner = size_within(frame.width * self.aspect, frame.height, self.coded_px)
        picture = self._colours.reformat(frame, *inner, format="rgb24", threads=1)
        image: Image = np.asarray(picture.to_ndarray(), dtype=np.uint8)
        return on_black(image, self.coded_px)


def shape_of(frame: VideoFrame, stream: VideoStream) -> Shape:
    """Read from a clip's first picture how its pictures are to be turned.

    Parameters
    ----------
    frame, stream
        The first decoded picture and where it came from.

    Returns
    -------
    Shape
        With the quarter turns and mirrorings of the display matrix.
    """
    width, height = frame.width, frame.height
    aspect = float(stream.sample_aspect_ratio or 1)
    if abs(aspect - 1) > METHOD.square_tolerance:
        width = round(width * aspect)
    else:
        aspect = 1.0
    while width * height > METHOD.most_pixels:
        width, height = width // 2, height // 2
    a, b, c, d = _matrix_of(frame)
    # Only signs and the larger entries count, so a matrix of nonsense turns nothing.
    if abs(b) > abs(a) and abs(c) > abs(d):
        return Shape((width, height), True, c < 0, b < 0, aspect)
    return Shape((width, height), False, a < 0, d < 0, aspect)


def _matrix_of(frame: VideoFrame) -> tuple[int, int, int, int]:
    """Return a, b, c, d of the display matrix: x' = ax + cy, y' = bx + dy."""
    try:
        matrix: Any = frame.side_data.get("DISPLAYMATRIX")
    except ValueError:
        # PyAV fails on any entry beside it whose kind it does not know yet.
        turns = {90: (0, -1, 1, 0), 180: (-1, 0, 0, -1), -90: (0, 1, -1, 0)}
        turns[-180] = turns[180]
        return turns.get(frame.rotation, (1, 0, 0, 1))
    if matrix is None:
        return 1, 0, 0, 1
    a, b, _, c, d = np.frombuffer(matrix, dtype=np.int32)[:5].tolist()
    return a, b, c, d
