"""A clip comes from a phone: limited before it is read, written to an unnamed file."""

from __future__ import annotations

import tempfile
from typing import IO, TYPE_CHECKING

from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect

if TYPE_CHECKING:
    from starlette.requests import Request

    from screening.web.phone.links import Arrival, Link

_DONE, _BROKEN, _GONE = 204, 400, 410
_LENGTH_NEEDED, _TOO_MUCH, _NO_ROOM = 411, 413, 507


async def receive(request: Request, link: Link) -> int:
    """Take a clip in, and return the status of the answer.

    Parameters
    ----------
    request
        With the clip as its body, and its ``name`` in the address.
    link
        Through which it comes.
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit():
        return _LENGTH_NEEDED
    arrival = link.expect(request.query_params.get("name", ""), int(length))
    if arrival is None:
        return _TOO_MUCH
    try:
        file = tempfile.TemporaryFile()  # noqa: SIM115 - it outlives this request
    except OSError:
        arrival.state = "failed"
        return _NO_ROOM
    status = await _write(request, link, arrival, file)
    if status != _DONE:
        file.close()
        arrival.state = "failed"
    return status


async def _write(
    request: Request, link: Link, arrival: Arrival, file: IO[bytes]
) -> int:
    try:
        async for part in request.stream():
            if not link.is_open:
                return _GONE
            await run_in_threadpool(file.write, part)
            arrival.received += len(part)
        if arrival.received != arrival.size:
            return _BROKEN
        await run_in_threadpool(file.flush)
    except ClientDisconnect:
        return _BROKEN
    except OSError:
        return _NO_ROOM
    if not link.is_open:
        return _GONE
    file.seek(0)
    arrival.file, arrival.state = file, "here"
    return _DONE
