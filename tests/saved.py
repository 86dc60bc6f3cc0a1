"""Saved results of stick persons, as ``screening clip`` writes them."""

from pathlib import Path

from screening import Take, screen_poses
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from tests.factories import film, leg_test, two_feet


def both_legs(**each):
    """The test of both legs, quickly."""
    one = {"count": 3, "seconds": (0.6, 0.2, 0.6, 0.4)} | each
    return [*leg_test("right", **one), *leg_test("left", **one), *two_feet(1.0)]


def save_result(folder: Path, *, task="single_leg_squat", **each) -> Path:
    """Judge a stick person and save the result."""
    folder.mkdir(parents=True)
    take = Take(film(both_legs(**each)), task=task)
    write_tables(folder, screen_poses(take))
    save_take(folder / "landmarks.npz", take)
    return folder
