"""What becomes of a clip that cannot be measured, or of a batch that has to stop."""

import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

import screening.study.measure_clip as measure
from screening.errors import (
    ClusterError,
    ModelError,
    OutputError,
    ProcessError,
    VideoError,
)
from screening.jobs import watchdog
from screening.jobs.child_process import ChildRun, Stopped
from screening.study.measure_clip import bring_up_to_date


def test_a_process_that_dies_is_tried_once_more(runs, clip, plan):
    runs.deaths = [ProcessError.said("died")]
    assert bring_up_to_date(clip, plan).state == "measured"
    assert len(runs.jobs) == 2


def test_a_process_that_dies_twice_is_a_failure_with_its_traceback(runs, clip, plan):
    again = ProcessError("broke_off", detail="deep down", path="anna.mp4")
    runs.deaths = [ProcessError.said("died"), again]
    outcome = bring_up_to_date(clip, plan)
    assert (outcome.state, outcome.error) == ("failed", str(again))
    text = (plan.folder.failures / f"{clip.folder}.txt").read_text("utf-8")
    assert "Traceback" in text
    assert "deep down" in text
    assert bring_up_to_date(clip, plan).state == "measured"
    assert not (plan.folder.failures / f"{clip.folder}.txt").exists()


def test_a_failed_clip_leaves_nothing_of_its_earlier_result_in_the_tables(
    runs, clip, plan
):
    bring_up_to_date(clip, plan)
    clip.path.write_bytes(b"broken by now")
    runs.deaths = [VideoError.said("broken")]
    assert bring_up_to_date(clip, plan).state == "failed"
    assert not plan.folder.frames_of(clip).exists()
    assert plan.folder.state(clip) == {}


def test_a_clip_that_cannot_be_read_is_a_failure(runs, clip, plan):
    clip.path.unlink()
    outcome = bring_up_to_date(clip, plan)
    assert outcome.state == "failed"
    assert "cannot be read: No such file" in outcome.error


def test_a_mistake_of_the_tool_is_a_failure_too(runs, clip, plan):
    runs.deaths = [ZeroDivisionError("division by zero")]
    outcome = bring_up_to_date(clip, plan)
    assert "ZeroDivisionError" in outcome.error
    assert "please report it" in outcome.error


@pytest.mark.parametrize(
    "error", [OutputError.said("full"), ModelError.said("gone"), Stopped()]
)
def test_what_concerns_all_clips_stops_the_batch(error, runs, clip, plan):
    runs.deaths = [error]
    with pytest.raises(type(error)):
        bring_up_to_date(clip, plan)


def test_a_worker_of_another_version_that_comes_later_measures_nothing(
    runs, clip, plan
):
    older = replace(plan, code=plan.code | {"numpy": "1.0"})
    with pytest.raises(ClusterError, match=r"has numpy .*, this computer 1\.0"):
        bring_up_to_date(clip, older)
    assert runs.jobs == []


def test_a_run_that_says_nothing_is_given_up_and_not_tried_again(
    clip, plan, monkeypatch
):
    begun = []
    monkeypatch.setattr(watchdog, "LONGEST_SILENCE_S", 0.02)  # it starts slower
    monkeypatch.setattr(
        measure, "ChildRun", lambda job: begun.append(job) or ChildRun(job)
    )
    with pytest.raises(ProcessError, match="made no progress"):
        measure.measured_in_child(plan.job(clip))
    assert len(begun) == 1


def test_a_measurement_is_stopped_from_outside_and_not_tried_again(
    clip, plan, tmp_path
):
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(measure.measured_in_child, plan.job(clip))
        deadline_s = time.monotonic() + 30
        while not measure._RUNS and time.monotonic() < deadline_s:
            time.sleep(0.02)
        (run,) = measure._RUNS
        os.kill(run._process.pid, signal.SIGSTOP)
        measure.stop_runs(tmp_path / "another batch")
        assert not future.done()
        measure.stop_runs(plan.folder.clips)
        with pytest.raises(Stopped):
            future.result(timeout=30)
    assert not measure._RUNS


def test_clips_in_hand_are_counted_for_their_batch(runs, clip, plan, monkeypatch):
    seen = []
    monkeypatch.setattr(
        measure,
        "file_sha256",
        lambda path: str(seen.append(measure.stop_runs(plan.folder.clips))),
    )
    bring_up_to_date(clip, plan)
    assert seen == [1]
    assert measure.stop_runs(plan.folder.clips) == 0
