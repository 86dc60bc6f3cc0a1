"""Answers the recorder's small pictures: on which leg somebody stands, how low.

A picture comes a few times a second while a leg is recorded, is looked at, and is gone.
Only the browser that runs a take is answered about it.
"""

from __future__ import annotations

import io
import logging
import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from screening.errors import ScreeningError
from screening.web.browsers import browser_of_request

if TYPE_CHECKING:
    from starlette.requests import Request

    from screening.live.watch import TakeWatcher

LOOK_ADDRESS = "/screening/look"

MOST_AT_ONCE = 4
"""Takes that are watched at the same time; each needs a pose model of its own."""

_LARGEST_BYTES = 400_000
_LARGEST_PX = 1280
_IDLE_S, _FORGOTTEN_S = 120.0, 3600.0
_FORBIDDEN, _TOO_LARGE, _BUSY, _NOT_NOW = 403, 413, 429, 503
_LOG = logging.getLogger(__name__)


@dataclass(eq=False)
class _Watched:
    """A take, who may ask about it, and what watches it."""

    browser: str
    used_s: float = field(default_factory=time.monotonic)
    watcher: TakeWatcher | None = None
    lock: threading.Lock = field(default_factory=threading.Lock)


class Watching:
    """The takes that are watched."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._takes: dict[str, _Watched] = {}

    def allow(self, take: str, browser: str) -> None:
        """Let a browser ask about a take.

        Parameters
        ----------
        take
            Its id.
        browser
            What its cookie says; without one nothing is answered.
        """
        now_s = time.monotonic()
        with self._lock:
            self._takes = {
                name: each
                for name, each in self._takes.items()
                if each.watcher is not None or now_s - each.used_s < _FORGOTTEN_S
            }
            if browser:
                self._takes.setdefault(take, _Watched(browser))

    def end(self, take: str) -> None:
        """Free what watches a take that has ended."""
        with self._lock:
            ended = self._takes.pop(take, None)
        if ended is not None:
            _close(ended)

    async def answer(self, request: Request) -> Response:
        """Answer a picture with what it shows."""
        query = request.query_params
        with self._lock:
            watched = self._takes.get(query.get("take", ""))
        if watched is None or browser_of_request(request.scope) != watched.browser:
            return Response(status_code=_FORBIDDEN)
        picture = await _body(request)
        if picture is None:
            return Response(status_code=_TOO_LARGE)
        try:
            time_s = float(query.get("time_s", ""))
        except ValueError:
            return Response(status_code=_FORBIDDEN)
        return await run_in_threadpool(
            self._look, watched, picture, time_s, query.get("cue", "")
        )

    def _look(
        self, watched: _Watched, picture: bytes, time_s: float, cue: str
    ) -> Response:
        if not watched.lock.acquire(blocking=False):
            return Response(status_code=_BUSY)
        try:
            watched.used_s = time.monotonic()
            if watched.watcher is None and not self._make(watched):
                return Response(status_code=_NOT_NOW)
            assert watched.watcher is not None
            seen = watched.watcher.look(_decoded(picture), time_s, cue)
        except (ScreeningError, OSError, ValueError) as error:
            _LOG.warning("A picture of a take could not be looked at: %s", error)
            return Response(status_code=_NOT_NOW)
        finally:
            watched.lock.release()
        if seen is None or seen.seen is None:
            return JSONResponse({"stance": "", "drop_leg": 0.0})
        return JSONResponse({"stance": seen.stance, "drop_leg": float(seen.drop_leg)})

    def _make(self, watched: _Watched) -> bool:
        """Make what watches a take, if there is room; forget those left alone."""
        from screening.live.watch import TakeWatcher

        now_s = time.monotonic()
        with self._lock:
            idle = [
                take
                for take, each in self._takes.items()
                if each.watcher is not None and now_s - each.used_s > _IDLE_S
            ]
            at_work = sum(each.watcher is not None for each in self._takes.values())
        for take in idle:
            self.end(take)
        if at_work - len(idle) >= MOST_AT_ONCE:
            return False
        watched.watcher = TakeWatcher()
        return True


WATCHING = Watching()
"""Of this server."""


def _close(watched: _Watched) -> None:
    with watched.lock:
        watcher, watched.watcher = watched.watcher, None
    if watcher is not None:
        watcher.close()


async def _body(request: Request) -> bytes | None:
    """Return what was sent; None if it is too much."""
    parts = bytearray()
    async for part in request.stream():
        parts += part
        if len(parts) > _LARGEST_BYTES:
            return None
    return bytes(parts)


def _decoded(picture: bytes) -> Any:
    """Return a JPEG as an array, (H, W, 3) uint8 RGB."""
    import numpy as np
    from PIL import Image

    with Image.open(io.BytesIO(picture), formats=["JPEG"]) as image:
        if max(image.size) > _LARGEST_PX:
            raise ValueError(f"expected at most {_LARGEST_PX} px, got {image.size}")
        return np.asarray(image.convert("RGB"))
