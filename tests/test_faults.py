"""What goes wrong around the tool: streams that are closed, signals, files replaced."""

import os
import resource
import shlex
import signal
import subprocess
import sys
import time

import psutil
import pytest

from screening.errors import VideoError
from screening.jobs.clip import ClipJob
from tests.clips import write_clip
from tests.conftest import SAMPLES
from tests.saved import save_result

SCREENING = [sys.executable, "-m", "screening"]


def shell(redirections: str, command: str = "profiles", **variables: str):
    """Run a command with its streams redirected as a shell does."""
    words = f'exec "{sys.executable}" -m screening {command} {redirections}'
    return subprocess.run(
        ["sh", "-c", words],
        capture_output=True,
        env={**os.environ, **variables},
        timeout=60,
        check=False,
    )


def test_a_full_output_is_one_sentence():
    done = shell("> /dev/full")
    assert done.returncode == 2
    assert b"cannot be printed (No space left on device)" in done.stderr
    assert done.stderr.count(b"\n") == 1


def test_where_nothing_can_be_said_the_status_says_it():
    assert shell("> /dev/full 2> /dev/full").returncode == 2


@pytest.mark.parametrize("redirections", [">&-", "2>&-", "<&-", ">&- 2>&- <&-"])
def test_closed_streams_do_no_harm(redirections):
    done = shell(redirections)
    assert (done.returncode, done.stderr) == (0, b"")


def test_an_error_without_a_place_for_it_keeps_its_status():
    assert shell("2>&-", "clip nowhere.mp4").returncode == 2


