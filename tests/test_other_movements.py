"""What people do instead of single-leg squats gets no answer, and the right reason."""

from dataclasses import replace

import numpy as np
import pytest

from screening import screen_poses
from screening.judgement.checklist import checklist
from screening.measures import FROM_KNEE
from screening.motion.landmarks import SIDES, PoseSeries, Take, other
from screening.results.screening import Screening
from screening.words.checks import check_sentence
from tests.factories import Camera, film, leg_test, squat, stand, two_feet, whole_take
from tests.movements import (
    forward_lunges,
    high_knees,
    jump_squats,
    seen,
    single_leg_squats,
    split_squats,
    step_ups,
    two_leg_squats,
    walking_lunges,
)
from tests.transforms import between, nearer, turned

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
    (walking_lunges, 0, "lunges"),
    (walking_lunges, 30, "steps"),
    (two_leg_squats, 0, "both_feet"),
    (two_leg_squats, 60, "both_feet"),
    (two_leg_squats, -70, "both_feet"),
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


@pytest.mark.parametrize("leg", SIDES)
def test_the_same_person_is_answered_when_doing_single_leg_squats(leg):
    screening = screened(seen(single_leg_squats(5, leg)))
    (found,) = screening.legs
    assert (found.leg, found.valid, found.total) == (leg, 5, 5)
    assert found.verdict in JUDGED
    assert refusals(screening) == {}


@pytest.mark.parametrize("turn_deg", [-80, -60, 60, 80])
def test_single_leg_squats_filmed_from_the_side_get_no_answer(turn_deg):
    screening = screened(seen(single_leg_squats(), turn_deg=turn_deg))
    assert answers(screening) == []
    assert refusals(screening)["side_view"]
