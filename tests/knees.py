"""Saved results of stick persons whose knees are known."""

import pytest

from screening.pipeline import screen_poses
from screening.results.files import LANDMARKS
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from screening.takes import Take
from tests.factories import film, leg_test, two_feet


@pytest.fixture(scope="session")
def saved(tmp_path_factory):
    """Folders of results by the knee angle that the person had on both legs."""
    folders = {}
    for fppa_deg in (4.0, 10.0, 18.0):
        folder = tmp_path_factory.mktemp("saved")
        one = {"count": 3, "seconds": (0.8, 0.2, 0.8, 0.4), "fppa_deg": fppa_deg}
        one |= {"drop_deg": 4.0, "lean_deg": 3.0}
        script = [*leg_test("right", **one), *leg_test("left", **one), *two_feet(1.0)]
        take = Take(film(script))
        write_tables(folder, screen_poses(take))
        save_take(folder / LANDMARKS, take)
        folders[fppa_deg] = folder
    return folders
