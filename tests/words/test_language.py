"""A language is chosen when and where a sentence is made."""

import pickle
import threading
from dataclasses import replace

import pytest
from matplotlib.figure import Figure

from screening.errors import ProcessError, VideoError, did_you_mean
from screening.judgement.checklist import checklist
from screening.judgement.exercises import all_exercises
from screening.language import (
    Phrase,
    ask,
    keeping_language,
    language,
    language_of_environment,
    languages,
    numeral,
    printable,
    say,
    speak,
    speaking,
    words,
)
from screening.live.cues import CueBoard, Wanted
from screening.live.preview import _header
from screening.motion.quality import Check, Refusal
from screening.output.caption import header_of
from screening.output.ticks import speak_ticks
from screening.settings import DEFAULT
from screening.web.axes import percent_label, vega_locale
from screening.web.check.protocol import DEFAULT_PROTOCOL, leg_cues, plan
from screening.web.result.word_tables import rep_columns
from screening.web.safety import Answers
from screening.words.checklist import item_evidence, item_question
from screening.words.checks import check_sentence, refusal_sentence
from screening.words.exclusions import exclusion_reason
from screening.words.exercises import exercise_how
from screening.words.findings import leg_sentences, verdict_word
from screening.words.grammar import leg_name
from screening.words.limits import honest_limits
from screening.words.live import cue_sentence
from screening.words.numbers import value_text
from tests.judgement.builders import a_leg, judged, rep_rows


def test_numbers_are_written_as_the_language_has_it(second_language):
    assert numeral(-12.34, ".1f") == "−12.3"
    assert numeral(0.256, ".0%") == "26%"
    with speaking("xx"):
        assert numeral(-12.34, ".1f") == "−12,3"
        assert value_text("fppa_deg", 12.34, 4.2) == "12,3° ± 4,2°"


def test_a_number_that_is_zero_when_rounded_has_no_sign():
    assert numeral(-0.04, ".1f") == "0.0"
    assert numeral(-0.06, ".1f") == "−0.1"


def test_one_and_several_have_sentences_of_their_own():
    assert say("upload.measure", count=1) == "Measure this clip"
    assert say("upload.measure", count=3) == "Measure 3 clips"


def test_a_key_without_words_is_a_mistake_in_the_code():
    for key in ("nothing.at.all", "web.pages.none", "web.name.more"):
        with pytest.raises((LookupError, FileNotFoundError)):
            words(key)


def test_the_language_ends_where_it_was_chosen(second_language):
    assert languages() == ("en", "xx")
    with speaking("xx"):
        assert language() == "xx"
        with speaking("en"):
            assert verdict_word("sign") == "movement sign"
        assert verdict_word("sign") == "MOVEMENT SIGN"
    assert language() == "en"


SENTENCES = {
    "finding": lambda: " ".join(leg_sentences(judged(rep_rows()))),
    "refusal": lambda: refusal_sentence(Refusal("frame_rate", 1.0, 8.0, 12.0)),
    "check": lambda: check_sentence(Check("view", "refuse", 12.0, 8.0)),
    "limits": lambda: " ".join(honest_limits()),
    "exercise": lambda: exercise_how(all_exercises()[0]),
    "error": lambda: str(VideoError("folder", path="A")),
    "cue": lambda: cue_sentence("lift_foot", "left"),
    "preview": lambda: _header(_guidance()),
    "header": lambda: header_of({"phase": "two_feet"}, {}),
    "web label": lambda: rep_columns()["counts"][0],
    "page": lambda: say("web.pages.check"),
    "guided take": lambda: leg_cues(DEFAULT_PROTOCOL, "left")[1].say,
    "browser": lambda: plan(DEFAULT_PROTOCOL, ("left",))["words"]["buttons"]["start"],
    "safety": lambda: " ".join(Answers(pain=9).reasons_against),
    "leg": lambda: leg_name("left"),
    "checklist": lambda: _checklist(),
}


def _guidance():
    board = CueBoard(DEFAULT.live)
    board.update(0.0, Wanted("hold", "right"))
    from screening.live.guidance import Guidance

    return Guidance(state="positioning", cue="hold", text="")


def _checklist():
    items = checklist(a_leg(), rep_rows())
    return " ".join(item_question(item) + item_evidence(item) for item in items)


