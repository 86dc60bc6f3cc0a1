"""The two borders of a leg around its knee, found in the picture and the person mask.

The neighbourhood of the knee is cut out upright and at one scale: the line from hip to
ankle is vertical and 240 pixels long, the midline of the body to the right, so the
right leg and the left one of a mirrored picture are the same picture. Each border is
one path of dynamic programming down the rows: it follows the edge of the mask, with
the edges of colour and the usual width of a knee to decide where the mask does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from screening._typing import Floats, Image, Indices, Singles
from screening.motion.landmarks import Side, towards_midline


@dataclass(frozen=True)
class BordersMethod:
    """How the borders of a leg are searched for; pixels are those of the cut-out.

    Parameters
    ----------
    chord_px
        From hip to ankle; 1 pixel at the knee is about 1 degree of FPPA.
    row_px, rows
        Height of a row, and number of rows around the knee.
    half_columns
        Columns to either side of the knee.
    half_width_px
        Usual half width of a knee; it only guides the search where the picture is
        unclear.
    spread_ratio, own_spread_ratio
        Spread of the half width, as a share of it: over all people, and for a person
        whose own half width is known.
    nearest_ratio, furthest_ratio
        Where a border may be, in usual half widths from the leg of the landmarks.
    colour_weight, usual_weight, outside_weight
        Of a colour edge, of the usual width and of being outside the mask.
    outside_below
        A pixel that belongs to the person by less than this is outside.
    colour_percent, most_colour
        A colour edge counts against this percentile of all edges, and no more than this
        many times as much.
    blur_columns
        Mask and colours are blurred over this many columns before edges are read.
    coarse_ratio, smoothing_ratio
        From this many pixels of the picture per pixel of the cut-out, the picture is
        smoothed first, with a standard deviation of the second times that number.
    step_columns, bend_cost
        Most columns that a border moves from row to row, and what moving costs.
    """

    chord_px: int = 240
    row_px: int = 3
    rows: int = 24
    half_columns: int = 64
    half_width_px: float = 20.0
    spread_ratio: float = 0.45
    own_spread_ratio: float = 0.3
    nearest_ratio: float = 0.35
    furthest_ratio: float = 1.9
    colour_weight: float = 0.5
    usual_weight: float = 0.5
    outside_weight: float = 1.0
    outside_below: float = 0.2
    colour_percent: float = 90.0
    most_colour: float = 2.0
    blur_columns: int = 5
    coarse_ratio: float = 1.4
    smoothing_ratio: float = 0.5
    step_columns: int = 2
    bend_cost: float = 0.6


METHOD = BordersMethod()


@dataclass(frozen=True, eq=False)
class Borders:
    """Where a leg begins and ends in each row of the cut-out around its knee.

    Parameters
    ----------
    lateral, medial : (R,) float array
        Columns of the borders, counted from the knee of the landmarks, + = medial.
    lateral_edge, medial_edge : (R,) float array
        How steeply the mask falls at them, 0 to about 1.
    inside : (R,) float array
        How much what lies between them belongs to the person, 0 to 1.
    row : (R,) float array
        Row of each, counted from the knee of the landmarks downwards.
    to_picture : (2, 3) float array
        From (column, row) to pixels of the picture.
    """

    lateral: Floats
    medial: Floats
    lateral_edge: Floats
    medial_edge: Floats
    inside: Floats
    row: Floats
    to_picture: Floats

    @property
    def scale(self) -> float:
        """Pixels of the picture in one of the cut-out."""
        return float(np.hypot(*self.to_picture[:, 0]))

    @property
    def middle(self) -> Floats:
        """Middle between the borders, (R,), cut-out pixels."""
        return (self.lateral + self.medial) / 2

    @property
    def half_width(self) -> Floats:
        """Half the distance of the borders, (R,), cut-out pixels."""
        return (self.medial - self.lateral) / 2

    def in_picture(self, column: Floats, row: Floats) -> Floats:
        """Return points of the cut-out in pixels of the picture, (..., 2)."""
        points = np.stack([column, row, np.ones_like(row)], axis=-1)
        return np.asarray(points @ self.to_picture.T)


def find_borders(
    image: Image,
    mask: Singles,
    joints_px: Floats,
    *,
    side: Side,
    half_width_px: float | None = None,
) -> Borders:
    """Find the borders of a leg around its knee.

    Parameters
    ----------
    image : (H, W, 3) uint8 array
        RGB.
    mask : (H, W) float32 array
        How much each pixel belongs to the person, 0 to 1.
    joints_px : (3, 2) float array
        Landmarks of hip, knee and ankle, pixels; hip and ankle apart.
    side : {"left", "right"}
        The leg.
    half_width_px
        Of this person's knee, pixels of the picture, where it is known.

    Returns
    -------
    Borders
    """
    to_picture, leg = _placed(joints_px, side)
    colour, person = _cut_out(image, mask, to_picture)
    if half_width_px is None:
        usual = (METHOD.half_width_px, METHOD.spread_ratio)
    else:
        scale = float(np.hypot(*to_picture[:, 0]))
        usual = (half_width_px / scale, METHOD.own_spread_ratio)
    evidence, falls = _evidence(colour, person, leg, usual)
    path = _best_paths(evidence)
    edge = np.take_along_axis(falls, path[..., None], axis=2)[..., 0].astype(float)
    column = _between_columns(evidence, path) - METHOD.half_columns
    return Borders(
        lateral=column[0],
        medial=column[1],
        lateral_edge=edge[0],
        medial_edge=edge[1],
        inside=_between(person, path),
        row=_row(),
        to_picture=to_picture,
    )


@cache
def _row() -> Floats:
    """Height of each row, counted from the knee of the landmarks."""
    rows = METHOD.rows
    row = np.linspace(-0.5, 0.5, rows) * METHOD.row_px * (rows - 1)
    row.flags.writeable = False
    return row


def _placed(joints_px: Floats, side: Side) -> tuple[Floats, Floats]:
    """Return the way from cut-out to picture, and the leg's column in each row."""
    hip, knee, ankle = joints_px
    chord = ankle - hip
    length = float(np.hypot(*chord))
    down = chord / length
    inwards = towards_midline(side) * np.array([down[1], -down[0]])
    scale = length / METHOD.chord_px
    to_picture = np.column_stack([inwards * scale, down * scale, knee])
    row = _row()
    out, above = (float(axis @ (knee - hip)) / scale for axis in (inwards, down))
    # Straight from the knee to the hip, and from the knee to the ankle.
    below = METHOD.chord_px - above
    share = np.where(row < 0, -row / max(above, 1.0), row / max(below, 1.0))
    return to_picture, -out * np.clip(share, 0, 1)


