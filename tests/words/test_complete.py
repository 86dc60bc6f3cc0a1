"""Every language has all the words, and all the words are used."""

import ast
import re
import string
from pathlib import Path
from typing import get_args

import pytest

import screening.errors
from screening.judgement import trust
from screening.judgement.checklist import ITEMS, Evidence
from screening.judgement.comparison import AsymmetryVerdict, ChangeVerdict
from screening.judgement.exercises import all_exercises
from screening.judgement.findings import LegVerdict
from screening.judgement.patterns import PATTERNS, MeasureVerdict
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.language import has_words, languages, say, speaking, words
from screening.measures import (
    DRAWN_MEASURES,
    FOUND_MEASURES,
    LIVE_MEASURES,
    MEASURES,
    SQUAT_MEASURES,
)
from screening.motion.landmarks import SIDES
from screening.web.check.protocol import MOST_SQUATS, ProtocolError
from screening.words.exercises import (
    exercise_activity,
    exercise_how,
    exercise_name,
    exercise_source,
)
from screening.words.measures import measure_curve, measure_short, measure_title
from screening.words.profiles import profile_population, profile_status, profile_title
from tests.words.languages import ENGLISH, FILES, lacks, read
from tests.words.sources import PACKAGE, errors, keys, names, texts, trees
from tests.words.test_findings import CODES

KEYS = [
    pytest.param(where, pattern, id=f"{where} {pattern.pattern}")
    for where, pattern in keys(set(FILES))
]
ERRORS = {
    cls.__name__: cls.kind
    for cls in [*vars(screening.errors).values(), ProtocolError]
    if isinstance(cls, type) and issubclass(cls, screening.errors.ScreeningError)
}


@pytest.fixture(params=languages())
def spoken(request):
    """Each language that there is."""
    with speaking(request.param):
        yield request.param


def test_every_language_has_the_words_of_english(spoken):
    assert lacks(ENGLISH.with_name(spoken)) == []


def test_a_sentence_that_a_language_lacks_is_found(second_language):
    assert lacks(second_language) == []
    file = second_language / "findings.toml"
    file.write_text(
        file.read_text("utf-8")
        .replace("{size}", "{amount}", 1)
        .replace('"no_squat"', '"no_sqat"')
        .replace('"counted"', '"count_of"'),
        encoding="utf-8",
    )
    missing = lacks(second_language)
    assert {"findings.legs.counted", "findings.legs.count_of"} <= set(missing)
    assert any("{amount}" in each for each in missing)
    (second_language / "take.toml").unlink()
    assert "take.title" in lacks(second_language)


@pytest.fixture(scope="module")
def english():
    """All keys of English, and the tables that hold them."""
    there = {*read(ENGLISH)}
    there |= {key.rpartition("[")[0] for key in there if key.endswith("]")}
    tables = {key[: dot.start()] for key in there for dot in re.finditer(r"\.", key)}
    return there | tables


@pytest.mark.parametrize(("where", "pattern"), KEYS)
def test_every_key_that_the_code_names_has_words(english, where, pattern):
    assert any(map(pattern.fullmatch, english))


def test_every_word_is_used_by_the_code():
    patterns = [pattern for _, pattern in keys(set(FILES))]
    constants = {text for _, tree in trees() for _, text in texts(tree)}
    unused = [
        key
        for key in read(ENGLISH)
        if not any(_covers(pattern, key) for pattern in patterns)
        and not _is_named_apart(key, constants)
    ]
    assert unused == []


HANDED_OVER = {
    "commands": "names of commands and options, and a test looks at each",
    "mirror.buttons": "the names are those of streamlit-webrtc",
    "profiles.sources": "a profile's own text is found among them, and a test looks",
    "result.squats.reasons": "shown as they are, one after the other",
}
"""Tables whose names stand nowhere in the code."""


def unnamed(keys_of_words):
    """Keys with a part that nothing in the code can ask for."""
    found, begun, ended = names()

    def is_known(name: str) -> bool:
        rests = {name.removeprefix(start) for start in begun}
        rests |= {name.removesuffix(end) for end in ended}
        return name in found or not found.isdisjoint(rests)

    free = {"one", "other"}  # of what is counted
    return [
        key
        for key in keys_of_words
        if not key.startswith(tuple(HANDED_OVER))
        and not all(
            is_known(name) or name in free or name.isdigit()
            for name in re.sub(r"\[\d+\]", "", key).split(".")[1:]
        )
    ]


def test_every_part_of_a_key_is_named_by_the_code():
    assert unnamed(read(ENGLISH)) == []


