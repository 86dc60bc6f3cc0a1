"""A camera that moved, taken out of what was seen: no angle keeps any of it."""

from dataclasses import replace

import numpy as np
import pytest

from screening import Take, screen_poses
from screening.motion.analysis import analyse
from screening.motion.camera import camera_of
from screening.settings import DEFAULT
from tests.factories import film, whole_take
from tests.transforms import with_points

MEASURES = ("fppa_deg", "pelvic_drop_deg", "trunk_lean_deg", "depth_ratio")


def similarity(poses, roll_deg=0.0, zoom=1.0, shift_px=(0.0, 0.0)):
    """How a camera that rolls, zooms and shifts draws each point, (T, 2, 3)."""
    frames = len(poses)
    angle = np.radians(np.broadcast_to(roll_deg, frames))
    size = np.broadcast_to(zoom, frames)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    turn = size[:, None, None] * np.moveaxis(turn, 2, 0)
    middle = np.array(poses.image_size) / 2
    shift = np.broadcast_to(np.asarray(shift_px, dtype=float), (frames, 2))
    return np.concatenate([turn, (middle - turn @ middle + shift)[..., None]], axis=2)


def filmed(poses, drawn):
    """The take as that camera films it, with what the background shows."""
    whole = np.zeros((len(poses), 3, 3))
    whole[:, :2], whole[:, 2, 2] = drawn, 1.0
    back = np.linalg.inv(whole)[:, :2]
    points = np.einsum("tij,tkj->tki", drawn[:, :, :2], poses.points_px)
    moved = with_points(poses, points + drawn[:, None, :, 2])
    return replace(moved, camera=back)


def bump(poses, at_s, roll_deg):
    return roll_deg * np.clip((poses.time_s - at_s) / 0.4, 0, 1)


@pytest.fixture(scope="module")
def still():
    return film(whole_take("right", 3, drop_deg=9.0, lean_deg=4.0))


def deepest(poses):
    return screen_poses(Take(poses)).measured.reps


@pytest.mark.parametrize("roll_deg", [5.0, -5.0])
def test_a_tripod_knocked_after_the_quiet_stance_changes_no_angle(still, roll_deg):
    knocked = filmed(still, similarity(still, bump(still, 2.5, roll_deg)))
    expected, found = deepest(still), deepest(knocked)
    assert found["leg"].tolist() == expected["leg"].tolist()
    for measure in MEASURES:
        np.testing.assert_allclose(found[measure], expected[measure], atol=0.05)


def test_automatic_framing_makes_no_squat_shallow(still):
    height = still.points_px[:, 0, 1]
    follows = (0.0, 1.0) * (height[0] - height)[:, None]
    zoom = 1 + 0.2 * np.clip((still.time_s - 3) / 2, 0, 1)
    framed = filmed(still, similarity(still, 0.0, zoom, follows))
    expected, found = deepest(still), deepest(framed)
    assert found["valid"].all()
    for measure in MEASURES:
        np.testing.assert_allclose(found[measure], expected[measure], atol=0.05)


def test_a_camera_that_stood_still_changes_nothing_at_all(still):
    rng = np.random.default_rng(3)
    noise = rng.normal(0, 1, (len(still), 3)) * (0.02, 0.05, 0.05)
    trembling = similarity(still, noise[:, 0], 1.0, noise[:, 1:])
    followed = replace(still, camera=trembling)
    assert not camera_of(followed).moved
    expected, found = deepest(still), deepest(followed)
    for column in expected:
        assert found[column].equals(expected[column])


def test_what_is_drawn_lies_where_it_was_filmed(still):
    knocked = filmed(still, similarity(still, bump(still, 2.5, 5.0)))
    drawn = analyse(Take(knocked), DEFAULT).measured_points_px
    plain = analyse(Take(still), DEFAULT).measured_points_px
    expected = filmed(
        replace(still, points_px=plain), similarity(still, bump(still, 2.5, 5.0))
    ).points_px
    off = np.abs(drawn - expected)
    assert np.nanmax(off) < 1.0


def test_a_levelled_picture_is_levelled_once(still):
    roll_deg = bump(still, 2.5, 5.0)
    filmed_px = filmed(still, similarity(still, roll_deg))
    # Levelled pictures show the person as the still camera did.
    levelled = replace(still, level_deg=-roll_deg)
    camera = camera_of(levelled)
    assert camera.moved
    np.testing.assert_allclose(camera.roll_deg, -roll_deg, atol=1e-9)
    np.testing.assert_allclose(
        camera.to_picture(camera.steady(levelled.points_px)),
        filmed_px.points_px,
        atol=1e-6,
    )
    for measure in MEASURES:
        np.testing.assert_allclose(
            deepest(levelled)[measure], deepest(still)[measure], atol=1e-9
        )
