"""The angle in the frontal plane, against legs that a pinhole camera looks at."""

from dataclasses import replace

import numpy as np
import pytest

from screening import Take, screen_poses
from screening.judgement.leg_values import read_measure
from screening.judgement.profiles import builtin_profile
from screening.motion.angles import fppa_deg
from screening.motion.perspective import METHOD, focal_px, leg_in_space
from screening.motion.quality import Check
from screening.settings import DEFAULT, CameraSettings
from tests.examined import examine
from tests.factories import film, whole_take
from tests.judgement.builders import rep_rows

SEGMENT_M = 0.4
SIZE = (720, 1280)


def leg_m(flexion_deg, inwards_m, aside_m, away_m):
    """Hip, knee and ankle of a right leg in metres, bent by so much in depth."""
    bend = np.radians(flexion_deg) / 2
    forwards, down = SEGMENT_M * np.sin(bend), SEGMENT_M * np.cos(bend)
    # A knee that goes inwards comes down less.
    down = np.sqrt(down**2 - inwards_m**2)
    ankle = np.array([aside_m, 0.9, away_m])
    knee = ankle + np.array([inwards_m, -down, -forwards])
    hip = knee + np.array([-inwards_m, -down, forwards])
    return np.array([hip, knee, ankle])


def picture_px(points_m, focal):
    return focal * points_m[..., :2] / points_m[..., 2:]


def lengths(focal, away_m):
    long_px = np.array(focal * SEGMENT_M / away_m)
    return {"thigh_px": long_px, "shank_px": long_px}


@pytest.mark.parametrize("away_m", [2.0, 2.8, 4.0])
@pytest.mark.parametrize("aside_m", [-0.3, 0.0, 0.2])
@pytest.mark.parametrize("inwards_m", [-0.03, 0.0, 0.06])
@pytest.mark.parametrize("flexion_deg", [20.0, 45.0, 70.0])
def test_the_angle_is_that_of_the_leg_in_space(flexion_deg, inwards_m, aside_m, away_m):
    points, focal = leg_m(flexion_deg, inwards_m, aside_m, away_m), 1000.0
    seen = picture_px(points, focal)
    space = leg_in_space(*seen, **lengths(focal, away_m), focal_px=focal)
    np.testing.assert_allclose(space, points * focal / away_m, rtol=1e-9, atol=1e-6)
    true = fppa_deg(*points[:, :2], stance="right")
    assert fppa_deg(*space[..., :2], stance="right") == pytest.approx(true, abs=1e-9)


def test_perspective_takes_valgus_away_with_the_camera_before_the_body():
    """The size of the effect: a straight leg that is 0.1, 0.2, 0.3 m aside."""
    for aside_m, angle in ((0.1, 2.36), (0.2, 4.72), (0.3, 7.08)):
        seen = picture_px(leg_m(60.0, 0.0, aside_m, 3.0), 1000.0)
        shown = abs(float(fppa_deg(*seen, stance="left")))
        assert shown == pytest.approx(angle, rel=0.02)


def test_a_segment_that_looks_too_long_points_neither_way():
    straight = np.array([(0.0, -400.0), (0.0, -200.0), (0.0, 0.0)])
    shorter = {"thigh_px": np.array(190.0), "shank_px": np.array(190.0)}
    space = leg_in_space(*straight, **shorter, focal_px=1000.0)
    assert np.isfinite(space).all()
    assert fppa_deg(*space[..., :2], stance="left") == pytest.approx(0.0, abs=1e-9)


def test_a_take_says_the_distance_and_what_the_lens_leaves_open():
    poses = film(whole_take("right", 3, depth_ratio=0.83, fppa_deg=10.0))
    unknown = examine(poses).reps
    camera = CameraSettings(field_of_view_deg=METHOD.usual_deg)
    known = examine(poses, settings=replace(DEFAULT, camera=camera)).reps
    focal = focal_px(poses.image_size, METHOD.usual_deg)
    assert unknown["distance_leg"].to_numpy() == pytest.approx(focal / 380.0, rel=0.03)
    assert (unknown["fppa_plane_deg"] == known["fppa_plane_deg"]).all()
    assert unknown["lens_error_deg"].between(0.1, 2.0).all()
    assert (known["lens_error_deg"] == 0.0).all()
    assert (unknown["fppa_plane_deg"] > unknown["fppa_deg"] + 0.5).all()


def test_a_wide_lens_is_nearer_and_takes_more_away():
    poses = film(whole_take("right", 3, depth_ratio=0.83, fppa_deg=10.0))
    near, far = (
        examine(poses, settings=replace(DEFAULT, camera=CameraSettings(view))).reps
        for view in (80.0, 30.0)
    )
    assert (near["distance_leg"] < far["distance_leg"]).all()
    assert (near["fppa_plane_deg"] > far["fppa_plane_deg"]).all()


def test_the_angle_without_perspective_is_found_with_its_error_and_not_judged():
    [leg] = screen_poses(Take(film(whole_take("right", 4, fppa_deg=20.0)))).legs
    found, judged = leg.measure("fppa_plane_deg"), leg.measure("fppa_deg")
    assert found.value > judged.value
    assert found.verdict == "not_judged"
    assert found.reason.code == "no_cut_off"
    assert found.sem > judged.sem


def knee_error_deg(measure, quality=(), **changes):
    rows = rep_rows(4, **changes)
    value = read_measure(
        measure, rows, quality, builtin_profile(), settings=DEFAULT, model="full"
    )
    return value.sem


def test_the_place_of_the_foot_adds_to_the_error_where_it_is_warned_about():
    warned = (Check("off_axis", "warn", 0.3, 0.15),)
    fine = (Check("off_axis", "ok", 0.1, 0.15),)
    plain = knee_error_deg("fppa_deg", off_axis_deg=-4.0)
    assert knee_error_deg("fppa_deg", fine, off_axis_deg=-4.0) == plain
    added = knee_error_deg("fppa_deg", warned, off_axis_deg=-4.0)
    assert added == pytest.approx(np.hypot(plain, 4.0))
    trunk = knee_error_deg("trunk_lean_deg", warned, off_axis_deg=-4.0)
    assert trunk == knee_error_deg("trunk_lean_deg", off_axis_deg=-4.0)
    lens = knee_error_deg("fppa_plane_deg", lens_error_deg=2.0)
    known = knee_error_deg("fppa_plane_deg", lens_error_deg=0.0)
    assert lens == pytest.approx(np.hypot(known, 2.0))