def _cut_out(
    image: Image, mask: Singles, to_picture: Floats
) -> tuple[Singles, Singles]:
    """Cut out the colours (Lab) and the mask, rows averaged."""
    half = METHOD.half_columns
    size = (2 * half + 1, METHOD.rows * METHOD.row_px)
    first = np.array([-half, -(size[1] - 1) / 2])
    corners = np.array(
        [[x, y, 1.0] for x in (-half, half) for y in (-first[1], first[1])]
    )
    around = corners @ to_picture.T
    low = np.clip(np.floor(around.min(axis=0)).astype(int) - 3, 0, None)
    high = np.ceil(around.max(axis=0)).astype(int) + 4
    window = np.s_[low[1] : max(high[1], low[1] + 1), low[0] : max(high[0], low[0] + 1)]
    to_window = to_picture.copy()
    # A landmark at the middle of a pixel ends in .5, an index does not.
    to_window[:, 2] += to_picture[:, :2] @ first - low - 0.5
    scale = float(np.hypot(*to_picture[:, 0]))

    def rows(picture: NDArray[Any]) -> NDArray[Any]:
        part = np.ascontiguousarray(picture[window])
        if scale > METHOD.coarse_ratio:
            part = cv2.GaussianBlur(part, (0, 0), METHOD.smoothing_ratio * scale)
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        cut = cv2.warpAffine(
            part, to_window, size, flags=flags, borderMode=cv2.BORDER_REPLICATE
        )
        few: NDArray[Any] = cv2.resize(
            cut, (size[0], METHOD.rows), interpolation=cv2.INTER_AREA
        )
        return few

    lab = cv2.cvtColor(rows(image), cv2.COLOR_RGB2LAB).astype(np.float32)
    return lab, rows(mask)


