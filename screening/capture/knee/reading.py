"""From the borders of a leg to its knee, and every doubt about it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import numpy as np

from screening._typing import Floats
from screening.capture.knee.borders import Borders
from screening.motion.landmarks import INDEX, Side, other

_HANDS = slice(INDEX["left_wrist"], INDEX["right_thumb"] + 1)
_FREE_FOOT = ("ankle", "heel", "foot_index")

Limits = tuple[float, float]
"""Where a doubt begins, and from where on a reading says nothing."""


@dataclass(frozen=True)
class KneeMethod:
    """Where between the borders the knee is, and what makes it doubtful.

    Parameters
    ----------
    knee_row_px, half_rows_px
        The joint lies above the landmark of the knee, by 2 % of the leg; read over as
        few rows as can be, because a mean over more of them cuts the bend. Pixels of
        the cut-out.
    wider_bent
        A bent knee is this many times as wide in the picture as a straight one.
    width_play_ratio
        A half width may differ from the person's own by this share.
    least_fall, fall_power
        The border that gives way is chosen by the mask's fall at each, of at least
        the first, to the power of the second.
    near_ratio, behind_a_hand, foot_about
        A hand this near (half widths) may hide the knee; what then remains of its
        quality, and what remains with the free foot over it.
    own_fall, inside, widest_px, narrowest_px, misfit_ratio, jumps_px, off_px
        Where the quality begins to fade, and where nothing remains: fall of the mask
        at a border, share of the person between them, half width, its misfit to the
        person's own, unevenness of the limb's middle, and distance from the landmark.
    smooth_degree
        Degree of the curve that an even limb's middle follows.
    """

    knee_row_px: float = -4.5
    half_rows_px: float = 4.0
    wider_bent: float = 1.04
    width_play_ratio: float = 0.06
    least_fall: float = 0.05
    fall_power: int = 3
    near_ratio: float = 1.3
    behind_a_hand: float = 0.3
    foot_about: float = 0.6
    own_fall: Limits = (0.5, 0.2)
    inside: Limits = (0.8, 0.5)
    widest_px: Limits = (28.0, 36.0)
    narrowest_px: Limits = (12.0, 8.0)
    misfit_ratio: Limits = (0.15, 0.4)
    jumps_px: Limits = (2.0, 5.0)
    off_px: Limits = (14.0, 22.0)
    smooth_degree: int = 3


METHOD = KneeMethod()


@dataclass(frozen=True)
class Knee:
    """What the borders say about a knee, in pixels of the cut-out.

    Parameters
    ----------
    column
        Of the knee.
    half_width
        Of the limb there.
    edge
        How much the mask falls at the weaker border, 0 to about 1.
    quality
        0 (says nothing) to 1.
    """

    column: float
    half_width: float
    edge: float
    quality: float

    def in_picture(self, borders: Borders) -> Floats:
        """Return the knee in pixels of the picture, (2,)."""
        return borders.in_picture(np.array(self.column), np.array(METHOD.knee_row_px))


def read_knee(borders: Borders, own_half_width: float | None) -> Knee:
    """Read the knee from the borders of the leg.

    Parameters
    ----------
    borders
        Of :func:`screening.capture.knee.borders.find_borders`.
    own_half_width
        Half width of this person's straight knee, cut-out pixels, where it is known.

    Returns
    -------
    Knee
        Half way between the borders. Where the limb would be wider or narrower there
        than the person's own, the border that is seen less clearly gives way: the
        other leg or the shorts often touch it.
    """
    here = np.abs(borders.row - METHOD.knee_row_px) <= METHOD.half_rows_px
    lateral, medial = float(borders.lateral[here].mean()), borders.medial[here].mean()
    falls = np.array(
        [borders.lateral_edge[here].mean(), borders.medial_edge[here].mean()]
    )
    half = (float(medial) - lateral) / 2
    middle = lateral + half
    misfit = 0.0
    if own_half_width is not None:
        usual = METHOD.wider_bent * own_half_width
        misfit = half / usual - 1
        beyond = max(abs(misfit) - METHOD.width_play_ratio, 0.0)
        excess = np.sign(misfit) * beyond * usual
        doubt = 1 / np.maximum(falls, METHOD.least_fall) ** METHOD.fall_power
        lateral_gives = float(doubt[0] / doubt.sum())
        middle += float(excess) * (2 * lateral_gives - 1)
    edge = float(falls.min())
    known = own_half_width is not None
    quality = _quality(borders, falls, half, abs(misfit), middle, known=known)
    return Knee(middle, half, edge, quality)


def _quality(
    borders: Borders,
    falls: Floats,
    half: float,
    misfit: float,
    middle: float,
    *,
    known: bool,
) -> float:
    """Weigh everything that makes the borders doubtful, each 1 (fine) to 0."""
    uneven = _off_curve(len(borders.row)) @ borders.middle
    jumps = float(np.sqrt(np.mean(uneven**2)))
    doubts = (
        # Without the person's own width both borders have to be seen.
        _fading(float(falls.max() if known else falls.min()), METHOD.own_fall),
        _fading(float(borders.inside.mean()), METHOD.inside),
        _fading(half, METHOD.widest_px),
        _fading(half, METHOD.narrowest_px),
        _fading(misfit, METHOD.misfit_ratio),
        _fading(jumps, METHOD.jumps_px),
        _fading(abs(middle), METHOD.off_px),
    )
    return math.prod(doubts)


@cache
def _off_curve(rows: int) -> Floats:
    """Return the matrix that leaves of evenly spaced values what no curve follows."""
    powers = np.vander(np.linspace(-1, 1, rows), METHOD.smooth_degree + 1)
    return np.eye(rows) - powers @ np.linalg.pinv(powers)


def _fading(value: float, limits: Limits) -> float:
    """Return 1 up to the first limit, 0 from the second on, a line between."""
    fine, useless = limits
    return min(max((useless - value) / (useless - fine), 0.0), 1.0)


def what_lies_across(borders: Borders, points_px: Floats, side: Side) -> float:
    """How far the knee can be trusted, whatever lies over it.

    Parameters
    ----------
    borders
        Of the leg.
    points_px : (33, 2) float array
        Landmarks, pixels.
    side : {"left", "right"}
        The leg.

    Returns
    -------
    float
        1 where nothing does; little behind a hand. The free foot is mostly behind the
        leg and hides nothing, but it may be in front: it only adds to other doubts.
    """
    foot = points_px[[INDEX[f"{other(side)}_{part}"] for part in _FREE_FOOT]]
    if _over_knee(borders, points_px[_HANDS], METHOD.near_ratio):
        return METHOD.behind_a_hand
    return METHOD.foot_about if _over_knee(borders, foot, 1.0) else 1.0


def _over_knee(borders: Borders, points_px: Floats, reach: float) -> bool:
    """Whether one of these points is within this many half widths of the knee."""
    axes = borders.to_picture[:, :2] / borders.scale**2
    column, row = ((points_px - borders.to_picture[:, 2]) @ axes).T
    middle = np.interp(row, borders.row, borders.middle)
    near = np.abs(row - METHOD.knee_row_px) < np.ptp(borders.row) / 2
    over = np.abs(column - middle) < reach * borders.half_width.mean()
    return bool((near & over).any())
