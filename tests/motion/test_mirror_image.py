"""A clip that was measured the wrong way round, put right from its landmarks."""

from dataclasses import fields, replace

import numpy as np
import pandas as pd

from screening import screen_poses
from screening.motion.landmarks import Take
from screening.motion.mirror_image import mirror_image
from tests.factories import film, leg_test, two_feet
from tests.transforms import apart_from_place

ANGLES = {"fppa_deg": 17.0, "drop_deg": 9.0, "lean_deg": 5.0}
SCRIPT = [*leg_test("right", 3, **ANGLES), *two_feet(1.5)]


def a_take() -> Take:
    """With something in every array, the camera's movement included."""
    poses = film(SCRIPT)
    rng = np.random.default_rng(7)
    angle = 0.02 * np.sin(poses.time_s)
    camera = np.empty((len(poses), 2, 3))
    camera[:, 0, :2] = np.stack([np.cos(angle), -np.sin(angle)], axis=1)
    camera[:, 1, :2] = np.stack([np.sin(angle), np.cos(angle)], axis=1)
    camera[:, :, 2] = rng.normal(0.0, 3.0, (len(poses), 2))
    poses = replace(
        poses,
        camera=camera,
        level_deg=rng.normal(0.0, 1.0, len(poses)),
        others_px=rng.uniform(0, 500, (len(poses), 1, 33, 2)),
        markers_px=rng.uniform(0, 500, (len(poses), 2, 2)),
        mirrored_px=rng.uniform(0, 500, (len(poses), 33, 2)),
    )
    return Take(poses, "right", excluded={("right", 2): "lost balance"})


def test_the_other_leg_has_the_same_numbers():
    was = screen_poses(Take(film(SCRIPT), "right"))
    now = screen_poses(mirror_image(Take(film(SCRIPT), "right")))
    assert set(was.reps["leg"]) == {"right"}
    assert set(now.reps["leg"]) == {"left"}
    numbers = was.reps.select_dtypes("number").columns
    before, placed = apart_from_place(was.reps[numbers])
    after, now_placed = apart_from_place(now.reps[numbers])
    pd.testing.assert_frame_equal(before, after, atol=1e-6)
    # The model's lopsidedness is taken off to the same side in both.
    pd.testing.assert_frame_equal(placed, now_placed, atol=0.3, rtol=0.1)
    assert [leg.verdict for leg in now.legs] == [leg.verdict for leg in was.legs]
    assert now.provenance["mirrored"]


def test_twice_is_the_take_again():
    take = a_take()
    again = mirror_image(mirror_image(take))
    assert again.excluded == take.excluded
    assert (again.leg, again.mirrored) == (take.leg, take.mirrored)
    for each in fields(take.poses):
        was, now = getattr(take.poses, each.name), getattr(again.poses, each.name)
        if isinstance(was, np.ndarray) and was.dtype.kind == "f":
            np.testing.assert_allclose(now, was, atol=1e-9, err_msg=each.name)
        elif isinstance(was, np.ndarray):
            np.testing.assert_array_equal(now, was)


def test_the_cameras_movement_carries_points_to_the_mirrored_place():
    take = a_take()
    over = mirror_image(take)
    width = take.poses.image_size[0]
    point = np.array([120.0, 340.0])
    for i in (0, 40, 90):
        was, now = take.poses.camera[i], over.poses.camera[i]
        moved = was[:, :2] @ point + was[:, 2]
        turned = now[:, :2] @ (width - point[0], point[1]) + now[:, 2]
        np.testing.assert_allclose(turned, (width - moved[0], moved[1]))


def test_squats_that_were_left_out_stay_left_out_on_the_other_leg():
    assert mirror_image(a_take()).excluded == {("left", 2): "lost balance"}
