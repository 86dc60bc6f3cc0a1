"""A clip in a process of its own: the same result; it can be stopped, and may die."""

import errno
import io
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace

import psutil
import pytest

from screening.errors import ModelError, OutputError, ProcessError, VideoError
from screening.jobs.child_process import (
    _CONVERTER,
    ChildRun,
    Stopped,
    _environment,
    _job,
)
from screening.jobs.clip import ClipJob
from screening.settings import DEFAULT, PhaseSettings
from tests.conftest import SAMPLES

CLIP = SAMPLES / "good_control.mp4"


def silent(step, done, expected):
    """Nobody listens."""


def job(tmp_path, **changes):
    options = {"model": "lite", "video": False, "end_s": 1.2, "out": tmp_path / "out"}
    return ClipJob(CLIP, **options | changes)


def test_a_job_survives_the_way_to_the_child(tmp_path):
    settings = replace(DEFAULT, phases=PhaseSettings(dip_leg=0.02))
    whole = job(
        tmp_path,
        excluded={("left", 3): "slipped"},
        notes={"shoes": "barefoot"},
        settings=settings,
    )
    assert _job(_CONVERTER.unstructure(whole)) == whole


@pytest.mark.model
def test_the_result_is_that_of_the_same_job_in_this_process(tmp_path):
    told = []
    child = job(tmp_path, source="Anna.mov")
    done = ChildRun(child).wait(lambda *what: told.append(what))
    here = replace(child, out=tmp_path / "here").run(silent)
    assert done.screening.to_json() == here.screening.to_json()
    assert done.screening.provenance["source"] == "Anna.mov"
    assert done.files == here.files
    assert told[0] == ("measuring", 0, None)
    assert told[-1][1] > 0


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"path": "gone.mp4"}, VideoError), ({"model": "ful"}, ModelError)],
)
def test_what_the_user_can_put_right_comes_back_as_it_was_raised(
    changes, error, tmp_path
):
    path = tmp_path / changes.pop("path", CLIP)
    with pytest.raises(error) as child:
        ChildRun(replace(job(tmp_path, **changes), path=path)).wait(silent)
    with pytest.raises(error) as here:
        replace(job(tmp_path, **changes), path=path).run(silent)
    assert str(child.value) == str(here.value)
    assert not (tmp_path / "out").exists()


@pytest.mark.model
def test_a_child_without_a_home_leaves_nothing_among_the_temporary_files(
    tmp_path, monkeypatch
):
    (tmp_path / "tmp").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "tmp"))
    for name in ("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "MPLCONFIGDIR"):
        monkeypatch.setenv(name, "/proc/nowhere")
    ChildRun(job(tmp_path)).wait(silent)
    assert not list((tmp_path / "tmp").iterdir())


@pytest.mark.model
def test_a_stopped_run_leaves_nothing(tmp_path):
    run = ChildRun(job(tmp_path, end_s=None))
    measuring = threading.Event()

    def report(step, done, expected):
        if done:
            measuring.set()

    def stop():
        measuring.wait(60)
        run.stop()

    threading.Thread(target=stop).start()
    with pytest.raises(Stopped):
        run.wait(report)
    assert measuring.is_set()
    assert not list((tmp_path / "out").rglob("*"))


def test_a_run_that_is_killed_is_told_in_one_sentence(tmp_path):
    run = ChildRun(job(tmp_path, end_s=None))
    os.kill(run._process.pid, signal.SIGKILL)
    with pytest.raises(ProcessError) as caught:
        run.wait(silent)
    said = str(caught.value)
    assert "broke off before it was done, most likely because memory was short" in said
    assert "then try again" in said
    assert "SIGKILL" not in said
    assert "ended by SIGKILL" in caught.value.detail


def test_a_message_that_breaks_off_is_no_answer(tmp_path):
    run = ChildRun(job(tmp_path))
    run._process.kill()
    run._process.stdout.close()
    run._process.stdout = io.StringIO('{"step": "measuring", "done": 1, "exp')
    with pytest.raises(ProcessError, match=r"broke off before it was done"):
        run.wait(silent)


def test_a_mistake_inside_the_tool_keeps_its_traceback(tmp_path):
    settings = replace(DEFAULT, phases=PhaseSettings(dip_leg="deep"))
    with pytest.raises(ProcessError, match="an internal error") as caught:
        ChildRun(job(tmp_path, settings=settings)).wait(silent)
    assert "Traceback" in caught.value.detail


def test_no_place_for_temporary_files_is_told(tmp_path, monkeypatch):
    def no_room(*_, **__):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("tempfile.TemporaryDirectory", no_room)
    with pytest.raises(OutputError, match=r"no room for temporary files .* TMPDIR"):
        ChildRun(job(tmp_path))


def test_a_process_that_the_system_refuses_is_told(tmp_path, monkeypatch):
    def refused(*_, **__):
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(subprocess, "Popen", refused)
    with pytest.raises(ProcessError, match=r"could not begin \(Too many open files\)"):
        ChildRun(job(tmp_path))
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(("background", "added"), [(False, 0), (True, 10)])
def test_only_a_run_in_the_background_yields_to_others(background, added, tmp_path):
    run = ChildRun(job(tmp_path, end_s=None), background=background)
    niceness = []

    def report(step, done, expected):
        niceness.append(psutil.Process(run._process.pid).nice())
        run.stop()

    with pytest.raises(Stopped):
        run.wait(report)
    assert niceness[0] == min(psutil.Process().nice() + added, 19)


PARENT = """
import os, sys, threading
from pathlib import Path
from screening.jobs.child_process import ChildRun
from screening.jobs.clip import ClipJob
run = ChildRun(ClipJob(Path(sys.argv[1]), out=Path(sys.argv[2]), video=False))
def report(step, done, expected):
    if done:
        print(run._process.pid, flush=True)
        os.kill(os.getpid(), 9)
run.wait(report)
"""


@pytest.mark.model
def test_a_child_ends_with_its_parent(tmp_path):
    (tmp_path / "tmp").mkdir()
    parent = subprocess.run(
        [sys.executable, "-c", PARENT, str(CLIP), str(tmp_path / "out")],
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
        timeout=60,
    )
    assert parent.returncode == -signal.SIGKILL
    child = int(parent.stdout)
    deadline = time.monotonic() + 60
    while runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not runs(child)
    for name in ("out", "tmp"):
        assert not list((tmp_path / name).rglob("*.*"))
        assert not list((tmp_path / name).glob("screening-*"))


def runs(process):
    """Tell whether a process has not ended, be it reaped or not."""
    try:
        return psutil.Process(process).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_child_is_not_slowed_down_by_what_dask_sets_for_its_workers(monkeypatch):
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "65536")
    monkeypatch.setenv("LANG", "C.UTF-8")
    environment = _environment("scratch")
    assert environment["LANG"] == "C.UTF-8"
    assert "MALLOC_TRIM_THRESHOLD_" not in environment