def _evidence(
    colour: Singles, person: Singles, leg: Floats, usual: tuple[float, float]
) -> tuple[Singles, Singles]:
    """Return how much speaks for each border at each place, and the mask's fall.

    Both (2, rows, columns), the lateral border first; places out of reach of the leg
    have an evidence of minus 1000.
    """
    blur = (METHOD.blur_columns, 1)
    person = cv2.GaussianBlur(person, blur, 0)
    slope = np.zeros_like(person)
    slope[:, 1:-1] = (person[:, 2:] - person[:, :-2]) * METHOD.row_px
    falls = np.maximum(np.stack([slope, -slope]), 0)
    colour = cv2.GaussianBlur(colour, blur, 0)
    change = np.zeros_like(person)
    change[:, 1:-1] = np.linalg.norm(colour[:, 2:] - colour[:, :-2], axis=2)
    strong = np.percentile(change, METHOD.colour_percent) + 1e-3
    change = np.minimum(change / strong, METHOD.most_colour)
    away = (np.arange(person.shape[1]) - METHOD.half_columns - leg[:, None]) / usual[0]
    away = np.stack([-away, away])
    likely = np.exp(-0.5 * ((away - 1) / usual[1]) ** 2)
    outside = person < METHOD.outside_below
    evidence = (
        falls
        + METHOD.colour_weight * change
        + METHOD.usual_weight * likely
        - METHOD.outside_weight * outside
    )
    reach = (away >= METHOD.nearest_ratio) & (away <= METHOD.furthest_ratio)
    return np.where(reach, evidence, -1e3).astype(np.float32), falls


def _best_paths(evidence: Singles) -> Indices:
    """Return the column of the best path down the rows of each border, (2, rows)."""
    borders, rows, columns = evidence.shape
    step = METHOD.step_columns
    moves = np.arange(-step, step + 1)
    cost = (METHOD.bend_cost * (moves / step) ** 2).astype(np.float32)[:, None]
    padded = np.full((borders, columns + 2 * step), -1e6, dtype=np.float32)
    total = padded[:, step:-step]
    total[:] = evidence[:, 0]
    before = np.lib.stride_tricks.sliding_window_view(padded, columns, axis=1)
    options = np.empty((rows, borders, len(moves), columns), dtype=np.float32)
    for row in range(1, rows):
        np.subtract(before, cost, out=options[row])
        np.maximum.reduce(options[row], axis=1, out=total)
        total += evidence[:, row]
    path = np.empty((borders, rows), dtype=np.intp)
    for border, here in enumerate(total.argmax(axis=1).tolist()):
        path[border, -1] = here
        for row in range(rows - 1, 0, -1):
            here += int(options[row, border, :, here].argmax()) - step
            path[border, row - 1] = here
    return path


def _between(person: Singles, path: Indices) -> Floats:
    """Return the mean of the mask between the two paths in each row, (rows,)."""
    sums = np.cumsum(person, axis=1, dtype=np.float64)
    first, last = (np.take_along_axis(sums, p[:, None], axis=1)[:, 0] for p in path)
    return np.asarray((last - first) / np.maximum(path[1] - path[0], 1))


def _between_columns(evidence: Singles, path: Indices) -> Floats:
    """Return the paths at a fraction of a column: the top of a parabola, (2, rows)."""
    around = np.clip(path[..., None] + np.arange(-1, 2), 0, evidence.shape[2] - 1)
    before, at, behind = np.moveaxis(
        np.take_along_axis(evidence, around, axis=2).astype(float), 2, 0
    )
    curve = before - 2 * at + behind
    known = (curve < -1e-6) & (before > -100) & (behind > -100)
    shift = np.where(known, (before - behind) / (2 * np.where(known, curve, 1)), 0)
    return np.asarray(path + np.clip(shift, -0.5, 0.5))
