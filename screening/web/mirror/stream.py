"""The mirror's way through the browser: camera in, preview out, nothing queued.

The browser sends its camera by WebRTC. Its pictures are taken off the event loop as
they come, and analysed in a thread of their own (:class:`LiveLoop`): analysed inside
the loop, each of them would hold up the packets of the next ones, and the camera's
stream would get holes. The preview goes back as a small picture of its own.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import monotonic
from typing import Any

import av
import numpy as np
from aiortc import MediaStreamTrack
from aiortc.codecs import CODECS
from aiortc.mediastreams import VIDEO_TIME_BASE, MediaStreamError
from streamlit_webrtc.sink import VideoSinkTrack

from screening._typing import Image
from screening.language import say
from screening.live.guidance import LiveView
from screening.live.loop import LiveLoop, LiveResult
from screening.live.save import save_take_result, take_name
from screening.live.screen import LiveScreen
from screening.web.items import Item
from screening.web.work import Work
from screening.words.grammar import time_text

CAMERA = {
    "video": {
        "width": {"ideal": 1280},
        "height": {"ideal": 720},
        "frameRate": {"ideal": 30},
    },
    "audio": False,
}
"""What the browser is asked for: the angles need the full picture."""

_KBIT_S = {
    "x-google-start-bitrate": 2000,
    "x-google-min-bitrate": 1500,
    "x-google-max-bitrate": 2500,
}
"""A browser begins with a small picture until it trusts the line; on one machine there
is nothing to find out, and a small picture moves the angles. More than this is no
better either: unpacking a call's packets takes the time of the pictures."""

_LOG = logging.getLogger(__name__)


def ask_for_full_pictures() -> None:
    """Let the answers to browsers ask for full pictures from the start."""
    for codec in CODECS["video"]:
        if codec.mimeType == "video/VP8":
            codec.parameters.update(_KBIT_S)


def stay_connected(context: Any) -> None:
    """Keep streamlit-webrtc from hanging up on a page that is still open.

    It takes a page for left when Streamlit's count of script runs has risen by more
    than one since it was last asked. The count follows the runs by a moment, so two
    runs close together, as when a camera starts, look the same to it. Which page is
    open, :func:`screening.web.session.pages_opened` knows.

    Parameters
    ----------
    context
        What streamlit-webrtc keeps of the connection, or None before it has any.
    """
    if context is not None:
        context._last_rendered_run_count = None


class PreviewTrack(MediaStreamTrack):
    """The newest preview, as a track of the stream to the browser."""

    kind = "video"

    def __init__(self) -> None:
        super().__init__()
        self._frame: av.VideoFrame | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._new = asyncio.Event()

    def show(self, frame: av.VideoFrame) -> None:
        """Show a preview from now on; from any thread."""
        self._frame = frame
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._new.set)

    async def recv(self) -> av.VideoFrame:
        """Wait for the next preview."""
        if self.readyState != "live":
            raise MediaStreamError
        self._loop = asyncio.get_running_loop()
        await self._new.wait()
        self._new.clear()
        assert self._frame is not None
        return self._frame


class Mirror:
    """One take through the browser; it begins with the first picture.

    Parameters
    ----------
    work
        Of the visit; the finished take goes there.
    new_screen
        Makes the take.
    """

    def __init__(self, work: Work, new_screen: Callable[..., LiveScreen]) -> None:
        self._work = work
        self._born_s = monotonic()
        self.began: datetime | None = None
        self.item: Item | None = None
        self.output = PreviewTrack()
        self.input = VideoSinkTrack(self._take)
        self.loop = LiveLoop(
            lambda judge: new_screen(judge=judge), self._show, self._keep
        )

    def close(self) -> None:
        """End the take; what was seen is judged and kept."""
        self.loop.stop()

    def _take(self, frame: av.VideoFrame) -> None:
        """Hand a picture of the camera on; called in the event loop."""
        if self.began is None:
            self.began = datetime.now()
            self.loop.start()
        self.loop.offer(partial(_rgb, frame), float(frame.time))

    def _show(self, view: LiveView) -> None:
        frame = av.VideoFrame.from_ndarray(view.picture, format="rgb24")
        # Its own time, each one later than the last: the browser would wait for a
        # picture that claims another moment, and leave out one that claims the same.
        frame.pts = round((monotonic() - self._born_s) / VIDEO_TIME_BASE)
        frame.time_base = VIDEO_TIME_BASE
        self.output.show(frame)

    def _keep(self, result: LiveResult) -> None:
        began = self.began or datetime.now()
        name, title = take_name(began), say("web.titles.mirror", time=time_text(began))
        write: Any = partial(save_take_result, result)
        self.item = self._work.add_finished(title, name, write)
        _LOG.info("A live take of %d pictures was kept", len(result.take.poses))


def _rgb(frame: av.VideoFrame) -> Image:
    return np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
