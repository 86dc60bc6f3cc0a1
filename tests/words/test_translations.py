"""A language says everything in its own words, and says it as it is meant."""

import re
from datetime import date
from html import unescape
from io import StringIO

import numpy as np
import pytest
from rich.console import Console

from screening.judgement.exercises import all_exercises
from screening.judgement.profiles import builtin_names, builtin_profile
from screening.language import languages, numeral, say, speaking
from screening.live import preview
from screening.output.lettering import text_size
from screening.output.report.html import as_html
from screening.output.terminal import profile_table
from screening.words.exercises import exercise_source
from screening.words.grammar import date_text
from tests.output.reports import document_of
from tests.words.languages import ENGLISH, read

OTHERS = [name for name in languages() if name != "en"]

SAME = {
    "de": r"""
        codebook\.(page\.codes_title | units\.\w+)
        | commands\.(batch\.dashboard | models\.size_mb)
        | commands\.typer\.printed\..*
        | exercises\.items\.\w+\.activity
        | grammar\.time\.(entry | axis | months\[\d+\])
        | measures\.fppa_asis_deg\.short
        | notes\.taken\.live
        | repeats\.columns\.icc
        | report\.details\.(python | clip)
        | result\.(chooser | about)\.clip
        | sensor\.(columns | plot)\.sensor
        | settings\.(model\.\w+\.name | report\.papers\..*)
    """
}
"""Keys of texts that are the same in English, by language: names, signs, joints."""

FORBIDDEN = {
    "de": {
        # "Ergebnis" is meant: a movement sign is no medical finding.
        r"\bBefund": "a medical finding",
        r"\bdiagnos\w*": "a diagnosis",
        r"\b(du|dich|dir|dein\w*)\b": "an informal address",
        r"\bPatient": "a patient",
        r"\w[*:_]innen\b": "signs within words",
    }
}
"""What must not be said, and what it would be."""

MOST_BESIDE = 0.4
"""Of the width of a picture: who stands in its middle is not written over."""

NOT_A_DIAGNOSIS = {"de": r"\bkeine Diagnose\b"}
"""What may be said of it."""

ENGLISH_WORDS = re.compile(
    r"(?<![-\w])(the|and|with|from|your|you|are|leg|knee|squats?|of|were|this|than|to|by)(?![-\w])"
)
"""Words that are no German ones; two of them make an English sentence."""


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated(language):
    english, other = read(ENGLISH), read(ENGLISH.with_name(language))
    same = re.compile(SAME[language], re.VERBOSE)
    left = [
        f"{key}: {text!r}"
        for key, text in other.items()
        if text == english.get(key)
        and re.search(r"[A-Za-z]{2}", re.sub(r"\{[^}]*\}|`[^`]*`", "", text))
        and not (SAME[language] and same.fullmatch(key))
    ]
    assert left == []


@pytest.mark.parametrize("language", OTHERS)
def test_no_text_says_what_must_not_be_said(language):
    of_no_harm = re.compile(NOT_A_DIAGNOSIS[language], re.IGNORECASE)
    found = [
        f"{key} says {meant}: {text!r}"
        for key, text in read(ENGLISH.with_name(language)).items()
        for pattern, meant in FORBIDDEN[language].items()
        if re.search(pattern, of_no_harm.sub("", text), re.IGNORECASE)
    ]
    assert found == []


def test_german_has_a_space_that_holds_before_percent_and_a_comma_in_numbers():
    texts = read(ENGLISH.with_name("de"))
    wrong = [key for key, text in texts.items() if re.search(r"\d %", text)]
    assert wrong == []
    with speaking("de"):
        assert numeral(0.256, ".1%") == "25,6\N{NO-BREAK SPACE}%"
        assert numeral(-3.14, ".1f") == "−3,1"
        assert date_text(date(2026, 3, 5)) == "5. März 2026"


def test_a_german_leg_has_an_adjective_before_it():
    wrong = [
        key
        for key, text in read(ENGLISH.with_name("de")).items()
        if re.search(r"\{(leg|free):[sS]ide\} (Bein|Fuß|Knie|Seite|Hüfte)", text)
    ]
    assert wrong == []


@pytest.mark.parametrize("exercise", all_exercises(), ids=lambda each: each.key)
def test_the_studies_of_an_exercise_are_told_in_german(exercise):
    with speaking("de"):
        said = exercise_source(exercise)
    assert not re.search(r"\b(range|as|of|in|not|with|quoted|trial)\b", said), said


def english_in(text):
    """Parts of a text that are English sentences."""
    parts = re.split(r"(?<=[.!?:;])\s+|\n+", text)
    return [part for part in parts if len(set(ENGLISH_WORDS.findall(part))) > 1]


def test_an_english_sentence_is_told_from_a_german_one():
    assert english_in("Das Knie geht nach innen. The knee moves in with the leg.") == [
        "The knee moves in with the leg."
    ]


@pytest.mark.parametrize("take", ["good", "one leg", "too shallow", "standing"])
def test_a_german_report_has_no_english_sentence(take, tmp_path):
    with speaking("de"):
        made = document_of(tmp_path, take, comment="", practice="")
        page = as_html(made)
    assert '<html lang="de">' in page
    shown = re.sub(r"<style.*?</style>|<svg.*?</svg>|data:[^\"]*", "", page, flags=re.S)
    alternatives = " \n".join(re.findall(r'alt="([^"]*)"', shown))
    text = unescape(re.sub(r"<[^>]*>", "\n", shown)) + unescape(alternatives)
    assert "Kniebeuge" in text
    assert english_in(text) == []
    assert not re.search(r"\d\.\d°", text)


@pytest.mark.parametrize("name", builtin_names())
def test_a_built_in_profile_is_shown_in_german(name):
    console = Console(width=200, record=True, file=StringIO())
    with speaking("de"):
        console.print(profile_table(builtin_profile(name)))
    assert english_in(console.export_text()) == []


@pytest.mark.parametrize("language", languages())
def test_what_the_last_squat_showed_stays_beside_the_person(language):
    picture = np.zeros((720, 1280, 3), dtype=np.uint8)
    capital_px = 0.75 * preview._capital_px(picture)
    texts = read(ENGLISH.with_name(language))
    shown = [
        text
        for key, text in texts.items()
        if key.startswith("checks.") and key.endswith(".short")
    ]
    assert len(shown) > 10
    with speaking(language):
        shown += [
            say("live.preview.squat", number=12, leg="right"),
            preview._value_text("pelvis", -12.0),
        ]
    wide = {each: text_size(each, capital_px)[0] / 1280 for each in shown}
    assert [each for each, share in wide.items() if share > MOST_BESIDE] == []