def test_a_key_that_nothing_asks_for_is_found():
    for key in ("checks.too_shallow_only.title", "live.cues.knee_over_the_moon"):
        assert unnamed([key]) == [key]


def _covers(pattern: re.Pattern[str], key: str) -> bool:
    """Whether a key that the code names is this one, or a table that holds it."""
    return any(pattern.fullmatch(key[:end]) for end in _ends(key))


def _ends(key: str) -> list[int]:
    return [each.start() for each in re.finditer(r"[.\[]|$", key)][1:]


def _is_named_apart(key: str, constants: set[str]) -> bool:
    """Whether the code puts the key together from names: forms, errors, checks."""
    file, *path = key.split(".")
    if file == "grammar":
        return path[0] == "forms"
    if file == "errors":
        return path[-1] in constants
    return file == "checks"


def test_every_error_that_the_code_raises_has_its_sentence(spoken):
    raised = [(w, ERRORS[cls], code) for w, cls, code in errors() if cls in ERRORS]
    assert len(raised) > 90
    assert [
        f"{where}: {kind}.{code}"
        for where, kind, code in raised
        if not has_words(f"errors.{kind}.{code}")
    ] == []


def test_every_class_of_error_has_a_table_of_its_own():
    assert len(set(ERRORS.values())) == len(ERRORS)
    assert set(ERRORS.values()) <= set(words("errors"))


def test_every_verdict_pattern_tier_and_method_has_its_word(spoken):
    verdicts = {
        verdict
        for kind in (LegVerdict, MeasureVerdict, AsymmetryVerdict, ChangeVerdict)
        for verdict in get_args(kind)
    }
    assert verdicts <= set(words("findings.verdicts"))
    short = {*get_args(MeasureVerdict), "no_cut_off"}
    assert short == set(words("findings.short_verdicts"))
    assert set(PATTERNS) | {"numbers_only"} == set(words("findings.patterns"))
    assert {*get_args(LegVerdict), "standing_only", "numbers_only"} <= set(
        words("findings.legs")
    )
    assert set(words("findings.check_verdicts")) == {"ok", "warn", "refuse"}


def test_every_code_of_a_check_or_a_reason_has_its_words(spoken):
    assert set(CODES) == set(words("checks"))
    assert {trust.NOT_MEASURED, "too_few_valid", "no_baseline"} <= set(words("checks"))


@pytest.mark.parametrize("measure", FOUND_MEASURES)
def test_every_measure_has_its_names(measure, spoken):
    assert "(" in measure_title(measure)
    if measure in SQUAT_MEASURES:
        assert measure_short(measure)
    if measure in DRAWN_MEASURES:
        assert "+" in measure_curve(measure)


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda each: each.key)
def test_every_exercise_has_its_words_and_no_other_has(exercise, spoken):
    assert exercise_name(exercise)
    assert exercise_how(exercise)
    assert exercise_activity(exercise)
    known = words(f"exercises.items.{exercise.key}")
    assert ("knee_sore" in known) == exercise.knee_sore
    assert len(words("exercises.items")) == len(all_exercises())


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda each: each.key)
def test_the_studies_of_an_exercise_are_named_as_it_has_them(exercise):
    assert exercise_source(exercise) == exercise.source


def test_the_checklist_has_its_ten_items_and_what_stands_behind_an_answer(spoken):
    assert list(words("checklist.items")) == [str(number) for number in ITEMS]
    assert set(words("checklist.evidence")) == set(get_args(Evidence)) - {
        "",
        "measure",
    }


def test_every_cue_of_the_mirror_has_its_words(spoken):
    named = {
        node.value
        for name in ("cues.py", "gate.py")
        for each in ast.walk(ast.parse((PACKAGE / "live" / name).read_text("utf-8")))
        for node in _results(each)
        if isinstance(node, ast.Constant) and node.value
    }
    cues = set(words("live.cues"))
    regions = {MEASURES[measure].region for measure in LIVE_MEASURES}
    assert regions <= cues
    assert cues - named - regions <= {"finished", "hold", "stay", "stand_still"}
    assert {"lift_foot", "come_back", "deeper", "foot_down", "step_back"} <= named
    assert {each for each in named if isinstance(each, str)} <= cues | {"ended", *SIDES}


def _results(node: ast.AST) -> list[ast.expr]:
    """What a function returns, one of two values or the other."""
    if not isinstance(node, ast.Return) or node.value is None:
        return []
    value = node.value
    return [value.body, value.orelse] if isinstance(value, ast.IfExp) else [value]


