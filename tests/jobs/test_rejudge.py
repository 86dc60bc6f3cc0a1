"""A saved result judged again: same path, nothing lost, nothing that contradicts."""

import json
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from screening import Take, screen_poses
from screening.configuration import load_profile
from screening.errors import OutputError, ProfileError, ScreeningError, VideoError
from screening.jobs.rejudge import judge_again
from screening.motion.cleaning import low_pass
from screening.results.landmarks_file import load_take, save_take
from screening.results.result_file import read_screening, write_tables
from screening.settings import DEFAULT
from tests.clips import write_clip
from tests.factories import film, squat, stand, two_feet
from tests.saved import save_result


@pytest.fixture
def result(tmp_path):
    return save_result(tmp_path / "anna", fppa_deg=13.0)


def content(folder: Path):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_without_a_change_the_tables_are_the_same(result):
    before = content(result)
    judge_again(result, plots=False)
    after = content(result)
    for name in ("frames.csv", "reps.csv", "standing.csv", "landmarks.npz"):
        assert after[name] == before[name]
    old, new = (json.loads(each["screening.json"]) for each in (before, after))
    assert new["provenance"].pop("kind") == "replay"
    assert old["provenance"].pop("kind") == "file"
    assert new == old


def test_another_profile_gives_what_the_landmarks_give_with_it(result):
    done = judge_again(result, profile="adult-male", plots=False)
    profile = load_profile("adult-male")
    take = load_take(result / "landmarks.npz")
    assert done.screening.legs == screen_poses(take, profile=profile).legs
    assert read_screening(result).profile == profile


def test_the_saved_profile_and_settings_hold_unless_others_are_given(result):
    judge_again(result, profile="report-only", settings={"reps": {"least_valid": 2}})
    done = judge_again(result, plots=False)
    assert done.screening.profile.name == "report-only"
    assert done.screening.provenance["settings"]["reps"]["least_valid"] == 2


def test_whole_settings_replace_the_saved_ones_but_for_the_capture(result):
    wanted = replace(
        DEFAULT,
        reps=replace(DEFAULT.reps, least_valid=1),
        capture=replace(DEFAULT.capture, people=1),
    )
    settings = judge_again(result, settings=wanted).screening.provenance["settings"]
    assert settings["reps"]["least_valid"] == 1
    assert settings["capture"]["people"] == DEFAULT.capture.people


def test_how_landmarks_are_found_cannot_be_changed_afterwards(result):
    with pytest.raises(ProfileError, match="measure the clip again"):
        judge_again(result, settings={"capture": {"people": 1}})


def test_a_repetition_is_left_out_with_its_reason_and_taken_back_in(result):
    left_out = ("left", 2)
    reps = judge_again(result, excluded={left_out: "lost balance"}).screening.reps
    row = reps[(reps["leg"] == "left") & (reps["rep"] == 2)].iloc[0]
    assert (row["valid"], row["reasons"], row["note"]) == (
        False,
        "excluded",
        "lost balance",
    )
    assert load_take(result / "landmarks.npz").excluded == {left_out: "lost balance"}
    judge_again(result, excluded={("right", 1): "spoke"})
    assert set(load_take(result / "landmarks.npz").excluded) == {
        left_out,
        ("right", 1),
    }
    reps = judge_again(result, included=[left_out]).screening.reps
    assert reps.loc[reps["leg"] == "left", "valid"].all()
    assert set(load_take(result / "landmarks.npz").excluded) == {("right", 1)}


def test_the_same_squat_stays_left_out_when_it_gets_another_number(tmp_path):
    # A first squat that is so quick that other settings do not take it for one.
    quick = squat("right", seconds=(0.3, 0.1, 0.3, 0.8))
    slow = squat("right", seconds=(1.0, 0.2, 1.0, 0.8)) * 3
    take = Take(film([*two_feet(), *stand("right"), *quick, *slow, *two_feet()]))
    result = tmp_path / "anna"
    result.mkdir()
    write_tables(result, screen_poses(take))
    save_take(result / "landmarks.npz", take)
    before = judge_again(result, excluded={("right", 3): "spoke"}, plots=False)
    bottom_s = before.screening.reps.set_index("rep")["bottom_s"][3]
    changed = {"phases": {"shortest_s": 1.2}}
    after = judge_again(result, settings=changed, plots=False).screening.reps
    noted = after[after["note"] == "spoke"]
    assert len(before.screening.reps) == len(after) + 1
    assert noted["rep"].tolist() == [2]
    assert abs(noted["bottom_s"].iloc[0] - bottom_s) < 0.2


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"excluded": {("left", 9): "x"}}, "no repetition 9 .* there are 1, 2, 3"),
        ({"included": [("left", 1)]}, "Repetition 1 of the left leg .* not left out"),
        ({"profile": "adlt"}, 'no profile "adlt"'),
        ({"settings": {"reps": {"x": 1}}}, 'unknown key "x"'),
    ],
)
def test_a_mistake_changes_nothing(change, told, result):
    before = content(result)
    with pytest.raises(ScreeningError, match=told):
        judge_again(result, **change)
    assert content(result) == before


