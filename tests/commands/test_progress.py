"""Progress as it is seen: the rate, the time left, lines where there is no terminal."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from screening.commands import progress
from screening.commands.progress import clip_progress, result_progress
from screening.study.clips import BatchClip
from screening.study.measure_clip import Outcome


@pytest.fixture
def every_line(monkeypatch):
    monkeypatch.setattr(progress, "_LINE_EVERY_S", 0.0)


def outcome(state, *, interpretable=True):
    return Outcome(BatchClip(Path("a.mp4"), "a.mp4"), state, "", interpretable)


def console_of(*, terminal=False, width=120):
    return Console(file=io.StringIO(), force_terminal=terminal, width=width)


def last_line(*outcomes, total=10, each_s=20.0):
    """Return what is said after these outcomes, so many seconds apart."""
    now_s, console = [0.0], console_of()
    with clip_progress(total, console, clock=lambda: now_s[0]) as count:
        for each in outcomes:
            now_s[0] += each_s
            count(each)
    return console.file.getvalue().splitlines()[-1]


@pytest.mark.usefixtures("every_line")
def test_the_progress_counts_failures_doubts_rate_and_time_left():
    line = last_line(
        outcome("measured"),
        outcome("measured", interpretable=False),
        outcome("failed", interpretable=False),
    )
    assert line.endswith(
        "3 of 10 clips: 1 failed, 1 not interpretable, 3.0 clips/min, 0:02:20 left"
    )


@pytest.mark.usefixtures("every_line")
def test_clips_kept_from_before_do_not_enter_the_rate():
    assert "clips/min" not in last_line(outcome("kept"), outcome("kept"))
    mixed = last_line(outcome("kept"), outcome("measured"), total=4)
    assert mixed.endswith(
        "2 of 4 clips: 0 failed, 0 not interpretable, 1.5 clips/min, 0:01:20 left"
    )


def test_without_a_terminal_there_are_lines_now_and_then_and_one_at_the_end(
    monkeypatch,
):
    states = [outcome("measured"), outcome("failed"), outcome("measured")]
    assert "3 of 3 clips: 1 failed, 0 not interpretable" in last_line(*states, total=3)
    console = console_of()
    with result_progress(3, console) as count:
        count(1)
        count(1)
        assert console.file.getvalue() == ""
        monkeypatch.setattr(progress, "_LINE_EVERY_S", 0.0)
        count(0)
        count(1)
    lines = console.file.getvalue().splitlines()
    assert ["2 of 3" in lines[0], "3 of 3 results: " in lines[1]] == [True, True]
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize("width", [60, 120])
def test_in_a_terminal_bar_and_numbers_fit_and_go_away(width):
    console = console_of(terminal=True, width=width)
    with clip_progress(3000, console) as count:
        for state in ("measured", "failed"):
            count(outcome(state))
    shown = console.file.getvalue()
    assert "2/3000" in shown
    assert "1 failed, 0 not interpretable" in shown
    assert shown.endswith("\x1b[2K")
