from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from screening.motion.angles import fppa_deg
from screening.motion.baseline import Baseline
from screening.motion.cleaning import clean
from screening.motion.frame_table import measure_frames
from screening.motion.joints import leg_joints
from screening.motion.landmarks import (
    INDEX,
    LANDMARKS,
    PoseModel,
    PoseSeries,
    mirrored_order,
)
from screening.motion.phases import Phases
from screening.motion.repetition_table import measure_repetitions
from screening.motion.repetitions import Repetition
from screening.motion.stance import TwoFeet
from screening.settings import DEFAULT, ModelTraits

FRAMES, WIDTH = 60, 720
KNOWN = ModelTraits(hip_inside_leg=0.0, shift_leg=0.0, mask_shift_leg=0.0)
REPETITION = Repetition(20, 35, 50, 0.1, False, "right", 1)
PLACES = {
    "left_shoulder": (430, 300),
    "right_shoulder": (290, 300),
    "left_hip": (410, 600),
    "right_hip": (310, 600),
    "left_knee": (420, 790),
    "right_knee": (320, 800),
    "left_ankle": (430, 850),
    "right_ankle": (310, 1000),
    "right_foot_index": (300, 1040),
    "left_foot_index": (440, 900),
}
LIMB_KNEE = (335.0, 800.0)


def poses(*, limb=True, quality=1.0, shift_px=0.0, looked=True):
    """Somebody who stands on the right leg; the model shifts everything sideways."""
    points = np.full((FRAMES, len(LANDMARKS), 2), 350.0)
    for name, place in PLACES.items():
        points[:, INDEX[name]] = place
    knees = np.full((FRAMES, 2, 2), np.nan)
    if limb:
        knees[:, 1] = LIMB_KNEE
    aside = np.array([shift_px, 0])
    nothing = np.full_like(points, np.nan)
    return PoseSeries(
        frame=np.arange(FRAMES),
        time_s=np.arange(FRAMES) / 30,
        points_px=points + aside,
        world_m=np.zeros((FRAMES, len(LANDMARKS), 3)),
        visibility=np.ones((FRAMES, len(LANDMARKS))),
        image_size=(WIDTH, 1280),
        model=PoseModel("full", "0", "none"),
        source="hand-made",
        limb_knee_px=knees,
        limb_quality=np.full((FRAMES, 2), quality),
        mirrored_px=points - aside if looked else nothing,
        mirrored_limb_knee_px=knees,
    )


def phases(*, standing_hips_px=None, leg="right"):
    """On one leg all the time, one squat."""
    baseline = None
    if standing_hips_px is not None:
        sides = {"left": 400.0, "right": 400.0}
        feet = TwoFeet((100.0, 0.0), 0.0)
        baseline = Baseline((slice(0, 10),), 0.0, 0.0, feet, sides, sides)
    rep = np.zeros(FRAMES, dtype=np.int64)
    rep[REPETITION.frames] = 1
    return Phases(
        phase=np.full(FRAMES, "one_leg"),
        leg=np.full(FRAMES, leg),
        rep=rep,
        baseline=baseline,
        size_ratio=np.ones(FRAMES),
        leg_px=400.0,
        standing_px={"left": 400.0, "right": 400.0},
        shank_px={"left": 200.0, "right": 200.0},
        repetitions=(replace(REPETITION, leg=leg),),
        quiet_one_leg={"left": [], "right": []},
        legs=(leg,),
        other_movement=None,
        other_bottoms=(),
    )


def frames_of(cleaned, found, traits=KNOWN):
    joints = {
        leg: leg_joints(cleaned, found, leg, traits, DEFAULT.reps) for leg in found.legs
    }
    return measure_frames(cleaned, found, joints, traits, DEFAULT)


def table(series, found=None, traits=KNOWN):
    return frames_of(clean(series, DEFAULT.cleaning), found or phases(), traits)


def rep_of(series):
    cleaned = clean(series, DEFAULT.cleaning)
    frames = frames_of(cleaned, phases())
    return measure_repetitions(frames, cleaned, phases(), {}, DEFAULT.reps).iloc[0]


