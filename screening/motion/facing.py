"""Front or back: whether the pose model knows which way a person faces.

A face tells it. Where the face is covered, boxed or pixelated, the model takes the
front of the body for its back for a while, and left for right with it. That shows: the
body is then turned round faster than anybody can turn. What is read here are the
landmarks as they came, before left and right are put back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.columns import known_median
from screening.motion.landmarks import INDEX, SIDES


@dataclass(frozen=True)
class FacingMethod:
    """When a body is turned round by the model and not by the person.

    Parameters
    ----------
    widths_trunk
        Left and right of these show which way somebody faces, and how wide they are
        from the front, in trunk lengths as the pose model sees them.
    facing_ratio
        Somebody faces one way when the middle one of these widths is at least this
        share of that from the front: up to 60° from straight.
    turn_s
        From facing one way to facing the other takes a person longer: 120° in this
        time would be 400° a second.
    most_turned
        Share of the frames that may be turned round.
    """

    widths_trunk: tuple[tuple[str, float], ...] = (
        ("eye_outer", 0.17),
        ("ear", 0.23),
        ("shoulder", 0.65),
        ("hip", 0.37),
    )
    facing_ratio: float = 0.5
    turn_s: float = 0.3
    most_turned: float = 0.05


METHOD = FacingMethod()


def turned_round(time_s: Floats, points_px: Floats) -> Bools:
    """Tell in which frames the model takes front and back for each other.

    Parameters
    ----------
    time_s : (T,) float array
        Time of each frame.
    points_px : (T, 33, 2) float array
        Landmarks as the model gave them, pixels; NaN where nobody was found.

    Returns
    -------
    (T,) bool array
        Of the two states between which the body changes too fast, the rarer one. All
        False for somebody who turns round as people do, and for somebody who is seen
        from behind throughout.
    """
    width = _width(points_px)
    faces = np.flatnonzero(np.abs(width) >= METHOD.facing_ratio)
    state = np.zeros(len(width), dtype=bool)
    if faces.size < 2:
        return state
    changes = np.diff(np.sign(width[faces])) != 0
    # A gap in what was seen is time enough to turn.
    changes &= np.diff(time_s[faces]) <= METHOD.turn_s
    other_way = np.r_[False, np.cumsum(changes) % 2 == 1]
    state[faces] = other_way if other_way.mean() <= 0.5 else ~other_way
    return state


def _width(points_px: Floats) -> Floats:
    """Left less right across the picture, against what it is from the front, (T,)."""
    trunk = _middle(points_px, "shoulder") - _middle(points_px, "hip")
    trunk_px = known_median(np.linalg.norm(trunk, axis=-1))
    widths = []
    for pair, from_front in METHOD.widths_trunk:
        left, right = (points_px[:, INDEX[f"{side}_{pair}"], 0] for side in SIDES)
        widths.append((left - right) / (from_front * trunk_px))
    return np.asarray(np.median(widths, axis=0))


def _middle(points_px: Floats, part: str) -> Floats:
    left, right = (points_px[:, INDEX[f"{side}_{part}"]] for side in SIDES)
    return np.asarray((left + right) / 2)
