"""A foot that comes down makes a squat invalid; one that hovers or crosses does not."""

import pytest

from screening.motion.landmarks import SIDES, Side
from tests.examined import Examined, examine
from tests.factories import Move, Script, film, leg_test, one_leg, squat, two_feet
from tests.transforms import noisy

CROSSED = 0.22
"""The free ankle is this far from its place: on the far side of the standing one."""


def squats_with(leg: Side, free: dict[str, float], contact_s: float = 0.5) -> Examined:
    """Three squats; in the second the free foot goes where it is said."""
    deep, up = squat(leg)
    low = {"depth_ratio": 0.88, "fppa_deg": 8.0, "drop_deg": 5.0, "lean_deg": 3.0}
    there = Move(one_leg(leg, **(low | free)), 0.4, contact_s)
    back = Move(deep.posture, 0.4, 0.2)
    script: Script = [*leg_test(leg, 1), deep, there, back, up, *squat(leg)]
    return examine(noisy(film([*script, *two_feet(1.5)]), 0.4))


@pytest.mark.parametrize("leg", SIDES)
@pytest.mark.parametrize(
    "free",
    [
        pytest.param({"lifted": 0.04}, id="hovers low"),
        pytest.param({"lifted": 0.04, "aside": CROSSED}, id="crosses behind, low"),
        pytest.param({"lifted": 0.0, "aside": CROSSED}, id="is seen on the other foot"),
    ],
)
def test_a_free_foot_that_is_low_but_cannot_be_said_to_stand_keeps_its_squat(leg, free):
    found = squats_with(leg, free)
    assert found.reps["reasons"].tolist() == ["", "", ""]
    assert found.reps["cautions"].tolist() == ["", "touch_down_unclear", ""]
    check = found.checks["touch_down_unclear"]
    assert check.verdict == "warn"
    assert check.value == pytest.approx(1 / 3)


@pytest.mark.parametrize("leg", SIDES)
def test_a_free_foot_that_crosses_behind_high_is_no_touch_down_at_all(leg):
    found = squats_with(leg, {"lifted": 0.15, "aside": CROSSED})
    assert found.reps["reasons"].tolist() == ["", "", ""]
    assert found.reps["cautions"].tolist() == ["", "", ""]
    assert found.checks["touch_down_unclear"].verdict == "ok"


@pytest.mark.parametrize("leg", SIDES)
def test_a_free_foot_that_is_put_down_makes_the_squat_invalid(leg):
    found = squats_with(leg, {"lifted": 0.0})
    assert found.reps["reasons"].tolist() == ["", "touch_down", ""]
    assert found.reps["cautions"].tolist() == ["", "", ""]
