"""Worked values, published values, and relations that hold for any points."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from screening.motion import angles
from screening.motion.landmarks import SIDES, other, towards_midline

HIP, KNEE, ANKLE = (480.0, 960.0), (520.0, 1360.0), (480.0, 1760.0)
SWING_HIP = (628.0, 973.0)
WIDTH = 1080.0

coordinate = st.floats(0, 2000, allow_nan=False)
point = st.tuples(coordinate, coordinate).map(np.array)
side = st.sampled_from(SIDES)


def apart(*points):
    """Points far enough from each other for an angle to have a meaning."""
    assume(all(np.linalg.norm(a - b) > 1 for a, b in pairwise(points)))


def same_angle(a, b):
    """Equal modulo 360 degrees."""
    return abs((a - b + 180) % 360 - 180) < 1e-6


def rolled(points, degrees):
    roll = np.radians(degrees)
    turn = np.array([[np.cos(roll), -np.sin(roll)], [np.sin(roll), np.cos(roll)]])
    return [turn @ np.asarray(p) for p in points]


def test_the_worked_right_leg_has_its_angles():
    assert angles.fppa_deg(HIP, KNEE, ANKLE, stance="right") == pytest.approx(
        11.421, abs=5e-4
    )
    assert angles.thigh_deg(HIP, KNEE, stance="right") == pytest.approx(5.711, abs=5e-4)
    assert angles.shank_deg(KNEE, ANKLE, stance="right") == pytest.approx(
        5.711, abs=5e-4
    )


def test_a_left_leg_in_the_mirror_has_the_same_angle():
    hip, knee, ankle = ((WIDTH - x, y) for x, y in (HIP, KNEE, ANKLE))
    assert angles.fppa_deg(hip, knee, ankle, stance="left") == pytest.approx(
        11.421, abs=5e-4
    )


def test_a_knee_outside_the_line_is_negative():
    assert angles.fppa_deg(HIP, (440, 1360), ANKLE, stance="right") == pytest.approx(
        -11.421, abs=5e-4
    )


def test_a_straight_leg_has_no_angle():
    assert angles.fppa_deg((480, 960), (480, 1360), ANKLE, stance="right") == 0


def test_normalised_coordinates_would_give_another_angle():
    normalised = [np.array(p) / (1080, 1920) for p in (HIP, KNEE, ANKLE)]
    assert angles.fppa_deg(*normalised, stance="right") == pytest.approx(
        20.161, abs=5e-4
    )


def test_the_worked_pelvis_drops_by_five_degrees():
    line = angles.pelvis_line_deg(SWING_HIP, HIP)
    drop = angles.pelvic_drop_deg(line, stance="right")
    thigh = angles.thigh_deg(HIP, KNEE, stance="right")
    fppa = angles.fppa_deg(HIP, KNEE, ANKLE, stance="right")
    assert drop == pytest.approx(5.020, abs=5e-4)
    assert drop + thigh == pytest.approx(10.730, abs=1e-3)
    assert drop + thigh + fppa == pytest.approx(22.152, abs=1e-3)


def test_the_other_hip_lower_is_a_hike():
    line = angles.pelvis_line_deg((628, 960), (480, 973))
    drop = angles.pelvic_drop_deg(line, stance="right")
    assert drop == pytest.approx(-5.020, abs=5e-4)


def test_the_worked_trunk_leans_towards_the_right_leg():
    hips, shoulders = (554, 966.5), (530, 480)
    lean = {s: angles.trunk_lean_deg(hips, shoulders, stance=s) for s in SIDES}
    assert lean["right"] == pytest.approx(2.824, abs=5e-4)
    assert lean["left"] == pytest.approx(-2.824, abs=5e-4)


@pytest.mark.parametrize(
    ("thigh_to_horizontal", "shank_to_horizontal", "published"),
    [(77.4, 89.0, 11.6), (81.2, 86.3, 5.0)],
)
def test_published_segment_angles_give_the_published_knee_angle(
    thigh_to_horizontal, shank_to_horizontal, published
):
    """Ageberg et al. (2010), 10.1186/1471-2474-11-265."""
    thigh, shank = np.radians([90 - thigh_to_horizontal, shank_to_horizontal - 90])
    knee = np.array([np.tan(thigh), 1.0])
    ankle = knee + np.array([-np.tan(shank), 1.0])
    fppa = angles.fppa_deg((0, 0), knee, ankle, stance="right")
    assert fppa == pytest.approx(published, abs=0.15)


@given(side, point, point, point)
def test_the_knee_angle_is_the_sum_of_thigh_and_shank(stance, hip, knee, ankle):
    apart(hip, knee, ankle)
    fppa = angles.fppa_deg(hip, knee, ankle, stance=stance)
    thigh = angles.thigh_deg(hip, knee, stance=stance)
    shank = angles.shank_deg(knee, ankle, stance=stance)
    assert same_angle(fppa, thigh + shank)


@given(side, point, point, point)
def test_a_mirror_image_on_the_other_leg_has_the_same_angles(stance, a, b, c):
    apart(a, b, c)
    mirror = [np.array([2000 - p[0], p[1]]) for p in (a, b, c)]
    twin = other(stance)
    for measure, count in (
        (angles.fppa_deg, 3),
        (angles.thigh_deg, 2),
        (angles.shank_deg, 2),
        (angles.trunk_lean_deg, 2),
    ):
        here = measure(*(a, b, c)[:count], stance=stance)
        assert same_angle(here, measure(*mirror[:count], stance=twin))


@given(side, point, point)
def test_a_mirrored_pelvis_drops_alike_on_the_other_leg(stance, left, right):
    assume(abs(left[0] - right[0]) > 1)
    drop = angles.pelvic_drop_deg(angles.pelvis_line_deg(left, right), stance=stance)
    twin = angles.pelvis_line_deg(right * (-1, 1), left * (-1, 1))
    assert angles.pelvic_drop_deg(twin, stance=other(stance)) == pytest.approx(drop)


@given(side, point, point, point, st.floats(0.1, 10), point)
def test_size_and_place_in_the_picture_do_not_matter(stance, a, b, c, scale, shift):
    apart(a, b, c)
    moved = [scale * p + shift for p in (a, b, c)]
    fppa = angles.fppa_deg(a, b, c, stance=stance)
    assert same_angle(fppa, angles.fppa_deg(*moved, stance=stance))
    lean = angles.trunk_lean_deg(a, b, stance=stance)
    assert same_angle(lean, angles.trunk_lean_deg(*moved[:2], stance=stance))


@given(side, point, point, point, point, st.floats(-20, 20))
def test_a_rolled_camera_turns_pelvis_and_trunk_but_not_the_knee(
    stance, hip, knee, ankle, swing_hip, roll
):
    apart(hip, knee, ankle)
    assume(np.linalg.norm(hip - swing_hip) > 1)
    there = rolled((hip, knee, ankle, swing_hip), roll)

    def read(hip, knee, ankle, swing_hip):
        line = angles.pelvis_line_deg(*_hips(hip, swing_hip, stance))
        drop = float(angles.pelvic_drop_deg(line, stance=stance))
        thigh = float(angles.thigh_deg(hip, knee, stance=stance))
        lean = float(angles.trunk_lean_deg(hip, knee, stance=stance))
        return angles.fppa_deg(hip, knee, ankle, stance=stance), drop, thigh, lean

    fppa, drop, thigh, lean = read(hip, knee, ankle, swing_hip)
    fppa_, drop_, thigh_, lean_ = read(*there)
    assert same_angle(fppa, fppa_)
    signed = towards_midline(stance) * roll
    assert same_angle(2 * drop_, 2 * (drop + signed))
    assert same_angle(lean_, lean - signed)
    assert same_angle(2 * (drop_ + thigh_), 2 * (drop + thigh))


def _hips(stance_hip, swing_hip, stance):
    """Left, right."""
    return (stance_hip, swing_hip) if stance == "left" else (swing_hip, stance_hip)


@given(point, point)
@example(np.array((2000.0, 0.0)), np.array((2000.0, 577.0)))
def test_swapped_hips_have_the_same_tilt(left, right):
    assume(np.linalg.norm(left - right) > 1e-3)
    tilt = angles.pelvis_line_deg(left, right)
    # A line that is upright reads 90° or just above -90°: the same line.
    assert same_angle(2 * angles.pelvis_line_deg(right, left), 2 * tilt)
    assert -90 < tilt <= 90


@given(side, point, point)
def test_a_limb_without_length_has_no_angle(stance, here, there):
    assume(np.abs(here - there).max() > 0)
    for hip, knee, ankle in ((here, here, there), (here, there, there)):
        assert np.isnan(angles.fppa_deg(hip, knee, ankle, stance=stance))
    assert np.isnan(angles.thigh_deg(here, here, stance=stance))
    assert np.isnan(angles.shank_deg(here, here, stance=stance))
    assert np.isnan(angles.trunk_lean_deg(here, here, stance=stance))
    assert np.isnan(angles.pelvis_line_deg(here, here))


def test_a_missing_point_gives_no_angle_and_spoils_no_other():
    hip = np.array([HIP, (np.nan, np.nan), HIP])
    fppa = angles.fppa_deg(hip, KNEE, ANKLE, stance="right")
    assert np.isnan(fppa).tolist() == [False, True, False]


def test_a_limb_folded_back_onto_itself_is_a_half_turn():
    fppa = {s: angles.fppa_deg((0, 0), (0, 1), (0, 0), stance=s) for s in SIDES}
    assert fppa == {"left": 180, "right": 180}


@pytest.mark.parametrize("stance", SIDES)
def test_a_knee_over_the_midline_is_medial_to_the_foot(stance):
    foot = np.array([500.0, 1000.0])
    knee = foot + np.array([40.0 * towards_midline(stance), -400.0])
    ratio = angles.knee_medial_to_foot_ratio(knee, foot, shank_px=400.0, stance=stance)
    assert ratio == pytest.approx(0.1)


def test_points_in_space_are_a_programmers_mistake():
    with pytest.raises(ValueError, match=r"shape \(\.\.\., 2\)"):
        angles.fppa_deg((0, 0, 0), (0, 1, 0), (0, 2, 0), stance="right")
