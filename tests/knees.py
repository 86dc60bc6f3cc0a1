"""Saved results of stick persons whose knees are known."""

import pytest

from screening.pipeline import screen_poses
from screening.results.files import LANDMARKS
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from screening.takes import Take
from tests.factories import film, leg_test, stand, two_feet


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """Folders of results by the knee angle that the person had on both legs."""
    folders = {}
    for fppa_deg in (4.0, 10.0, 18.0):
        one = {"count": 3, "seconds": (0.8, 0.2, 0.8, 0.4), "fppa_deg": fppa_deg}
        one |= {"drop_deg": 4.0, "lean_deg": 3.0}
        script = [*leg_test("right", **one), *leg_test("left", **one), *two_feet(1.0)]
        folders[fppa_deg] = write(tmp_path_factory.mktemp("saved"), script)
    return folders


@pytest.fixture(scope="session")
def other_forms(tmp_path_factory):
    """Folders of results of other forms of the test, by task."""
    half = {"count": 3, "seconds": (0.8, 0.2, 0.8, 0.4), "depth_ratio": 0.95}
    scripts = {
        "half_squat": [*leg_test("right", **half), *leg_test("left", **half)],
        "supported_squat": [*leg_test("right"), *leg_test("left")],
        "one_leg_stance": [
            *[*two_feet(2.0), *stand("right", 12.0, drop_deg=4.0)],
            *[*two_feet(1.5), *stand("left", 12.0, drop_deg=1.0)],
        ],
    }
    return {
        task: write(tmp_path_factory.mktemp(task), [*script, *two_feet(1.0)], task)
        for task, script in scripts.items()
    }


def write(folder, script, task="single_leg_squat"):
    """Judge a stick person and save the result there."""
    take = Take(film(script), task=task)
    write_tables(folder, screen_poses(take))
    save_take(folder / LANDMARKS, take)
    return folder
