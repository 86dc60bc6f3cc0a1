"""``screening again`` as a user meets it."""

import json
import re
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from screening.cli import app
from screening.results.landmarks_file import load_take
from screening.results.lock import in_use
from screening.results.result_file import read_screening
from tests.saved import save_result

runner = CliRunner()


@pytest.fixture(scope="module")
def saved(tmp_path_factory):
    tree = tmp_path_factory.mktemp("results")
    save_result(tree / "anna", fppa_deg=13.0)
    save_result(tree / "bert", drop_deg=11.0)
    return tree


@pytest.fixture
def tree(saved, tmp_path):
    return shutil.copytree(saved, tmp_path / "results")


def again(*arguments, code=0):
    result = runner.invoke(app, ["again", *map(str, arguments)])
    if isinstance(result.exception, Exception) and result.exit_code != 2:
        return str(result.exception)
    assert result.exit_code == code, result.output
    return result.output


def test_one_result_is_shown_and_replaced(tree):
    told = again(tree / "anna", "--exclude", "left:2=lost balance", "--no-plots")
    assert "left out by hand" in told
    assert "screening.json" in told
    reps = read_screening(tree / "anna").reps
    assert reps["note"].tolist().count("lost balance") == 1
    again(tree / "anna", "--include", "left:2", "--no-plots")
    assert read_screening(tree / "anna").reps["valid"].all()


def test_what_changed_is_told(tree):
    told = again(tree / "anna", "--profile", "report-only")
    assert "Changed: left leg" in told


def test_json_is_the_result_and_nothing_else(tree, tmp_path):
    told = again(tree / "anna", "--json", "--no-plots", "--out", tmp_path / "new")
    assert json.loads(told)["profile"]["name"] == "adult"
    assert (tmp_path / "new" / "anna" / "landmarks.npz").exists()


def test_settings_come_from_a_file(tree, tmp_path):
    settings = tmp_path / "own.toml"
    settings.write_text("[reps]\nleast_valid = 4\n")
    told = again(tree / "anna", "--settings", settings, "--no-plots")
    assert "cannot be judged" in told or "not judged" in told.lower()
    settings.write_text("[reps]\nleast_vald = 4\n")
    assert "did you mean" in again(tree / "anna", "--settings", settings)


def test_many_results_are_not_replaced_by_accident(tree):
    before = (tree / "anna" / "screening.json").read_bytes()
    told = again(tree, "--profile", "adult-male", code=2)
    assert "--in-place" in told
    assert (tree / "anna" / "screening.json").read_bytes() == before
    told = again(tree, "--profile", "adult-male", "--in-place", "--no-plots")
    assert "2 results judged again" in told
    assert read_screening(tree / "anna").profile.name == "adult-male"


def test_many_results_go_into_tables(tree, tmp_path):
    out = tmp_path / "new"
    again(tree, "--profile", "adult-female", "--out", out, "--tables-only")
    assert set(pd.read_parquet(out / "reps.parquet")["clip"]) == {"anna", "bert"}
    assert "holds other files" in again(tree, "--out", out)


def test_a_damaged_result_among_many_ends_with_status_1(tree):
    (tree / "bert" / "landmarks.npz").unlink()
    told = again(tree, "--in-place", "--no-plots", code=1)
    assert "1 result judged again" in told
    assert "1 could not be used" in told


@pytest.mark.parametrize(
    "mistake",
    [
        ("--exclude", "left:2"),
        ("--exclude", "left=x"),
        ("--exclude", "up:1=x"),
        ("--include", "left:0"),
        ("--tables-only",),
    ],
)
def test_a_mistyped_option_is_told(tree, mistake):
    told = again(tree / "anna", *mistake, code=2)
    assert "Invalid value" in told


def test_one_repetition_cannot_be_left_out_of_many_at_once(tree):
    told = again(tree, "--exclude", "left:1=x", "--in-place", code=2)
    assert "one result" in told
    assert "--exclusions" in told


def excluded(folder):
    reps = read_screening(folder).reps
    out = reps[reps["reasons"] == "excluded"]
    return list(zip(out["leg"], out["rep"], out["note"], strict=True))


def test_repetitions_of_many_clips_are_left_out_by_a_list(tree, tmp_path):
    listed = tmp_path / "out.csv"
    listed.write_text(
        "rater;Clip;leg;rep;reason\nMM;bert;left;3.0;spoke\n\n"
        "MM;anna;Right;1;lost balance\nMM;anna;left;2;arm, touched\n",
        encoding="utf-8-sig",
    )
    out = tmp_path / "new"
    told = again(tree, "--exclusions", listed, "--out", out, "--workers", 1)
    assert "2 results judged again" in told
    reps = pd.read_parquet(out / "reps.parquet")
    noted = reps.loc[reps["note"] != "", ["clip", "leg", "rep", "valid", "note"]]
    assert noted.to_numpy().tolist() == [
        ["anna", "left", 2, False, "arm, touched"],
        ["anna", "right", 1, False, "lost balance"],
        ["bert", "left", 3, False, "spoke"],
    ]
    about = json.loads((out / "provenance.json").read_text("utf-8"))
    assert ["bert", "left", 3, "spoke"] in about["again"][0]["exclusions"]
    assert excluded(tree / "anna") == []
    again(tree, "--exclusions", listed, "--in-place", "--no-plots")
    assert excluded(tree / "bert") == [("left", 3, "spoke")]
    assert len(excluded(tree / "anna")) == 2


