"""How much may be uploaded, and that it lies on the disk for no longer than needed.

Streamlit keeps what a browser uploads in the memory of the server. Here it is written
to an unnamed file while it comes, and Streamlit is handed an empty file in its place,
to which the unnamed one is tied: with it, it goes. Nothing is left of it however the
server ends. What is not handed in is limited, for a visit and for all of them together.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any, Protocol

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException
from starlette.requests import ClientDisconnect, Request
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from screening.web.server import LARGEST_UPLOAD_MB

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send
    from streamlit.runtime.uploaded_file_manager import UploadedFile

_MB = 1 << 20
MOST_FILES = 30
MOST_OF_A_VISIT_MB = 2 * LARGEST_UPLOAD_MB
MOST_OF_ALL_MB = 4 * LARGEST_UPLOAD_MB

_PLACE = "/_stcore/upload_file/"
_DONE, _UNREADABLE, _LENGTH_NEEDED, _TOO_MUCH, _NO_ROOM = 204, 400, 411, 413, 507
_BOUNDARY = b"in-place-of-the-file"


class _Held:
    """A temporary file that is closed, and so gone, once nothing refers to this."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        weakref.finalize(self, file.close)


class _OnDisk(bytes):
    """The empty content that Streamlit keeps, and the file with the true one."""

    held: _Held
    size: int


class _Content(Protocol):
    """A file as Streamlit keeps it."""

    data: bytes


@dataclass(frozen=True, eq=False)
class Dropped:
    """A clip that was dropped on a page and is not handed in yet.

    Parameters
    ----------
    file_id
        By which Streamlit knows it.
    name
        What its owner calls it.
    held
        The clip; it is on the disk, and gone once nothing refers to it.
    """

    file_id: str
    name: str
    held: _Held

    @property
    def content(self) -> IO[bytes]:
        """The clip, to be read."""
        return self.held.file


Stored = Mapping[str, Mapping[str, _Content]]
"""What every visit has uploaded and not yet handed in, by the ids of the files."""


class Uploads:
    """Refuses an upload that would be too much, and puts the others on the disk.

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
                await self._take(scope, receive, send)
            finally:
                del self._coming[here]

    async def _take(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Write an upload to the disk, and hand an empty file on in its place."""
        try:
            # Starlette writes what comes to a temporary file without a name.
            form = await Request(scope, receive).form(max_files=1)
        except (MultiPartException, ClientDisconnect):
            await _refuse(send, _UNREADABLE)
            return
        except OSError:
            await _refuse(send, _NO_ROOM)
            return
        files = [each for each in form.values() if isinstance(each, UploadFile)]
        if len(files) != 1:
            await form.close()
            await _refuse(send, _UNREADABLE)
            return
        (upload,) = files
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            if status == _DONE and "status" in message:
                self._tie(scope["path"], upload)
            await send(message)

        await self._app(*_empty(scope, upload), noting)
        if status != _DONE:
            await form.close()

    def _tie(self, path: str, upload: UploadFile) -> None:
        """Tie the file to what Streamlit keeps in its place."""
        visit, _, file_id = path.partition(_PLACE)[2].partition("/")
        files: dict[str, Any] = self._stored()[visit]  # type: ignore[assignment]
        there = _OnDisk()
        there.held, there.size = _Held(upload.file), upload.size or 0
        files[file_id] = files[file_id]._replace(data=there)

    def _has_room(self, visit: str, size: int) -> bool:
        """Tell whether there is room, beside what is there and what is just coming."""
        there = [
            (owner, getattr(file.data, "size", len(file.data)))
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


def dropped(file: UploadedFile) -> Dropped:
    """Return an uploaded file with its content.

    Parameters
    ----------
    file
        Of Streamlit's place for files, of this visit.
    """
    context = get_script_run_ctx()
    held = None
    if context is not None:
        manager = context.uploaded_file_mgr
        for record in manager.get_files(context.session_id, [file.file_id]):
            held = getattr(record.data, "held", None)
    return Dropped(file.file_id, file.name, held or _Held(file))


def release(files: Iterable[Dropped]) -> None:
    """Let uploaded files go, from Streamlit's hands and from the disk.

    Parameters
    ----------
    files
        Of this visit; their content cannot be read any more.
    """
    files = list(files)
    for file in files:
        file.content.close()
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


def _empty(scope: Scope, upload: UploadFile) -> tuple[Scope, Receive]:
    """Return the request for an upload with an empty file in its place."""
    line = b"--" + _BOUNDARY
    head = [name + b": " + value for name, value in upload.headers.raw]
    body = b"\r\n".join([line, *head, b"", b"", line + b"--", b""])
    fresh = {
        b"content-type": b"multipart/form-data; boundary=" + _BOUNDARY,
        b"content-length": str(len(body)).encode(),
    }
    headers = [each for each in scope["headers"] if each[0] not in fresh]

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    return {**scope, "headers": [*headers, *fresh.items()]}, receive


async def _refuse(send: Send, status: int) -> None:
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b""})
