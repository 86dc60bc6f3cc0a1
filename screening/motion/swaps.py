"""Left and right mixed up by the pose model: found by their jumps, and put back."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats
from screening.motion.landmarks import INDEX

_PAIRS = {
    "hips": ("hip",),
    "knees": ("knee",),
    "feet": ("ankle", "heel", "foot_index"),
}
"""What swaps together; hips have been seen to swap while the feet did not."""

_LEAST_JUMP_LEG = 0.08
"""A swap moves both points by at least this; less cannot be told from movement."""


@dataclass(frozen=True, eq=False)
class Swaps:
    """Landmarks with left and right put back.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        The landmarks after the repair.
    repaired : (T,) bool array
        Something was exchanged in this frame.
    unrepaired : (T,) bool array
        The hips are still the wrong way round for somebody who faces the camera.
    """

    points_px: Floats
    repaired: Bools
    unrepaired: Bools


def repair_swaps(points_px: Floats, leg_px: float) -> Swaps:
    """Put left and right back where they were exchanged for a while.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Landmarks in pixels, NaN where missing.
    leg_px
        Length of the leg in the picture.

    Returns
    -------
    Swaps

    Notes
    -----
    From one frame to the next, points either go on or change places. They have
    changed places where that explains the step with less than half the movement. The
    labels of most frames are taken to be right.
    """
    frames = len(points_px)
    repaired = np.zeros(frames, dtype=bool)
    fixed = points_px.copy()
    if np.isfinite(leg_px):
        for parts in _PAIRS.values():
            left = np.array([INDEX[f"left_{part}"] for part in parts])
            right = np.array([INDEX[f"right_{part}"] for part in parts])
            exchanged = _exchanged(points_px[:, left], points_px[:, right], leg_px)
            i = np.flatnonzero(exchanged)
            fixed[np.ix_(i, left)] = points_px[np.ix_(i, right)]
            fixed[np.ix_(i, right)] = points_px[np.ix_(i, left)]
            repaired |= exchanged
    across = fixed[:, INDEX["left_hip"], 0] - fixed[:, INDEX["right_hip"], 0]
    facing = 1.0 if np.sum(across > 0) >= np.sum(across < 0) else -1.0
    return Swaps(fixed, repaired, unrepaired=across * facing < 0)


def _exchanged(left: Floats, right: Floats, leg_px: float) -> Bools:
    """Frames in which these left and right points have changed places, (T,)."""
    known = np.flatnonzero(np.isfinite(left + right).all(axis=(1, 2)))
    exchanged = np.zeros(len(left), dtype=bool)
    if len(known) < 2:
        return exchanged
    left, right = left[known], right[known]

    def step(to: Floats, origin: Floats) -> Floats:
        moved = np.linalg.norm(to[1:] - origin[:-1], axis=-1)
        return np.asarray(moved.mean(axis=-1))

    go_on = step(left, left) + step(right, right)
    change = step(left, right) + step(right, left)
    flips = (change < go_on / 2) & (go_on > 2 * _LEAST_JUMP_LEG * leg_px)
    state = np.r_[False, np.cumsum(flips) % 2 == 1]
    if state.mean() > 0.5:
        state = ~state
    exchanged[known] = state
    return exchanged