@pytest.mark.parametrize("what", SENTENCES)
def test_nothing_is_fixed_in_english_when_a_module_is_imported(what, second_language):
    english = SENTENCES[what]()
    with speaking("xx"):
        other = SENTENCES[what]()
    assert english.upper().replace(".", ",") == other.upper().replace(".", ",")
    assert other == other.upper()
    assert english != other


def test_an_error_is_read_in_the_language_of_the_reader(second_language):
    error = VideoError("not_read", path="a.mp4", why=Phrase("web.name"))
    english = str(error)
    with speaking("xx"):
        assert str(error) == english.upper().replace("A.MP4", "a.mp4")
    assert str(pickle.loads(pickle.dumps(error))) == english


def test_a_space_that_holds_words_together_is_printed():
    with speaking("de"):
        said = str(VideoError("few_frame_times", lost=0.05, path="a.mp4"))
    assert said.startswith("5\N{NO-BREAK SPACE}% der Einzelbilder")
    narrow = "5\N{NARROW NO-BREAK SPACE}%"
    assert printable(narrow) == narrow
    assert printable("a\N{LINE SEPARATOR}b\tc") == "a�b�c"


def test_a_sentence_of_another_process_stays_as_it_was_made(second_language):
    error = ProcessError.said("Something broke.")
    with speaking("xx"):
        assert str(error) == "Something broke."
    assert str(pickle.loads(pickle.dumps(error))) == "Something broke."


def test_a_near_name_is_hinted_at_and_a_strange_one_is_not():
    hint = did_you_mean("ful", ["lite", "full"])
    assert str(hint) == ' (did you mean "full"?)'
    assert did_you_mean("xyz", ["lite", "full"]) == ""


def test_a_thread_speaks_the_language_of_the_one_that_started_it(second_language):
    heard = []

    def speak():
        heard.append(verdict_word("sign"))

    with speaking("xx"):
        keeps = keeping_language(speak)
    for target in (speak, keeps):
        thread = threading.Thread(target=target)
        thread.start()
        thread.join()
    assert heard == ["movement sign", "MOVEMENT SIGN"]


def test_work_for_another_process_takes_the_language_along(second_language):
    with speaking("xx"):
        sent = pickle.dumps(keeping_language(replace))
    made = pickle.loads(sent)(Check("view", "ok"), verdict="warn")
    assert made == Check("view", "warn")
    assert pickle.loads(sent).args[0] == "xx"


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "en"),
        ({"LANG": "de_AT.UTF-8"}, "de"),
        ({"LANG": "de_DE.UTF-8", "LC_MESSAGES": "en_GB.UTF-8"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "german"}, "de"),
        ({"LANG": "fr_FR.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "no such language"}, "en"),
    ],
)
def test_the_environment_chooses_among_the_languages_there_are(
    environment, expected, monkeypatch
):
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert language_of_environment() == expected


def test_the_language_of_the_process_holds_in_threads_and_yields_to_a_choice():
    heard = []
    try:
        speak("de")
        thread = threading.Thread(target=lambda: heard.append(language()))
        thread.start()
        thread.join()
        with speaking("en"):
            heard.append(language())
    finally:
        speak("en")
    assert heard == ["de", "en"]


def test_whoever_is_spoken_to_comes_before_the_process():
    try:
        ask(lambda: "de")
        assert language() == "de"
        with speaking("en"):
            assert language() == "en"
        ask(lambda: None)
        assert language() == "en"
    finally:
        ask(lambda: None)


def test_a_reason_of_the_list_is_said_in_the_language_and_any_other_stays():
    with speaking("de"):
        assert exclusion_reason("lost_balance") != "lost_balance"
        assert (
            exclusion_reason("lost_balance")
            == words("result.squats.reasons")["lost_balance"]
        )
        assert exclusion_reason("Telefon. Klingel") == "Telefon. Klingel"


def test_the_numbers_along_a_plot_are_written_as_the_language_has_it():
    figure = Figure()
    ax = figure.subplots()
    ax.plot([0.0, 1.0], [-0.5, 0.5])
    with speaking("de"):
        speak_ticks(ax)
        figure.draw_without_rendering()
        marks = [each.get_text() for each in ax.get_xticklabels()]
    assert "0,2" in marks
    assert not any("." in each for each in marks)


def test_charts_of_the_app_get_the_signs_of_the_language():
    with speaking("de"):
        assert vega_locale()["number"]["decimal"] == ","
        assert percent_label() == "datum.value + '\N{NO-BREAK SPACE}%'"
    assert vega_locale()["number"]["decimal"] == "."
