"""How a body stands in the picture: relations that must hold for any camera."""

import numpy as np
import pytest

from screening.motion.body import (
    body_height_leg,
    body_height_px,
    inside_picture,
    off_middle_px,
    sway_leg,
    turn_deg,
)
from screening.motion.landmarks import FEET, INDEX
from screening.motion.stance import two_feet
from screening.settings import MODEL_TRAITS, ModelTraits
from tests import factories
from tests.factories import film, stand

ANKLES = ("left_ankle", "right_ankle")


@pytest.fixture
def standing():
    return film(factories.two_feet(2.0))


def test_a_person_twice_as_large_is_as_high_in_leg_lengths(standing):
    points = standing.points_px
    near = body_height_leg(2 * points + 7.0, 800.0)
    assert near == pytest.approx(body_height_leg(points, 400.0))
    assert body_height_px(2 * points) == pytest.approx(2 * body_height_px(points))


def test_one_frame_gives_what_the_frame_gives_within_a_take(standing):
    points = standing.points_px
    assert body_height_px(points[3]) == body_height_px(points)[3]
    assert body_height_leg(points[3], 400.0) == body_height_leg(points, 400.0)[3]
    size = standing.image_size
    assert (
        off_middle_px(points[3], ANKLES, size) == off_middle_px(points, ANKLES, size)[3]
    )
    inside = inside_picture(points, size)
    assert (inside_picture(points[3], size) == inside[3]).all()


def test_the_foot_that_is_lifted_is_not_the_one_a_body_is_measured_from():
    both, alone = film(factories.two_feet(1.0)), film(stand("right", 1.0))
    heights = [np.median(body_height_px(poses.points_px)) for poses in (both, alone)]
    lifted = abs(np.diff(alone.points_px[-1, [INDEX[n] for n in ANKLES], 1]))
    assert lifted > 0.1 * heights[0]
    assert heights[1] == pytest.approx(heights[0], rel=0.02)


@pytest.mark.parametrize(
    ("point", "inside"),
    [
        ((0.0, 0.0), True),
        ((720.0, 1280.0), True),
        ((720.1, 5.0), False),
        ((5.0, -0.1), False),
        ((np.nan, 5.0), False),
    ],
)
def test_a_point_on_the_edge_of_the_picture_is_in_it(point, inside):
    assert inside_picture(np.array(point), (720, 1280)) == inside


def test_a_step_to_the_own_left_is_to_the_right_in_the_picture(standing):
    size, points = standing.image_size, standing.points_px
    before = off_middle_px(points, FEET, size)
    left_x = points[:, INDEX["left_ankle"], 0]
    assert (left_x > points[:, INDEX["right_ankle"], 0]).all()
    assert off_middle_px(points + np.array([50.0, 0.0]), FEET, size) == pytest.approx(
        before + 50
    )


@pytest.mark.parametrize("model", MODEL_TRAITS)
def test_the_turn_is_what_the_models_own_traits_make_of_the_feet(model):
    traits = MODEL_TRAITS[model]
    seen_deg = traits.turn_offset_deg + 9.0 * traits.turn_gain
    poses = film(factories.two_feet(1.0), turn_deg=seen_deg)
    assert turn_deg(poses.world_m, traits) == pytest.approx(9.0, abs=0.2)
    assert np.isnan(turn_deg(poses.world_m, ModelTraits()))


def test_sway_is_the_spread_of_what_moves_most(standing):
    points = standing.points_px.copy()
    rng = np.random.default_rng(4)
    sway_px = rng.normal(0.0, 3.0, len(points))
    assert sway_leg(points, 400.0) == pytest.approx(0.0, abs=1e-9)
    points[:, INDEX["left_wrist"], 0] += 10 * sway_px
    assert sway_leg(points, 400.0) == pytest.approx(0.0, abs=1e-9)
    points[:, INDEX["left_shoulder"], 0] += sway_px
    assert sway_leg(points, 400.0) == pytest.approx(sway_px.std() / 400.0)


def test_a_two_feet_stance_does_not_mind_where_the_person_stands(standing):
    here, there = (two_feet(standing.points_px + by) for by in ((0, 0), (31, -8)))
    assert there.feet_px == pytest.approx(here.feet_px)
    assert there.body_px == pytest.approx(here.body_px)
    assert here.feet_px[0] > 0