def test_the_knee_angle_and_what_contains_it_follow_the_knee_in_the_limb():
    row = table(poses()).iloc[35]
    in_limb = fppa_deg((310, 600), LIMB_KNEE, (310, 1000), stance="right")
    plain = fppa_deg((310, 600), (320, 800), (310, 1000), stance="right")
    assert row["fppa_method"] == "limb"
    assert row["fppa_deg"] == pytest.approx(float(in_limb))
    assert row["fppa_landmarks_deg"] == pytest.approx(float(plain))
    assert row["thigh_deg"] + row["shank_deg"] == pytest.approx(row["fppa_deg"])
    assert row["knee_medial_to_foot_ratio"] == pytest.approx(35 / 200)


@pytest.mark.parametrize("bad", [{"limb": False}, {"quality": 0.3}])
def test_without_a_good_limb_the_landmarks_are_used_and_named(bad):
    row = table(poses(**bad)).iloc[35]
    assert row["fppa_method"] == "landmarks"
    assert row["fppa_deg"] == pytest.approx(row["fppa_landmarks_deg"])


def test_a_repetition_keeps_to_the_method_of_its_deepest_point():
    seen_late = poses()
    seen_late.limb_quality[:45] = 0
    assert rep_of(seen_late)["fppa_method"] == "landmarks"
    frames = table(seen_late)
    assert set(frames["fppa_method"].iloc[20:51]) == {"landmarks"}
    assert set(frames["fppa_method"].iloc[52:]) == {"limb"}

    seen_deep = poses()
    seen_deep.limb_quality[20:30] = 0
    frames = table(seen_deep)
    assert rep_of(seen_deep)["fppa_method"] == "limb"
    assert set(frames["fppa_method"].iloc[30:51]) == {"limb"}
    assert frames["fppa_deg"].iloc[22:28].isna().all()


@pytest.mark.parametrize("limb", [True, False])
def test_a_model_that_puts_everything_aside_changes_nothing(limb):
    straight = table(poses(limb=limb)).iloc[35]
    aside = table(poses(limb=limb, shift_px=6.0)).iloc[35]
    assert aside["fppa_deg"] == pytest.approx(straight["fppa_deg"], abs=1e-6)
    ratio = "knee_medial_to_foot_ratio"
    assert aside[ratio] == pytest.approx(straight[ratio], abs=1e-6)


def test_without_a_second_look_the_usual_shift_of_the_model_is_taken_off():
    series = poses(shift_px=6.0, looked=False)
    leg_px = clean(series, DEFAULT.cleaning).leg_px
    traits = replace(KNOWN, shift_leg=6.0 / leg_px)
    row = table(series, traits=traits).iloc[35]
    assert row["fppa_deg"] == pytest.approx(table(poses()).iloc[35]["fppa_deg"])


def test_most_of_what_the_hips_came_closer_is_given_back_to_the_standing_hip():
    series = poses()
    series.points_px[:10, INDEX["left_hip"], 0] += 20
    cleaned = clean(series, DEFAULT.cleaning)
    found = phases(standing_hips_px=120)
    joints = leg_joints(cleaned, found, "right", KNOWN, DEFAULT.reps)
    assert joints.hip_px[35] == pytest.approx((310 - 20 * 0.8, 600), abs=0.5)


def test_the_mirror_image_has_the_same_knee_angle_on_the_other_leg():
    series = poses(shift_px=4.0)
    order = mirrored_order()

    def turned(points):
        return (points * (-1, 1) + (WIDTH, 0))[:, order]

    mirror = replace(
        series,
        points_px=turned(series.mirrored_px),
        mirrored_px=turned(series.points_px),
        limb_knee_px=(series.limb_knee_px * (-1, 1) + (WIDTH, 0))[:, ::-1],
        mirrored_limb_knee_px=(series.limb_knee_px * (-1, 1) + (WIDTH, 0))[:, ::-1],
    )
    row, twin = table(series).iloc[35], table(mirror, phases(leg="left")).iloc[35]
    for name in ("fppa_deg", "thigh_deg", "shank_deg"):
        assert twin[name] == pytest.approx(row[name], abs=1e-6)
