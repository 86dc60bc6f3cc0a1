"""What goes to the browser: compressed where that helps, and never an empty page."""

import asyncio
import gzip
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from screening.web.compression import Compression
from screening.web.first_words import FirstWords, filled

PAGE = (
    "<html><head><title>Streamlit</title></head>"
    '<body><div id="root"></div></body></html>'
)
COOKIES = ["xsrf", "visit"]
SCRIPT = b"let a = 1;" * 500
CLIP = bytes(range(256)) * 20


async def page(request):
    answer = HTMLResponse(PAGE)
    for name in COOKIES:
        answer.set_cookie(name, "1")
    return answer


async def packed_page(request):
    headers = {"content-encoding": "gzip", "content-type": "text/html; charset=utf-8"}
    return Response(gzip.compress(PAGE.encode()), headers=headers)


async def script(request):
    return Response(SCRIPT, media_type="text/javascript")


async def clip(request):
    return Response(CLIP, media_type="video/mp4", status_code=206)


ROUTES = [
    Route("/", page),
    Route("/upload", packed_page),
    Route("/static/a.js", script),
    Route("/media/a.mp4", clip),
]


def get(path, *, encoding="gzip"):
    """What a browser gets, unpacked as it would do it."""
    sent = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "query_string": b"",
        "headers": [(b"accept-encoding", encoding.encode())],
    }
    app = Compression(FirstWords(Starlette(routes=ROUTES)))
    asyncio.run(app(scope, receive, send))
    every = [(k.decode(), v.decode()) for k, v in sent[0]["headers"]]
    headers = dict(every)
    cookies = [v.partition("=")[0] for k, v in every if k == "set-cookie"]
    body = b"".join(message.get("body", b"") for message in sent[1:])
    assert int(headers["content-length"]) == len(body)
    size = len(body)
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return SimpleNamespace(
        status=sent[0]["status"],
        headers=headers,
        cookies=cookies,
        body=body,
        size=size,
    )


@pytest.mark.parametrize("address", ["/", "/upload"])
def test_a_page_has_words_before_its_scripts_have_come(address):
    text = get(address).body.decode()
    assert "<title>Single-leg squat check</title>" in text
    assert "It is starting" in text
    assert "</html>" in text


def test_a_page_keeps_all_its_cookies():
    assert get("/").cookies == COOKIES


def test_scripts_are_compressed_for_those_who_take_it():
    answer = get("/static/a.js")
    assert answer.headers["content-encoding"] == "gzip"
    assert answer.size < len(SCRIPT) / 5
    assert answer.body == SCRIPT
    plain = get("/static/a.js", encoding="identity")
    assert "content-encoding" not in plain.headers
    assert plain.body == SCRIPT


def test_a_part_of_a_clip_stays_that_part():
    answer = get("/media/a.mp4")
    assert answer.status == 206
    assert "content-encoding" not in answer.headers
    assert answer.body == CLIP


def test_a_page_without_a_place_for_the_app_stays_as_it_is():
    assert filled("<p>Not found</p>") == "<p>Not found</p>"
