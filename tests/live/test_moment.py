"""A moment of a live take is measured as a whole take is, with the take's settings."""

from dataclasses import replace

import numpy as np
import pytest

from screening.capture.knee.limb import LimbReading
from screening.capture.pelvis.reading import NOTHING as NO_PELVIS
from screening.capture.pelvis.reading import PelvisReading
from screening.capture.people.body import Body
from screening.capture.people.subject import Seen
from screening.live.moment import MomentReader
from screening.motion.landmarks import INDEX, PoseSeries
from screening.settings import DEFAULT
from tests.examined import examine
from tests.factories import film, squat, stand, two_feet

LIMB_OFF_PX = 14.0


def seen_in(poses: PoseSeries, row: int, quality: float = 0.0) -> Seen:
    """The person in one frame; the knees in the limb lie beside the landmarks."""
    points = poses.points_px[row]
    knees = points[[INDEX["left_knee"], INDEX["right_knee"]]] + (LIMB_OFF_PX, 0.0)
    return Seen(
        Body(points, poses.world_m[row], poses.visibility[row]),
        PelvisReading(*NO_PELVIS, ""),
        LimbReading(knees, np.full(2, quality), np.full((2, 2), np.nan)),
    )


def moments(poses, settings=DEFAULT, *, calibrate_s=None, quality=0.0):
    reader = MomentReader(settings, poses.model.name)
    read = []
    for row, time_s in enumerate(poses.time_s):
        seen = [seen_in(poses, row, quality)]
        read.append(reader.read(float(time_s), seen, poses.image_size))
        if calibrate_s is not None and time_s >= calibrate_s:
            reader.calibrate()
            calibrate_s = None
    return read


@pytest.mark.parametrize("turn_deg", [0.0, -11.0, 6.0])
def test_turn_and_size_are_those_that_a_take_is_refused_by(turn_deg):
    poses = film(two_feet(3.0), turn_deg=turn_deg)
    checks = examine(poses).checks
    last = moments(poses)[-1]
    assert last.turn_deg == pytest.approx(checks["view"].value, abs=0.05)
    assert last.body_px == pytest.approx(checks["body_size"].value, rel=0.005)
    assert (last.stance, last.still) == ("both", True)


def test_a_part_is_out_of_the_picture_for_both_or_for_neither():
    poses = film(two_feet(3.0))
    feet_y = poses.points_px[:, INDEX["left_foot_index"], 1].max()
    down = np.array([0.0, poses.image_size[1] - feet_y + 1.0])
    low = replace(poses, points_px=poses.points_px + down)
    for each in (poses, low):
        checks, last = examine(each).checks, moments(each)[-1]
        assert last.head_in == (checks["framing_head"].verdict == "ok")
        assert last.feet_in == (checks["framing_feet"].verdict == "ok")
    assert not last.feet_in


def test_the_depth_of_a_squat_is_what_the_take_shows():
    poses = film([*two_feet(2.0), *stand("right", 2.0), *squat("right")])
    read = moments(poses, calibrate_s=1.5)
    deepest = max(read, key=lambda moment: moment.drop_leg)
    assert deepest.leg == "right"
    (repetition,) = examine(poses).phases.repetitions
    at_bottom = read[repetition.bottom]
    assert at_bottom.drop_leg == pytest.approx(deepest.drop_leg, rel=0.02)
    assert deepest.drop_leg > 0.1
    # Lifting a foot lets the body sink a little, and that is no squat.
    assert all(moment.drop_leg < 0.05 for moment in read if moment.time_s < 4.0)


@pytest.mark.parametrize(("least", "in_limb"), [(0.5, True), (0.9, False)])
def test_the_knee_in_the_limb_is_used_from_the_quality_in_the_settings(least, in_limb):
    settings = replace(DEFAULT, cleaning=replace(DEFAULT.cleaning, limb_quality=least))
    poses = film([*two_feet(2.0), *stand("right", 2.0)])
    last = moments(poses, settings, calibrate_s=1.5, quality=0.7)[-1]
    landmark = poses.points_px[-1, INDEX["right_knee"]]
    expected = landmark + np.array([LIMB_OFF_PX, 0.0]) if in_limb else landmark
    assert last.leg == "right"
    assert last.angles.knee_px == pytest.approx(expected, abs=1.0)
