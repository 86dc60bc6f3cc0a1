"""Front and back taken for each other, told from somebody who turns round."""

import numpy as np
import pytest

from screening.motion.facing import turned_round
from screening.motion.landmarks import INDEX
from tests.factories import film, two_feet, whole_take
from tests.transforms import between, mirrored, noisy, turned_over, with_points


def share_turned(poses):
    return turned_round(poses.time_s, poses.points_px).mean()


def turning(poses, at_s, takes_s):
    """Somebody who turns from the front to the back, as the camera sees it."""
    share = np.clip((poses.time_s - at_s) / takes_s, 0, 1)
    width = np.cos(np.pi * share)[:, None]
    points = poses.points_px.copy()
    middle = points[:, [INDEX["left_hip"], INDEX["right_hip"]], 0].mean(axis=1)
    points[..., 0] = middle[:, None] + width * (points[..., 0] - middle[:, None])
    return with_points(poses, points)


def test_somebody_who_faces_the_camera_throughout_is_never_turned_round():
    assert share_turned(noisy(film(whole_take()), 2.0)) == 0


@pytest.mark.parametrize("seconds", [(0.2, 0.6), (3.0, 5.0)])
def test_a_body_that_turns_over_from_one_frame_to_the_next_is_turned_round(seconds):
    poses = film(whole_take())
    when = between(poses, *seconds)
    found = turned_round(poses.time_s, turned_over(poses, when).points_px)
    assert np.array_equal(found, when)


def test_the_rarer_of_both_ways_is_the_wrong_one():
    poses = film(whole_take())
    mostly = turned_over(poses, between(poses, 1.0, 99.0))
    found = turned_round(poses.time_s, mostly.points_px)
    assert np.array_equal(found, between(poses, 0.0, 1.0))


def test_somebody_who_walks_to_her_place_and_turns_round_is_not():
    poses = film(two_feet(6.0))
    assert share_turned(turning(poses, 2.0, 0.8)) == 0


def test_somebody_seen_from_behind_throughout_is_not():
    poses = film(whole_take())
    assert share_turned(turned_over(poses, np.ones(len(poses), dtype=bool))) == 0


def test_a_mirror_image_and_a_smaller_picture_say_the_same():
    poses = turned_over(film(whole_take()), between(film(whole_take()), 1.0, 2.0))
    share = share_turned(poses)
    assert share > 0
    assert share_turned(mirrored(poses)) == share
    assert share_turned(with_points(poses, poses.points_px / 3)) == share