def test_a_leg_that_is_filled_in_has_a_form_of_the_language(spoken):
    for key, text in read(ENGLISH.with_name(spoken)).items():
        for _, name, form, _ in string.Formatter().parse(text):
            assert form or name not in {"leg", "free"}, key


def test_every_squat_of_the_guided_take_has_a_name(spoken):
    assert list(words("take.names")) == [str(n + 1) for n in range(MOST_SQUATS)]


@pytest.mark.parametrize("name", builtin_names())
def test_a_built_in_profile_is_called_the_same_in_its_file_and_in_english(name):
    profile = builtin_profile(name)
    for text, own in (
        (profile_title(profile), profile.title),
        (profile_population(profile), profile.population),
        (profile_status(profile), profile.status),
    ):
        assert text == own
    known = words(f"profiles.builtin.{name}")
    assert known == {
        "title": profile.title,
        "population": profile.population,
        "status": profile.status,
    }


@pytest.mark.parametrize("name", builtin_names())
def test_the_sources_of_a_built_in_profile_are_known_in_every_language(name):
    profile = builtin_profile(name)
    sources = {
        text
        for threshold in profile.thresholds.values()
        for key, text in vars(threshold).items()
        if key.endswith("_source") and key != "away_source" and text
    }
    assert sources
    assert sources <= set(words("profiles.sources").values())


def test_a_source_that_no_profile_names_has_no_words():
    sources = {
        text
        for name in builtin_names()
        for threshold in builtin_profile(name).thresholds.values()
        for key, text in vars(threshold).items()
        if key.endswith("_source")
    }
    assert set(words("profiles.sources").values()) <= sources


ALLOWED = {
    "settings_page.py": "documentation, made from the docstrings of the settings",
    "server.py": "the head of a file of settings, for programmers",
    "measures.py": "conventions that go into every file, and sources",
    "voice.py": "a script",
    "store.py": "SQL",
    "child_process.py": "how a process ended, for the log",
}


def test_no_sentence_stands_outside_the_words():
    sentence = re.compile(r"(?:[A-Za-z’'\0]+[ ,;:]+){3,}[A-Za-z’'\0]+[^\n]*[.!?:]\s*$")
    found = [
        f"{path.relative_to(PACKAGE)}:{line}: {text!r}"
        for path, tree in trees()
        if "words" not in path.relative_to(PACKAGE).parts and path.name not in ALLOWED
        for line, text in texts(tree)
        if sentence.search(text) and "<" not in text
    ]
    assert found == []


WRITTEN_BY_PYTHON = {
    "number_table.py": "places in CSS",
    "svg.py": "places in SVG",
    "figures.py": "places in SVG",
    "summary.py": "a table for programs",
    "report.py": "tables for programs",
    "repeatability_report.py": "a table and a profile for programs",
    "settings_page.py": "documentation, as settings are written in a file",
}
"""Modules that format numbers for others than people."""

SPEAKING = ("codebook", "commands", "judgement", "live", "output", "sensor", "study")
SPEAKING += ("web", "words")
"""Rooms that make sentences, pages or plots."""


def test_a_number_that_people_read_is_written_by_the_language():
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path, tree in trees()
        if path.relative_to(PACKAGE).parts[0] in SPEAKING
        for line in formats_of_numbers(tree)
        if path.name not in WRITTEN_BY_PYTHON
    ]
    assert found == []


def test_a_number_that_python_formats_is_found():
    made = "f'{x:.1f}', f'{x:.{n}%}', '{:g}'.format(x), '%.2f' % x, f'{x}', f'{t:%H}'"
    assert formats_of_numbers(ast.parse(made)) == [1, 1, 1, 1]


def formats_of_numbers(tree):
    """Lines in which Python would write a number with its own point and sign."""
    documentation = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(getattr(node, "body", None), list)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    lines = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FormattedValue) and node.format_spec is not None:
            spec = "".join(
                part.value if isinstance(part, ast.Constant) else "1"
                for part in node.format_spec.values
            )
            if re.fullmatch(r"[^%]*[efg]|[^%a-zA-Z]*%", spec):
                lines.append(node.lineno)
        elif (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in documentation
            and re.search(r"\{\w*:[^{}%]*[efg%]\}|%[-+.\d]*[efg]\b", node.value)
        ):
            lines.append(node.lineno)
    return lines


def test_a_language_is_a_folder():
    assert languages() == tuple(
        sorted(p.name for p in ENGLISH.parent.iterdir() if (p / "checks.toml").exists())
    )
    assert Path(ENGLISH).name in languages()
    assert say("web.name")
