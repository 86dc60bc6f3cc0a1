"""The low-pass against scipy and theory; what is missing stays missing."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import butter, sosfiltfilt

from screening.motion.cleaning import clean, drop_outliers, fill_gaps, low_pass
from screening.motion.landmarks import INDEX
from screening.settings import DEFAULT
from tests.factories import (
    Camera,
    film,
    stand,
    two_feet,
    uneven_times,
    whole_take,
)
from tests.transforms import (
    between,
    hidden,
    lagging,
    missing,
    noisy,
    turned_over,
    with_points,
    without,
)

CLEANING = DEFAULT.cleaning
KNEE = INDEX["right_knee"]


def sine(time_s, hz):
    return np.sin(2 * np.pi * hz * time_s)[:, None]


def amplitude(time_s, values, hz):
    """Size and lag (as a share of a turn) of one frequency, ends left out."""
    inner = slice(len(time_s) // 4, -len(time_s) // 4)
    t, v = time_s[inner], values[inner, 0]
    parts = np.stack([np.sin(2 * np.pi * hz * t), np.cos(2 * np.pi * hz * t)], axis=1)
    (a, b), *_ = np.linalg.lstsq(parts, v, rcond=None)
    return np.hypot(a, b), np.arctan2(b, a) / (2 * np.pi)


@pytest.mark.parametrize(("rate", "cut_off"), [(25.0, 6.0), (60.0, 6.0), (12.5, 5.0)])
def test_even_samples_are_filtered_as_scipy_does(rate, cut_off):
    time_s = np.arange(200) / rate
    values = np.random.default_rng(3).normal(size=(200, 4)).cumsum(axis=0)
    per_pass = np.arctan(np.tan(np.pi * cut_off / rate) / 0.802) * rate / np.pi
    sos = butter(2, per_pass, fs=rate, output="sos")
    expected = sosfiltfilt(sos, values, axis=0, padlen=round(rate))
    assert low_pass(time_s, values, CLEANING) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("rate", [20.0, 30.0, 60.0])
def test_both_passes_together_are_3_db_down_at_the_cut_off(rate):
    time_s = np.arange(round(40 * rate)) / rate
    smooth = low_pass(time_s, sine(time_s, 6.0), CLEANING)
    assert amplitude(time_s, smooth, 6.0)[0] == pytest.approx(2**-0.5, rel=2e-3)


def test_a_low_rate_lowers_the_cut_off_to_its_share():
    time_s = np.arange(600) / 12.0
    smooth = low_pass(time_s, sine(time_s, 4.8), CLEANING)
    assert amplitude(time_s, smooth, 4.8)[0] == pytest.approx(2**-0.5, rel=5e-3)


@pytest.mark.parametrize("hz", [0.5, 1.0, 3.0, 6.0])
def test_there_is_no_lag(hz):
    time_s = np.arange(1200) / 30.0
    smooth = low_pass(time_s, sine(time_s, hz), CLEANING)
    assert amplitude(time_s, smooth, hz)[1] == pytest.approx(0, abs=1e-6)


def test_a_slow_movement_passes_whole():
    time_s = np.arange(600) / 30.0
    size, _ = amplitude(time_s, low_pass(time_s, sine(time_s, 0.5), CLEANING), 0.5)
    assert size == pytest.approx(1, abs=1e-3)


@given(st.integers(0, 1000), st.floats(-50, 50), st.floats(-50, 50))
def test_a_straight_line_passes_unchanged_at_uneven_times(seed, start, slope):
    time_s = uneven_times(3.0, 30.0, 0.45, seed)
    line = (start + slope * time_s)[:, None]
    assert low_pass(time_s, line, CLEANING) == pytest.approx(line, abs=1e-8)


@pytest.mark.parametrize("jitter", [0.1, 0.3, 0.45])
def test_uneven_times_give_nearly_what_even_ones_give(jitter):
    even_s, uneven_s = np.arange(900) / 30.0, uneven_times(30.0, 30.0, jitter)
    even = low_pass(even_s, sine(even_s, 1.0), CLEANING)[:, 0]
    uneven = low_pass(uneven_s, sine(uneven_s, 1.0), CLEANING)[:, 0]
    there = np.interp(uneven_s, even_s, even)
    assert np.abs(uneven - there)[30:-30].max() < 0.02


def test_times_taken_as_even_would_be_far_off():
    uneven_s = uneven_times(30.0, 30.0, 0.45)
    wrong = low_pass(np.arange(900) / 30.0, sine(uneven_s, 1.0), CLEANING)[:, 0]
    truth = sine(uneven_s, 1.0)[:, 0]
    assert np.abs(wrong - truth)[30:-30].max() > 0.04


def test_a_missing_landmark_stays_missing_and_its_neighbours_do_not():
    poses = film(whole_take())
    gone = between(poses, 5.0, 6.0)
    cleaned = clean(missing(poses, ["right_knee"], gone), CLEANING)
    seen = np.isfinite(cleaned.points_px).all(axis=-1)
    assert (seen[:, KNEE] == ~gone).all()
    assert np.delete(seen, KNEE, axis=1).all()
    assert not cleaned.measured[gone, KNEE].any()
    assert not cleaned.interpolated.any()


@pytest.mark.parametrize("first", [30, 41, 77, 100, 133, 151])
@pytest.mark.parametrize(("frames", "filled"), [(1, True), (4, True), (5, False)])
def test_a_gap_of_a_fifth_of_a_second_is_filled_and_a_longer_one_is_not(
    first, frames, filled
):
    poses = film(whole_take())
    gone = np.zeros(len(poses), dtype=bool)
    gone[first : first + frames] = True
    cleaned = clean(missing(poses, ["right_knee"], gone), CLEANING)
    assert (cleaned.interpolated[:, KNEE] == (gone & filled)).all()
    assert not cleaned.measured[gone, KNEE].any()
    expected = gone & (not filled)
    assert (np.isnan(cleaned.points_px[:, KNEE, 0]) == expected).all()


def test_a_short_gap_is_filled_in_a_straight_line_of_true_time():
    time_s = np.array([0.0, 0.05, 0.06, 0.15, 0.2])
    values = np.array([[0.0], [np.nan], [np.nan], [np.nan], [2.0]])
    assert fill_gaps(time_s, values, 0.2)[:, 0] == pytest.approx(10 * time_s)


def test_the_ends_of_a_take_are_not_filled():
    values = np.array([[np.nan], [1.0], [2.0], [np.nan]])
    filled = fill_gaps(np.arange(4) / 25, values, 0.2)
    assert np.isnan(filled[[0, 3], 0]).all()


def test_a_single_outlier_is_dropped_and_its_neighbours_are_kept():
    poses = noisy(film(whole_take()), 0.5)
    points = poses.points_px.copy()
    points[60, KNEE] += (90.0, 0.0)
    spoilt, plain = (clean(p, CLEANING) for p in (with_points(poses, points), poses))
    assert np.flatnonzero(~spoilt.measured[:, KNEE]).tolist() == [60]
    assert spoilt.interpolated[60, KNEE]
    off = np.abs(spoilt.points_px[:, KNEE] - plain.points_px[:, KNEE]).max()
    assert off < 1.5


def test_a_real_movement_is_no_outlier():
    poses = film(whole_take())
    cleaned = clean(poses, CLEANING)
    assert cleaned.measured.all()


def test_outliers_smaller_than_the_least_are_kept():
    poses = film(two_feet(4.0))
    points = poses.points_px.copy()
    points[50, KNEE, 0] += 0.9 * CLEANING.outlier_least_leg * 380
    kept = drop_outliers(poses.time_s, points, 380.0, CLEANING)
    assert np.isfinite(kept).all()
    points[50, KNEE, 0] += 0.2 * CLEANING.outlier_least_leg * 380
    dropped = drop_outliers(poses.time_s, points, 380.0, CLEANING)
    assert np.isnan(dropped[50, KNEE]).all()


def test_landmarks_outside_the_picture_are_missing():
    poses = film(two_feet(4.0), camera=Camera(floor_px=1290.0))
    cleaned = clean(poses, CLEANING)
    feet = [INDEX["left_ankle"], INDEX["right_heel"], INDEX["left_foot_index"]]
    assert not cleaned.measured[:, feet].any()
    assert np.isnan(cleaned.points_px[:, feet]).all()
    assert cleaned.measured[:, KNEE].all()


def test_a_hole_in_time_is_not_filtered_across():
    poses = film([*two_feet(3.0), *stand("right", 3.0)])
    broken = clean(without(poses, between(poses, 3.0, 5.2)), CLEANING)
    before = broken.time_s < 3.0
    for part in (before, ~before):
        alone = clean(without(broken.raw, ~part), CLEANING)
        assert broken.points_px[part] == pytest.approx(alone.points_px, abs=1e-9)


def test_the_pelvis_in_the_picture_is_smoothed_like_the_landmarks():
    poses = film(whole_take())
    turn = np.random.default_rng(4).normal(size=len(poses))
    cleaned = clean(replace(poses, pelvis_rotation_deg=turn), CLEANING)
    expected = low_pass(poses.time_s, turn[:, None], CLEANING)[:, 0]
    assert cleaned.pelvis_rotation_deg == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("frames", [0, 1, 2, 3, 5])
def test_a_very_short_take_comes_back_as_long_as_it_was(frames):
    poses = film(two_feet(4.0))
    short = without(poses, np.arange(len(poses)) >= frames)
    cleaned = clean(short, CLEANING)
    assert cleaned.points_px == pytest.approx(short.points_px, abs=1e-6)


def test_what_is_seen_of_a_leg_goes_with_it_when_left_and_right_are_put_back():
    poses = film(whole_take())
    poses = hidden(poses, ["left_knee"], np.ones(len(poses), dtype=bool))
    cleaned = clean(turned_over(poses, between(poses, 4.0, 6.0)), CLEANING)
    assert np.array_equal(cleaned.visibility, poses.visibility)
    assert np.array_equal(cleaned.world_m, poses.world_m)
    assert np.array_equal(cleaned.points_px, clean(poses, CLEANING).points_px)


def test_a_landmark_on_its_way_to_the_other_side_is_not_measured():
    poses = film(stand("right", 3.0), rate_fps=60.0)
    over = between(poses, 1.5, 2.0)
    cleaned = clean(lagging(turned_over(poses, over), 0.4), CLEANING)
    between_both = ~cleaned.measured[:, KNEE]
    assert (between_both & cleaned.swapped).sum() >= 4
    assert cleaned.interpolated[between_both, KNEE].all()
    error = cleaned.points_px - clean(lagging(poses, 0.4), CLEANING).points_px
    assert np.nanmax(np.abs(error[:, KNEE])) < 0.02 * 380.0
