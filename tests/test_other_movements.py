"""What people do instead of single-leg squats gets no answer, and the right reason."""

import numpy as np
import pytest

from screening import screen_poses
from screening.measures import FROM_KNEE
from screening.motion.landmarks import SIDES, PoseSeries, Take
from screening.results.screening import Screening
from screening.words.checks import check_sentence
from tests.factories import film, squat, stand, whole_take
from tests.movements import (
    ACROSS_LOW,
    BEHIND,
    BESIDE_LOW,
    IN_FRONT,
    forward_lunges,
    high_knees,
    jump_squats,
    narrow_lunges,
    seen,
    side_lunges,
    single_leg_squats,
    split_squats,
    step_ups,
    two_leg_squats,
    walking,
    walking_lunges,
)

JUDGED = {"no_sign", "borderline", "sign"}


def screened(poses: PoseSeries) -> Screening:
    return screen_poses(Take(poses))


def answers(screening: Screening) -> list[str]:
    """Every number and verdict that says something about a leg."""
    said = []
    for leg in screening.legs:
        said += [leg.verdict] if leg.verdict in JUDGED else []
        said += [m.measure for m in leg.measures if np.isfinite(m.value)]
    return said


def refusals(screening: Screening) -> dict[str, str]:
    refused = [c for c in screening.quality if c.verdict == "refuse"]
    return {check.code: check_sentence(check) for check in refused}


OTHERS = [
    (forward_lunges, 0, "lunges"),
    (forward_lunges, 30, "lunges"),
    (forward_lunges, -35, "lunges"),
    (narrow_lunges, 0, "lunges"),
    (side_lunges, 0, "lunges"),
    (walking, 0, "steps"),
    (walking_lunges, 0, "steps"),
    (walking_lunges, 30, "steps"),
    (two_leg_squats, 0, "both_feet"),
    (jump_squats, 0, "jumps"),
    (jump_squats, 60, "jumps"),
    (high_knees, 0, "high_knees"),
    (high_knees, 30, "high_knees"),
    (step_ups, 0, "lunges"),
    (step_ups, 60, "steps"),
    (split_squats, 0, "foot_supported"),
    (split_squats, 30, "foot_supported"),
]


@pytest.mark.parametrize(("movement", "turn_deg", "code"), OTHERS)
def test_another_movement_is_named_and_gets_no_answer(movement, turn_deg, code):
    screening = screened(seen(movement(), turn_deg=turn_deg))
    assert answers(screening) == []
    assert screening.reps.empty
    assert refusals(screening)[code]


@pytest.mark.parametrize("turn_deg", [-70, -60, 60, 70])
def test_two_leg_squats_seen_from_aside_get_no_answer(turn_deg):
    screening = screened(seen(two_leg_squats(), turn_deg=turn_deg))
    assert answers(screening) == []
    assert refusals(screening)["side_view"]


@pytest.mark.parametrize("leg", SIDES)
def test_the_same_person_is_answered_when_doing_single_leg_squats(leg):
    screening = screened(seen(single_leg_squats(5, leg)))
    (found,) = screening.legs
    assert (found.leg, found.valid, found.total) == (leg, 5, 5)
    assert found.verdict in JUDGED
    assert refusals(screening) == {}


@pytest.mark.parametrize("leg", SIDES)
@pytest.mark.parametrize(
    "free_foot", [BEHIND, IN_FRONT, BESIDE_LOW, ACROSS_LOW],
    ids=["behind", "in front", "hovers beside", "crosses low"],
)  # fmt: skip
def test_wherever_the_free_foot_hangs_the_squats_count(leg, free_foot):
    found = screened(seen(single_leg_squats(5, leg, free_foot)))
    assert [(r.leg, r.valid, r.total) for r in found.legs] == [(leg, 5, 5)]


@pytest.mark.parametrize("leg", SIDES)
def test_a_free_foot_that_hovers_is_told_from_one_that_stands_by_the_weight(leg):
    squats = single_leg_squats(5, leg, BESIDE_LOW)[2:-2]
    found = screened(seen(squats))
    assert [(r.leg, r.valid, r.total) for r in found.legs] == [(leg, 5, 5)]


@pytest.mark.parametrize("turn_deg", [-80, -60, 60, 80])
def test_single_leg_squats_filmed_from_the_side_get_no_answer(turn_deg):
    screening = screened(seen(single_leg_squats(), turn_deg=turn_deg))
    assert answers(screening) == []
    assert refusals(screening)["side_view"]


def test_a_turned_person_without_a_two_feet_stance_gets_no_knee_angle():
    screening = screened(seen(single_leg_squats()[2:-2], turn_deg=25))
    (leg,) = screening.legs
    assert leg.total == 5
    assert refusals(screening)["view"]
    for measure in FROM_KNEE:
        assert not np.isfinite(leg.measure(measure).value)


def test_without_a_two_feet_stance_a_knee_angle_is_at_most_borderline():
    script = [*stand("right", 2.0), *squat("right", fppa_deg=35.0) * 5]
    screening = screened(film(script))
    (leg,) = screening.legs
    knee = leg.measure("fppa_deg")
    assert knee.value == pytest.approx(35.0, abs=0.5)
    assert knee.verdict == "borderline"
    assert knee.caution is not None
    assert knee.caution.code == "view_unsure"
    with_stance = screened(film(whole_take("right", 5, fppa_deg=35.0))).legs[0]
    assert with_stance.measure("fppa_deg").verdict == "sign"
