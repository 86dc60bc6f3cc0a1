"""Scripts and styles go to the browser compressed: most of what a page weighs.

Streamlit sends them as they are. Pictures and clips are compressed already, and a part
of a clip that a player asks for must stay that part; they pass untouched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.middleware.gzip import GZipMiddleware

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_ENDINGS = (".js", ".css", ".html", ".svg", "/")
_LEVEL = 6
"""Of nine; the higher ones take several times as long for one per cent."""


class Compression:
    """Compresses answers that are text, for browsers that take them so.

    Parameters
    ----------
    app
        Answers the requests.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._compressing = GZipMiddleware(app, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        is_text = scope["type"] == "http" and scope["path"].endswith(_ENDINGS)
        await (self._compressing if is_text else self._app)(scope, receive, send)
