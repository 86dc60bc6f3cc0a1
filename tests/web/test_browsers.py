"""A browser has a cookie nobody can guess, and its files answer it alone."""

import asyncio

import pytest

from screening.web.browsers import BrowserCookie, OwnFiles, cookie_name
from screening.web.visits import Visit, Visits

MINE, OTHER = "m" * 43, "o" * 43


def cookie(browser):
    return [(b"cookie", f"a=b; {cookie_name()}={browser}".encode())]


def answered(make, path="/", browser="", kind=b"text/html; charset=utf-8"):
    """Status, headers and whether the app was asked."""
    asked, sent = [], []

    async def app(scope, receive, send):
        asked.append(scope)
        headers = [(b"content-type", kind)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def send(message):
        sent.append(message)

    headers = cookie(browser) if browser else []
    scope = {"type": "http", "scheme": "http", "path": path, "headers": headers}
    asyncio.run(make(app)(scope, None, send))
    return sent[0]["status"], dict(sent[0]["headers"]), bool(asked)


def test_a_page_gives_a_browser_without_one_its_cookie():
    given = {answered(BrowserCookie)[1][b"set-cookie"] for _ in range(2)}
    assert len(given) == 2
    assert all(b"HttpOnly; SameSite=Lax" in each for each in given)


@pytest.mark.parametrize(
    "how", [{"browser": MINE}, {"kind": b"application/json"}, {"kind": b"image/png"}]
)
def test_no_other_answer_does(how):
    assert b"set-cookie" not in answered(BrowserCookie, **how)[1]


def test_a_file_on_a_page_answers_its_browser_only():
    owners = {"abc": {MINE}}
    files = OwnFiles(None, lambda file: owners.get(file, set()))

    def status(browser):
        def make(app):
            files._app = app
            return files

        return answered(make, "/media/abc.png", browser)[0]

    assert [status(b) for b in (OTHER, MINE, "", "not-a-cookie")] == [
        404,
        200,
        404,
        404,
    ]
    owners.clear()  # the page is drawn anew at this moment
    assert [status(b) for b in (OTHER, MINE)] == [404, 200]


def test_fonts_and_scripts_answer_everybody():
    files = OwnFiles(None, lambda file: {MINE})

    def make(app):
        files._app = app
        return files

    path = "/static/media/font.woff2"
    assert [answered(make, path, b)[0] for b in (MINE, OTHER)] == [200, 200]


def test_a_download_that_was_just_made_belongs_to_who_asks_first():
    files = OwnFiles(None, lambda file: set())

    def make(app):
        files._app = app
        return files

    statuses = [answered(make, "/media/zip.zip", b)[0] for b in (MINE, OTHER, MINE)]
    assert statuses == [200, 404, 200]


class Work:
    is_closed = False


def test_a_visit_is_found_by_its_browser_until_it_ends():
    visits, visit = Visits(), Visit(Work())
    visits.add(MINE, visit)
    visits.join("session", MINE)
    assert visits.find(MINE) is visit
    assert visits.find(OTHER) is None
    assert visits.find("") is None
    assert visits.browser_of("session") == MINE
    visit.work.is_closed = True
    assert visits.find(MINE) is None


def test_who_has_no_cookie_is_found_by_nobody():
    visits = Visits()
    visits.add("", Visit(Work()))
    assert visits.find("") is None
