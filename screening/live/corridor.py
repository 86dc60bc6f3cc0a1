"""The band along the leg in which the knee should stay, drawn for practice."""

from __future__ import annotations

import cv2
import numpy as np

from screening._typing import Floats, Image
from screening.motion.landmarks import INDEX, Side, towards_midline
from screening.output.lettering import Colour
from screening.output.strokes import dot, line, stroke_px

INSIDE: Colour = (94, 214, 160)
OUTSIDE: Colour = (255, 159, 10)

_PER_DEG = 0.02
"""What a degree is worth across the corridor, in lengths of the leg as it is seen. To
scale, the corridor would be narrower than the leg, and nobody could see it."""

_OPACITY = 0.4


def draw_corridor(
    picture: Image, points_px: Floats, leg: Side, limit_deg: float, fppa_deg: float
) -> None:
    """Draw the corridor along the line from hip to ankle, and the knee in it.

    Parameters
    ----------
    picture : (H, W, 3) uint8 array
        RGB, changed in place.
    points_px : (33, 2) float array
        Landmarks, pixels.
    leg
        The standing leg as it is seen.
    limit_deg
        The knee angle may be so far inwards and so far outwards.
    fppa_deg
        The knee angle now: the place of the mark, and the colour.
    """
    hip, knee, ankle = (
        points_px[INDEX[f"{leg}_{joint}"]] for joint in ("hip", "knee", "ankle")
    )
    if not np.isfinite([*hip, *knee, *ankle, fppa_deg]).all():
        return
    across = across_px_per_deg(hip, ankle, leg)
    edge = limit_deg * across
    corners = np.array([hip + edge, ankle + edge, ankle - edge, hip - edge])
    colour = INSIDE if abs(fppa_deg) <= limit_deg else OUTSIDE
    layer = picture.copy()
    cv2.fillPoly(layer, [corners.round().astype(np.int32)], colour, cv2.LINE_AA)
    picture[:] = cv2.addWeighted(layer, _OPACITY, picture, 1 - _OPACITY, 0)
    width = stroke_px(picture, 0.003)
    for side in (edge, -edge):
        line(picture, hip + side, ankle + side, colour, width)
    mark = mark_at(hip, knee, ankle, fppa_deg * across)
    dot(picture, mark, colour, stroke_px(picture, 0.016))


def across_px_per_deg(hip: Floats, ankle: Floats, leg: Side) -> Floats:
    """Return the step inwards, across the leg, that stands for one degree."""
    along = ankle - hip
    inwards = np.array([along[1], -along[0]]) * towards_midline(leg)
    return np.asarray(_PER_DEG * inwards)


def mark_at(hip: Floats, knee: Floats, ankle: Floats, aside: Floats) -> Floats:
    """Return the mark's place: beside the line from hip to ankle, at the knee."""
    along = ankle - hip
    length = float(along @ along)
    share = float((knee - hip) @ along) / length if length > 0 else 0.5
    return np.asarray(hip + np.clip(share, 0.1, 0.9) * along + aside)
