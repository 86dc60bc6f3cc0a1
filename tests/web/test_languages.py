"""The language of the app: chosen on the page, asked for, or of the browser."""

import asyncio
import re
import time
from io import BytesIO

import pytest

from screening.jobs.clip import ClipJob
from screening.language import ask, language, say, speaking
from screening.web import languages
from screening.web.first_words import FirstWords
from screening.web.languages import COOKIE, language_of_request
from tests.web.page import opened, said
from tests.words.test_translations import english_in

PAGE = b'<html lang="en"><head><title>Streamlit</title></head><div id="root"></div>'


@pytest.fixture(autouse=True)
def nobody_is_spoken_to():
    """Whatever a test chooses ends with it."""
    yield
    languages.wish(None)
    languages._SPOKEN._of_session.clear()
    ask(lambda: None)


@pytest.fixture
def browser(monkeypatch):
    """Set the language of the browser and its cookie."""

    def speaks(locale="", kept=""):
        context = type("Context", (), {})()
        context.locale, context.cookies = locale, {COOKIE: kept} if kept else {}
        context.url, context.ip_address = "http://localhost", None
        monkeypatch.setattr(languages.st, "context", context)

    return speaks


def shown(test, *more):
    """What stands on a page, without its styles and marks."""
    text = "\n".join([said(test), *more])
    text = re.sub(r"<style.*?</style>|data:[^\"]*", "", text, flags=re.S)
    return re.sub(r"<[^>]*>", "\n", text)


def request(**headers):
    sent = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    return {"type": "http", "method": "GET", "path": "/", "headers": sent}


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, "en"),
        ({"accept_language": "de-AT,de;q=0.9,en;q=0.8"}, "de"),
        ({"accept_language": "fr-FR,de;q=0.5,en;q=0.3"}, "de"),
        ({"accept_language": "fr-FR"}, "en"),
        ({"accept_language": "de", "cookie": f"a=1; {COOKIE}=en"}, "en"),
        ({"cookie": f"{COOKIE}=de; b=2"}, "de"),
        ({"cookie": f"{COOKIE}=zz"}, "en"),
    ],
)
def test_a_request_is_answered_in_the_language_of_its_browser(headers, expected):
    assert language_of_request(request(**headers)) == expected


def test_the_language_of_the_command_comes_before_the_browser_s_not_before_a_choice():
    languages.wish("de")
    assert language_of_request(request(accept_language="en")) == "de"
    chosen = request(accept_language="de", cookie=f"{COOKIE}=en")
    assert language_of_request(chosen) == "en"


def test_the_first_words_and_the_language_of_the_page_are_those_of_the_browser():
    async def app(scope, receive, send):
        kind = [(b"content-type", b"text/html")]
        await send({"type": "http.response.start", "status": 200, "headers": kind})
        await send({"type": "http.response.body", "body": PAGE})

    sent = []

    async def keep(message):
        sent.append(message)

    scope = request(accept_language="de-DE")
    asyncio.run(FirstWords(app)(scope, None, keep))
    page = sent[-1]["body"].decode()
    assert '<html lang="de">' in page
    assert english_in(page) == []
    assert "Kniebeuge" in page


@pytest.mark.parametrize("page", ["check", "upload", "result", "clients", "settings"])
def test_every_page_speaks_german_and_nothing_else(work, browser, page):
    browser(locale="de-DE")
    test = opened("app", work)
    test.switch_page(f"{page}/page.py") if page != "check" else test.run()
    test.run()
    assert not test.exception
    labels = []
    for kind in ("button", "checkbox", "selectbox", "radio", "toggle", "text_input"):
        for each in test.get(kind):
            labels += [each.label, *map(str, getattr(each, "options", []))]
    text = shown(test, *labels)
    assert len(text) > 100
    assert english_in(text) == []


def test_a_choice_holds_until_another_one(work, browser):
    browser(locale="en-GB")
    test = opened("app", work)
    assert test.radio[-1].options == ["Deutsch", "English"]
    assert test.radio[-1].value == "en"
    test.radio[-1].set_value("de").run()
    assert not test.exception
    assert test.radio[-1].value == "de"
    assert english_in(shown(test)) == []
    test.run()
    assert test.radio[-1].value == "de"
    test.radio[-1].set_value("en").run()
    assert test.radio[-1].value == "en"
    assert english_in(shown(test)) != []


def test_the_choice_that_the_browser_kept_comes_before_its_language(work, browser):
    browser(locale="de-DE", kept="en")
    assert opened("app", work).radio[-1].value == "en"


def test_a_choice_outlives_the_visit_of_somebody_else(work, browser):
    browser(locale="en-GB")
    test = opened("app", work)
    test.radio[-1].set_value("de").run()
    test.session_state["screening_is_found"] = True
    test.run()
    [anew] = [each for each in test.button if each.label == _start_anew()]
    anew.click().run()
    assert not test.exception
    assert test.radio[-1].value == "de"


def _start_anew():
    with speaking("de"):
        return say("web.guard.start_anew")


def test_what_runs_without_the_page_speaks_the_language_of_the_session(monkeypatch):
    """Callbacks and parts that run by themselves, in their thread."""
    languages._SPOKEN.note("one", "de")
    ask(languages._SPOKEN.of_this_thread)
    for session_id, expected in (("one", "de"), ("two", "en")):
        run = type("Run", (), {"session_id": session_id})
        monkeypatch.setattr(languages, "get_script_run_ctx", lambda run=run, **_: run())
        assert language() == expected


def test_few_sessions_are_remembered(monkeypatch):
    monkeypatch.setattr(languages, "_MOST_REMEMBERED", 3)
    for number in range(5):
        languages._SPOKEN.note(str(number), "de")
    assert list(languages._SPOKEN._of_session) == ["2", "3", "4"]


def test_a_clip_is_measured_in_the_language_of_whoever_handed_it_in(work, monkeypatch):
    heard = []

    class Run:
        def __init__(self, job, **_):
            heard.append(language())

        def wait(self, report):
            raise RuntimeError

    monkeypatch.setattr("screening.web.work.ChildRun", Run)
    monkeypatch.setattr("screening.web.work._LOG.exception", lambda *_: None)
    items = []
    for code in ("de", "en", "de"):
        with speaking(code):
            clip = work.store(BytesIO(b"clip"), "a.mp4")
            items.append(work.submit(ClipJob(clip), "A"))
    deadline_s = time.monotonic() + 60
    while any(each.state != "failed" for each in items):
        assert time.monotonic() < deadline_s
        time.sleep(0.02)
    assert heard == ["de", "en", "de"]
