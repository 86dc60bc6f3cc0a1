"""What the documents say is there, and what is there is said."""

import re
import tomllib
from pathlib import Path

import pytest
import typer

from screening.cli import app

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = typer.main.get_command(app).commands
DOCUMENTS = sorted(
    path
    for folder in (ROOT, ROOT / "docs", ROOT / "models", ROOT / "sample_videos")
    for path in folder.glob("*.md")
)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_readme(name):
    assert f"screening {name}" in README


def test_every_command_of_the_readme_is_there():
    told = re.findall(r"^\s*(?:\$ )?screening ([a-z]+)", README, flags=re.MULTILINE)
    assert set(told) <= set(COMMANDS)


def test_every_option_of_the_readme_is_there():
    options = {
        option
        for command in COMMANDS.values()
        for parameter in command.params
        for option in (*parameter.opts, "--help")
    }
    lines = re.findall(r"^\s*(?:\$ )?screening .*$", README, flags=re.MULTILINE)
    told = {word for line in lines for word in re.findall(r"--[a-z][a-z-]*", line)}
    assert told <= options


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_to_a_file_leads_somewhere(path):
    text = path.read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", text)
    inside = [link for link in links if not re.match(r"[a-z]+:", link)]
    assert [link for link in inside if not (path.parent / link).exists()] == []


def test_examples_in_docstrings_are_run():
    pytest_settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    options = pytest_settings["tool"]["pytest"]["ini_options"]
    assert "--doctest-modules" in options["addopts"]
    assert {"screening/motion", "screening/judgement"} <= set(options["testpaths"])
