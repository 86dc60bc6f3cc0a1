"""A folder is written to by one run at a time; a killed one does not hold it."""

import errno
import os
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from screening.errors import OutputError
from screening.results.lock import (
    NAME,
    check_free,
    hold,
    in_use,
    is_held,
    note_in,
    release,
)
from screening.results.staging import staged

HOLDER = """
import sys, time
from pathlib import Path
from screening.results.lock import in_use
with in_use(Path(sys.argv[1])):
    print("ready", flush=True)
    sys.stdin.read()
"""


@contextmanager
def another_run(folder):
    """A process that writes to the folder until it is killed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdout.readline() == "ready\n"
            yield process
        finally:
            process.send_signal(signal.SIGKILL)


def test_two_runs_cannot_write_to_one_folder(tmp_path):
    with another_run(tmp_path) as other:
        told = rf"Another run is writing to .*process {other.pid} on .*, since \d+"
        with pytest.raises(OutputError, match=told), in_use(tmp_path):
            pass
        with pytest.raises(OutputError, match=told):
            check_free(tmp_path)
        assert note_in(tmp_path / NAME).startswith(f"{other.pid}\t")


def test_what_a_killed_run_left_is_no_hindrance(tmp_path):
    with another_run(tmp_path):
        pass
    assert (tmp_path / NAME).exists()
    check_free(tmp_path)
    with in_use(tmp_path), pytest.raises(OutputError):
        check_free(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_its_last_holder_removes_is_made_again(tmp_path):
    path = tmp_path / "lock"
    first = hold(path)
    threading.Timer(0.1, release, [first]).start()
    second = hold(path, wait_s=10.0)
    assert not first.is_locked
    assert is_held(path)
    release(second)
    assert not is_held(path)
    assert list(tmp_path.iterdir()) == []


def test_a_process_that_only_looks_at_a_file_takes_it_from_nobody(tmp_path):
    path = tmp_path / "lock"
    looking = hold(path)
    threading.Timer(0.05, looking.release).start()
    held = hold(path)
    assert not looking.is_locked
    for _ in range(3):
        assert is_held(path)
    assert held.is_locked
    held.release()


def test_a_shorter_note_leaves_nothing_of_a_longer_one(tmp_path):
    path = tmp_path / "lock"
    hold(path, "a long note of somebody else").release()
    held = hold(path, "short")
    assert note_in(path) == "short"
    held.release()


def test_the_thread_that_releases_a_file_may_be_another_one(tmp_path):
    held = hold(tmp_path / "lock")
    thread = threading.Thread(target=release, args=[held])
    thread.start()
    thread.join()
    assert not is_held(tmp_path / "lock")


@pytest.mark.parametrize("code", [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP])
def test_a_place_that_knows_no_locks_can_be_used(code, tmp_path, monkeypatch):
    def none_here(*_):
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr("fcntl.flock", none_here)
    with in_use(tmp_path):
        check_free(tmp_path)
    with staged(tmp_path) as part:
        (part / "a.txt").write_text("a")
        (part / "b.txt").write_text("b")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_a_folder_that_goes_while_it_is_looked_for_is_not_there(tmp_path, monkeypatch):
    def gone(*_, **__):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), tmp_path)

    monkeypatch.setattr("filelock.FileLock.acquire", gone)
    with pytest.raises(FileNotFoundError):
        hold(tmp_path / "lock")


def test_a_folder_that_is_not_there_is_told(tmp_path):
    check_free(tmp_path / "gone")
    with (
        pytest.raises(OutputError, match="cannot be written to"),
        in_use(tmp_path / "gone"),
    ):
        pass
    assert not (tmp_path / "gone").exists()
