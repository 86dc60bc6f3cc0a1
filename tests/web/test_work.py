"""The queue of a visit: one at a time, stoppable, and nothing left behind."""

import io
import os
import shutil
import signal
import threading
import time
from pathlib import Path

import pytest

from screening.errors import OutputError
from screening.jobs.clip import ClipJob
from screening.paths import harmless_name
from screening.web import folders
from screening.web.choices import Choices, ClipOptions
from screening.web.storing import store_all
from screening.web.work import Work
from tests.conftest import SAMPLES

CLIP = SAMPLES / "good_control.mp4"
PATIENCE_S = 90.0


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    """The system's place for temporary files, empty."""
    server = folders.ServerFolder(tmp_path)
    monkeypatch.setattr(folders, "_own", server)
    yield tmp_path
    server.remove()


@pytest.fixture
def work(temporary):
    own = Work()
    yield own
    own.close()
    own.join(PATIENCE_S)


def store(work, name="good.mp4", content=None):
    data = CLIP.read_bytes() if content is None else content
    return work.store(io.BytesIO(data), name)


def job(work, **changes):
    options = {"model": "lite", "video": False, "end_s": 0.6}
    content = changes.pop("content", None)
    return ClipJob(store(work, content=content), **options | changes)


def wait_until(holds):
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < deadline, "it took too long"
        time.sleep(0.02)


def finished(*items):
    wait_until(lambda: all(i.state not in ("waiting", "measuring") for i in items))


def files_in(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.rglob("*") if p.is_file())


@pytest.mark.model
def test_clips_are_measured_one_after_the_other_and_their_recordings_deleted(work):
    first = work.submit(job(work), "Anna (left).mp4")
    second = work.submit(job(work, notes={"shoes": "barefoot"}), "Ben.mov")
    wait_until(lambda: first.state == "measuring")
    assert second.state == "waiting"
    finished(first, second)
    assert (first.state, second.state) == ("done", "done")
    assert first.folder.name == "Anna_left"
    assert sorted(first.files) == files_in(first.folder)
    assert first.result.provenance["source"] == "Anna (left).mp4"
    assert second.result.provenance["notes"] == {"shoes": "barefoot"}
    assert first.clip is None
    assert second.clip is None


@pytest.mark.model
def test_a_recording_is_kept_when_that_is_wanted(work):
    item = work.submit(job(work), "Anna.mp4", keep_clip=True)
    finished(item)
    assert item.clip == item.job.path


def test_a_kept_recording_can_be_measured_again_and_each_result_stays(work):
    item = work.submit(job(work, content=b"broken"), "Anna.mp4", keep_clip=True)
    finished(item)
    item.job.path.write_bytes(CLIP.read_bytes())
    other = work.measure_again(item, Choices(model="lite"), ClipOptions(mirrored=True))
    assert other.job.mirrored
    assert other.job.path != item.job.path
    work.stop(other.id)
    assert item.clip is not None


def test_several_recordings_are_stored_or_none(work, monkeypatch):
    real, calls = shutil.copyfileobj, []

    def full_at_the_second(source, target, size):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        real(source, target, size)

    monkeypatch.setattr("shutil.copyfileobj", full_at_the_second)
    files = [(io.BytesIO(b"a"), "a.mp4"), (io.BytesIO(b"b"), "b.mp4")]
    with pytest.raises(OutputError, match=r"disk .* is full"):
        store_all(files, work)
    assert files_in(work._folder) == []
    assert [p.read_bytes() for p in store_all(files, work)] == [b"a", b"b"]


def test_a_corrupt_clip_fails_in_one_sentence_under_its_own_name(work, temporary):
    item = work.submit(job(work, content=b"no video at all"), "../../Anna.mp4")
    finished(item)
    assert item.state == "failed"
    assert "“../../Anna.mp4”" in item.error
    assert str(temporary) not in item.error
    wait_until(lambda: not item.job.out.exists())
    assert item.clip is None


@pytest.mark.model
def test_a_stopped_measurement_leaves_nothing_and_the_next_one_goes_on(work, temporary):
    long = work.submit(job(work, end_s=None), "Long.mp4")
    waiting = work.submit(job(work), "Waiting.mp4")
    last = work.submit(job(work, content=b"broken"), "Last.mp4")
    wait_until(lambda: long.done > 0)
    work.stop(waiting.id)
    work.stop(long.id)
    finished(last)
    assert [i.state for i in work.items] == ["stopped", "stopped", "failed"]
    wait_until(lambda: files_in(temporary) == ["in-use", "owner"])


def test_a_measurement_that_is_killed_says_so_in_plain_words(work, caplog):
    item = work.submit(job(work, end_s=None), "Anna.mp4")
    wait_until(lambda: item.run is not None)
    os.kill(item.run._process.pid, signal.SIGKILL)
    finished(item)
    assert item.state == "failed"
    assert "“Anna.mp4” broke off before it was done" in item.error
    assert "SIGKILL" not in item.error
    assert "SIGKILL" in caplog.text


def test_a_mistake_inside_ends_one_measurement_and_not_the_queue(work, monkeypatch):
    def broken(*_, **__):
        raise ValueError("half a message")

    monkeypatch.setattr("screening.web.work.ChildRun", broken)
    first = work.submit(job(work), "First.mp4")
    second = work.submit(job(work), "Second.mp4")
    finished(first, second)
    assert [i.state for i in (first, second)] == ["failed", "failed"]
    assert "could not be done (half a message)" in first.error


def test_the_end_of_a_visit_ends_its_measurements_and_removes_its_files(temporary):
    work = Work()
    item = work.submit(job(work, end_s=None), "Anna.mp4")
    wait_until(lambda: item.run is not None)
    work.close()
    work.join(PATIENCE_S)
    assert item.state == "stopped"
    assert files_in(temporary) == ["in-use", "owner"]
    with pytest.raises(OutputError, match="visit has ended"):
        work.submit(item.job, "Late.mp4")


def test_a_visit_that_did_nothing_leaves_nothing(temporary):
    Work().close()
    assert files_in(temporary) == ["in-use", "owner"]


def test_the_server_measures_only_so_many_at_once(temporary):
    slots = threading.Semaphore(0)
    work = Work(slots=slots)
    item = work.submit(job(work, content=b"broken"), "Anna.mp4")
    time.sleep(0.5)
    assert item.state == "waiting"
    slots.release()
    finished(item)
    work.close()
    work.join(PATIENCE_S)


def test_a_removed_item_is_gone_with_its_files(work):
    item = work.submit(job(work, content=b"broken"), "Anna.mp4")
    finished(item)
    before = work.changes
    work.remove(item.id)
    assert work.items == ()
    assert work.changes > before
    assert not item.job.out.exists()


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("a.MOV", ".mov"),
        ("../../etc/passwd", ""),
        ("a.mp4/../x", ""),
        ("a.b c", ""),
        ("a.verylongending", ""),
    ],
)
def test_the_name_of_an_upload_never_becomes_a_path(name, suffix, work):
    path = store(work, name, b"x")
    assert path.suffix == suffix
    assert path.parent.name == "clips"
    assert path.stem.isalnum()


def test_a_full_disk_is_told_in_one_sentence(work, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copyfileobj", full)
    with pytest.raises(OutputError, match=r"disk .* is full"):
        store(work)
    assert files_in(work._folder) == []


@pytest.mark.parametrize(
    ("title", "name"),
    [("", "clip"), ("../..", "clip"), ("Ann é/ü", "Ann_é_ü"), ("x" * 99, "x" * 60)],
)
def test_a_folder_has_a_harmless_name(title, name):
    assert harmless_name(title) == name
