"""The warp of the cloth: what a wrong middle of the curved front does to it."""

import numpy as np
import pytest

from screening.capture.pelvis.warp import METHOD, Warp, false_turn_deg

TIP = 0.3


@pytest.mark.parametrize("beside_torso", [-0.05, 0.0, 0.02])
def test_a_tip_about_another_middle_looks_like_a_turn(beside_torso):
    """The front of a body that tips, seen from a middle that is not its own."""
    x = np.linspace(-0.36, 0.36, 41)
    curvature = METHOD.depth_torso / METHOD.half_width_torso**2
    moved = -TIP * curvature * (x - beside_torso) ** 2
    assumed = np.column_stack([x, np.ones_like(x), -curvature * x**2])
    slope, shift, tip = np.linalg.lstsq(assumed, moved, rcond=None)[0]
    seen = Warp(np.array([[1.0, 0.0, 0.0, 0.0], [slope, 1.0, shift, tip]]))
    expected_deg = false_turn_deg(beside_torso, TIP)
    assert tip == pytest.approx(TIP)
    assert seen.angle_deg == pytest.approx(expected_deg, abs=0.05)
    assert np.sign(expected_deg) == np.sign(beside_torso)
