"""From the borders of a leg to its knee, and every doubt about it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Floats
from screening.capture.knee.borders import Borders
from screening.motion.landmarks import INDEX, Side, other

_HANDS = slice(INDEX["left_wrist"], INDEX["right_thumb"] + 1)
_FREE_FOOT = ("ankle", "heel", "foot_index")

_KNEE_ROW, _KNEE_ROWS = -4.5, 4.0
"""The joint lies above the landmark of the knee, by 2 % of the leg; as few rows as can
be, because a mean over more of them cuts the bend."""

_WIDER_BENT = 1.04
"""A bent knee is this much wider in the picture than a straight one."""

_NEAR, _BEHIND_A_HAND, _FOOT_ABOUT = 1.3, 0.3, 0.6
"""A hand this near (half widths) may hide the knee; what then remains of its quality,
and what remains with the free foot over it."""

_WIDTH_PLAY = 0.06
"""A half width may differ from the person's own by this share."""


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
        return borders.in_picture(np.array(self.column), np.array(_KNEE_ROW))


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
    here = np.abs(borders.row - _KNEE_ROW) <= _KNEE_ROWS
    lateral, medial = float(borders.lateral[here].mean()), borders.medial[here].mean()
    falls = np.array(
        [borders.lateral_edge[here].mean(), borders.medial_edge[here].mean()]
    )
    half = (float(medial) - lateral) / 2
    middle = lateral + half
    misfit = 0.0
    if own_half_width is not None:
        usual = _WIDER_BENT * own_half_width
        misfit = half / usual - 1
        excess = np.sign(misfit) * max(abs(misfit) - _WIDTH_PLAY, 0.0) * usual
        doubt = 1 / np.maximum(falls, 0.05) ** 3
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
    curve = np.polyval(np.polyfit(borders.row, borders.middle, 3), borders.row)
    jumps = float(np.sqrt(np.mean((borders.middle - curve) ** 2)))
    doubts = (
        # Without the person's own width both borders have to be seen.
        _fading(-float(falls.max() if known else falls.min()), -0.5, -0.2),
        _fading(-float(borders.inside.mean()), -0.8, -0.5),
        _fading(half, 28.0, 36.0),
        _fading(-half, -12.0, -8.0),
        _fading(misfit, 0.15, 0.4),
        _fading(jumps, 2.0, 5.0),
        _fading(abs(middle), 14.0, 22.0),
    )
    return float(np.prod(doubts))


def _fading(value: float, fine: float, useless: float) -> float:
    """Return 1 up to the first limit, 0 from the second on, a line between."""
    return float(np.clip((useless - value) / (useless - fine), 0, 1))


def what_lies_across(borders: Borders, points_px: Floats, side: Side) -> float:
    """How far the knee can be believed with what lies over it.

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
    if _over_knee(borders, points_px[_HANDS], _NEAR):
        return _BEHIND_A_HAND
    return _FOOT_ABOUT if _over_knee(borders, foot, 1.0) else 1.0


def _over_knee(borders: Borders, points_px: Floats, reach: float) -> bool:
    """Whether one of these points is within so many half widths of the knee."""
    axes = borders.to_picture[:, :2] / borders.scale**2
    column, row = ((points_px - borders.to_picture[:, 2]) @ axes).T
    middle = np.interp(row, borders.row, borders.middle)
    near = np.abs(row - _KNEE_ROW) < np.ptp(borders.row) / 2
    over = np.abs(column - middle) < reach * borders.half_width.mean()
    return bool((near & over).any())