def test_a_picture_that_shows_another_judgement_is_removed(result):
    judge_again(result)
    (result / "annotated.mp4").write_bytes(b"a clip")
    done = judge_again(result, profile="adult-male", plots=False)
    # The annotated clip shows angles, and these are the same; the plot has cut-offs.
    assert done.removed == ["angles.png"]
    assert (result / "annotated.mp4").exists()
    done = judge_again(result, settings={"cleaning": {"low_pass_hz": 4}})
    assert done.removed == ["annotated.mp4"]
    assert "annotated.mp4" not in done.files
    assert {path.name for path in result.iterdir()} == set(done.files)


def test_pictures_of_a_leg_that_is_no_longer_judged_are_removed(result):
    judge_again(result)
    (result / "annotated.mp4").write_bytes(b"a clip with the leg's angles")
    # One of three: the leg cannot be judged any more, and shows no number.
    done = judge_again(result, excluded={("left", 1): "fell"}, plots=False)
    assert done.removed == ["angles.png", "annotated.mp4"]


def test_a_picture_that_is_still_true_stays(result):
    judge_again(result)
    done = judge_again(result, plots=False)
    assert done.removed == []
    assert "angles.png" in done.files


def test_a_result_can_go_elsewhere(result, tmp_path):
    before = content(result)
    done = judge_again(
        result, out=tmp_path / "new", excluded={("left", 1): "x"}, plots=False
    )
    assert content(result) == before
    assert done.folder == tmp_path / "new"
    assert load_take(done.folder / "landmarks.npz").excluded == {("left", 1): "x"}
    again = judge_again(done.folder, out=tmp_path / "newer", plots=False)
    assert again.screening.reps.equals(done.screening.reps)


def test_another_clip_is_not_annotated(result, tmp_path):
    clip = write_clip(tmp_path / "other.mp4", [i / 25 for i in range(5)])
    before = content(result)
    with pytest.raises(VideoError, match="is not the clip"):
        judge_again(result, video=clip)
    assert content(result) == before


@pytest.mark.parametrize("elsewhere", [True, False])
def test_landmarks_that_are_replaced_while_they_are_judged_are_no_result(
    elsewhere, result, tmp_path, monkeypatch
):
    other = save_result(tmp_path / "ben", fppa_deg=3.0) / "landmarks.npz"
    tables, out = content(result)["reps.csv"], tmp_path / "out"

    def draw(path: Path, _) -> None:
        other.replace(result / "landmarks.npz")
        path.touch()

    monkeypatch.setattr("screening.output.plots.write_angles", draw)
    with pytest.raises(OutputError, match="replaced or changed while it was judged"):
        judge_again(result, out=out if elsewhere else None)
    assert not out.exists()
    assert content(result)["reps.csv"] == tables
    assert not list(result.glob(".part-*"))


def test_what_is_no_result_is_told(tmp_path, result):
    with pytest.raises(OutputError, match="no result that can be read"):
        judge_again(tmp_path)
    (result / "landmarks.npz").unlink()
    with pytest.raises(OutputError, match="There is no file"):
        judge_again(result)


def test_a_result_without_settings_is_told(result):
    screening = read_screening(result)
    write_tables(
        result,
        replace(screening, provenance={"model": {"name": "full"}, "kind": "file"}),
    )
    with pytest.raises(OutputError, match="does not say with which settings"):
        judge_again(result)


def test_reps_csv_has_the_new_judgement(result):
    judge_again(result, excluded={("left", 1): "fell"}, plots=False)
    table = pd.read_csv(result / "reps.csv")
    assert table["note"].dropna().tolist() == ["fell"]


def test_a_take_is_cleaned_once_for_its_tables_and_its_annotated_clip(
    monkeypatch, tmp_path, result
):
    cleanings, drawn = [], []

    def counted(*values):
        cleanings.append(values)
        return low_pass(*values)

    def draw(path, clip, screening, points_px, **how):
        drawn.append(points_px)
        how["on_frame"](len(points_px))

    poses = load_take(result / "landmarks.npz").poses
    clip = write_clip(tmp_path / "clip.mp4", [0.0, 0.04], size=poses.image_size)
    judge_again(result, excluded={("left", 2): "spoke"}, plots=False)
    monkeypatch.setattr("screening.motion.cleaning.low_pass", counted)
    monkeypatch.setattr("screening.output.annotated.write_annotated", draw)
    changed = {"cleaning": {"low_pass_hz": 5.0}}
    done = judge_again(result, settings=changed, video=clip, plots=False)
    assert done.screening.leg("left").valid == 2
    assert len(drawn[0]) == len(poses)
    assert len(cleanings) == 1
