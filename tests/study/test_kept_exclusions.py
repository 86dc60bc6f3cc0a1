"""What somebody left out survives when a clip is measured again."""

import io
import json
from dataclasses import replace

import pandas as pd
import pytest
from rich.console import Console

from screening.batch.run import BatchResult
from screening.commands.batch import _tell
from screening.errors import ProcessError
from screening.jobs.rejudge import judge_again
from screening.paths import file_sha256
from screening.results.exclusions import Exclusion, match_exclusions
from screening.results.landmarks_file import load_take
from screening.results.result_file import read_screening
from screening.settings import DEFAULT, CaptureSettings
from screening.study.measure_clip import bring_up_to_date, same_recordings
from screening.study.publish import Origin, publish

WHY = "lost balance"
MEASURED_AGAIN = replace(DEFAULT, capture=CaptureSettings(people=1))


@pytest.fixture
def again(clip, plan, runs):
    """The plan by which a clip is measured again, its second squat left out before."""
    bring_up_to_date(clip, plan)
    judge_again(plan.folder.clips / clip.folder, excluded={("left", 2): WHY})
    bring_up_to_date(clip, plan)
    return replace(plan, settings=MEASURED_AGAIN)


def recording_of(clip):
    return [file_sha256(clip.path), clip.mirrored]


def moved(clip, name):
    """The same clip in another folder and under another name."""
    path = clip.path.parent / name
    path.parent.mkdir(parents=True, exist_ok=True)
    return replace(clip, path=clip.path.rename(path), name=name)


def begun(plan):
    """A batch begins."""
    with plan.folder.begun():
        pass


def notes(plan, clip):
    reps = pd.read_parquet(plan.folder.states / clip.folder / "reps.parquet")
    return list(reps["note"])


def test_a_squat_stays_left_out(again, clip, runs):
    outcome = bring_up_to_date(clip, again)
    assert (outcome.state, outcome.missing) == ("measured", ())
    assert len(runs.jobs) == 2
    assert notes(again, clip) == ["", WHY, ""]
    assert bring_up_to_date(clip, again).state == "kept"
    assert again.folder.noted(recording_of(clip)) is None


def test_it_stays_left_out_although_the_first_try_is_killed(again, clip, runs):
    runs.deaths = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(clip, again)
    assert again.folder.noted(recording_of(clip))
    assert bring_up_to_date(clip, again).state == "measured"
    assert notes(again, clip) == ["", WHY, ""]


def test_it_stays_left_out_although_the_killed_one_had_measured(
    again, clip, monkeypatch
):
    with monkeypatch.context() as killed:
        killed.setattr(
            "screening.study.measure_clip.restore_exclusions",
            lambda *_: (_ for _ in ()).throw(KeyboardInterrupt),
        )
        with pytest.raises(KeyboardInterrupt):
            bring_up_to_date(clip, again)
    assert bring_up_to_date(clip, again).state == "measured"
    assert notes(again, clip) == ["", WHY, ""]


def test_it_stays_left_out_although_measuring_failed_once(again, clip, runs):
    runs.deaths = [ProcessError.said("It died."), ProcessError.said("It died.")]
    assert bring_up_to_date(clip, again).state == "failed"
    assert bring_up_to_date(clip, again).state == "measured"
    assert notes(again, clip) == ["", WHY, ""]


def test_a_list_that_a_killed_run_left_behind_does_not_outlive_a_later_choice(
    again, clip, plan
):
    recording = again.folder.state(clip)["recording"]
    old = Exclusion("left", 1, 6.0, "spoke")
    again.folder.note(recording, [vars(old)])
    judge_again(plan.folder.clips / clip.folder, included=[("left", 2)])
    assert bring_up_to_date(clip, again).missing == ()
    assert notes(again, clip) == ["", "", ""]


def test_a_clip_that_is_moved_keeps_what_was_left_out_and_its_landmarks(
    again, clip, plan, runs
):
    elsewhere = moved(clip, "day 2/bea.mp4")
    begun(plan)
    outcome = bring_up_to_date(elsewhere, plan)
    assert (outcome.state, outcome.missing, len(runs.jobs)) == ("judged", (), 1)
    assert notes(plan, elsewhere) == ["", WHY, ""]
    result = read_screening(plan.folder.clips / elsewhere.folder)
    assert result.provenance["source"] == "day 2/bea.mp4"
    take = load_take(plan.folder.clips / elsewhere.folder / "landmarks.npz")
    assert take.poses.source == "day 2/bea.mp4"
    assert bring_up_to_date(elsewhere, plan).state == "kept"


