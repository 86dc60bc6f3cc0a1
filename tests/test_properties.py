"""Takes drawn at random, with known truth: counts are exact, angles within bounds.

Stick persons from ``tests/factories.py``; what each single part of the pipeline does is
tested beside that part.
"""

from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screening import Take, screen_poses
from screening.motion.landmarks import other
from tests.factories import (
    Camera,
    Move,
    duration_s,
    film,
    one_leg,
    postures,
    squat,
    two_feet,
    uneven_times,
)
from tests.transforms import between, mirrored, rolled, with_points, without

BOUND_DEG = 0.3
"""What smoothing and few frames a second may take off a squat of less than a second."""

MOST_FRAMES = 9000
"""Bounds the time that a take costs; long takes are filmed at lower rates."""

MEASURES = {
    "fppa_deg": "fppa_deg",
    "pelvic_drop_deg": "drop_deg",
    "trunk_lean_deg": "lean_deg",
}
"""Columns of the tables, and the numbers of a posture that they are."""


@dataclass(frozen=True)
class Squat:
    """One squat as it was asked for."""

    leg: str
    lasts_s: float
    bottom_share: float
    depth_ratio: float
    fppa_deg: float
    drop_deg: float
    lean_deg: float

    def moves(self):
        held_s = self.lasts_s * self.bottom_share
        half_s = (self.lasts_s - held_s) / 2.0
        return squat(
            self.leg,
            depth_ratio=self.depth_ratio,
            fppa_deg=self.fppa_deg,
            drop_deg=self.drop_deg,
            lean_deg=self.lean_deg,
            seconds=(half_s, held_s, half_s, 0.8),
        )


def squats_of(leg):
    return st.builds(
        Squat,
        leg=st.just(leg),
        lasts_s=st.floats(0.8, 10.0),
        bottom_share=st.floats(0.1, 0.4),
        depth_ratio=st.floats(0.84, 0.91),
        fppa_deg=st.floats(-10.0, 25.0),
        drop_deg=st.floats(-3.0, 12.0),
        lean_deg=st.floats(-5.0, 12.0),
    )


@st.composite
def performances(draw, most=20):
    """Squats on legs in any order, at most so many together."""
    blocks, left = [], most
    for leg in draw(st.lists(st.sampled_from(("left", "right")), max_size=4)):
        block = draw(st.lists(squats_of(leg), max_size=min(left, 8)))
        left -= len(block)
        blocks.append((leg, block))
    return blocks


def script_of(blocks):
    """Both feet before each leg, and after all."""
    script = two_feet()
    for leg, block in blocks:
        script += [Move(one_leg(leg), 0.8, 1.5)]
        script += [move for each in block for move in each.moves()]
        script += two_feet(1.5)
    return script


def rate_of(script, wished_fps):
    return min(wished_fps, max(12.0, MOST_FRAMES / duration_s(script)))


def expected_of(blocks):
    """The squats of each leg, numbered through as the tables are."""
    return {
        leg: [each for on, block in blocks if on == leg for each in block]
        for leg in ("left", "right")
    }


def rows_of(screening):
    return {
        leg: screening.reps[screening.reps["leg"] == leg].to_dict("records")
        for leg in ("left", "right")
    }


def check(blocks, poses):
    """Every squat is there once, valid, on its leg, with its angles."""
    rows, expected = rows_of(screen_poses(Take(poses))), expected_of(blocks)
    counts = {leg: len(each) for leg, each in rows.items()}
    assert counts == {leg: len(each) for leg, each in expected.items()}
    for leg, squats in expected.items():
        for row, wanted in zip(rows[leg], squats, strict=True):
            assert row["valid"], row["reasons"]
            for column, name in MEASURES.items():
                wish = getattr(wanted, name)
                assert row[column] == pytest.approx(wish, abs=BOUND_DEG), column


tried = settings(max_examples=60, derandomize=True)


@tried
@given(performances(), st.floats(12.0, 240.0))
def test_every_squat_counts_once_at_any_rate_and_pace(blocks, wished_fps):
    script = script_of(blocks)
    check(blocks, film(script, rate_fps=rate_of(script, wished_fps)))
