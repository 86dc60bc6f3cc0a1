"""The page of the live mirror without a browser: what it needs, and what it says."""

import importlib.util
import re
import time
from dataclasses import replace
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest
from streamlit.testing.v1 import AppTest

from screening.errors import ModelError
from screening.live.guidance import Guidance, LiveView
from screening.live.squat_count import Squat, SquatCount
from screening.web.mirror import mirror
from screening.web.safety import Answers
from tests.live.players import BLANK
from tests.web.page import opened, said

FIT = Answers("adult", 0, "none", True)
MEASURING = Guidance(
    "measuring",
    "knee",
    "Knee over the toes",
    count=SquatCount(
        (
            Squat("right", 1, 4.0, {}, ()),
            Squat("right", 2, 8.0, {}, ("too_shallow",)),
        )
    ),
    take_s=12.0,
    said="Squat 1: knee inside the corridor",
)


def loop(**changes):
    return SimpleNamespace(
        **{
            **{"ended": False, "view": None, "error": None, "result": None},
            **{"silent": False, "analysed": 0, "rate_fps": 28.0},
            **changes,
        }
    )


def take(loop, item=None):
    return SimpleNamespace(
        loop=loop,
        began=datetime.now(),
        item=item,
        output=None,
        input=None,
        close=lambda: None,
    )


def waiting(loop):
    own = take(loop)
    own.began = None
    return own


@pytest.fixture
def open_page(work, monkeypatch):
    """Open the page, with or without a camera that is sending."""

    def open_it(shown=None, **state) -> AppTest:
        monkeypatch.setattr(mirror, "_stream", lambda key, it: shown is not None)
        if shown is not None:
            state["mirror_take"] = shown
            state["mirror_options"] = ("auto", False, "single_leg_squat", "adult")
        answers = {"safety_answers": FIT, "safety_answered_s": time.monotonic()}
        return opened("mirror", work, **{**answers, **state})

    return open_it


@pytest.mark.parametrize(
    ("answers", "told"),
    [
        (Answers(), "Still to answer: age, pain, health, consent"),
        (Answers("adult", 5, "none", True), "Please do not do this test today"),
    ],
)
def test_who_may_not_do_the_test_gets_no_mirror(open_page, answers, told):
    page = open_page(safety_answers=answers)
    assert told in said(page)
    assert "Practice" not in str([each.options for each in page.get("button_group")])


def test_over_50_the_mirror_judges_nothing(open_page):
    page = open_page(safety_answers=Answers("over_50", 0, "none", True))
    *_, profile, notes = page.session_state["mirror_options"]
    assert (profile, notes["age"]) == ("report-only", "over_50")


def test_without_the_extra_it_says_what_to_install(work, monkeypatch):
    there = importlib.util.find_spec
    monkeypatch.setattr(
        mirror, "find_spec", lambda name: None if "webrtc" in name else there(name)
    )
    assert "single-leg-squat-screening[live]" in said(opened("mirror", work))


def test_it_says_how_to_stand_and_that_nothing_is_kept(open_page):
    words = said(open_page())
    assert "from head to feet" in words
    assert "are not kept" in words
    assert "TURN" not in words


def test_the_standing_test_says_how_it_goes_and_offers_no_practice(open_page):
    page = open_page()
    page.selectbox(key="mirror-task").set_value("one_leg_stance").run()
    assert not page.exception
    words = said(page)
    assert "stand quietly on the other for half a minute" in words
    assert "squat slowly, five times" not in words
    assert "Practice" not in str([each.options for each in page.get("button_group")])
    assert page.session_state["mirror_options"][2] == "one_leg_stance"


@pytest.mark.parametrize("task", ["half_squat", "one_leg_stance"])
def test_the_take_is_of_what_was_chosen(open_page, monkeypatch, task):
    made = []
    stream = SimpleNamespace(
        ask_for_full_pictures=lambda: None,
        Mirror=lambda work, new: made.append(new) or waiting(loop()),
    )
    real = importlib.import_module
    monkeypatch.setattr(
        mirror.importlib,
        "import_module",
        lambda name: stream if name.endswith("mirror.stream") else real(name),
    )
    open_page().selectbox(key="mirror-task").set_value(task).run()
    assert made[-1].keywords["task"] == task


