"""What becomes of one clip: measured, judged again, or kept."""

import os
import shutil
from dataclasses import replace

import pandas as pd
import pyarrow.parquet as pq
import pytest

from screening import Take, screen_poses
from screening.jobs.rejudge import judge_again
from screening.results.result_file import read_screening, write_tables
from screening.settings import DEFAULT, CaptureSettings, PhaseSettings
from screening.study.folder import BatchFolder
from screening.study.measure_clip import bring_up_to_date
from screening.study.plan import Plan
from tests.study.stand_ins import MODEL_SHA256, POSES


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
    assert plan.folder.state(clip)["judged_again"] is True
    assert fresh.folder.state(clip)["judged_again"] is False


@pytest.mark.parametrize("profile", ["adult", "adult-female"])
def test_after_judging_again_in_place_a_batch_has_its_own_profile(
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


def test_a_picture_that_judging_again_would_need_is_a_reason_to_measure(
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


def unfinished(folder, files):
    """Leave files as a run does that is killed just before it moves them."""
    commit = folder / ".commit"
    commit.mkdir()
    for file in files:
        shutil.move(file, commit / file.name)


def test_a_judgement_that_was_killed_when_it_counted_reaches_the_tables(
    runs, clip, plan, tmp_path
):
    bring_up_to_date(clip, plan)
    folder = plan.folder.clips / clip.folder
    judged = tmp_path / "judged"
    judge_again(folder, out=judged, excluded={("left", 2): "spoke"}, plots=False)
    unfinished(folder, list(judged.iterdir()))
    bring_up_to_date(clip, plan)
    assert list(rows(plan, clip, "reps")["note"]) == ["", "spoke", ""]
    assert len(runs.jobs) == 1


def test_rows_that_were_killed_when_they_counted_need_no_second_measurement(
    runs, clip, plan
):
    bring_up_to_date(clip, plan)
    place = plan.folder.states / clip.folder
    unfinished(place, list(place.iterdir()))
    assert bring_up_to_date(clip, plan).state == "kept"
    assert len(runs.jobs) == 1


def test_what_is_taken_back_does_not_come_again_from_a_killed_run(runs, clip, plan):
    bring_up_to_date(clip, plan)
    place = plan.folder.states / clip.folder
    unfinished(place, list(place.iterdir()))
    plan.folder.fail(clip, "broken")
    assert plan.folder.state(clip) == {}
