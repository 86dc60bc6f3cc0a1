"""``screening live``: a window, a folder as a clip gets it, or one clear sentence."""

import subprocess
import sys
from functools import partial

import pytest
from typer.testing import CliRunner

from screening.cli import app
from screening.live import camera, screen, window
from screening.results.result_file import read_screening
from tests.live.players import BLANK, Player, acted
from tests.live.test_loop import SCRIPT


class Window:
    """Shows nothing, and passes the person's frames to the take one by one."""

    def __init__(self, times_s, leave_at_s=None):
        self.times_s, self.leave_at_s = times_s, leave_at_s

    def run(self, reading, loop):
        from tests.live.test_loop import PATIENCE_S, offered

        last_s = self.leave_at_s or float("inf")
        loop.start()
        offered(loop, [t for t in self.times_s if t < last_s])
        loop.stop()
        assert loop.wait(PATIENCE_S)


class Silent:
    """A camera whose pictures come from the window of the test."""

    def read(self):
        return False, BLANK

    def release(self):
        pass


@pytest.fixture
def in_front(monkeypatch):
    """Run the command with this person in front of the camera."""

    def run(*words, leave_at_s=None):
        poses = acted(SCRIPT)
        new = partial(screen.LiveScreen, detector=Player([poses]))
        shown = Window(poses.time_s, leave_at_s)
        monkeypatch.setattr(window, "display_here", lambda: None)
        monkeypatch.setattr(window, "run_in_window", shown.run)
        monkeypatch.setattr(camera, "open_camera", lambda number: Silent())
        monkeypatch.setattr(screen, "LiveScreen", new)
        return CliRunner().invoke(app, ["live", *words], catch_exceptions=False)

    return run


def test_a_take_gets_the_folder_of_a_clip(in_front, tmp_path):
    result = in_front("--leg", "right", "--out", str(tmp_path))
    assert result.exit_code == 0
    (folder,) = tmp_path.iterdir()
    assert folder.name.startswith("live-")
    names = {path.name for path in folder.iterdir()}
    assert names == {
        "screening.json",
        "frames.csv",
        "reps.csv",
        "standing.csv",
        "landmarks.npz",
        "angles.png",
    }
    assert "Right leg" in result.output


def test_what_was_done_is_recorded_with_the_take(in_front, tmp_path):
    task = ("--task", "supported_squat")
    result = in_front("--leg", "right", "--out", str(tmp_path), *task)
    assert "fingertips on a support" in result.output
    (folder,) = tmp_path.iterdir()
    assert read_screening(folder).provenance["task"] == "supported_squat"


def test_leaving_before_measuring_writes_nothing(in_front, tmp_path):
    result = in_front("--out", str(tmp_path), leave_at_s=1.0)
    assert result.exit_code == 0
    assert "Measuring had not begun" in result.output
    assert list(tmp_path.iterdir()) == []


def test_without_a_display_it_says_what_to_do():
    done = subprocess.run(
        [sys.executable, "-m", "screening", "live"],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "HOME": "/tmp"},
        timeout=120,
        check=False,
    )
    assert done.returncode == 2
    assert done.stderr.strip().count("\n") == 0
    assert done.stderr.startswith("screening: There is no display to show the mirror")
    assert "Traceback" not in done.stderr + done.stdout