def test_a_list_of_exclusions_serves_one_result_and_other_settings(tree, tmp_path):
    listed, settings = tmp_path / "out.csv", tmp_path / "own.toml"
    settings.write_text("[phases]\nshortest_s = 0.3\n")
    listed.write_text("clip,leg,repetition,reason\nanna,left,2,fell\n")
    options = ("--exclusions", listed, "--settings", settings, "--no-plots")
    again(tree / "anna", *options)
    assert excluded(tree / "anna") == [("left", 2, "fell")]


def test_a_clip_whose_name_begins_with_a_blank_can_be_listed(tree, tmp_path):
    (tree / "anna").rename(tree / " bert")
    listed = tmp_path / "out.csv"
    listed.write_text("clip,leg,repetition,reason\n bert,left,1,a\nbert,left,2,b\n")
    again(tree, "--exclusions", listed, "--in-place", "--no-plots")
    assert excluded(tree / " bert") == [("left", 1, "a")]
    assert excluded(tree / "bert") == [("left", 2, "b")]


HEAD = "clip,leg,repetition,reason\n"
WRONG_LISTS = {
    "clip": (HEAD + "ana,left,1,x", r'row 2, column "clip": “ana” .* mean "anna"'),
    "no clip": (HEAD + ",left,1,x", 'column "clip": the name of a clip is missing'),
    "leg": (HEAD + "anna,both,1,x", 'column "leg": “both” must be one of left, right'),
    "number": (HEAD + "anna,left,9,x", "“9” is no repetition.* there are 1, 2, 3"),
    "no number": (HEAD + "anna,left,,x", 'column "repetition": the number .* missing'),
    "word": (HEAD + "anna,left,two,x", "“two” is no repetition"),
    "reason": (HEAD + "bert,left,1,x\nanna,left,1, ", 'row 3, column "reason": the'),
    "twice": (HEAD + "anna,left,1,x\nanna,left,1.0,y", "row 3.* already in row 2"),
    "column": ("clip,leg,rep\nanna,left,1", 'row 1: column "reason" is missing'),
    "nothing": (HEAD, "names no repetition"),
    "text": ("", "cannot be read"),
}


@pytest.mark.parametrize(("text", "said"), WRONG_LISTS.values(), ids=list(WRONG_LISTS))
def test_a_mistake_in_a_list_of_exclusions_changes_nothing(text, said, tree, tmp_path):
    (tmp_path / "out.csv").write_text(text)
    before = {path: path.stat().st_mtime_ns for path in tree.rglob("*")}
    told = again(tree, "--exclusions", tmp_path / "out.csv", "--in-place")
    assert re.search(said, told), told
    assert "list of exclusions" in told
    assert "\n" not in told
    assert {path: path.stat().st_mtime_ns for path in tree.rglob("*")} == before


def test_results_that_another_run_writes_to_are_left_alone(tree, tmp_path):
    out = tmp_path / "new"
    again(tree, "--out", out, "--no-plots")
    before = (out / "reps.parquet").read_bytes()
    with in_use(out):
        told = again(out, "--profile", "adult-male", "--in-place", "--no-plots")
    assert "Another run is writing to" in told
    assert (out / "reps.parquet").read_bytes() == before


def test_a_result_is_judged_as_what_it_was_recorded_as(tmp_path):
    save_result(tmp_path / "half", task="half_squat", depth_ratio=0.95, fppa_deg=13.0)
    again(tmp_path / "half", "--no-plots")
    result = read_screening(tmp_path / "half")
    assert result.provenance["task"] == "half_squat"
    assert "first_task" not in result.provenance
    assert result.reps["valid"].all()
    assert {leg.task for leg in result.legs} == {"half_squat"}


def test_another_form_of_the_test_is_kept_in_the_provenance(tree):
    told = again(tree / "anna", "--task", "supported_squat", "--no-plots")
    said = (
        "What was done: single-leg squat, fingertips on a support. It was recorded"
        " as: single-leg squat; this was put right by hand."
    )
    assert said in re.sub(r"\s+", " ", told)
    again(tree / "anna", "--no-plots")  # and stays
    result = read_screening(tree / "anna")
    kept = result.provenance["task"], result.provenance["first_task"]
    assert kept == ("supported_squat", "single_leg_squat")
    assert {leg.measure("fppa_deg").verdict for leg in result.legs} == {"not_judged"}
    assert load_take(tree / "anna" / "landmarks.npz").first_task == "single_leg_squat"
    again(tree / "anna", "--task", "single_leg_squat", "--no-plots")
    back = read_screening(tree / "anna")
    assert "first_task" not in back.provenance
    assert back.leg("right").measure("fppa_deg").verdict != "not_judged"


def test_what_was_no_standing_test_shows_no_squat_as_one(tree):
    told = again(tree / "anna", "--task", "one_leg_stance", "--no-plots")
    assert "standing on one leg (Trendelenburg test)" in told
    result = read_screening(tree / "anna")
    assert len(result.reps) == 0
    again(tree / "anna", "--task", "single_leg_squat", "--no-plots")
    assert len(read_screening(tree / "anna").reps) == 6


def test_another_form_of_many_results_is_in_their_tables(tree, tmp_path):
    out = tmp_path / "new"
    again(tree, "--task", "half_squat", "--out", out, "--no-plots")
    legs = pd.read_parquet(out / "legs.parquet")
    assert set(legs["task"]) == {"half_squat"}
    (step,) = json.loads((out / "provenance.json").read_text())["again"]
    assert step["task"] == "half_squat"
