"""The commands as a user meets them: one sentence for each mistake, nothing left."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
import typer
from typer.testing import CliRunner

import screening
from screening.cli import app, main
from screening.commands.progress import frame_progress
from screening.judgement.profiles import builtin_names
from screening.results.screening import Screening
from tests.clips import write_clip, write_sound
from tests.conftest import SAMPLES

CLIP = SAMPLES / "good_control.mp4"
COMMANDS = sorted(typer.main.get_command(app).commands)
runner = CliRunner()


def command(*arguments, cwd=None, **options):
    """Run the program as a user does."""
    return subprocess.run(
        [sys.executable, "-m", "screening", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=cwd,
        timeout=200,
        check=False,
        **options,
    )


@pytest.fixture
def inside(monkeypatch, capfd):
    """Run the program in this process: the same, without its start."""

    def run(*arguments):
        words = ["screening", *map(str, arguments)]
        monkeypatch.setattr(sys, "argv", words)
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capfd.readouterr()
        return subprocess.CompletedProcess(words, ended.value.code, out, err)

    return run


@pytest.fixture(scope="module")
def small_clip(tmp_path_factory):
    """A clip of a grey wall: quick to read, and nobody in it."""
    path = tmp_path_factory.mktemp("clips") / "wall.mp4"
    return write_clip(path, [i / 25 for i in range(10)])


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name):
    shown = runner.invoke(app, [name, "--help"])
    assert shown.exit_code == 0
    assert "Example:" in shown.output
    assert f"screening {name}" in shown.output


def test_without_a_command_the_help_is_shown():
    shown = runner.invoke(app, [])
    assert all(name in shown.output for name in COMMANDS)


def test_the_version_is_printed_without_a_command():
    shown = runner.invoke(app, ["--version"])
    assert shown.exit_code == 0
    assert shown.output == f"screening {screening.__version__}\n"


def test_every_option_says_what_it_is_for():
    group = typer.main.get_command(app)
    for name in COMMANDS:
        for parameter in group.get_command(typer.Context(group), name).params:
            assert getattr(parameter, "help", None), (name, parameter.name)


def test_models_lists_what_is_there():
    shown = runner.invoke(app, ["models"], env={"COLUMNS": "240"})
    assert shown.exit_code == 0
    checksums = (SAMPLES.parent / "models" / "SHA256SUMS").read_text().split()
    for word in ("lite", "full", "heavy", "Apache-2.0", *checksums[::2]):
        assert word in shown.output


def test_square_brackets_in_a_source_are_shown_as_they_are(tmp_path):
    path = tmp_path / "own.toml"
    source = "own [bold]choice[/b] [1]"
    path.write_text(
        'extends = "adult"\nname = "[red]mine[/]"\n[thresholds.fppa_deg]\n'
        'proximal_point = "hip_joint"\n'
        f'flag = 11\nflag_source = "{source}"\n'
    )
    shown = runner.invoke(app, ["profiles", str(path)], env={"COLUMNS": "200"})
    assert shown.exit_code == 0, shown.exception
    assert source in shown.output
    assert "[red]mine[/]" in shown.output


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[cleaning]\nlow_pass_hz = 0", "between 0.5 and 60, but is 0."),
        ("[cleaning]\nlow_pass_hz = 100", "between 0.5 and 60, but is 100."),
        ("[phases]\nshortest_s = 20", "between 0.1 and 2, but is 20."),
        ("[reps]\nleast_valid = 0", "between 1 and 20, but is 0."),
    ],
)
def test_settings_that_no_take_can_be_judged_with_are_one_sentence(
    text, told, inside, tmp_path
):
    path = tmp_path / "own.toml"
    path.write_text(text)
    ended = inside("again", tmp_path, "--settings", path)
    assert ended.returncode == 2
    assert ended.stderr.count("\n") == 1
    assert re.search(r"own\.toml”?, \[\w+\]: ", ended.stderr)
    assert told in ended.stderr


def test_profiles_lists_what_is_there():
    shown = runner.invoke(app, ["profiles"], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert all(name in shown.output for name in builtin_names())


@pytest.mark.parametrize("name", builtin_names())
def test_a_profile_is_shown_with_its_sources(name):
    shown = runner.invoke(app, ["profiles", name], env={"COLUMNS": "200"})
    assert shown.exit_code == 0
    assert name in shown.output


def noise(path):
    path.write_bytes(np.random.default_rng(1).bytes(20_000))


def mistyped(path):
    profiles = SAMPLES.parent / "screening" / "judgement" / "profiles"
    text = (profiles / "adult.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("\nwatch = ", "\nwatsh = ", 1), encoding="utf-8")


BAD_FILES = {
    "empty.mp4": lambda path: path.write_bytes(b""),
    "noise.mp4": noise,
    "text.mp4": lambda path: path.write_text("no clip\n" * 50),
    "sound.mp4": write_sound,
    "folder.mp4": lambda path: path.mkdir(),
    "gone.mp4": lambda path: None,
    "two\nlines.mp4": lambda path: path.write_text("no clip"),
}


def is_one_sentence(stderr):
    lines = stderr.splitlines()
    return len(lines) == 1 and lines[0].startswith("screening: ") and len(lines[0]) > 40


def fails_cleanly(result, out):
    assert result.returncode == 2, result.stderr
    assert is_one_sentence(result.stderr), result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""
    assert not out.exists() or not list(out.rglob("*"))


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_file_that_is_no_clip_is_told_in_one_sentence(name, tmp_path, inside):
    path, out = tmp_path / name, tmp_path / "out"
    BAD_FILES[name](path)
    fails_cleanly(inside("clip", path, "--out", out), out)


def test_a_mistake_ends_the_program_with_status_2_and_one_line(tmp_path):
    out = tmp_path / "out"
    fails_cleanly(command("clip", tmp_path / "gone.mp4", "--out", out), out)


def test_bad_options_are_told_in_one_sentence(small_clip, tmp_path, inside):
    profile, task = tmp_path / "mistyped.toml", tmp_path / "no.task"
    mistyped(profile)
    task.write_text("no model")
    out = tmp_path / "out"
    for options, named in (
        (["--model", "ful"], 'did you mean "full"'),
        (["--model", task], "no.task"),
        (["--profile", "adlt"], "adlt"),
        (["--profile", profile], "watsh"),
        (["--profile", tmp_path / "gone.toml"], "gone.toml"),
        (["--from", 3, "--to", 2], "3"),
        (["--from", 100], "100"),
    ):
        result = inside("clip", small_clip, "--out", out, *options)
        fails_cleanly(result, out)
        assert named in result.stderr


def test_a_file_where_the_folder_should_be_is_told(small_clip, tmp_path, inside):
    out = tmp_path / "out"
    out.write_text("a file, no folder")
    result = inside("clip", small_clip, "--out", out)
    assert result.returncode == 2
    assert is_one_sentence(result.stderr)
    assert out.read_text() == "a file, no folder"


def test_a_place_that_cannot_be_written_to_is_told(small_clip, inside):
    result = inside("clip", small_clip, "--out", "/proc/results")
    assert result.returncode == 2
    assert is_one_sentence(result.stderr)
    assert "/proc/results" in result.stderr


@pytest.mark.parametrize(
    "options", [["--leg", "both"], ["--nonsense"], ["--from", "-1"]]
)
def test_wrong_usage_is_a_mistake_of_the_user(options, small_clip, inside):
    result = inside("clip", small_clip, *options)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr


@pytest.mark.model
def test_a_clip_with_nobody_in_it_is_measured_and_says_so(small_clip, tmp_path):
    out = tmp_path / "out"
    result = command("clip", small_clip, "--out", out, "--no-video", "--model", "lite")
    assert result.returncode == 0
    assert result.stderr == ""
    assert "Nobody" in result.stdout or "nobody" in result.stdout
    saved = Screening.from_json((out / "wall" / "screening.json").read_text())
    assert [check.code for check in saved.quality] == ["nobody"]


@pytest.mark.model
def test_json_prints_the_result_and_nothing_else(tmp_path):
    options = ("--to", 1.2, "--model", "lite", "--no-video", "--out", tmp_path)
    result = command("clip", CLIP, "--json", *options)
    assert result.returncode == 0
    assert result.stderr == ""
    printed = Screening.from_json(result.stdout)
    written = (tmp_path / "good_control" / "screening.json").read_text("utf-8")
    assert result.stdout == written + "\n"
    assert printed.provenance["tool"].endswith(screening.__version__)
    assert json.loads(result.stdout)["provenance"]["frames"] == 31


@pytest.mark.model
def test_a_clip_leaves_a_whole_folder_and_a_second_run_a_fresh_one(tmp_path):
    options = ("--from", 0.5, "--to", 1.3, "--model", "lite", "--out", tmp_path)
    folder = tmp_path / "good_control"
    with_video = command("clip", CLIP, *options)
    assert (with_video.returncode, with_video.stderr) == (0, "")
    files = {path.name for path in folder.iterdir()}
    assert files == {
        "screening.json", "frames.csv", "reps.csv", "standing.csv", "landmarks.npz",
        "angles.png", "annotated.mp4",
    }  # fmt: skip
    assert all(name in with_video.stdout for name in files)
    assert command("clip", CLIP, *options, "--no-video").returncode == 0
    assert {path.name for path in folder.iterdir()} == files - {"annotated.mp4"}


@pytest.mark.model
def test_an_interruption_leaves_nothing_behind(tmp_path):
    out = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "screening", "clip", str(CLIP), "--out", str(out)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while not list(out.glob("*/.part-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert list(out.glob("*/.part-*")), "it never began"
    time.sleep(2.5)  # now it measures
    assert process.poll() is None
    os.kill(process.pid, signal.SIGINT)
    stdout, stderr = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "Traceback" not in stderr
    assert stdout == ""
    assert not out.exists() or not list(out.rglob("*"))


def test_an_internal_error_keeps_its_traceback():
    code = (
        "import screening.cli as c, screening.capture.models as m\n"
        "m.describe_models = lambda: 1 / 0\n"
        "import sys; sys.argv = ['screening', 'models']\n"
        "c.main()\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=False
    )
    assert result.returncode == 1
    assert "ZeroDivisionError" in result.stderr
    assert result.stderr.splitlines()[-1].startswith("screening: an internal error")


def test_an_interruption_that_native_code_swallowed_still_stops():
    with frame_progress() as progress:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        task = progress.add_task("Measuring", total=2)
        with pytest.raises(KeyboardInterrupt):
            progress.update(task, completed=1)
