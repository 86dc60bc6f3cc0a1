"""``screening batch`` as a user meets it: mistakes, progress, what is said."""

import io
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from screening.cli import app
from screening.commands import batch_progress
from screening.commands.batch_progress import Tally, duration_text
from screening.commands.batch_progress import batch_progress as progress_of
from screening.errors import OutputError, ScreeningError
from screening.results.lock import in_use
from screening.study.clips import BatchClip
from screening.study.measure_clip import Outcome


@pytest.fixture
def mistake(tmp_path, monkeypatch):
    """Run the command with something wrong, and return the sentence about it."""
    monkeypatch.setattr("screening.batch.cluster._CONNECT_S", 0.5)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.mp4").write_text("no clip")

    def run(*arguments):
        result = CliRunner().invoke(
            app, ["batch", "--out", "out", *map(str, arguments)]
        )
        assert result.exit_code != 0
        assert not (tmp_path / "out").exists()
        return result

    return run


WRONG = {
    "no clips": ([], "Give clips, folders or patterns"),
    "both": (["a.mp4", "--manifest", "m.csv"], "not both"),
    "gone": (["gone"], "no file or folder"),
    "manifest": (["--manifest", "m.csv"], "does not exist"),
    "model": (["a.mp4", "--model", "ful"], "did you mean"),
    "profile": (["a.mp4", "--profile", "adlt"], "did you mean"),
    "scheduler": (["a.mp4", "--scheduler", "tcp://127.0.0.1:9"], "No Dask scheduler"),
    "settings": (["a.mp4", "--settings", "s.toml"], "cannot be read"),
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_is_one_sentence_and_nothing_is_begun(arguments, told, mistake):
    error = mistake(*arguments).exception
    assert isinstance(error, ScreeningError)
    assert told in str(error)
    assert "\n" not in str(error)


def test_workers_of_two_kinds_are_not_possible(mistake):
    result = mistake("a.mp4", "--workers", 2, "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "either --workers or --scheduler" in result.output


def test_a_second_batch_into_the_same_folder_is_one_sentence(tmp_path, monkeypatch):
    clip, out = tmp_path / "a.mp4", tmp_path / "out"
    clip.write_text("no clip")
    out.mkdir()
    (out / ".batch").mkdir()
    monkeypatch.setattr("screening.batch.cluster.local_client", None)
    for resume in ([], ["--resume"]):
        with in_use(out):
            result = CliRunner().invoke(
                app, ["batch", str(clip), "--out", str(out), *resume]
            )
        assert isinstance(result.exception, OutputError)
        assert str(result.exception).startswith("Another run is writing to")


def outcome(state, *, interpretable=True):
    return Outcome(BatchClip(Path("a.mp4"), "a.mp4"), state, "", interpretable)


def counted(*outcomes, total=10, seconds=60.0):
    now_s = [0.0]
    tally = Tally(total, clock=lambda: now_s[0])
    for each in outcomes:
        tally.count(each)
    now_s[0] = seconds
    return tally


def test_the_progress_counts_failures_doubts_speed_and_time_left():
    tally = counted(
        outcome("measured"),
        outcome("measured", interpretable=False),
        outcome("failed", interpretable=False),
        outcome("kept"),
    )
    assert tally.text() == ("1 failed, 1 not interpretable, 3.0 clips/min, 2 min left")


def test_clips_kept_from_before_make_no_speed():
    tally = counted(outcome("kept"), outcome("kept"))
    assert tally.per_minute == 0
    assert tally.left_s is None
    assert "left" not in tally.text()


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "1 s"), (59, "59 s"), (60, "1 min"), (3700, "1 h 02 min")],
)
def test_a_duration_is_said_as_a_person_would(seconds, text):
    assert duration_text(seconds) == text


def printed(*, terminal, every_s, monkeypatch):
    monkeypatch.setattr(batch_progress, "_LINE_EVERY_S", every_s)
    console = Console(file=io.StringIO(), force_terminal=terminal, width=120)
    with progress_of(3, console) as on_clip:
        for state in ("measured", "failed", "measured"):
            on_clip(outcome(state))
    return console.file.getvalue()


def test_without_a_terminal_there_are_lines_now_and_then_and_one_at_the_end(
    monkeypatch,
):
    often = printed(terminal=False, every_s=0.0, monkeypatch=monkeypatch)
    assert len(often.splitlines()) == 3
    seldom = printed(terminal=False, every_s=60.0, monkeypatch=monkeypatch)
    (line,) = seldom.splitlines()
    assert "3 of 3 clips: 1 failed, 0 not interpretable" in line
    assert "\x1b" not in line


def test_in_a_terminal_there_is_a_bar_that_goes_away(monkeypatch):
    shown = printed(terminal=True, every_s=60.0, monkeypatch=monkeypatch)
    assert "3/3" in shown
    assert "1 failed" in shown
    assert shown.endswith("\x1b[2K")
