"""Squats found in a height over time; answers known by construction."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.motion.repetitions import (
    find_dips,
    one_leg_dips,
    squats_on_both_feet,
    standing_height_leg,
)
from screening.settings import DEFAULT

PHASES = DEFAULT.phases
RATE = 25.0


def height(*points, rate=RATE):
    """Height over time through (seconds, height) points, in half cosines."""
    at_s, level = np.array(points, dtype=float).T
    time_s = np.arange(round(at_s[-1] * rate)) / rate
    i = np.clip(np.searchsorted(at_s, time_s, side="right") - 1, 0, len(at_s) - 2)
    share = (time_s - at_s[i]) / (at_s[i + 1] - at_s[i])
    eased = (1 - np.cos(np.pi * share)) / 2
    return time_s, level[i] + eased * (level[i + 1] - level[i])


def squats(depths, *, seconds=2.0, rest_s=1.0, rate=RATE):
    points, t = [(0.0, 1.0), (1.5, 1.0)], 1.5
    for depth in depths:
        points += [(t + seconds / 2, 1.0 - depth), (t + seconds, 1.0)]
        t += seconds + rest_s
        points.append((t, 1.0))
    return height(*points, rate=rate)


def on_one_leg(time_s, level, leg="right"):
    """The dips that look like squats on one leg, and the leg of each."""
    legs = np.full(len(time_s), leg, dtype="U5") if isinstance(leg, str) else leg
    dips = find_dips(time_s, level, PHASES)
    return one_leg_dips(dips, time_s, level, legs, PHASES)


@settings(deadline=None, max_examples=60)
@given(
    st.lists(st.floats(0.05, 0.15), min_size=0, max_size=8),
    st.floats(1.0, 6.0),
    st.floats(0.3, 2.0),
    st.sampled_from([12.0, 25.0, 29.97, 60.0]),
)
def test_as_many_squats_come_out_as_went_in(depths, seconds, rest_s, rate):
    time_s, level = squats(depths, seconds=seconds, rest_s=rest_s, rate=rate)
    found = find_dips(time_s, level, PHASES)
    assert len(found) == len(depths)
    for dip, depth in zip(found, depths, strict=True):
        assert dip.depth_leg == pytest.approx(depth, rel=0.15)
        assert not dip.cut_off


def test_a_dip_lies_where_it_was_made():
    time_s, level = squats([0.1])
    (dip,) = find_dips(time_s, level, PHASES)
    assert time_s[dip.bottom] == pytest.approx(2.5, abs=0.05)
    # A tenth of the depth is reached after 0.205 of the way down.
    assert time_s[dip.start] == pytest.approx(1.5 + 0.205, abs=0.1)
    assert time_s[dip.end] == pytest.approx(3.5 - 0.205, abs=0.1)


def test_standing_still_is_no_dip():
    time_s, level = height((0, 1.0), (10, 1.0))
    assert find_dips(time_s, level, PHASES) == []


@pytest.mark.parametrize(("depth", "count"), [(0.012, 0), (0.019, 1)])
def test_a_dip_needs_a_least_depth(depth, count):
    assert len(find_dips(*squats([depth]), PHASES)) == count


@pytest.mark.parametrize("lows", [(0.9, 0.903), (0.903, 0.9)])
@pytest.mark.parametrize(("back", "count"), [(0.033, 1), (0.06, 2)])
def test_a_bounce_on_the_way_up_belongs_to_its_dip(lows, back, count):
    top = 0.9 + back
    points = [(0, 1), (1.5, 1), (2.5, lows[0]), (3.3, top), (4.1, lows[1])]
    time_s, level = height(*points, (5.1, 1), (6.5, 1))
    assert len(find_dips(time_s, level, PHASES)) == count


def test_a_pause_half_way_down_is_one_dip():
    time_s, level = height(
        (0, 1), (1.5, 1), (2.3, 0.95), (3.5, 0.95), (4.3, 0.88), (5.3, 1), (6.5, 1)
    )
    (dip,) = find_dips(time_s, level, PHASES)
    assert time_s[dip.bottom] == pytest.approx(4.3, abs=0.1)
    assert dip.depth_leg == pytest.approx(0.12, rel=0.05)


def test_a_pause_at_the_bottom_is_one_dip():
    time_s, level = height((0, 1), (1.5, 1), (2.5, 0.9), (5, 0.9), (6, 1), (7, 1))
    (dip,) = find_dips(time_s, level, PHASES)
    assert 2.4 < time_s[dip.bottom] < 5.1


@pytest.mark.parametrize(
    ("points", "cut_off"),
    [
        ([(0, 0.95), (1, 0.9), (2, 1), (4, 1)], True),
        ([(0, 0.99), (1, 0.9), (2, 1), (4, 1)], False),
        ([(0, 1), (2, 1), (3, 0.9), (4, 0.95)], True),
        ([(0, 1), (2, 1), (3, 0.9), (4, 0.99)], False),
    ],
)
def test_a_dip_is_cut_off_where_the_clip_begins_or_ends_below_standing(points, cut_off):
    (dip,) = find_dips(*height(*points), PHASES)
    assert dip.cut_off is cut_off


@pytest.mark.parametrize("first", [0.9, 0.92])
def test_what_is_left_of_a_squat_after_its_middle_is_none(first):
    assert find_dips(*height((0, first), (0.5, 0.9), (1.5, 1), (4, 1)), PHASES) == []


@pytest.mark.parametrize(("seconds", "count"), [(0.8, 0), (1.4, 1)])
def test_a_dip_takes_its_time(seconds, count):
    longer = replace(PHASES, shortest_s=1.0)
    assert len(find_dips(*squats([0.1], seconds=seconds), longer)) == count


def test_a_dip_may_last_as_long_as_it_likes():
    (dip,) = find_dips(*squats([0.1], seconds=60.0), PHASES)
    assert dip.end - dip.start > 40.0 * RATE


def test_a_dip_is_found_across_frames_without_a_person():
    time_s, level = squats([0.1, 0.1])
    level[60:64] = np.nan
    assert len(find_dips(time_s, level, PHASES)) == 2


@pytest.mark.parametrize("frames", [0, 1, 3])
def test_a_very_short_take_has_no_dip(frames):
    assert find_dips(np.arange(frames) / RATE, np.ones(frames), PHASES) == []


def test_standing_is_the_upper_level_whatever_the_squats():
    _, level = squats([0.1, 0.15, 0.12])
    assert standing_height_leg(level) == pytest.approx(1.0, abs=0.001)
    assert np.isnan(standing_height_leg(np.array([np.nan])))


def test_each_dip_is_given_to_the_leg_that_stands():
    time_s, level = squats([0.1, 0.1, 0.1, 0.1])
    legs = np.where(time_s < 7.0, "left", "right").astype("U5")
    found = on_one_leg(time_s, level, legs)
    assert [side for _, side in found] == ["left", "left", "right", "right"]


@pytest.mark.parametrize(("sway", "count"), [(0.022, 2), (0.034, 3)])
def test_a_sway_among_squats_is_not_counted(sway, count):
    time_s, level = squats([0.12, sway, 0.12])
    assert len(on_one_leg(time_s, level)) == count


def test_a_shallow_squat_counts_when_all_of_them_are():
    time_s, level = squats([0.03, 0.025, 0.03])
    assert len(on_one_leg(time_s, level)) == 3


def test_a_squat_on_both_feet_is_none_on_one_leg():
    time_s, level = squats([0.2, 0.2])
    legs = np.full(len(time_s), "both", dtype="U5")
    dips = find_dips(time_s, level, PHASES)
    assert on_one_leg(time_s, level, legs) == []
    assert squats_on_both_feet(dips, legs, PHASES) == dips
    assert squats_on_both_feet(dips, np.full_like(legs, "left"), PHASES) == []


def test_the_step_from_two_feet_to_one_is_neither():
    time_s, level = squats([0.04])
    legs = np.where(np.abs(time_s - 2.5) < 0.4, "right", "both").astype("U5")
    dips = find_dips(time_s, level, PHASES)
    assert len(dips) == 1
    assert on_one_leg(time_s, level, legs) == []
    assert squats_on_both_feet(dips, legs, PHASES) == []
