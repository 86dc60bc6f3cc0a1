"""A folder of results holds one result, whenever the process that writes it ends."""

import subprocess
import sys
from pathlib import Path

import pytest

import screening.output.plots
from screening import Take, screen_poses
from screening.errors import OutputError
from screening.jobs.rejudge import judge_again
from screening.results.files import (
    ANGLES,
    ANNOTATED,
    FILES,
    LANDMARKS,
    PICTURES,
    SCREENING,
)
from screening.results.folder import has_result, write_result
from screening.results.landmarks_file import load_take
from screening.results.result_file import read_screening
from tests.factories import film, leg_test, two_feet
from tests.results.killing import CHANGES, draw
from tests.saved import save_result

ROOT = Path(__file__).parents[2]
QUICK = {"count": 4, "seconds": (0.6, 0.2, 0.6, 0.4)}


def content(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def content_of_files(folder):
    return {p.name: p.read_bytes() for p in folder.iterdir() if p.is_file()}


def both(text):
    """Functions that draw both pictures."""
    return {name: lambda path: path.write_text(text) for name in (ANGLES, ANNOTATED)}


@pytest.fixture(scope="module")
def take():
    script = [*leg_test("right", **QUICK), *two_feet(1.0)]
    return Take(film(script, rate_fps=15.0))


@pytest.fixture(scope="module")
def result(take, tmp_path_factory):
    """A result with all pictures and a report."""
    folder = tmp_path_factory.mktemp("saved") / "anna"
    old = {name: lambda path: path.write_text("old") for name in PICTURES}
    write_result(folder, screen_poses(take), take, pictures=old)
    return folder


@pytest.mark.parametrize("how", ["killed", "interrupted"])
def test_whenever_a_run_ends_the_folder_holds_the_old_result_or_the_new(
    how, result, tmp_path, monkeypatch
):
    command = [sys.executable, "-m", "tests.results.killing", result, tmp_path, how]
    subprocess.run(command, check=True, cwd=ROOT)
    *ended, whole = sorted(tmp_path.iterdir())
    old, new = content(result), content(whole)
    assert set(old) == set(FILES)
    assert set(new) == set(FILES) - set(PICTURES) | {ANGLES}
    between, found = 0, []
    monkeypatch.setattr(screening.output.plots, "write_angles", draw)
    for folder in ended:
        visible = {k: v for k, v in content_of_files(folder).items() if k[0] != "."}
        between += visible not in (old, new)
        read_screening(folder)
        load_take(folder / LANDMARKS)
        seen = {k: v for k, v in content_of_files(folder).items() if k[0] != "."}
        assert seen in (old, new), f"{folder.name}: some of each"
        found.append(seen == new)
        judge_again(folder, **CHANGES)
        assert content(folder) == new, f"{folder.name}: something is left over"
    # Before the commit it is the old one, afterwards the new one, at many moments each.
    assert found == sorted(found)
    assert min(found.count(False), found.count(True)) > 5
    assert between > 5


def test_a_result_that_was_whole_when_its_run_was_killed_is_found(take, tmp_path):
    folder = tmp_path / "anna"
    write_result(folder, screen_poses(take), take, pictures={})
    commit = folder / ".commit"
    commit.mkdir()
    for name in FILES:
        if (folder / name).exists():
            (folder / name).rename(commit / name)
    assert has_result(folder)
    assert SCREENING in content(folder)
    assert not commit.exists()


def test_pictures_go_unless_they_show_the_new_result_too(take, tmp_path):
    folder = tmp_path / "anna"
    first = screen_poses(take)
    write_result(folder, first, take, pictures=both("first"))
    kept = write_result(folder, first, take, pictures={}, still_true={ANNOTATED})
    assert kept.removed == [ANGLES]
    assert ANNOTATED in kept.files
    done = write_result(folder, first, take, pictures={})
    assert done.removed == [ANNOTATED]
    assert set(done.files) == {path.name for path in folder.iterdir()}


def test_a_picture_that_cannot_be_drawn_leaves_the_old_result(take, result, tmp_path):
    folder = tmp_path / "anna"
    write_result(folder, screen_poses(take), take, pictures={})
    before = content(folder)

    def fail(path):
        raise OutputError("busy", folder=str(path))

    with pytest.raises(OutputError):
        write_result(folder, screen_poses(take), take, pictures={ANGLES: fail})
    assert content(folder) == before


def test_landmarks_that_lie_elsewhere_are_copied(take, tmp_path):
    saved = save_result(tmp_path / "bert")
    folder = tmp_path / "anna"
    landmarks = saved / LANDMARKS
    write_result(folder, read_screening(saved), landmarks, pictures={})
    assert (folder / LANDMARKS).read_bytes() == landmarks.read_bytes()
