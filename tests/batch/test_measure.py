"""What becomes of one clip: measured, kept, or a row among the failures."""

import os
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

import screening.batch.measure as measure
from screening import Take, screen_poses
from screening.again import judge_again
from screening.apart import Stopped
from screening.batch.clips import BatchClip
from screening.batch.folder import BatchFolder
from screening.batch.measure import bring_up_to_date
from screening.batch.plan import Plan
from screening.capture.saved import save_take
from screening.clip import ClipResult
from screening.errors import (
    ClusterError,
    ModelError,
    OutputError,
    ProcessError,
    VideoError,
)
from screening.output.files import staged
from screening.output.tables import read_screening, write_tables
from screening.screen import load_profile
from screening.settings import DEFAULT, CaptureSettings, PhaseSettings
from tests.factories import film, whole_take


class Runs:
    """Stands in for the processes that measure: a stick person squats in each clip."""

    def __init__(self):
        self.jobs = []
        self.deaths = []

    def __call__(self, job):
        self.jobs.append(job)
        return _Run(job, self.deaths.pop(0) if self.deaths else None)


class _Run:
    def __init__(self, job, death):
        self.job, self.death = job, death

    def wait(self, report):
        if self.death is not None:
            raise self.death
        model = replace(POSES.model, name=self.job.model, sha256=MODEL_SHA256)
        poses = replace(POSES, model=model, source=self.job.source)
        take = Take(poses, self.job.leg, self.job.mirrored)
        profile = load_profile(self.job.profile)
        screening = screen_poses(take, profile=profile, settings=self.job.settings)
        with staged(self.job.folder) as part:
            write_tables(part, screening)
            save_take(part / "landmarks.npz", take)
        return ClipResult(screening, self.job.folder, [])


POSES = film(whole_take("left", 3))
MODEL_SHA256 = Plan.of("out", model="lite").model_sha256


@pytest.fixture
def runs(monkeypatch):
    standing_in = Runs()
    monkeypatch.setattr(measure, "ApartRun", standing_in)
    return standing_in


@pytest.fixture
def clip(tmp_path):
    path = tmp_path / "anna.mp4"
    path.write_bytes(b"pictures")
    return BatchClip(path, "anna.mp4")


@pytest.fixture
def plan(tmp_path):
    return Plan.of(tmp_path / "out", model="lite")


def rows(plan, clip, name):
    place = plan.folder.states / clip.folder / f"{name}.parquet"
    return pd.read_parquet(place)


def test_a_clip_is_measured_once_and_then_kept(runs, clip, plan):
    first, second = bring_up_to_date(clip, plan), bring_up_to_date(clip, plan)
    assert (first.state, second.state) == ("measured", "kept")
    assert first.interpretable
    assert second == replace(first, state="kept")
    assert len(runs.jobs) == 1
    assert list(rows(plan, clip, "reps")["rep"]) == [1, 2, 3]
    frames = pd.read_parquet(plan.folder.frames_of(clip))
    assert len(frames) == len(POSES)
    assert set(frames["clip"]) == {"anna.mp4"}


def changed_content(clip, plan):
    clip.path.write_bytes(b"other ones")  # of the same size
    return clip, plan


CHANGES = {
    "content": changed_content,
    "leg": lambda clip, plan: (replace(clip, leg="left"), plan),
    "mirrored": lambda clip, plan: (replace(clip, mirrored=True), plan),
    "capture": lambda clip, plan: (
        clip,
        replace(plan, settings=replace(DEFAULT, capture=CaptureSettings(people=1))),
    ),
    "video": lambda clip, plan: (clip, replace(plan, video=True)),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=list(CHANGES))
