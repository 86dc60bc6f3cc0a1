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


def table_of_errors(model: str) -> dict[tuple[str, str], dict[str, float]]:
    """The table of a model in the accuracy benchmark: a row per measure and method."""
    text = (ROOT / "benchmarks" / "accuracy.md").read_text(encoding="utf-8")
    part = text.partition(f"## Model {model}\n")[2].partition("\n\nEach measure")[0]
    rows = [line.split("|")[1:-1] for line in part.splitlines() if "|" in line]
    head, _, *cells = [[cell.strip() for cell in row] for row in rows]
    return {
        (row[0], row[1]): {
            k: float(v) for k, v in zip(head, row, strict=True) if v[:1].isdigit()
        }
        for row in cells
    }


def test_the_validation_page_says_what_the_benchmark_found():
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    full = table_of_errors("full")
    pattern = (
        r"(\d+) squats .*?full model: knee ([\d.]+)°, trunk lean ([\d.]+)°,"
        r" pelvic drop ([\d.]+)° by clothes and ([\d.]+)° by stickers"
    )
    squats, *told = map(float, re.search(pattern, page).groups())
    ways = (
        ("fppa_deg", "limb"),
        ("trunk_lean_deg", "landmarks"),
        ("pelvic_drop_deg", "patch"),
        ("pelvic_drop_deg", "stickers"),
    )
    for way, value in zip(ways, told, strict=True):
        assert value == pytest.approx(full[way]["mean abs."], abs=0.051), way
    knee = full["fppa_deg", "limb"]
    assert knee["n"] / squats == pytest.approx(knee["share"], abs=0.005)
    bare = full["pelvic_drop_deg", "plain hip line"]
    slope, error = re.search(
        r"slope ([\d.]+) on the truth and ([\d.]+)° of", page
    ).groups()
    assert float(slope) == pytest.approx(bare["slope"], abs=0.051)
    assert float(error) == pytest.approx(bare["mean abs."], abs=0.051)


def test_the_validation_page_says_how_often_a_stated_error_holds():
    page = (ROOT / "docs" / "validation.md").read_text(encoding="utf-8")
    text = (ROOT / "benchmarks" / "accuracy.md").read_text(encoding="utf-8")
    full = text.partition("## Model full\n")[2].partition("Pelvic drop by its own")[2]
    n, *_, one, two = re.search(r"\| all \| (.*?) \|\n", full)[1].split(" | ")
    told = re.search(
        r"pelvic drop, (\d+) squats .*?stated error in (\d+) %, within two in (\d+) %",
        page,
    ).groups()
    assert told == (n, f"{float(one) * 100:.0f}", f"{float(two) * 100:.0f}")
