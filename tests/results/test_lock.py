"""A folder is written to by one run at a time; a killed one does not hold it."""

import signal
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest

from screening.errors import OutputError
from screening.results.lock import NAME, check_free, hold, in_use, is_held

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
        assert (tmp_path / NAME).read_text().startswith(f"process {other.pid}")


def test_what_a_killed_run_left_is_no_hindrance(tmp_path):
    with another_run(tmp_path):
        pass
    assert (tmp_path / NAME).exists()
    check_free(tmp_path)
    with in_use(tmp_path), pytest.raises(OutputError):
        check_free(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_its_last_holder_removes_is_made_anew(tmp_path, monkeypatch):
    first = hold(tmp_path / "lock")
    lock = sys.modules["screening.results.lock"]._lock

    def removed_meanwhile(file):
        if not first.closed:
            (tmp_path / "lock").unlink()
            first.close()
        lock(file)

    monkeypatch.setattr("screening.results.lock._lock", removed_meanwhile)
    with hold(tmp_path / "lock"):
        assert is_held(tmp_path / "lock")
    assert not is_held(tmp_path / "lock")


def test_who_only_looks_at_a_file_takes_it_from_nobody(tmp_path):
    looking = hold(tmp_path / "lock")
    threading.Timer(0.05, looking.close).start()
    with hold(tmp_path / "lock"):
        assert looking.closed


def test_a_place_that_knows_no_locks_can_be_used(tmp_path, monkeypatch):
    def none_here(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("fcntl.flock", none_here)
    with in_use(tmp_path):
        check_free(tmp_path)


def test_a_folder_that_is_not_there_is_told(tmp_path):
    check_free(tmp_path / "gone")
    with (
        pytest.raises(OutputError, match="cannot be written to"),
        in_use(tmp_path / "gone"),
    ):
        pass
