"""A recording is looked at in a process that may die without the app."""

import sys

import pytest

from screening.capture.video.recording import look_at_recording
from screening.errors import ProcessError, VideoError
from screening.jobs import look
from screening.jobs.look import look_in_child
from tests.clips import write_clip

EVEN_S = [i / 25 for i in range(20)]


def test_a_child_sees_what_is_seen_here(tmp_path):
    path = write_clip(tmp_path / "clip.mp4", EVEN_S)
    assert look_in_child(path) == look_at_recording(path)


def test_what_cannot_be_read_is_told_as_here(tmp_path):
    path = tmp_path / "clip.mp4"
    path.write_text("ffconcat version 1.0\nfile other.mp4\n")
    with pytest.raises(VideoError) as child:
        look_in_child(path)
    with pytest.raises(VideoError) as here:
        look_at_recording(path)
    assert str(child.value) == str(here.value)


def test_a_child_that_dies_is_a_sentence(tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "executable", "false")
    with pytest.raises(ProcessError, match="broke off"):
        look_in_child(tmp_path / "clip.mp4")


def test_a_child_that_takes_too_long_is_ended(tmp_path, monkeypatch):
    monkeypatch.setattr(look, "LONGEST_S", 0.01)
    with pytest.raises(ProcessError, match="made no progress"):
        look_in_child(write_clip(tmp_path / "clip.mp4", EVEN_S))
