"""Who may speak to the server, and what a page may load: asked of every request.

Another web site that is open in the same browser must neither read a page of the app
nor hand anything in: not through a name that it points at this computer, not from
another port of this computer, not in a frame. And a page loads nothing from elsewhere.
"""

from __future__ import annotations

import socket
from collections.abc import Callable, Collection
from functools import cache
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from starlette.middleware import Middleware
from streamlit import config

from screening.web.browsers import BrowserCookie, OwnFiles
from screening.web.compression import Compression
from screening.web.first_words import FirstWords
from screening.web.server import ANY_OWN
from screening.web.uploads import Uploads

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_REFUSED = 403
_POLICY = {
    "default-src": "'self'",
    # Streamlit's page has a script in it, its charts are compiled in the browser, and
    # a component comes as a blob.
    "script-src": "'self' 'unsafe-inline' 'unsafe-eval' blob:",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "media-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self' data: blob:",
    "worker-src": "'self' blob:",
    "frame-src": "'self'",
    "frame-ancestors": "'self'",
    "form-action": "'self'",
    "base-uri": "'self'",
    "object-src": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{k} {v}" for k, v in _POLICY.items()),
    "x-frame-options": "SAMEORIGIN",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}
"""Go with every answer."""


def middleware() -> list[Middleware]:
    """Return what every request goes through before Streamlit answers it."""
    each = (Gate, Compression, FirstWords, BrowserCookie, OwnFiles, Uploads)
    return [Middleware(one) for one in each]


class Gate:
    """Refuses strangers before the app sees them, and adds headers to its answers.

    Parameters
    ----------
    app
        Behind the gate.
    option
        Returns a setting of the server by its name.
    """

    def __init__(
        self, app: ASGIApp, option: Callable[[str], Any] = config.get_option
    ) -> None:
        self._app = app
        self._option = option

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
        elif self._is_welcome(scope):
            await self._app(scope, receive, _with_headers(send))
        elif scope["type"] == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": 1008})
        else:
            await _with_headers(send)(
                {"type": "http.response.start", "status": _REFUSED, "headers": []}
            )
            await send({"type": "http.response.body", "body": b""})

    def _is_welcome(self, scope: Scope) -> bool:
        sent = {name: value.decode("latin-1") for name, value in scope["headers"]}
        host, origin = sent.get(b"host", ""), sent.get(b"origin")
        return is_allowed_host(host, self._option("server.allowedHosts")) and (
            origin is None
            or is_allowed_origin(
                origin, host, self._option("server.corsAllowedOrigins")
            )
        )


def is_allowed_host(host: str, allowed: Collection[str]) -> bool:
    """Tell whether a request asks for this server by a name of its own.

    Parameters
    ----------
    host
        From the request, with or without a port.
    allowed
        Names and addresses; ``ANY_OWN`` stands for all of this computer. A name that
        somebody else gave it is none of them.
    """
    name = _name_in(f"//{host}")
    if not name:
        return False
    if name in (each.strip().lower() for each in allowed):
        return True
    return ANY_OWN in allowed and (_is_address(name) or name in _own_names())


def is_allowed_origin(origin: str, host: str, others: Collection[str]) -> bool:
    """Tell whether a request comes from a page of this server.

    Parameters
    ----------
    origin
        Where the page is from, as the browser says.
    host
        Which server the request is for.
    others
        Origins that are allowed besides.
    """
    return urlsplit(origin).netloc.lower() == host.lower() or origin in others


def _name_in(address: str) -> str:
    """Return the name in an address; empty unless it is a name and a port only."""
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 - raises an error if it is no number
    except ValueError:
        return ""
    more = (parts.username, parts.password, parts.path, parts.query, parts.fragment)
    return "" if any(more) else (parts.hostname or "").rstrip(".")


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


@cache
def _own_names() -> frozenset[str]:
    name = socket.gethostname().lower()
    return frozenset({"localhost", name, f"{name.partition('.')[0]}.local"})


def _with_headers(send: Send) -> Send:
    """Return what sends an answer with the headers that keep a page to itself."""
    ours = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
    names = {name for name, _ in ours}

    async def send_all(message: Message) -> None:
        if message["type"] == "http.response.start":
            sent = message.get("headers", ())
            theirs = [each for each in sent if each[0].lower() not in names]
            message = {**message, "headers": [*theirs, *ours]}
        await send(message)

    return send_all
