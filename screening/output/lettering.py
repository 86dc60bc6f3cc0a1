"""Outlined text on pictures, readable on any background and never cut off."""

from __future__ import annotations

from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Literal

import numpy as np
from PIL import Image as Picture
from PIL import ImageDraw, ImageFont

from screening._typing import Image, Singles

Colour = tuple[int, int, int]
Align = Literal["left", "centre", "right"]

OUTLINE: Colour = (16, 18, 22)
# Height of a capital letter of DejaVu Sans in font sizes.
_CAPITAL = 0.729
# What stays free left and right of a text, in heights of its capital letters.
_FROM_EDGE = 0.6


def font_file(name: str) -> Path:
    """Return a font that Matplotlib brings; Matplotlib itself is not loaded.

    Parameters
    ----------
    name
        Of the file, such as ``DejaVuSans.ttf``.

    Raises
    ------
    FileNotFoundError
        If Matplotlib is not there.
    """
    spec = find_spec("matplotlib")
    if spec is None or spec.origin is None:
        raise FileNotFoundError(name)
    return Path(spec.origin).parent / "mpl-data" / "fonts" / "ttf" / name


def text_size(text: str, capital_px: float, *, bold: bool = True) -> tuple[int, int]:
    """Return width and height of a text with its outline, in pixels.

    Parameters
    ----------
    text
        One line.
    capital_px
        Height of its capital letters and digits.
    bold
        Weight of the font.

    Returns
    -------
    (width, height)
        Pixels.
    """
    height, width = _sprite(text, round(capital_px), (255, 255, 255), bold).shape[:2]
    return width, height


def write_text(
    image: Image,
    text: str,
    at_px: tuple[float, float],
    *,
    capital_px: float,
    colour: Colour,
    align: Align = "left",
    bold: bool = True,
    opacity: float = 1.0,
) -> None:
    """Write one line of text into a picture.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB, changed in place.
    text
        Any characters of DejaVu Sans, the degree sign and umlauts included.
    at_px
        x of the edge or middle that ``align`` names, y of the middle of the line.
        The text is moved into the picture where it would be cut off.
    capital_px
        Height of its capital letters and digits.
    colour
        RGB.
    align, bold
        Side of the text at x, and weight of the font.
    opacity
        1 is opaque, 0 invisible.
    """
    height, width = image.shape[:2]
    ink, cover = (
        layer[:height, :width]
        for layer in _layers(text, round(capital_px), colour, bold)
    )
    rows, columns = ink.shape[:2]
    shift = {"left": 0.0, "centre": columns / 2, "right": float(columns)}[align]
    edge = min(round(_FROM_EDGE * capital_px), (width - columns) // 2)
    left = int(np.clip(round(at_px[0] - shift), edge, width - columns - edge))
    top = int(np.clip(round(at_px[1] - rows / 2), 0, height - rows))
    place = image[top : top + rows, left : left + columns]
    place[:] = (place + cover * (opacity / 255) * (ink - place)).round()


@lru_cache(maxsize=128)
def _layers(
    text: str, capital_px: int, colour: Colour, bold: bool
) -> tuple[Singles, Singles]:
    """Return the colours of a text and how much it covers, 0 to 255."""
    sprite = _sprite(text, capital_px, colour, bold).astype(np.float32)
    return np.ascontiguousarray(sprite[..., :3]), np.ascontiguousarray(sprite[..., 3:])


@lru_cache(maxsize=512)
def _sprite(text: str, capital_px: int, colour: Colour, bold: bool) -> Image:
    """Draw a text once, (rows, columns, RGBA); numbers come back many times."""
    font = _font(max(round(capital_px / _CAPITAL), 6), bold)
    outline = max(round(capital_px / 9), 1)
    left, _, right, _ = font.getbbox(text, stroke_width=outline)
    ascent, descent = font.getmetrics()
    size = (int(right - left), ascent + descent + 2 * outline)
    canvas = Picture.new("RGBA", size, (*OUTLINE, 0))
    ImageDraw.Draw(canvas).text(
        (-left, outline),
        text,
        font=font,
        fill=(*colour, 255),
        stroke_width=outline,
        stroke_fill=(*OUTLINE, 255),
    )
    return np.asarray(canvas)


@lru_cache(maxsize=64)
def _font(size_px: int, bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    path = font_file(name)
    return ImageFont.truetype(str(path), size_px)
