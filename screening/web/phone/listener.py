"""A little server of its own on the local network: the phone's page, and its clips.

The app itself listens to this computer only, as before. This one has the three
addresses below, answers devices of a local network that know a link's code, and ends
once no link is open.
"""

from __future__ import annotations

import socket
import threading
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from screening.errors import ServerError
from screening.language import speaking
from screening.web.gate import Gate
from screening.web.phone.address import is_near
from screening.web.phone.handheld import page_html, what_happens
from screening.web.phone.links import LINKS, Link, Links
from screening.web.phone.receiving import receive
from screening.web.server import choose_port

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.types import ASGIApp, Receive, Scope, Send

_LOOK_EVERY_S, _MOST_IDLE = 5, 2
_ENDING_S = 5.0
_MOST_AT_ONCE = 20
_FRESH = {"cache-control": "no-store"}


class Listener:
    """The server for phones.

    Parameters
    ----------
    links
        Which it answers.
    """

    def __init__(self, links: Links) -> None:
        self._links = links
        self._lock = threading.Lock()
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None
        self._idle = 0
        self._place: tuple[str, int] = ("", 0)

    def listen(self, address: str) -> str:
        """Listen at an address of this computer.

        Parameters
        ----------
        address
            Of one network; everything at once is refused.

        Returns
        -------
        str
            How the addresses of the links begin.

        Raises
        ------
        ServerError
            If nothing can listen there.
        """
        if not is_near(address):
            raise ServerError("no_address", address=address)
        with self._lock:
            is_running = self._is_running()
            if not is_running or self._place[0] != address:
                self._end()
                self._begin(address)
            host, port = self._place
            return f"http://{host}:{port}/p/"

    def end(self) -> None:
        """Listen no more."""
        with self._lock:
            self._end()

    def _is_running(self) -> bool:
        is_alive = self._thread is not None and self._thread.is_alive()
        return is_alive and not (self._server is None or self._server.should_exit)

    def _begin(self, address: str) -> None:
        port = choose_port(address, None)
        listening = socket.create_server((address, port))
        config = uvicorn.Config(
            phone_app(self._links, address),
            lifespan="off",
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            limit_concurrency=_MOST_AT_ONCE,
            timeout_graceful_shutdown=1,
            callback_notify=self._look,
            timeout_notify=_LOOK_EVERY_S,
        )
        server = uvicorn.Server(config)
        self._idle = 0
        self._server, self._place = server, (address, port)
        self._thread = threading.Thread(
            target=server.run, args=([listening],), name="phones", daemon=True
        )
        self._thread.start()

    def _end(self) -> None:
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join(_ENDING_S)
        self._server = self._thread = None

    async def _look(self) -> None:
        """End after the last link; first its phone hears of it."""
        self._idle = 0 if self._links.is_any_open() else self._idle + 1
        if self._idle > _MOST_IDLE and self._server is not None:
            self._server.should_exit = True


class _Near:
    """Answers devices of a local network only."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        sender = scope.get("client") or ("", 0)
        if scope["type"] == "http" and is_near(sender[0]):
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await Response(status_code=404)(scope, receive, send)


def phone_app(links: Links, address: str) -> Starlette:
    """Return what answers phones.

    Parameters
    ----------
    links
        Which it answers.
    address
        The only name by which it may be asked.
    """

    def link_of(request: Request) -> Link | None:
        sender = request.client.host if request.client is not None else ""
        return links.find(request.path_params["code"], sender)

    async def page(request: Request) -> Response:
        link = link_of(request)
        if link is None:
            return Response(status_code=404)
        link.seen()
        with speaking(link.language):
            return HTMLResponse(page_html(), headers=_FRESH)

    async def state(request: Request) -> Response:
        link = link_of(request)
        if link is None:
            return Response(status_code=404)
        link.seen()
        with speaking(link.language):
            return JSONResponse(what_happens(link.arrivals), headers=_FRESH)

    async def clip(request: Request) -> Response:
        link = link_of(request)
        status = 404 if link is None else await receive(request, link)
        return Response(status_code=status)

    settings: dict[str, Any] = {
        "server.allowedHosts": [address],
        "server.corsAllowedOrigins": [],
    }
    return Starlette(
        routes=[
            Route("/p/{code}", page, methods=["GET"]),
            Route("/p/{code}/state", state, methods=["GET"]),
            Route("/p/{code}/clip", clip, methods=["PUT"]),
        ],
        middleware=[Middleware(_Near), Middleware(Gate, settings.__getitem__)],
    )


LISTENER = Listener(LINKS)
"""Of this app."""