@pytest.mark.parametrize("redirections", ["2> /dev/full", "2>&-"])
def test_results_are_made_although_nobody_can_be_told(redirections, tmp_path):
    results = [save_result(tmp_path / name) for name in ("anna", "ben")]
    out = tmp_path / "out"
    words = shlex.join(["again", *map(str, results), "--no-plots", "--out", str(out)])
    done = shell(redirections, words)
    assert (done.returncode, done.stderr) == (0, b"")
    assert len(list(out.rglob("screening.json"))) == 2


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_an_output_without_our_letters_shows_marks_in_their_place(encoding):
    done = shell("", "profiles adult", PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    assert "± 3".encode(encoding, errors="replace") in done.stdout


@pytest.mark.model
@pytest.mark.parametrize("name", ["SIGTERM", "SIGHUP"])
def test_a_program_that_is_asked_to_end_leaves_nothing(name, tmp_path):
    clip = SAMPLES / "good_control.mp4"
    out = tmp_path / "out"
    run = subprocess.Popen(
        [*SCREENING, "clip", clip, "--model", "lite", "--no-video", "--out", out],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    deadline_s = time.monotonic() + 60
    while not list(out.rglob(".part-*")) and time.monotonic() < deadline_s:
        time.sleep(0.02)
    run.send_signal(getattr(signal, name))
    _, told = run.communicate(timeout=60)
    assert run.returncode == 128 + getattr(signal, name)
    assert told == b""
    assert not list(out.rglob("*"))


@pytest.mark.parametrize("change", ["replaced", "written to", "removed"])
def test_a_clip_that_changes_while_it_is_measured_is_no_result(
    change, tmp_path, monkeypatch
):
    clip = tmp_path / "clip.mp4"
    clip.write_bytes(b"first")

    def take(*_: object) -> None:
        if change == "removed":
            clip.unlink()
            return
        other = clip if change == "written to" else tmp_path / "other.mp4"
        other.write_bytes(b"another film")
        other.replace(clip)

    monkeypatch.setattr(ClipJob, "_take", take)
    with pytest.raises(VideoError, match="was replaced or changed"):
        ClipJob(clip, out=tmp_path / "out").run(lambda *_: None)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(("limit_kb", "told"), [(1, "ulimit -f"), (None, "")])
def test_a_limit_of_file_sizes_is_told(limit_kb, told, tmp_path):
    result = save_result(tmp_path / "anna")

    def limit():
        if limit_kb is not None:
            most = limit_kb * 1024
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    done = subprocess.run(
        [*SCREENING, "again", result, "--no-plots", "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        preexec_fn=limit,
        check=False,
    )
    assert done.returncode == (2 if told else 0)
    assert told in done.stderr
    assert done.stderr.count("\n") == bool(told)
    assert bool(list(tmp_path.glob("out/*"))) != bool(told)


@pytest.mark.parametrize(
    ("limit", "most", "told"),
    [(resource.RLIMIT_NOFILE, 40, "ulimit -n"), (resource.RLIMIT_FSIZE, 1024, "large")],
)
def test_limits_under_which_no_batch_can_run_are_told_in_a_sentence(
    limit, most, told, tmp_path
):
    clips = [tmp_path / f"{number}.mp4" for number in (1, 2)]
    for clip in clips:
        clip.write_bytes(b"a clip")
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    done = subprocess.run(
        [*SCREENING, "batch", *clips, "--workers", "2", "--out", tmp_path / "out"],
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(temporary)},
        preexec_fn=lambda: resource.setrlimit(limit, (most, most)),
        timeout=100,
        check=False,
    )
    assert done.returncode == 2
    *_, last = done.stderr.splitlines()
    assert told in last
    assert "Traceback" not in done.stderr
    assert not list(temporary.iterdir())


def test_without_a_home_nothing_is_said_about_it(tmp_path):
    result = save_result(tmp_path / "anna")
    nowhere = dict.fromkeys(("HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), "/proc/no")
    done = subprocess.run(
        [*SCREENING, "again", result, "--out", tmp_path / "out"],
        capture_output=True,
        env={**os.environ, **nowhere, "TMPDIR": str(tmp_path)},
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (tmp_path / "out" / "anna" / "angles.png").exists()
    assert not list(tmp_path.glob("matplotlib-*"))


def begin(*words, until):
    """Start the program as the head of a group, and wait for what it says."""
    run = subprocess.Popen(
        [*SCREENING, *map(str, words)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    said = ""
    while until not in said and (line := run.stderr.readline()):
        said += line
    assert until in said
    return run


def gone(processes, within_s=30.0):
    deadline_s = time.monotonic() + within_s
    while (left := [p for p in processes if p.is_running()]) and (
        time.monotonic() < deadline_s
    ):
        left = [p for p in left if p.status() != psutil.STATUS_ZOMBIE]
        if not left:
            return True
        time.sleep(0.05)
    return not left


def test_five_interruptions_of_a_batch_are_one(tmp_path):
    (tmp_path / "in").mkdir()
    for name in ("one.mp4", "two.mp4"):
        write_clip(tmp_path / "in" / name, [i / 25 for i in range(100)])
    out = tmp_path / "out"
    run = begin("batch", tmp_path / "in", "--out", out, until="Dashboard")
    children = psutil.Process(run.pid).children(recursive=True)
    for pause_s in (0.0, 0.3, 0.05, 0.05, 0.5):
        time.sleep(pause_s)
        os.killpg(run.pid, signal.SIGINT)
    _, told = run.communicate(timeout=60)
    assert run.returncode == 130
    assert "Traceback" not in told
    # Rich says a line again that was interrupted before it knew that it was said.
    assert told.splitlines()[-1].startswith("Stopped.")
    assert gone(children)
    assert not list(out.rglob(".part-*"))


def test_those_who_judge_end_with_the_one_who_asked_them(tmp_path):
    for number in range(9):
        save_result(tmp_path / "in" / f"result-{number}")
    words = ("again", tmp_path / "in", "--out", tmp_path / "out", "--workers", 2)
    run = subprocess.Popen([*SCREENING, *map(str, words)], stderr=subprocess.DEVNULL)
    deadline_s, workers = time.monotonic() + 60, []
    while len(workers) < 3 and time.monotonic() < deadline_s:  # one keeps the records
        workers = psutil.Process(run.pid).children(recursive=True)
        time.sleep(0.02)
    run.kill()
    run.wait()
    assert len(workers) == 3
    assert gone(workers)


LOST = """
import os, sys, time
from screening import cli
cli.end_in_order()
class Deaf:
    def __del__(self):
        os.kill(os.getpid(), int(sys.argv[1]))
        time.sleep(0.01)
deaf = Deaf()
del deaf
time.sleep(0.5)
time.sleep(30)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_that_comes_where_python_hears_nothing_ends_all_the_same(number):
    call = [sys.executable, "-c", LOST, str(int(number))]
    done = subprocess.run(call, capture_output=True, timeout=20, check=False)
    assert b"ignored" not in done.stderr
    ended = {signal.SIGINT: -signal.SIGINT}.get(number, 128 + number)
    assert done.returncode == ended


INTERRUPTED_IMPORT = """
import os, signal, sys, time
from screening.__main__ import main
class Finder:
    @staticmethod
    def find_spec(name, *_):
        if name == "screening.cli":
            os.kill(os.getpid(), signal.SIGINT)
            time.sleep(30)
sys.meta_path.insert(0, Finder)
main()
"""


def test_ctrl_c_while_the_program_is_loaded_is_no_traceback():
    call = [sys.executable, "-c", INTERRUPTED_IMPORT]
    done = subprocess.run(call, capture_output=True, timeout=20, check=False)
    assert (done.returncode, done.stderr) == (-signal.SIGINT, b"")
