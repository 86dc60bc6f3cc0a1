"""What is drawn on a picture: the body, two angles, and where in the test it is."""

from __future__ import annotations

import cv2
import numpy as np

from screening._typing import Floats, Image
from screening.language import numeral, say
from screening.motion.landmarks import INDEX, SIDES, Side, other, towards_midline
from screening.output.caption import Caption, longest_header
from screening.output.lettering import Align, Colour, text_size, write_text
from screening.output.strokes import dashes, dot, line, stroke_px

KNEE: Colour = (255, 159, 10)
PELVIS: Colour = (105, 195, 255)
BODY: Colour = (240, 240, 240)
MUTED: Colour = (190, 194, 200)

_WHITE: Colour = (255, 255, 255)

_NUMBER_OF_HEIGHT = 0.034
_NUMBER_OF_WIDTH = 0.025
_CAPTION_OF_NUMBER = 0.5
_NOT_JUDGED_OF_NUMBER = 0.7
_HEADER_OF_HEIGHT = 0.026
_MARGIN_OF_WIDTH = 0.03
_DARKER = (np.arange(256) * 0.35).astype(np.uint8)
_BODY_OPACITY = 0.55
_GUESS_OPACITY = 0.45

_BONES = [
    ("left_shoulder", "right_shoulder"),
    *(
        (f"{side}_{start}", f"{side}_{end}")
        for side in SIDES
        for start, end in (
            ("shoulder", "elbow"),
            ("elbow", "wrist"),
            ("shoulder", "hip"),
            ("hip", "knee"),
            ("knee", "ankle"),
            ("ankle", "foot_index"),
        )
    ),
]


def draw(image: Image, points_px: Floats, caption: Caption) -> Image:
    """Draw the body, the knee's and the pelvis's angle and the header.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB, not mirrored; not changed.
    points_px : (33, 2) float array
        Landmarks in pixels; parts with NaN are left out.
    caption
        What to write.

    Returns
    -------
    (H, W, 3) uint8 array
        A new picture of the same size.
    """
    drawn = image.copy()
    _draw_body(drawn, points_px, caption)
    opacity = _BODY_OPACITY * (_GUESS_OPACITY if caption.guessed else 1.0)
    part = _around(image, points_px)
    drawn[part] = cv2.addWeighted(drawn[part], opacity, image[part], 1 - opacity, 0)
    if caption.leg is not None:
        layer = drawn.copy() if caption.guessed else drawn
        _draw_knee(layer, points_px, caption, caption.leg)
        _draw_pelvis(layer, points_px, caption, caption.leg)
        if caption.guessed:
            drawn = cv2.addWeighted(layer, _GUESS_OPACITY, drawn, 1 - _GUESS_OPACITY, 0)
    _draw_header(drawn, caption.header)
    return drawn


def _around(image: Image, points_px: Floats) -> tuple[slice, slice]:
    """Return the rows and columns in which a body is drawn; at least one of each."""
    seen = points_px[np.isfinite(points_px).all(axis=1)]
    if not len(seen):
        return np.s_[:1, :1]
    reach = 6 * stroke_px(image, 0.002)
    size = np.array(image.shape[1::-1])
    left, top = np.clip(seen.min(axis=0) - reach, 0, size - 1).astype(int).tolist()
    right, bottom = np.clip(seen.max(axis=0) + reach, 1, size).astype(int).tolist()
    return np.s_[top : max(bottom, top + 1), left : max(right, left + 1)]


def _draw_body(image: Image, points_px: Floats, caption: Caption) -> None:
    width = stroke_px(image, 0.002)
    strong = {f"{caption.leg}_{joint}" for joint in ("hip", "knee", "ankle")}
    for start, end in _BONES:
        if {start, end} <= strong:
            continue
        line(image, points_px[INDEX[start]], points_px[INDEX[end]], BODY, width)
    neck, pelvis = (
        points_px[[INDEX[f"{side}_{part}"] for side in SIDES]].mean(axis=0)
        for part in ("shoulder", "hip")
    )
    line(image, neck, pelvis, BODY, 2 * width)


def _draw_knee(image: Image, points_px: Floats, caption: Caption, leg: Side) -> None:
    hip, knee, ankle = (
        points_px[INDEX[f"{leg}_{joint}"]] for joint in ("hip", "knee", "ankle")
    )
    if not np.isfinite([hip, knee, ankle]).all():
        return
    width = stroke_px(image, 0.0062)
    colour = KNEE if caption.knee_judged else MUTED
    for start, end in ((hip, knee), (knee, ankle)):
        line(image, start, end, colour, width)
    for joint in (hip, knee, ankle):
        dot(image, joint, colour, width)
    if not np.isfinite(caption.fppa_deg):
        return
    outwards = -towards_midline(leg)
    if not caption.knee_judged:
        _caption(image, say("pictures.knee.not_judged"), knee, outwards, _WHITE)
    else:
        words = _words("knee", caption.fppa_deg)
        _number(image, caption.fppa_deg, words, knee, outwards, KNEE)


