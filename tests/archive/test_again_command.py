"""``screening again`` as a user meets it."""

import json
import shutil

import pandas as pd
import pytest
from typer.testing import CliRunner

from screening.cli import app
from screening.output.tables import read_screening
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
    assert "2 results judged anew" in told
    assert read_screening(tree / "anna").profile.name == "adult-male"


def test_many_results_go_into_tables(tree, tmp_path):
    out = tmp_path / "new"
    again(tree, "--profile", "adult-female", "--out", out, "--tables-only")
    assert set(pd.read_parquet(out / "reps.parquet")["clip"]) == {"anna", "bert"}
    assert "holds other files" in again(tree, "--out", out)


def test_a_damaged_result_among_many_ends_with_status_1(tree):
    (tree / "bert" / "landmarks.npz").unlink()
    told = again(tree, "--in-place", "--no-plots", code=1)
    assert "1 results judged anew" in told
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


def test_a_repetition_cannot_be_left_out_of_many_at_once(tree):
    assert "one result" in again(tree, "--exclude", "left:1=x", "--in-place", code=2)
