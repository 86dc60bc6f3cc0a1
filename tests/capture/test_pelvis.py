"""What the pelvis estimator says before, and where, it can see nothing."""

import numpy as np
import pytest

from screening.capture.pelvis import PelvisTracker
from screening.capture.pelvis.reading import confidence_of
from tests.factories import Camera, film, two_feet, whole_take

WALL = np.full((1280, 720, 3), 128, dtype=np.uint8)


def readings(script, *, px_per_s=0.0, **camera):
    """What the tracker says in front of a grey wall, to somebody who walks aside."""
    poses = film(script, camera=Camera(**camera))
    walk = px_per_s * poses.time_s[:, None, None] * (1, 0)
    tracker = PelvisTracker()
    frames = zip(poses.time_s, poses.points_px + walk, strict=True)
    return [tracker.update(float(t), WALL, points, None) for t, points in frames]


@pytest.mark.parametrize(
    ("error_deg", "confidence"), [(0, 1.0), (2.0, 0.6), (3.0, 0.4), (5, 0), (9, 0)]
)
def test_the_confidence_falls_with_the_expected_error(error_deg, confidence):
    assert confidence_of(error_deg) == pytest.approx(confidence)


def test_before_a_quiet_moment_there_is_nothing():
    first = readings(two_feet())[:12]
    assert {reading.doubt for reading in first} == {"no_stance"}


def test_somebody_who_never_stands_still_has_no_reference():
    walking = readings(two_feet(), px_per_s=60.0)
    assert {reading.doubt for reading in walking} == {"no_stance"}


def test_a_small_person_is_not_read():
    assert readings(two_feet(), leg_px=80.0)[-1].doubt == "small"


def test_where_no_cloth_can_be_told_from_the_wall_no_turn_is_invented():
    seen = readings(whole_take("right", 1))
    assert all(np.isnan(reading.rotation_deg) for reading in seen)
    assert all(reading.doubt and not reading.method for reading in seen)
    assert {reading.confidence for reading in seen} == {0.0}