def _draw_pelvis(image: Image, points_px: Floats, caption: Caption, leg: Side) -> None:
    stance, free = (points_px[INDEX[f"{side}_hip"]] for side in (leg, other(leg)))
    if not np.isfinite([stance, free]).all():
        return
    thin = stroke_px(image, 0.002)
    free_side = towards_midline(leg)
    if not caption.pelvis_judged or not np.isfinite(caption.pelvic_drop_deg):
        line(image, stance, free, MUTED, thin)
        if np.isfinite(caption.pelvic_drop_deg):
            _caption(image, say("pictures.pelvis.not_judged"), free, free_side, _WHITE)
        return
    length = _pelvis_px(points_px)
    drop = np.radians(caption.pelvic_drop_deg)
    along = np.array([free_side * np.cos(drop), np.sin(drop)])
    level = stance + np.array([free_side * length, 0.0])
    dashes(image, stance, level, BODY, thin)
    end = stance + length * along
    line(image, stance, end, PELVIS, stroke_px(image, 0.005))
    words = _words("pelvis", caption.pelvic_drop_deg)
    _number(image, caption.pelvic_drop_deg, words, end, free_side, PELVIS, stays=True)


def _draw_header(image: Image, text: str) -> None:
    """Write a line on a darkened strip that is the same for every text."""
    height, width = image.shape[:2]
    room_px = width * (1 - 2 * _MARGIN_OF_WIDTH)
    capital_px = _HEADER_OF_HEIGHT * height
    for line_of_text in (longest_header(), text):
        needed_px = text_size(line_of_text, capital_px)[0]
        capital_px *= min(room_px / needed_px, 1.0)
    strip = image[: round(2.2 * _HEADER_OF_HEIGHT * height)]
    cv2.LUT(strip, _DARKER, dst=strip)
    write_text(
        image,
        text,
        (width / 2, len(strip) / 2),
        capital_px=int(capital_px),
        colour=_WHITE,
        align="centre",
    )


def _number(
    image: Image,
    value_deg: float,
    words: str,
    at_px: Floats,
    side: int,
    colour: Colour,
    *,
    stays: bool = False,
) -> None:
    """Write a number and its words beside a point, to the right if side is +1.

    Where there is no room they go to the other side; those that stay, because a line
    is there, go below the point instead, and the words move into the picture.
    """
    width = image.shape[1]
    capital_px = _number_px(image)
    caption_px = _CAPTION_OF_NUMBER * capital_px
    text = numeral(abs(value_deg), ".0f") + "°"
    across = text_size(text, capital_px)[0]
    if not stays:
        across = max(across, text_size(words, caption_px)[0])
    gap = 0.7 * capital_px
    if not 0 <= at_px[0] + side * (gap + across) <= width:
        if stays:
            at_px = at_px + np.array([0.0, 1.6 * capital_px])
        else:
            side = -side
    x = at_px[0] + side * gap
    align: Align = "left" if side > 0 else "right"
    write_text(
        image, text, (x, at_px[1]), capital_px=capital_px, colour=colour, align=align
    )
    below = (x, at_px[1] + capital_px * 1.25)
    write_text(image, words, below, capital_px=caption_px, colour=BODY, align=align)


def _caption(
    image: Image, words: str, at_px: Floats, side: int, colour: Colour
) -> None:
    capital_px = _NOT_JUDGED_OF_NUMBER * _number_px(image)
    across = 2 * capital_px + text_size(words, capital_px)[0]
    if not 0 <= at_px[0] + side * across <= image.shape[1]:
        side = -side
    write_text(
        image,
        words,
        (at_px[0] + side * 2 * capital_px, at_px[1]),
        capital_px=capital_px,
        colour=colour,
        align="left" if side > 0 else "right",
    )


def _number_px(image: Image) -> float:
    """Height of a number: the same size to the eye in portrait and landscape."""
    height, width = image.shape[:2]
    return float(max(_NUMBER_OF_HEIGHT * height, _NUMBER_OF_WIDTH * width))


def _words(part: str, value_deg: float) -> str:
    """Say in which direction the knee or the pelvis has moved."""
    direction = "positive" if value_deg > 0 else "negative"
    key = "zero" if round(value_deg) == 0 else direction
    return say(f"pictures.{part}.{key}")


def _pelvis_px(points_px: Floats) -> float:
    """Length at which the pelvis is drawn: its width, or by the torso if turned."""
    hips, shoulders = (
        points_px[[INDEX[f"{side}_{part}"] for side in SIDES]]
        for part in ("hip", "shoulder")
    )
    torso = np.linalg.norm(hips.mean(axis=0) - shoulders.mean(axis=0))
    return float(np.nanmax([1.3 * np.linalg.norm(hips[0] - hips[1]), 0.6 * torso]))
