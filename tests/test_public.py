"""What is public: names, paths as texts, and a leg that there is."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import screening
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from tests.factories import film, whole_take

README = Path(__file__).parents[1] / "README.md"
POSES = film(whole_take("right", 4))


@pytest.fixture
def result(tmp_path):
    """A saved result, as a text."""
    folder = tmp_path / "anna"
    folder.mkdir()
    take = screening.Take(POSES)
    save_take(str(folder / "landmarks.npz"), take)
    write_tables(str(folder), screening.screen_poses(take))
    return str(folder)


def test_a_saved_result_is_read_and_judged_again_with_what_is_public(result):
    take = screening.load_take(f"{result}/landmarks.npz")
    strict = screening.Settings()
    again = screening.screen_poses(take, settings=strict)
    assert again.reps.equals(screening.read_screening(result).reps)
    done = screening.judge_again(
        result, excluded={("right", 2): "lost balance"}, plots=False
    )
    assert done.screening.leg("right").valid == 3
    assert screening.read_screening(result).measured.reps["valid"].sum() == 3


def test_everything_public_is_described_where_people_look():
    text = README.read_text(encoding="utf-8")
    described = screening.__doc__ + text
    for name in set(screening.__all__) - {"PoseSeries", "ScreeningError", "Take"}:
        assert re.search(rf"\b{name}\b", described), name


@pytest.mark.parametrize("leg", ["R", "Left", "both", ""])
def test_what_is_no_leg_is_told_before_anything_is_measured(leg, tmp_path):
    clip = tmp_path / "no-such-clip.mp4"  # not even looked for
    for ask in (
        lambda: screening.screen_clip(clip, leg=leg),
        lambda: screening.read_take(clip, leg=leg),
        lambda: screening.Take(POSES, leg),
        lambda: screening.LiveScreen(leg=leg, model="no-such-model"),
    ):
        with pytest.raises(screening.ScreeningError, match="auto, left, right"):
            ask()


def test_a_squat_of_no_leg_cannot_be_left_out(result):
    with pytest.raises(screening.ScreeningError, match="R is no leg"):
        screening.judge_again(result, excluded={("R", 2): "fell"})
    with pytest.raises(screening.ScreeningError, match="auto is no leg"):
        screening.judge_again(result, included=[("auto", 2)])


def test_the_command_says_its_version():
    command = [sys.executable, "-m", "screening", "--version"]
    said = subprocess.run(command, capture_output=True, text=True, check=True)
    assert said.stdout.split() == ["screening", screening.__version__]


def test_no_install_line_asks_an_index_that_does_not_have_the_package():
    text = README.read_text(encoding="utf-8")
    assert "pip install" in text
    assert not re.search(r"pip install ['\"]?single-leg-squat-screening", text)
