"""How much may be uploaded, and that nothing uploaded is kept longer than it is needed.

Streamlit keeps what a browser uploads in the memory of the server. A clip is written to
the folder of its visit as soon as it is handed in, and leaves the memory at once; what
is not handed in is limited, for a visit and for all of them together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from screening.web.server import LARGEST_UPLOAD_MB

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send

_MB = 1 << 20
MOST_FILES = 30
MOST_OF_A_VISIT_MB = 2 * LARGEST_UPLOAD_MB
MOST_OF_ALL_MB = 4 * LARGEST_UPLOAD_MB

_PLACE = "/_stcore/upload_file/"
_LENGTH_NEEDED, _TOO_MUCH = 411, 413


class _Content(Protocol):
    """A file in the server's memory."""

    data: bytes


Stored = Mapping[str, Mapping[str, _Content]]
"""What every visit has uploaded and not yet handed in, by the ids of the files."""


class UploadLimits:
    """Refuses an upload that would be too much, before any of it is read.

    Parameters
    ----------
    app
        Answers everything else.
    stored
        Returns what is in the server's memory.
    """

    def __init__(
        self, app: ASGIApp, stored: Callable[[], Stored] | None = None
    ) -> None:
        self._app = app
        self._stored = stored or _in_memory
        self._coming: dict[object, tuple[str, int]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or hand it on."""
        is_upload = scope["type"] == "http" and scope["method"] == "PUT"
        if not is_upload or _PLACE not in scope["path"]:
            await self._app(scope, receive, send)
            return
        visit = scope["path"].partition(_PLACE)[2].partition("/")[0]
        length = dict(scope["headers"]).get(b"content-length", b"")
        if not length.isdigit():
            await _refuse(send, _LENGTH_NEEDED)
        elif not self._has_room(visit, int(length)):
            await _refuse(send, _TOO_MUCH)
        else:
            here = object()
            self._coming[here] = (visit, int(length))
            try:
                await self._app(scope, receive, send)
            finally:
                del self._coming[here]

    def _has_room(self, visit: str, size: int) -> bool:
        """Tell whether there is room, beside what is there and what is just coming."""
        there = [
            (owner, len(file.data))
            for owner, files in list(self._stored().items())
            for file in list(files.values())
        ]
        there += [*self._coming.values(), (visit, size)]
        own = [size for owner, size in there if owner == visit]
        return (
            len(own) <= MOST_FILES
            and sum(own) <= MOST_OF_A_VISIT_MB * _MB
            and sum(size for _, size in there) <= MOST_OF_ALL_MB * _MB
        )


def release(files: Iterable[Any]) -> None:
    """Take uploaded files out of the server's memory.

    Parameters
    ----------
    files
        Of Streamlit's place for files, of this visit.
    """
    context = get_script_run_ctx()
    if context is None:
        return
    manager: Any = context.uploaded_file_mgr
    for file in files:
        manager.remove_file(context.session_id, file.file_id)


def _in_memory() -> Stored:
    if not runtime.exists():
        return {}
    stored: Stored = runtime.get_instance().uploaded_file_mgr.file_storage  # type: ignore[attr-defined]
    return stored


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
