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
from screening.results.exclusions import Exclusion, match_exclusions
from screening.settings import DEFAULT, CaptureSettings
from screening.study.measure_clip import bring_up_to_date
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


def notes(plan, clip):
    reps = pd.read_parquet(plan.folder.states / clip.folder / "reps.parquet")
    return list(reps["note"])


def test_a_squat_stays_left_out(again, clip, runs):
    outcome = bring_up_to_date(clip, again)
    assert (outcome.state, outcome.missing) == ("measured", ())
    assert len(runs.jobs) == 2
    assert notes(again, clip) == ["", WHY, ""]
    assert bring_up_to_date(clip, again).state == "kept"
    assert not again.folder.noted(clip)


def test_it_stays_left_out_although_the_first_try_is_killed(again, clip, runs):
    runs.deaths = [KeyboardInterrupt()]
    with pytest.raises(KeyboardInterrupt):
        bring_up_to_date(clip, again)
    assert again.folder.noted(clip)
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
    again.folder.note(clip, {"recording": recording, "left_out": [vars(old)]})
    judge_again(plan.folder.clips / clip.folder, included=[("left", 2)])
    assert bring_up_to_date(clip, again).missing == ()
    assert notes(again, clip) == ["", "", ""]


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
    again.folder.note(clip, {"recording": recording, "left_out": [vars(gone)]})
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
