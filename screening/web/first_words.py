"""What stands on a page before its scripts have come: the name of the app, at least.

Streamlit's page is empty until some hundred kilobytes are there: seconds on a slow
line.
"""

from __future__ import annotations

import gzip
from html import escape
from typing import TYPE_CHECKING

from screening.language import language, say, speaking
from screening.web.languages import language_of_request

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LANGUAGE = '<html lang="en">'
_ROOT = '<div id="root">'
_TITLE = "<title>Streamlit</title>"
_STYLE = "font: 1.2rem system-ui, sans-serif; padding: 2rem; color-scheme: light dark"


class FirstWords:
    """Puts a heading and a sentence into Streamlit's empty page.

    Parameters
    ----------
    app
        Answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "http" and scope["method"] == "GET":
            send = _Filling(send, language_of_request(scope)).send
        await self._app(scope, receive, send)


class _Filling:
    """Holds a page back until it is whole, and sends it filled."""

    def __init__(self, send: Send, language: str) -> None:
        self._send = send
        self._language = language
        self._start: Message | None = None
        self._body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_page(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_filled(self._start)

    async def _send_filled(self, start: Message) -> None:
        packed = (b"content-encoding", b"gzip") in start["headers"]
        page = gzip.decompress(self._body) if packed else self._body
        with speaking(self._language):
            body = filled(page.decode("utf-8")).encode("utf-8")
        changed = (b"content-encoding", b"content-length")
        headers = [each for each in start["headers"] if each[0] not in changed]
        headers.append((b"content-length", str(len(body)).encode()))
        await self._send({**start, "headers": headers})
        await self._send({"type": "http.response.body", "body": body})


def filled(page: str) -> str:
    """Return Streamlit's page with the app's name in it; its script takes that away.

    Parameters
    ----------
    page
        HTML; one without Streamlit's place for the app stays as it is.
    """
    name, comes = escape(say("web.name")), escape(say("web.starting"))
    words = f'<main style="{_STYLE}"><h1>{name}</h1><p>{comes}</p></main>'
    page = page.replace(_LANGUAGE, f'<html lang="{language()}">', 1)
    page = page.replace(_TITLE, f"<title>{name}</title>", 1)
    return page.replace(_ROOT, _ROOT + words, 1)


def _is_page(message: Message) -> bool:
    kind: bytes = dict(message.get("headers", ())).get(b"content-type", b"")
    return bool(message["status"] == 200) and kind.startswith(b"text/html")
