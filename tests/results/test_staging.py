import errno
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

import pytest

from screening.errors import OutputError
from screening.results.lock import hold
from screening.results.staging import drop, remove_stale, reserved, settle, staged

ROOT = Path(__file__).parents[2]


def parts(folder: Path) -> list[Path]:
    return list(folder.glob(".part-*"))


def writing_process(folder: Path) -> subprocess.Popen[str]:
    """Start a run that writes half a result and then waits to be killed."""
    code = f"""
        import time
        from pathlib import Path
        from screening.results.staging import staged
        with staged(Path({str(folder)!r})) as part:
            (part / "result.txt").write_text("half")
            print("written", flush=True)
            time.sleep(60)
    """
    process = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(code)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "written\n"
    return process


def test_files_appear_together_at_the_end(tmp_path):
    folder = tmp_path / "results" / "clip"
    with staged(folder) as part:
        (part / "a.txt").write_text("a")
        (part / "b.txt").write_text("b")
        assert part.parent == folder
        assert part.name.startswith(".part-")
        assert not (folder / "a.txt").exists()
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "b.txt"]
    assert (folder / "b.txt").read_text() == "b"


def test_an_older_result_is_replaced_and_other_files_stay(tmp_path):
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    with staged(tmp_path) as part:
        (part / "a.txt").write_text("new")
        assert (tmp_path / "a.txt").read_text() == "old"
    assert (tmp_path / "a.txt").read_text() == "new"
    assert (tmp_path / "mine.txt").read_text() == "mine"


@pytest.mark.parametrize("stop", [RuntimeError, KeyboardInterrupt, SystemExit])
def test_a_failure_leaves_the_place_as_it_was(tmp_path, stop):
    (tmp_path / "a.txt").write_text("old")

    def write(folder: Path) -> None:
        with staged(folder) as part:
            (part / "a.txt").write_text("new")
            raise stop

    with pytest.raises(stop):
        write(tmp_path)
    assert [p.name for p in tmp_path.iterdir()] == ["a.txt"]
    assert (tmp_path / "a.txt").read_text() == "old"
    with pytest.raises(stop):
        write(tmp_path / "made" / "new")
    assert not (tmp_path / "made").exists()


def test_a_killed_run_leaves_nothing_under_the_final_name_and_is_tidied_up(tmp_path):
    process = writing_process(tmp_path)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert not (tmp_path / "result.txt").exists()
    assert len(parts(tmp_path)) == 1
    with staged(tmp_path) as part:
        assert parts(tmp_path) == [part]


def test_a_living_run_beside_is_left_alone(tmp_path):
    process = writing_process(tmp_path)
    try:
        with staged(tmp_path):
            assert len(parts(tmp_path)) == 2
        assert len(parts(tmp_path)) == 1
    finally:
        process.kill()
        process.communicate()


def committed(folder: Path, **files: str) -> Path:
    """What a run leaves that is killed when its files count and none is moved."""
    commit = folder / ".commit"
    commit.mkdir(parents=True)
    for name, text in files.items():
        (commit / name.replace("_", ".")).write_text(text)
    (commit / ".lock").touch()
    return commit


@pytest.mark.parametrize("look", [settle, remove_stale])
def test_what_a_killed_run_had_begun_to_move_is_moved_before_anybody_looks(
    look, tmp_path
):
    (tmp_path / "a.txt").write_text("old")
    (tmp_path / "c.png").write_text("old")
    (tmp_path / "mine.txt").write_text("mine")
    committed(tmp_path, a_txt="new", b_txt="new", c_png_gone="")
    look(tmp_path)
    found = {path.name: path.read_text() for path in tmp_path.iterdir()}
    assert found == {"a.txt": "new", "b.txt": "new", "mine.txt": "mine"}


def test_a_result_is_not_overtaken_by_an_older_one_that_a_killed_run_left(tmp_path):
    committed(tmp_path, a_txt="killed", b_txt="killed")
    with staged(tmp_path) as part:
        assert (tmp_path / "b.txt").read_text() == "killed"
        committed(tmp_path, a_txt="killed meanwhile")
        (part / "a.txt").write_text("new")
    settle(tmp_path)
    assert (tmp_path / "a.txt").read_text() == "new"


def test_files_that_are_dropped_go_with_the_others_or_not_at_all(tmp_path):
    (tmp_path / "c.png").write_text("old")

    def fail() -> None:
        with staged(tmp_path) as part:
            drop(part, ["c.png", "never.png"])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [path.name for path in tmp_path.iterdir()] == ["c.png"]
    with staged(tmp_path) as part:
        drop(part, ["c.png", "never.png"])
    assert list(tmp_path.iterdir()) == []


