"""What the documents say is there, and what is there is said."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import typer

from screening.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands
ALL_COMMANDS = [
    command
    for each in COMMANDS.values()
    for command in (each, *getattr(each, "commands", {}).values())
]
FOLDERS = ("", "docs", "docs/decisions", "models", "sample_videos")
DOCUMENTS = sorted(path for name in FOLDERS for path in (ROOT / name).glob("*.md"))
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[a-z]*.md"))


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme(name):
    assert f"screening {name}" in README


def test_every_command_of_the_readme_is_there():
    told = re.findall(r"^\s*(?:\$ )?screening ([a-z]+)", README, flags=re.MULTILINE)
    assert set(told) <= set(COMMANDS)


def test_every_option_of_the_readme_is_there():
    options = {
        option
        for command in ALL_COMMANDS
        for parameter in command.params
        for option in (*parameter.opts, "--help")
    }
    lines = re.findall(r"^\s*(?:\$ )?screening .*$", README, flags=re.MULTILINE)
    told = {word for line in lines for word in re.findall(r"--[a-z][a-z-]*", line)}
    assert told <= options


@pytest.mark.parametrize(
    "path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix()
)
def test_every_link_to_a_file_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", text)
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("name", ["architecture.md", "how-to-add.md"])
def test_every_file_that_a_guide_names_is_there(name):
    text = (ROOT / "docs" / name).read_text(encoding="utf-8")
    # German words, and the files of an example, are yet to be written.
    named = re.findall(r"`([a-z_]+(?:/[\w.*-]+)*(?:\.\w+|/))`", text)
    named = [each for each in named if "/de/" not in each and "my_" not in each]
    assert len(named) > 10
    gone = [
        each
        for each in named
        if not any(list(folder.glob(each)) for folder in (ROOT, ROOT / "screening"))
    ]
    assert gone == []


def test_the_picture_of_the_layers_is_current():
    done = subprocess.run(
        [sys.executable, str(ROOT / "docs" / "make_layers.py"), "--check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("path", DECISIONS, ids=lambda path: path.stem)
def test_decisions_are_numbered_dated_and_give_their_reason(path):
    heads, *entries = path.read_text(encoding="utf-8").split("\n## ")
    assert heads.startswith("# ")
    ids = [entry.partition(" · ")[0] for entry in entries]
    assert ids == [f"{path.stem.upper()}-{n + 1}" for n in range(len(entries))]
    for entry in entries:
        _, _, body = entry.partition("\n\n")
        assert re.match(r"\d{4}-\d{2}-\d{2}\. ", body), entry
        assert "**Why:**" in body, entry
        assert "**Reconsider if" in body or "Replaced by" in body, entry


def test_every_topic_of_decisions_is_in_their_index():
    index = (ROOT / "docs" / "decisions" / "README.md").read_text(encoding="utf-8")
    for path in DECISIONS:
        assert f"| [{path.name}]({path.name}) | `{path.stem.upper()}` |" in index


def test_every_decision_that_is_cited_is_there():
    known = set(re.findall(r"^## ([A-Z]+-\d+)", "".join(map(_text, DECISIONS)), re.M))
    cited = r"\b(" + "|".join(path.stem.upper() for path in DECISIONS) + r")-(\d+)\b"
    for path in DOCUMENTS:
        found = {"-".join(each) for each in re.findall(cited, _text(path))}
        assert found <= known, path


def _text(path):
    return path.read_text(encoding="utf-8")


def test_examples_in_docstrings_are_run():
    pytest_settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    options = pytest_settings["tool"]["pytest"]["ini_options"]
    assert "--doctest-modules" in options["addopts"]
    assert {"screening/motion", "screening/judgement"} <= set(options["testpaths"])
