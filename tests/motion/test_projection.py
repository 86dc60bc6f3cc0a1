"""What a camera makes of a leg and a pelvis in space: closed forms."""

import numpy as np
import pytest

from screening.motion import angles


def pinhole(points_m, *, distance_m=3.0, camera_m=0.0, focal_px=1000.0):
    """Project points (x right, y up, z away from the camera), y down in pixels."""
    x, y, z = np.moveaxis(np.asarray(points_m, dtype=float), -1, 0)
    depth = distance_m + z
    return focal_px * np.stack([x / depth, -(y - camera_m) / depth], axis=-1)


def bent_leg(flexion_deg, turn_deg, segment_m=0.4):
    """A leg bent in its own plane, ankle under hip, turned about the vertical."""
    half, turn = np.radians([flexion_deg / 2, turn_deg])
    forward = segment_m * np.sin(half)
    up = segment_m * np.cos(half)
    return np.array(
        [
            (0.0, up, 0.0),
            (forward * np.sin(turn), 0.0, -forward * np.cos(turn)),
            (0.0, -up, 0.0),
        ]
    )


@pytest.mark.parametrize(
    ("flexion_deg", "turn_deg", "expected_deg"),
    [
        (45, 10, 8.23),
        (60, 5, 5.76),
        (60, 10, 11.45),
        (60, 20, 22.34),
        (90, 10, 19.70),
        (60, 0, 0.0),
    ],
)
def test_a_turned_bent_leg_reads_as_a_false_knee_angle(
    flexion_deg, turn_deg, expected_deg
):
    leg_m = bent_leg(flexion_deg, turn_deg)
    hip, knee, ankle = leg_m[:, :2] * (1, -1)
    seen = angles.fppa_deg(hip, knee, ankle, stance="right")
    theory = np.tan(np.radians(flexion_deg / 2)) * np.sin(np.radians(turn_deg))
    assert seen == pytest.approx(2 * np.degrees(np.arctan(theory)))
    assert seen == pytest.approx(expected_deg, abs=0.005)


@pytest.mark.parametrize(
    ("flexion_deg", "expected"),
    [(30, 0.9659), (45, 0.9239), (60, 0.8660), (75, 0.7934), (90, 0.7071)],
)
def test_the_depth_ratio_is_the_cosine_of_half_the_bend(flexion_deg, expected):
    hip, _, ankle = bent_leg(flexion_deg, 0.0)[:, :2]
    assert angles.depth_ratio(hip, ankle, standing_px=0.8) == pytest.approx(
        expected, abs=5e-5
    )


def test_a_depth_of_fifteen_percent_is_a_bend_of_64_degrees():
    hip, _, ankle = bent_leg(63.58, 0.0)[:, :2]
    assert angles.depth_ratio(hip, ankle, standing_px=0.8) == pytest.approx(
        0.85, abs=5e-5
    )


@pytest.mark.parametrize(
    ("turn_deg", "camera_m", "expected_deg"),
    [(5, -0.45, 0.75), (10, -0.45, 1.52), (20, -0.45, 3.12), (20, 0.0, 0.0)],
)
def test_a_turned_level_pelvis_drops_only_for_a_camera_below_it(
    turn_deg, camera_m, expected_deg
):
    turn = np.radians(turn_deg)
    half = 0.085 * np.array([np.cos(turn), 0.0, np.sin(turn)])
    left, right = pinhole([half, -half], camera_m=camera_m)
    tilt = angles.pelvis_line_deg(left, right)
    assert abs(tilt) == pytest.approx(expected_deg, abs=0.01)


@pytest.mark.parametrize(
    ("off_axis_m", "expected_deg"), [(0, 0), (0.1, 2.36), (0.2, 4.72), (0.3, 7.08)]
)
def test_a_straight_leg_off_the_axis_reads_towards_varus(off_axis_m, expected_deg):
    leg_m = bent_leg(60, 0.0) - (off_axis_m, 0, 0)  # the right leg, on its own side
    hip, knee, ankle = pinhole(leg_m)
    fppa = angles.fppa_deg(hip, knee, ankle, stance="right")
    assert fppa == pytest.approx(-expected_deg, abs=0.01)