def test_what_changes_the_results_is_noticed(change, runs, clip, plan):
    times = clip.path.stat()
    bring_up_to_date(clip, plan)
    clip, plan = change(clip, plan)
    os.utime(clip.path, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert bring_up_to_date(clip, plan).state == "measured"
    assert bring_up_to_date(clip, plan).state == "kept"
    assert len(runs.jobs) == 2


OTHER_SETTINGS = replace(DEFAULT, phases=PhaseSettings(dip_leg=0.02))
JUDGEMENTS = {
    "profile": {"profile": "adult-female"},
    "settings": {"settings": OTHER_SETTINGS},
}


def written(plan, clip):
    """What the tables of a batch are made of."""
    place = plan.folder.states / clip.folder
    files = [place / "reps.parquet", place / "legs.parquet"]
    return [file.read_bytes() for file in (*files, plan.folder.frames_of(clip))]


@pytest.mark.parametrize("other", JUDGEMENTS.values(), ids=list(JUDGEMENTS))
def test_another_judgement_needs_no_second_measurement(
    other, runs, clip, plan, tmp_path
):
    bring_up_to_date(clip, plan)
    other = Plan.of(plan.folder.path, model="lite", **other)
    assert bring_up_to_date(clip, other).state == "judged"
    assert bring_up_to_date(clip, other).state == "kept"
    assert len(runs.jobs) == 1
    fresh = replace(other, folder=BatchFolder(tmp_path / "fresh"))
    assert bring_up_to_date(clip, fresh).state == "measured"
    assert written(other, clip) == written(fresh, clip)
    assert plan.folder.state(clip)["judged_anew"] is True
    assert fresh.folder.state(clip)["judged_anew"] is False


@pytest.mark.parametrize("profile", ["adult", "adult-female"])
def test_after_judging_anew_in_place_a_batch_has_its_own_profile(
    profile, runs, clip, plan, tmp_path
):
    bring_up_to_date(clip, plan)
    folder = plan.folder.clips / clip.folder
    judge_again(folder, profile="adult-female", excluded={("left", 2): "lost balance"})
    wanted = Plan.of(plan.folder.path, model="lite", profile=profile)
    assert bring_up_to_date(clip, wanted).state == "judged"
    assert bring_up_to_date(clip, wanted).state == "kept"
    assert len(runs.jobs) == 1
    assert set(rows(plan, clip, "legs")["profile"]) == {profile}
    assert list(rows(plan, clip, "reps")["note"]) == ["", "lost balance", ""]
    assert read_screening(folder).profile.name == profile


def test_landmarks_that_are_gone_or_of_another_clip_are_measured_again(
    runs, clip, plan
):
    bring_up_to_date(clip, plan)
    other = Plan.of(plan.folder.path, model="lite", profile="adult-female")
    (plan.folder.clips / clip.folder / "landmarks.npz").unlink()
    assert bring_up_to_date(clip, other).state == "measured"
    clip, plan = changed_content(clip, plan)
    assert bring_up_to_date(clip, plan).state == "measured"


def test_a_picture_that_judging_anew_would_need_is_a_reason_to_measure(
    runs, clip, plan
):
    filmed = replace(plan, video=True)
    bring_up_to_date(clip, filmed)
    drawn = filmed.folder.clips / clip.folder / "annotated.mp4"
    drawn.write_bytes(b"pictures")
    other = replace(filmed, settings=OTHER_SETTINGS)
    assert bring_up_to_date(clip, other).state == "measured"
    drawn.write_bytes(b"pictures")
    other = Plan.of(
        plan.folder.path,
        model="lite",
        profile="adult-female",
        settings=OTHER_SETTINGS,
        video=True,
    )
    assert bring_up_to_date(clip, other).state == "judged"
    assert drawn.exists()


def test_another_profile_model_or_version_is_noticed(runs, clip, plan):
    key = plan.key(clip, "")
    assert plan.key(clip, "") == key
    other = Plan.of(plan.folder.path, model="lite", profile="adult-female")
    assert other.key(clip, "") != key
    assert replace(plan, model_sha256="1" * 64).key(clip, "") != key
    assert replace(plan, code=plan.code | {"numpy": "99"}).key(clip, "") != key


def test_other_columns_of_the_manifest_need_no_second_measurement(runs, clip, plan):
    bring_up_to_date(clip, plan)
    named = replace(clip, labels={"subject": "S1", "session": "2", "age": "31"})
    assert bring_up_to_date(named, plan).state == "kept"
    assert len(runs.jobs) == 1
    assert set(rows(plan, clip, "legs")["age"]) == {"31"}
    assert list(pq.read_schema(plan.folder.frames_of(clip)).names[:4]) == [
        "clip", "subject", "session", "age",
    ]  # fmt: skip


DAMAGES = {
    "no frames": lambda plan, clip: plan.folder.frames_of(clip).unlink(),
    "half a table": lambda plan, clip: (
        plan.folder.states / clip.folder / "reps.parquet"
    ).write_bytes(b"PAR1"),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=list(DAMAGES))
def test_rows_that_are_gone_are_written_again(damage, runs, clip, plan):
    bring_up_to_date(clip, plan)
    before = rows(plan, clip, "reps")
    damage(plan, clip)
    assert bring_up_to_date(clip, plan).state == "kept"
    pd.testing.assert_frame_equal(rows(plan, clip, "reps"), before)
    assert plan.folder.frames_of(clip).exists()


def test_a_result_that_is_gone_is_measured_again(runs, clip, plan):
    bring_up_to_date(clip, plan)
    (plan.folder.clips / clip.folder / "screening.json").unlink()
    assert bring_up_to_date(clip, plan).state == "measured"


def test_a_repetition_left_out_afterwards_is_left_out_in_the_tables(runs, clip, plan):
    bring_up_to_date(clip, plan)
    take = Take(
        replace(POSES, model=replace(POSES.model, name="lite", sha256=MODEL_SHA256)),
        excluded={("left", 2): "lost balance"},
    )
    write_tables(plan.folder.clips / clip.folder, screen_poses(take))
    assert bring_up_to_date(clip, plan).state == "kept"
    reps = rows(plan, clip, "reps")
    assert list(reps["valid"]) == [True, False, True]
    assert list(reps["note"]) == ["", "lost balance", ""]


def test_a_process_that_dies_is_tried_once_more(runs, clip, plan):
    runs.deaths = [ProcessError("died")]
    assert bring_up_to_date(clip, plan).state == "measured"
    assert len(runs.jobs) == 2


def test_a_process_that_dies_twice_is_a_failure_with_its_traceback(runs, clip, plan):
    runs.deaths = [ProcessError("died"), ProcessError("died again", detail="deep down")]
    outcome = bring_up_to_date(clip, plan)
    assert (outcome.state, outcome.error) == ("failed", "died again")
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
    runs.deaths = [VideoError("broken")]
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


@pytest.mark.parametrize("error", [OutputError("full"), ModelError("gone"), Stopped()])
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


def test_a_run_that_says_nothing_is_given_up(clip, plan, monkeypatch, tmp_path):
    # A pipe that nobody writes to: whoever opens it waits for ever.
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    monkeypatch.setattr(measure, "LONGEST_SILENCE_S", 0.5)
    job = plan.job(replace(clip, path=Path(pipe)))
    with pytest.raises(ProcessError, match="got no further"):
        measure.measured_apart(job)


def test_a_measurement_is_stopped_from_outside_and_not_tried_again(
    clip, plan, tmp_path
):
    pipe = tmp_path / "pipe.mp4"
    os.mkfifo(pipe)
    job = plan.job(replace(clip, path=pipe))
    with ThreadPoolExecutor(1) as threads:
        future = threads.submit(measure.measured_apart, job)
        deadline_s = time.monotonic() + 30
        while not measure._RUNS and time.monotonic() < deadline_s:
            time.sleep(0.02)
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
