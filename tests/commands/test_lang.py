"""The language of the command line: ``--lang``, and what its library says."""

import json
import re
import sys

import pytest
import typer
from typer.testing import CliRunner

from screening.cli import app, main
from screening.commands.help import in_own_words, language_in
from screening.language import language, speak, speaking, words
from screening.motion.landmarks import SIDES
from tests.knees import saved as saved  # a fixture
from tests.words.test_translations import english_in

NAMES = sorted(typer.main.get_command(app).commands)
WIDE = {"COLUMNS": "240", "TERMINAL_WIDTH": "240"}
MISTAKES = {
    "missing_argument": ["clip"],
    "no_command": ["zzz"],
    "no_command_near": ["compar"],
    "no_option": ["clip", "x", "--zzz"],
    "no_option_near": ["clip", "x", "--foo"],
    "needs_value": ["clip", "x", "--from"],
    "takes_no_value": ["clip", "x", "--json=1"],
    "too_much": ["clip", "x", "y"],
    "no_choice": ["clip", "x", "--leg", "z"],
    "no_whole_number": ["live", "--camera", "z"],
    "no_number": ["clip", "x", "--from", "z"],
    "at_least": ["clip", "x", "--from", "-1"],
    "at_most": ["app", "--port", "99999"],
    "no_time": ["history", "add", "Anna", "x", "--date", "5.3.2026"],
}


def said(*arguments):
    done = CliRunner().invoke(app, list(arguments), env=WIDE)
    return done.exit_code, " ".join(done.output.split())


@pytest.mark.parametrize("name", NAMES)
def test_every_command_has_german_help_wherever_the_language_stands(name):
    before = said("--lang", "de", name, "--help")
    assert before == said(name, "-h", "--lang", "de") == said(name, "--lang=de", "-h")
    status, text = before
    assert status == 0
    for word in ("Aufruf:", "Beispiel:", "Optionen", "--lang"):
        assert word in text
    for word in ("Usage:", "Options ", "Arguments", "Show this message", "default:"):
        assert word not in text
    assert english_in(text) == []
    assert language() == "en"


def test_the_list_of_commands_is_german():
    _, text = said("-h", "--lang", "de")
    assert "Befehle" in text
    assert english_in(text) == []
    assert "Commands" in said("-h")[1]


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_one_sentence_of_the_language(mistake):
    status, english = said(*MISTAKES[mistake])
    assert status == 2
    [whole] = re.findall(r"Error ─+╮ │ (.*?) *│ ╰", english)
    with speaking("en"):
        # As Typer has it: a newer one that says it otherwise is found here.
        assert in_own_words(whole) == whole
    status, german = said("--lang", "de", *MISTAKES[mistake])
    assert status == 2
    assert "Fehler" in german
    for word in ("Usage", "Invalid", "No such", "Missing", "Input", "error", "Try"):
        assert word not in german
    pattern = re.escape(words_of("de")[mistake])
    pattern = re.sub(r"\\{\w+\\}", ".+", pattern)
    assert re.search(pattern, german)


def words_of(code):
    with speaking(code):
        return words("commands.typer.mistakes")


def test_a_language_without_words_is_one_sentence():
    for arguments in (("--lang", "fr", "profiles"), ("profiles", "--lang", "fr")):
        status, text = said(*arguments)
        assert status == 2
        assert "there are no words in “fr”; there are: de, en" in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--lang", "de"], "de"),
        (["clip", "x", "--lang=de_AT"], "de"),
        (["clip", "x"], None),
        (["clip", "--", "--lang", "de"], None),
        (["--lang"], None),
        (["--lang", "fr"], None),
    ],
)
def test_the_language_is_found_among_the_arguments(arguments, expected):
    assert language_in(arguments) == expected


@pytest.fixture
def program(monkeypatch, capfd):
    """The program in this process, from its arguments to its end."""

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["screening", *arguments])
        with pytest.raises(SystemExit):
            main()
        return "".join(capfd.readouterr())

    yield run
    speak("en")


def test_an_error_is_said_in_the_language_asked_for(program, monkeypatch):
    assert "There is no file" in program("clip", "none.mp4")
    assert "gibt es nicht" in program("clip", "none.mp4", "--lang", "de")
    monkeypatch.setenv("LC_ALL", "de_CH.UTF-8")
    assert "gibt es nicht" in program("clip", "none.mp4")
    assert "There is no file" in program("--lang", "en", "clip", "none.mp4")


def test_a_question_is_answered_in_its_language(tmp_path, saved):
    def history(*arguments, answer=None):
        file = ["--history", str(tmp_path / "own.sqlite3")]
        done = CliRunner().invoke(app, ["history", *arguments, *file], input=answer)
        assert done.exit_code == 0, done.output
        return done.output

    for name in ("Anna", "Berta"):
        history("add", name, str(saved[4.0]))
    assert "[j/N]" in history("delete", "Anna", "--lang", "de", answer="n\n")
    assert "Anna" in history("list")
    history("delete", "Anna", "--lang", "de", answer="ja\n")
    assert "Anna" not in history("list")
    assert "[y/N]" in history("delete", "Berta", answer="yes\n")
    assert "Berta" not in history("list")


def test_what_is_stored_does_not_depend_on_the_language(tmp_path, saved):
    stored = []
    for code in ("en", "de"):
        out = tmp_path / code
        status, _ = said("again", str(saved[18.0]), "--out", str(out), "--lang", code)
        assert status == 0
        [result] = out.rglob("screening.json")
        known = json.loads(result.read_text("utf-8"))
        known["provenance"].pop("judged_at", None)
        tables = [
            (path.name, path.read_bytes())
            for path in sorted(result.parent.glob("*.csv"))
        ]
        stored.append((known, tables))
    assert stored[0] == stored[1]
    assert len(stored[0][1]) >= len(SIDES)
