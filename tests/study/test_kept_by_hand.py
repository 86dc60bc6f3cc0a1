"""What somebody changed by hand survives when a clip is measured again, or moved."""

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
from screening.motion.landmarks import Correction
from screening.paths import file_sha256
from screening.results.exclusions import Exclusion, match_exclusions
from screening.results.landmarks_file import load_take
from screening.results.placed_joints import PlacedJoint, match_joints
from screening.results.result_file import read_screening
from screening.settings import DEFAULT, CaptureSettings
from screening.study.folder import BatchFolder
from screening.study.kept_by_hand import ByHand
from screening.study.measure_clip import bring_up_to_date, same_recordings
from screening.study.publish import Origin, publish
from tests.study.stand_ins import POSES

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
            "screening.study.measure_clip.restore_by_hand",
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
    again.folder.note(recording, ByHand((old,)).plain())
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
    again.folder.note(recording, ByHand((gone,)).plain())
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


PUT_RIGHT = (
    Correction(120, "left_knee", 321.5, 700.25),
    Correction(121, "left_knee", 322.5, 701.0),
)


@pytest.fixture
def corrected(clip, plan, runs):
    """The plan by which a clip is measured again, its knee put right before."""
    bring_up_to_date(clip, plan)
    judge_again(plan.folder.clips / clip.folder, corrections=PUT_RIGHT)
    bring_up_to_date(clip, plan)
    return replace(plan, settings=MEASURED_AGAIN)


def joints_of(plan, clip):
    folder = plan.folder.clips / clip.folder
    kept = read_screening(folder).provenance["corrections"]["points"]
    take = load_take(folder / "landmarks.npz")
    assert len(kept) == len(take.corrections)
    return take.corrections


def test_joints_stay_put_right_when_a_clip_is_measured_again(corrected, clip, runs):
    assert bring_up_to_date(clip, corrected).state == "measured"
    assert len(runs.jobs) == 2
    assert joints_of(corrected, clip) == PUT_RIGHT
    frames = pd.read_parquet(corrected.folder.frames_of(clip))
    assert list(frames.loc[frames["sample"] == "corrected", "frame"]) == [120, 121]


def test_joints_stay_put_right_although_the_first_try_is_killed(corrected, clip, runs):
    runs.deaths = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(clip, corrected)
    assert bring_up_to_date(clip, corrected).state == "measured"
    assert joints_of(corrected, clip) == PUT_RIGHT


def test_joints_of_a_clip_that_is_moved_stay_put_right(corrected, clip, plan, runs):
    elsewhere = moved(clip, "day 2/bea.mp4")
    begun(plan)
    assert bring_up_to_date(elsewhere, plan).state == "judged"
    assert joints_of(plan, elsewhere) == PUT_RIGHT
    begun(corrected)
    assert bring_up_to_date(elsewhere, corrected).state == "measured"
    assert joints_of(corrected, elsewhere) == PUT_RIGHT


def test_a_study_that_is_moved_keeps_what_was_changed_by_hand(
    corrected, clip, plan, runs, tmp_path
):
    judge_again(plan.folder.clips / clip.folder, excluded={("left", 2): WHY})
    old = plan.folder.path.rename(tmp_path / "archive")
    there = replace(corrected, folder=BatchFolder(old))
    elsewhere = moved(clip, "year 2/anna-1.mp4")
    begun(there)
    assert bring_up_to_date(elsewhere, there).state == "measured"
    assert joints_of(there, elsewhere) == PUT_RIGHT
    assert notes(there, elsewhere) == ["", WHY, ""]


def test_joints_whose_frames_are_gone_are_told_and_recorded(corrected, clip):
    size = load_take(
        corrected.folder.clips / clip.folder / "landmarks.npz"
    ).poses.image_size
    gone = PlacedJoint(999.0, "left_knee", 3.0, 4.0, *size)
    corrected.folder.note(
        corrected.folder.state(clip)["recording"], ByHand(joints=(gone,)).plain()
    )
    corrected.folder.forget(clip)
    outcome = bring_up_to_date(clip, corrected)
    assert outcome.lost_joints == 1
    publish(corrected, [outcome], Origin())
    record = json.loads((corrected.folder.path / "provenance.json").read_text("utf-8"))
    assert record["clips"][0]["joints_put_right_and_not_found_again"] == 1
    console = Console(file=io.StringIO(), width=200)
    _tell(console, BatchResult([outcome], corrected.folder.path))
    told = "anna.mp4: 1 of the joints that had been put right by hand were not found"
    assert told in console.file.getvalue()


def test_joints_are_found_by_moment_in_a_picture_of_the_same_size():
    poses = replace(POSES, frame=POSES.frame + 7)
    size = poses.image_size
    time_s = float(poses.time_s[30])
    there = PlacedJoint(time_s + 1e-5, "right_hip", 1.0, 2.0, *size)
    between = replace(there, time_s=time_s + 0.01)
    smaller = replace(there, width_px=size[0] // 2)
    found, missing = match_joints([there, between, smaller], poses)
    assert found == [Correction(37, "right_hip", 1.0, 2.0)]
    assert missing == [between, smaller]


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