def test_while_somebody_stands_it_says_for_how_long(open_page):
    standing = Guidance(
        "measuring",
        "stand",
        "Stand still and look straight ahead",
        count=SquatCount(stood_s={"right": 12.0}),
        task="one_leg_stance",
    )
    words = said(open_page(take(loop(view=LiveView(BLANK, standing)))))
    assert "right leg: stood for 12 s of 32 s" in words
    assert "squats count" not in words


def test_practice_names_its_source(open_page):
    page = open_page()
    page.get("button_group")[4].set_value(True).run()
    assert not page.exception
    assert "Willy and Davis 2011" in said(page)


def test_on_another_computer_it_says_what_it_needs(open_page, monkeypatch):
    monkeypatch.setattr(mirror, "_is_elsewhere", lambda: True)
    assert "TURN server" in said(open_page())


@pytest.mark.parametrize(
    ("url", "elsewhere"),
    [
        ("http://localhost:8501/mirror", False),
        ("http://127.0.0.1:8501/mirror", False),
        ("https://clinic.example/mirror", True),
        (None, False),
    ],
)
def test_this_computer_is_known_by_its_address(monkeypatch, url, elsewhere):
    told = SimpleNamespace(context=SimpleNamespace(url=url))
    monkeypatch.setattr(mirror, "st", told)
    assert mirror._is_elsewhere() == elsewhere


def test_while_it_runs_it_says_the_cue_and_the_count(open_page):
    words = said(open_page(take(loop(view=LiveView(BLANK, MEASURING)))))
    assert "Knee over the toes" in words
    assert "right leg: 1 of 2 squats count" in words
    assert "inside the corridor" in words


def test_before_the_first_picture_it_waits(open_page):
    assert "Waiting for the first picture" in said(open_page(take(loop())))


def test_a_long_wait_says_what_may_be_the_matter(open_page):
    slow = take(loop())
    slow.began -= timedelta(seconds=25)
    words = said(open_page(slow))
    waited = int(re.search(r"first picture … (\d+) s", words)[1])
    assert 25 <= waited < 60
    assert "a slow computer can do" in words


def test_who_has_begun_to_connect_is_told_how_long_it_takes(open_page, monkeypatch):
    monkeypatch.setattr(mirror, "_stream", lambda key, it: False)
    monkeypatch.setattr(mirror, "_is_connecting", lambda key: True)
    answers = {"safety_answers": FIT, "safety_answered_s": time.monotonic()}
    page = open_page(mirror_since=time.monotonic() - 15, **answers)
    waited = re.search(r"Connecting to the camera … (\d+) s", said(page))
    assert 15 <= int(waited[1]) < 60
    assert "allow it" in said(page)


def test_too_few_pictures_are_told_while_there_is_time(open_page):
    view = LiveView(BLANK, MEASURING)
    words = said(open_page(take(loop(view=view, rate_fps=7.0))))
    assert "7 pictures a second, and 12 are needed" in words
    assert "are needed" not in said(open_page(take(loop(view=view))))


def test_a_computer_that_is_too_slow_is_not_told_to_start_again_only(open_page):
    page = open_page(take(loop(ended=True, silent=True)))
    assert "too slow or too busy for the mirror" in said(page)


def test_one_cue_is_seen_and_what_does_not_count_has_its_reason(open_page):
    page = open_page(take(loop(view=LiveView(BLANK, replace(MEASURING, said="")))))
    seen = [each.value for each in page.markdown]
    assert "Squat 2 does not count: too shallow" in seen
    assert not any(MEASURING.text in each for each in seen)


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (None, "stopped before measuring had begun"),
        (ModelError.said("The model is damaged."), "The model is damaged."),
        (ZeroDivisionError("by zero"), "an internal error"),
    ],
)
def test_a_take_without_a_result_says_why(open_page, error, words):
    shown = take(loop(ended=True, error=error))
    page = open_page(shown)
    assert words in said(page)
