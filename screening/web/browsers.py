"""Which browser asks, and that a picture's address answers its own browser only.

A browser is known by a cookie with a name that nobody can guess. Scripts of a page
cannot read it, and other sites' pages do not have it sent.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterable
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any

from streamlit import config, runtime

from screening.web.visits import VISITS

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_BYTES = 32
_TOKEN = re.compile(r"[\w-]{43}")
_NOT_FOUND = 404
_MOST_REMEMBERED = 10_000


def cookie_name() -> str:
    """Return the name of the cookie: browsers keep one store for all ports."""
    return f"screening-visit-{config.get_option('server.port')}"


def known_browser(cookies: Callable[[str], object]) -> str:
    """Return the browser that a cookie names; empty without a sound one.

    Parameters
    ----------
    cookies
        Returns a cookie by its name.
    """
    token = cookies(cookie_name())
    return token if isinstance(token, str) and _TOKEN.fullmatch(token) else ""


def _files() -> str:
    """Return how the addresses of Streamlit's files begin; its fonts are elsewhere."""
    base = str(config.get_option("server.baseUrlPath")).strip("/")
    return f"/{base}/media/" if base else "/media/"


class BrowserCookie:
    """Gives a browser its cookie with the first page that it asks for.

    Parameters
    ----------
    app
        Answers the request.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand a request on, and the answer back."""
        if scope["type"] != "http" or browser_of_request(scope):
            await self._app(scope, receive, send)
            return

        async def send_with_cookie(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_page(message):
                cookie = (b"set-cookie", _new_cookie(scope).encode())
                message = {**message, "headers": [*message["headers"], cookie]}
            await send(message)

        await self._app(scope, receive, send_with_cookie)


class OwnFiles:
    """Gives a picture, a clip or a download only to the browser it was made for.

    Parameters
    ----------
    app
        Answers everything else.
    owners
        Returns the browsers on whose pages a file stands now.
    """

    def __init__(
        self, app: ASGIApp, owners: Callable[[str], set[str]] | None = None
    ) -> None:
        self._app = app
        self._owners = owners or _browsers_with
        self._given: dict[str, set[str]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        is_file = scope["type"] == "http" and scope["path"].startswith(_files())
        if is_file and not self._may_read(browser_of_request(scope), scope["path"]):
            await send(
                {"type": "http.response.start", "status": _NOT_FOUND, "headers": []}
            )
            await send({"type": "http.response.body", "body": b""})
            return
        await self._app(scope, receive, send)

    def _may_read(self, browser: str, path: str) -> bool:
        """Tell whether a browser may read a file.

        A file that stands on no page is a download that was just made, or one of a page
        that is drawn anew at this moment: it belongs to whoever asks first, as its
        address was told to its own browser only.
        """
        if not browser:
            return False
        file = path.rpartition("/")[2].partition(".")[0]
        owners = self._owners(file)
        if len(self._given) > _MOST_REMEMBERED:
            del self._given[next(iter(self._given))]
        given = self._given.setdefault(file, set())
        if browser in owners or not (owners or given):
            given.add(browser)
        return browser in given


def browser_of_request(scope: Scope) -> str:
    """Return the browser that a request comes from; empty where it has no cookie."""
    sent = b"; ".join(value for name, value in scope["headers"] if name == b"cookie")
    try:
        cookies = SimpleCookie(sent.decode("latin-1"))
    except CookieError:
        return ""
    return known_browser(lambda name: cookies[name].value if name in cookies else None)


def _is_page(message: Message) -> bool:
    headers: Iterable[tuple[bytes, bytes]] = message.get("headers", ())
    kinds = [value for name, value in headers if name.lower() == b"content-type"]
    return any(kind.startswith(b"text/html") for kind in kinds)


def _new_cookie(scope: Scope) -> str:
    sent = dict(scope["headers"])
    scheme = sent.get(b"x-forwarded-proto", scope["scheme"].encode())
    secure = "; Secure" if scheme == b"https" else ""
    token = secrets.token_urlsafe(_BYTES)
    return f"{cookie_name()}={token}; Path=/; HttpOnly; SameSite=Lax{secure}"


def _browsers_with(file: str) -> set[str]:
    """Return the browsers on whose pages a file of Streamlit's stands."""
    if not runtime.exists():
        return set()
    files: Any = runtime.get_instance().media_file_mgr
    by_session = dict(files._files_by_session_and_coord)
    sessions = [s for s, own in by_session.items() if file in list(own.values())]
    return {VISITS.browser_of(session) for session in sessions} - {""}
