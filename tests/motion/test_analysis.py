"""A take is measured once, and everything that is drawn or left out reads that."""

import numpy as np
import pandas as pd
import pytest

from screening.motion.analysis import analyse
from screening.motion.angles import fppa_deg
from screening.motion.landmarks import INDEX, SIDES, Take
from screening.pipeline import screen, screen_poses
from screening.settings import DEFAULT
from tests.factories import film, leg_test, whole_take
from tests.transforms import noisy

BOTH = [*leg_test("left", 3, fppa_deg=14.0), *whole_take("right", 3, drop_deg=6.0)]


@pytest.fixture(scope="module")
def analysis():
    return analyse(Take(noisy(film(BOTH), 1.0)), DEFAULT)


@pytest.mark.parametrize("side", SIDES)
def test_the_leg_that_is_drawn_shows_the_angle_in_the_table(analysis, side):
    stands = (analysis.frames["leg"] == side).to_numpy()
    points = analysis.measured_points_px[stands]
    hip, knee, ankle = (
        points[:, INDEX[f"{side}_{joint}"]] for joint in ("hip", "knee", "ankle")
    )
    in_table = analysis.frames["fppa_deg"].to_numpy()[stands]
    known = np.isfinite(in_table)
    assert known.sum() > 100
    drawn = fppa_deg(hip, knee, ankle, stance=side)
    assert drawn[known] == pytest.approx(in_table[known])


def test_only_legs_that_stand_somewhere_have_joints():
    alone = analyse(Take(film(whole_take("right", 3))), DEFAULT)
    assert set(alone.shots[0].joints) == {"right"}
    assert set(alone.frames["leg"]) == {"", "right"}


def test_leaving_squats_out_later_is_the_same_as_from_the_start(analysis):
    excluded = {("left", 2): "laughed"}
    later = screen(analysis.leaving_out(excluded))
    take = Take(analysis.take.poses, excluded=excluded)
    assert later.to_json() == screen_poses(take).to_json()
    assert later.leg("left").valid == 2
    frames = later.measured.frames
    pd.testing.assert_frame_equal(frames, screen(analysis).measured.frames)
