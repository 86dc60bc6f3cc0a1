"""Between the cues of a guided take: which leg carries, and did the body go down."""

import numpy as np
import pytest

from screening.live.watch import TakeWatcher
from tests.factories import leg_test, two_feet
from tests.live.players import BLANK, Player, acted

EVERY_S = 0.25
LOW_LEG = 0.06


def looked(script, cue_at=lambda time_s: "still" if time_s < 2.0 else "down"):
    """Every look at a script, a few times a second."""
    person = acted(script)
    watcher = TakeWatcher(detector=Player([person]))
    times_s = np.arange(0.0, float(person.time_s[-1]), EVERY_S)
    return [watcher.look(BLANK, float(t), cue_at(t)) for t in times_s]


@pytest.mark.parametrize("leg", ["left", "right"])
def test_a_lifted_foot_and_a_squat_are_seen(leg):
    looks = looked([*two_feet(3.0), *leg_test(leg, 2)])
    assert {look.stance for look in looks[:8]} == {"both"}
    on_leg = [look for look in looks if look.stance == leg]
    assert on_leg
    assert max(look.drop_leg for look in on_leg) > LOW_LEG


def test_who_stands_still_has_no_foot_off_the_floor_and_does_not_go_down():
    looks = looked(two_feet(8.0))
    assert {look.stance for look in looks} == {"both"}
    assert max(look.drop_leg for look in looks) < LOW_LEG


def test_a_picture_that_comes_late_is_passed_over():
    watcher = TakeWatcher(detector=Player([acted(two_feet(3.0))]))
    assert watcher.look(BLANK, 1.0, "still") is not None
    assert watcher.look(BLANK, 0.5, "still") is None