def test_a_clip_that_is_moved_and_measured_again_keeps_what_was_left_out(
    again, clip, runs
):
    elsewhere = moved(clip, "day 2/bea.mp4")
    begun(again)
    assert bring_up_to_date(elsewhere, again).state == "measured"
    assert notes(again, elsewhere) == ["", WHY, ""]
    assert len(runs.jobs) == 2


def test_two_clips_that_change_their_names_keep_what_was_left_out(
    again, clip, plan, runs
):
    other = replace(clip, path=clip.path.parent / "bea.mp4", name="bea.mp4")
    other.path.write_bytes(b"other pictures")
    bring_up_to_date(other, plan)
    content = clip.path.read_bytes()
    clip.path.write_bytes(other.path.read_bytes())
    other.path.write_bytes(content)
    begun(plan)
    for each in (clip, other):
        bring_up_to_date(each, plan)
    assert notes(plan, clip) == ["", "", ""]
    assert notes(plan, other) == ["", WHY, ""]


def test_a_copy_of_a_clip_is_told(again, clip, plan):
    copy = replace(clip, path=clip.path.parent / "copy.mp4", name="copy.mp4")
    copy.path.write_bytes(clip.path.read_bytes())
    outcomes = [bring_up_to_date(each, plan) for each in (clip, copy)]
    assert same_recordings(outcomes) == [["anna.mp4", "copy.mp4"]]
    publish(plan, outcomes, Origin())
    record = json.loads((plan.folder.path / "provenance.json").read_text("utf-8"))
    assert record["same_recordings"] == [["anna.mp4", "copy.mp4"]]
    console = Console(file=io.StringIO(), width=200)
    _tell(console, BatchResult(outcomes, plan.folder.path))
    told = "anna.mp4, copy.mp4 are the same recording, byte for byte"
    assert told in console.file.getvalue()
    copy.path.write_bytes(b"edited")
    outcomes = [bring_up_to_date(each, plan) for each in (clip, copy)]
    assert same_recordings(outcomes) == []


def test_another_recording_begins_without(again, clip):
    clip.path.write_bytes(b"other ones")
    assert bring_up_to_date(clip, again).state == "measured"
    assert notes(again, clip) == ["", "", ""]


def test_with_sides_exchanged_it_begins_without(again, clip):
    bring_up_to_date(replace(clip, mirrored=True), again)
    assert notes(again, clip) == ["", "", ""]


def test_a_squat_that_is_gone_is_told_and_recorded(again, clip):
    gone = Exclusion("left", 4, 99.0, WHY)
    recording = again.folder.state(clip)["recording"]
    again.folder.note(recording, [vars(gone)])
    again.folder.forget(clip)  # as a run that was killed leaves it
    outcome = bring_up_to_date(clip, again)
    assert outcome.missing == (gone,)
    publish(again, [outcome], Origin())
    record = json.loads((again.folder.path / "provenance.json").read_text("utf-8"))
    assert record["clips"][0]["left_out_and_not_found_again"] == [["left", 4, WHY]]
    console = Console(file=io.StringIO(), width=200)
    _tell(console, BatchResult([outcome], again.folder.path))
    assert (
        "anna.mp4: squat 4 of the left leg, which had been left out (lost balance), "
        "was not found again."
    ) in console.file.getvalue()


def test_squats_are_found_by_leg_and_moment():
    reps = pd.DataFrame(
        {
            "leg": ["left", "left", "right"],
            "rep": [1, 2, 1],
            "start_s": [1.0, 4.0, 8.0],
            "end_s": [3.0, 6.0, 10.0],
        }
    )
    second = Exclusion("left", 3, 5.0, "spoke")
    between = Exclusion("left", 1, 3.5, "")
    other_leg = Exclusion("right", 1, 2.0, "")
    found, missing = match_exclusions([second, between, other_leg], reps)
    assert found == {("left", 2): "spoke"}
    assert missing == [between, other_leg]