def test_many_at_once_leave_the_files_of_one_of_them(tmp_path):
    def write(number: int) -> None:
        for _ in range(10):
            with staged(tmp_path) as part:
                for name in "abc":
                    (part / f"{name}.txt").write_text(str(number))

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(4)))
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.txt",
        "b.txt",
        "c.txt",
    ]
    assert len({path.read_text() for path in tmp_path.iterdir()}) == 1


def test_a_reader_waits_for_a_run_that_is_just_moving_its_files(tmp_path):
    commit = committed(tmp_path, a_txt="new")
    moving = hold(commit / ".lock")
    threading.Timer(0.2, moving.release).start()
    settle(tmp_path)
    assert not moving.is_locked
    assert (tmp_path / "a.txt").read_text() == "new"


def test_a_run_that_moves_its_files_for_too_long_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("screening.results.staging._MOVING_S", 0.1)
    moving = hold(committed(tmp_path, a_txt="new") / ".lock")
    with pytest.raises(OutputError, match="just now moving"):
        settle(tmp_path)
    moving.release()


def test_files_that_cannot_be_moved_are_told_and_moved_later(tmp_path, monkeypatch):
    commit = committed(tmp_path, a_txt="new", b_txt="new")
    replace = Path.replace

    def in_use(self: Path, target: Path) -> Path:
        if self.name == "b.txt":
            raise PermissionError(
                errno.EACCES, "in use by Excel", str(self), None, str(target)
            )
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", in_use)
    with pytest.raises(OutputError, match=r"b\.txt.*in use by Excel.*close"):
        settle(tmp_path)
    assert commit.exists()
    monkeypatch.undo()
    settle(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.txt", "b.txt"]


@pytest.mark.parametrize("stop", [None, KeyboardInterrupt])
def test_a_place_that_is_reserved_is_as_it_was_afterwards(stop, tmp_path):
    folder = tmp_path / "results" / "anna"

    def measure() -> None:
        with reserved(folder):
            assert len(parts(folder)) == 1
            if stop is not None:
                raise stop

    with pytest.raises(stop) if stop is not None else nullcontext():
        measure()
    assert list(tmp_path.iterdir()) == []


def test_two_in_one_process_do_not_disturb_each_other(tmp_path):
    with staged(tmp_path) as first, staged(tmp_path) as second:
        (first / "a.txt").write_text("a")
        (second / "b.txt").write_text("b")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.txt", "b.txt"]


def test_a_run_on_another_computer_is_given_up_after_a_day_only(tmp_path):
    fresh, stale, foreign = (
        tmp_path / name
        for name in (".part-elsewhere-1-abc", ".part-elsewhere-2-abc", ".part-mine")
    )
    for folder in (fresh, stale, foreign):
        folder.mkdir()
    long_ago = time.time() - 2 * 24 * 3600
    os.utime(stale, (long_ago, long_ago))
    with staged(tmp_path):
        pass
    assert sorted(parts(tmp_path)) == sorted([fresh, foreign])


def test_a_file_in_the_place_of_the_folder_is_explained(tmp_path):
    (tmp_path / "results").write_text("a file")
    with (
        pytest.raises(OutputError, match="is in the way"),
        staged(tmp_path / "results" / "clip"),
    ):
        pass


def test_a_folder_in_the_place_of_a_result_is_explained(tmp_path):
    (tmp_path / "a.txt").mkdir()
    (tmp_path / "a.txt" / "inside").touch()

    def write() -> None:
        with staged(tmp_path) as part:
            (part / "a.txt").write_text("a")
            (part / "b.txt").write_text("b")

    with pytest.raises(OutputError, match=r"a\.txt.*is in the way"):
        write()
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.EACCES, "not allowed there"),
        (errno.EROFS, "not allowed there"),
        (errno.ENOSPC, "disk is full"),
    ],
)
def test_a_place_that_cannot_be_written_is_explained(
    tmp_path, monkeypatch, code, words
):
    def fail(self: Path, **_: object) -> None:
        raise OSError(code, os.strerror(code), str(self))

    monkeypatch.setattr(Path, "mkdir", fail)
    with pytest.raises(OutputError, match=words) as caught, staged(tmp_path / "new"):
        pass
    assert str(tmp_path / "new") in str(caught.value)


def test_a_disk_that_fills_up_while_writing_is_explained(tmp_path):
    with pytest.raises(OutputError, match="disk is full"), staged(tmp_path):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_an_error_about_another_file_keeps_its_name(tmp_path):
    with pytest.raises(FileNotFoundError, match="elsewhere"), staged(tmp_path / "a"):
        Path("/elsewhere/clip.mp4").read_bytes()
