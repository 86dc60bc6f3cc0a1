from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from screening.motion.angles import trunk_lean_deg
from screening.motion.cleaning import clean
from screening.motion.joints import leg_joints
from screening.motion.landmarks import INDEX
from screening.motion.trunk import read_trunk, sits_back_leg
from screening.settings import DEFAULT
from tests.motion.test_joints import KNOWN, phases, poses

HIP_WIDTH_PX = 100


def leaning(series, *, width_px=HIP_WIDTH_PX):
    cleaned = clean(series, DEFAULT.cleaning)
    found = phases(standing_hips_px=width_px)
    joints = leg_joints(cleaned, found, "right", KNOWN, DEFAULT.reps)
    return read_trunk(cleaned, found, "right", joints, DEFAULT.camera)


def test_nobody_sits_back_when_standing_and_the_deeper_the_further():
    back = sits_back_leg([1.0, 0.95, 0.9, 0.85, 1.02])
    assert back[0] == back[-1] == 0
    assert (np.diff(back[:4]) > 0).all()
    # 60 degrees of knee flexion: shank 24 degrees forwards, thigh 36 back.
    by_hand = (np.sin(np.radians(36)) - np.sin(np.radians(24))) / 2
    assert sits_back_leg(np.cos(np.radians(30))) == pytest.approx(by_hand)


def test_the_trunk_begins_half_a_hip_width_from_the_standing_hip():
    series = poses()
    # In the squat the model moves the free side's hip alone: no pelvis can do that.
    for points_px in (series.points_px, series.mirrored_px):
        points_px[10:, INDEX["left_hip"], 0] += 20
    lean = leaning(series)["trunk_lean_raw_deg"]
    middle, shoulders = (310 + HIP_WIDTH_PX / 2, 600), (360, 300)
    own = trunk_lean_deg(middle, shoulders, stance="right")
    assert lean[35] == pytest.approx(float(own), abs=0.01)


def test_hips_that_are_lower_are_seen_from_further_away_and_narrower():
    series = poses()
    deep = replace(series, points_px=series.points_px.copy())
    for joint in ("left_hip", "right_hip", "left_shoulder", "right_shoulder"):
        deep.points_px[10:, INDEX[joint], 1] += 60
    standing, low = (leaning(each)["trunk_lean_deg"][35] for each in (series, deep))
    assert standing == pytest.approx(0.0, abs=0.01)
    # 1.3 pixels of 50 nearer to the standing hip, over a trunk of 300.
    assert low == pytest.approx(-0.25, abs=0.08)


def test_without_a_stance_on_two_feet_there_is_a_lean_but_no_change():
    cleaned, found = clean(poses(), DEFAULT.cleaning), phases()
    joints = leg_joints(cleaned, found, "right", KNOWN, DEFAULT.reps)
    lean = read_trunk(cleaned, found, "right", joints, DEFAULT.camera)
    assert np.isnan(lean["trunk_lean_deg"]).all()
    assert np.isfinite(lean["trunk_lean_raw_deg"]).all()
