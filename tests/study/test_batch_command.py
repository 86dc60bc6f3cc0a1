"""``screening batch`` as a user meets it: mistakes, and what is said about them."""

import pytest
from typer.testing import CliRunner

from screening.cli import app
from screening.errors import ClusterError, OutputError, ScreeningError
from screening.results.lock import in_use


@pytest.fixture
def mistake(tmp_path, monkeypatch):
    """Run the command with something wrong, and return the sentence about it."""
    monkeypatch.setattr("screening.batch.cluster._CONNECT_S", 0.5)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.mp4").write_text("no clip")

    def run(*arguments):
        result = CliRunner().invoke(
            app, ["batch", "--out", "out", *map(str, arguments)]
        )
        assert result.exit_code != 0
        assert not (tmp_path / "out").exists()
        return result

    return run


WRONG = {
    "no clips": ([], "Give clips, folders or patterns"),
    "both": (["a.mp4", "--manifest", "m.csv"], "not both"),
    "gone": (["gone"], "no file or folder"),
    "manifest": (["--manifest", "m.csv"], "does not exist"),
    "model": (["a.mp4", "--model", "ful"], "did you mean"),
    "profile": (["a.mp4", "--profile", "adlt"], "did you mean"),
    "scheduler": (["a.mp4", "--scheduler", "tcp://127.0.0.1:9"], "No Dask scheduler"),
    "settings": (["a.mp4", "--settings", "s.toml"], "cannot be read"),
}


@pytest.mark.parametrize(("arguments", "told"), WRONG.values(), ids=list(WRONG))
def test_a_mistake_is_one_sentence_and_nothing_is_begun(arguments, told, mistake):
    error = mistake(*arguments).exception
    assert isinstance(error, ScreeningError)
    assert told in str(error)
    assert "\n" not in str(error)


def test_workers_of_two_kinds_are_not_possible(mistake):
    result = mistake("a.mp4", "--workers", 2, "--scheduler", "tcp://127.0.0.1:1")
    assert result.exit_code == 2
    assert "either --workers or --scheduler" in result.output


def test_a_second_batch_into_the_same_folder_is_one_sentence(tmp_path, monkeypatch):
    clip, out = tmp_path / "a.mp4", tmp_path / "out"
    clip.write_text("no clip")
    out.mkdir()
    (out / ".batch").mkdir()
    monkeypatch.setattr("screening.batch.cluster.local_client", None)
    for resume in ([], ["--resume"]):
        with in_use(out):
            result = CliRunner().invoke(
                app, ["batch", str(clip), "--out", str(out), *resume]
            )
        assert isinstance(result.exception, OutputError)
        assert str(result.exception).startswith("Another run is writing to")


@pytest.mark.parametrize("library", ["distributed", "pyarrow"])
def test_a_library_of_the_batch_that_is_missing_is_one_sentence(
    library, mistake, monkeypatch
):
    there = lambda name: None if name == library else object()  # noqa: E731
    monkeypatch.setattr("screening.commands.batch.find_spec", there)
    error = mistake("a.mp4").exception
    assert isinstance(error, ClusterError)
    assert f"needs {library}; install" in str(error)
