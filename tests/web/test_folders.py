"""Temporary folders: private, removed at the end, those of a killed server later."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from screening.errors import OutputError
from screening.web import folders
from screening.web.folders import PREFIX, ServerFolder, remove_leftovers

SERVER = """
import sys, time
from pathlib import Path
from screening.web import folders
from screening.web.folders import ServerFolder
server = ServerFolder(Path(sys.argv[1]))
(server.new() / "clip.mp4").write_bytes(b"private")
print("ready", flush=True)
if sys.argv[2] == "stay":
    time.sleep(60)
"""


def start(folder, what):
    process = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(folder), what],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout.readline() == "ready\n"
    return process


def test_only_its_owner_can_look_into_a_folder(tmp_path):
    server = ServerFolder(tmp_path)
    modes = [folder.stat().st_mode & 0o777 for folder in (server.path, server.new())]
    server.remove()
    assert modes == [0o700, 0o700]


def test_a_server_that_ends_takes_its_files_along(tmp_path):
    with start(tmp_path, "end") as process:
        assert process.wait(30) == 0
    assert list(tmp_path.iterdir()) == []


def test_the_files_of_a_killed_server_are_removed_at_the_next_start(tmp_path):
    with start(tmp_path, "stay") as process:
        remove_leftovers(tmp_path)
        assert list(tmp_path.rglob("clip.mp4")), "a living server's files are its own"
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert list(tmp_path.rglob("clip.mp4"))
    ServerFolder(tmp_path).remove()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_was_just_made_is_not_taken_for_a_leftover(tmp_path):
    folder = tmp_path / f"{PREFIX}new"
    folder.mkdir()
    remove_leftovers(tmp_path)
    assert folder.exists()
    old_s = time.time() - 3600
    os.utime(folder, (old_s, old_s))
    remove_leftovers(tmp_path)
    assert not folder.exists()


def test_what_is_not_a_servers_folder_stays(tmp_path):
    target = tmp_path / "elsewhere"
    target.mkdir()
    (tmp_path / f"{PREFIX}link").symlink_to(target)
    (tmp_path / f"{PREFIX}file").write_text("x")
    remove_leftovers(tmp_path)
    assert len(list(tmp_path.iterdir())) == 3


class NoLock:
    """A lock on a file system that has none."""

    is_locked = False

    def release(self):
        """Nothing is held."""


def test_without_locks_a_second_server_leaves_the_first_ones_visits(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(folders, "hold", lambda path, **_: path.touch() or NoLock())
    first = ServerFolder(tmp_path)
    (first.new() / "clip.mp4").write_bytes(b"private")
    old_s = time.time() - 3600
    os.utime(first.path, (old_s, old_s))
    second = ServerFolder(tmp_path)
    assert list(tmp_path.rglob("clip.mp4"))
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait(30)
    (first.path / "owner").write_text(f"{gone.pid} {socket.gethostname()}")
    remove_leftovers(tmp_path)
    assert not list(tmp_path.rglob("clip.mp4"))
    assert second.path.exists()
    second.remove()
    first.remove()


def test_a_server_that_has_ended_gives_no_visit_a_folder(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(folders, "_own", None)
    assert not folders.is_closed()
    visit = folders.new_folder()
    (visit / "clip.mp4").write_bytes(b"private")
    folders.close()
    assert folders.is_closed()
    with pytest.raises(OutputError, match="visit has ended"):
        folders.new_folder()
    folders.end()
    assert not list(tmp_path.iterdir())
    folders.begin()
    assert folders.new_folder().is_dir()
    folders.end()
