"""Addresses of the app beside Streamlit's: what scripts of its pages ask for."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from screening.web.check.watching import LOOK_ADDRESS, WATCHING

if TYPE_CHECKING:
    from starlette.requests import Request

SERVER_ADDRESS = "/screening/server"

SERVER = secrets.token_hex(8)
"""Another one after each start of the app."""


def routes() -> list[BaseRoute]:
    """Return the addresses with what answers there."""
    return [
        Route(SERVER_ADDRESS, _server),
        Route(LOOK_ADDRESS, WATCHING.answer, methods=["POST"]),
    ]


async def _server(_request: Request) -> Response:
    return PlainTextResponse(SERVER, headers={"cache-control": "no-store"})
