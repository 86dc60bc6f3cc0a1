"""``screening history`` from the first result to the last trace."""

import pytest
from typer.testing import CliRunner

from screening.cli import app


@pytest.fixture
def run(tmp_path):
    """Run a command of the history in a file of its own, and return what it says."""

    def command(*words, fails=False, says=None):
        file = ["--history", str(tmp_path / "own.sqlite3")]
        environment = {"COLUMNS": "240"}
        words = ["history", words[0], *map(str, words[1:]), *file]
        done = CliRunner().invoke(app, words, env=environment, input=says)
        assert (done.exit_code != 0) == fails, done.output
        return str(done.exception) if fails else done.output

    return command


def test_from_the_first_result_to_the_last_trace(run, saved, tmp_path):
    first = ("add", "Anna", saved[4.0], "--date", "2026-01-31", "--pain-right", "2/4")
    assert "Kept for Anna; screenings: 1." in run(*first, "--consent", "2026-01-30")
    run("add", "Anna", saved[18.0] / "screening.json", "--date", "2026-03-14")
    listed = run("list")
    assert "Anna" in listed
    assert "2026-03-14" in listed
    assert "2026-01-30" in listed
    shown = run("show", "Anna")
    assert "Right leg" in shown
    assert "2 → 4" in shown
    compared = run("compare", "Anna")
    assert "2026-01-31 → 2026-03-14" in compared
    assert "2026-01-31: Pain before the squats 2, after them 4 (of 10)" in compared
    archive = tmp_path / "anna.zip"
    run("export", "Anna", "--out", archive)
    run("delete", "Anna", "--yes")
    assert "Anna" not in run("list")
    assert "new screenings: 2" in run("import", archive)
    assert "is deleted" in run("delete", "Anna", "1", says="y\n")
    assert "2026-01-31" not in run("show", "Anna")
    assert "because their time is over: 1" in run("keep-for", "1")


def test_no_is_no(run, saved):
    run("add", "Anna", saved[4.0])
    run("delete", "Anna", says="n\n")
    assert "Anna" in run("list")


@pytest.mark.parametrize("name", ["list", "show", "compare", "delete", "export"])
def test_without_a_history_a_sentence_says_how_to_begin(run, tmp_path, name):
    rest = {"list": (), "export": ("Anna", "--out", tmp_path / "a.zip")}
    said = run(name, *rest.get(name, ("Anna",)), fails=True)
    assert "There is no history" in said
    assert "screening history add" in said


def test_unknown_clients_and_numbers_are_named(run, saved):
    run("add", "Anna", saved[4.0])
    assert "no client Berta" in run("show", "Berta", fails=True)
    assert "no screening number 7" in run("delete", "Anna", "7", fails=True)


def test_result_that_is_none_leaves_no_client(run, tmp_path):
    run("add", "Anna", tmp_path, fails=True)
    assert "Anna" not in run("list")
