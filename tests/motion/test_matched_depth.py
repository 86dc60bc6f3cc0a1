"""Squats of different depth, read at the same bend of the knee on the way down."""

from dataclasses import replace

import pytest

from screening.settings import DEFAULT
from tests.examined import examine
from tests.factories import Move, film, one_leg, stand, two_feet, whole_take

MATCHED = DEFAULT.reps.matched_ratio


def reps_of(poses):
    return examine(poses).reps


@pytest.mark.parametrize("depth_ratio", [0.80, 0.86, 0.90])
def test_matched_depth_is_the_same_bend_however_deep_the_squat(depth_ratio):
    reps = reps_of(film(whole_take("left", 2, depth_ratio=depth_ratio, fppa_deg=12.0)))
    share = (1 - MATCHED) / (1 - depth_ratio)  # angles go with the depth
    expected = pytest.approx(12.0 * share, abs=0.1)
    assert reps["matched_fppa_deg"].to_numpy() == expected
    assert reps["matched_pelvic_drop_deg"].to_numpy() == pytest.approx(
        5.0 * share, abs=0.05
    )


def test_what_counts_as_shallow_does_not_move_the_matched_depth():
    poses = film(whole_take("left", 2, depth_ratio=0.80))
    strict = replace(DEFAULT, reps=replace(DEFAULT.reps, shallow_ratio=0.87))
    as_it_is, other = (examine(poses, settings=s).reps for s in (DEFAULT, strict))
    assert (other["matched_fppa_deg"] == as_it_is["matched_fppa_deg"]).all()
    deeper = replace(DEFAULT, reps=replace(DEFAULT.reps, matched_ratio=0.87))
    moved = examine(poses, settings=deeper).reps
    assert (moved["matched_fppa_deg"] > as_it_is["matched_fppa_deg"] + 1).all()
    assert (moved["fppa_deg"] == as_it_is["fppa_deg"]).all()
    assert moved["valid"].all()


def test_a_squat_that_never_gets_there_has_no_value_at_matched_depth():
    reps = reps_of(film(whole_take("left", 2, depth_ratio=0.94)))
    assert reps["matched_fppa_deg"].isna().all()
    assert reps["fppa_deg"].notna().all()
    assert reps["reasons"].tolist() == ["too_shallow"] * 2


def test_of_two_crossings_the_last_one_counts():
    """Down, a little up again, and down for good."""
    script = [*two_feet(), *stand("left")]
    for depth_ratio, fppa_deg in ((0.91, 4.0), (0.94, 4.0), (0.86, 20.0), (1.0, 0.0)):
        posture = one_leg("left", depth_ratio=depth_ratio, fppa_deg=fppa_deg)
        script.append(Move(posture, 1.0, 0.3))
    (row,) = reps_of(film([*script, *two_feet()])).to_dict("records")
    share = (0.94 - MATCHED) / (0.94 - 0.86)
    assert row["matched_fppa_deg"] == pytest.approx(4.0 + 16.0 * share, abs=0.1)
