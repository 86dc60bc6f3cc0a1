"""The corridor in which the knee shall stay, drawn on the leg for practice."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from screening.motion.landmarks import INDEX, Side, towards_midline
from screening.output.lettering import Colour

Image = NDArray[np.uint8]
Floats = NDArray[np.float64]

INSIDE: Colour = (94, 214, 160)
OUTSIDE: Colour = (255, 159, 10)
_OPACITY = 0.35


def draw_corridor(
    picture: Image, points_px: Floats, leg: Side, limit_deg: float, fppa_deg: float
) -> None:
    """Fill the space between the knees of the two limits, in place.

    Parameters
    ----------
    picture : (H, W, 3) uint8 array
        RGB.
    points_px : (33, 2) float array
        Landmarks, pixels.
    leg
        The standing leg as it is seen.
    limit_deg
        The knee angle may be so far inwards and so far outwards.
    fppa_deg
        The knee angle now; decides about the colour.
    """
    hip, knee, ankle = (
        points_px[INDEX[f"{leg}_{joint}"]] for joint in ("hip", "knee", "ankle")
    )
    if not np.isfinite([hip, knee, ankle]).all():
        return
    inner, outer = (
        knee_at(hip, knee, ankle, angle_deg, leg)
        for angle_deg in (limit_deg, -limit_deg)
    )
    corners = np.array([hip, inner, ankle, outer]).round().astype(np.int32)
    layer = picture.copy()
    colour = INSIDE if abs(fppa_deg) <= limit_deg else OUTSIDE
    cv2.fillPoly(layer, [corners], colour, cv2.LINE_AA)
    picture[:] = cv2.addWeighted(layer, _OPACITY, picture, 1 - _OPACITY, 0)
    cv2.polylines(picture, [corners], True, colour, 1, cv2.LINE_AA)


def knee_at(
    hip: Floats, knee: Floats, ankle: Floats, angle_deg: float, leg: Side
) -> Floats:
    """Return where the knee would be at another knee angle, at its present height.

    Parameters
    ----------
    hip, knee, ankle : (2,) float array
        The leg in the picture, pixels.
    angle_deg
        Knee angle, + = towards the midline.
    leg
        The standing leg as it is seen.

    Returns
    -------
    (2,) float array
        Beside the line from hip to ankle, where thigh and shank make this angle.
    """
    chord = ankle - hip
    length = float(np.hypot(*chord))
    if length < 1:
        return knee
    along = chord / length
    above = float(np.clip((knee - hip) @ along, 0.1 * length, 0.9 * length))
    below = length - above
    tan = np.tan(np.radians(angle_deg))
    # tan(a + b) of the two slopes, solved for the distance from the chord.
    aside = 0.0
    if tan != 0:
        root = np.sqrt(length**2 + 4 * above * below * tan**2)
        aside = float((root - length) / (2 * tan))
    inwards = np.array([along[1], -along[0]]) * towards_midline(leg)
    return np.asarray(hip + along * above + inwards * aside)
