"""Frames of a clip with their true times: upright, in RGB, one after the other."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from screening._typing import Image
from screening.capture.video.container import decoded, opened
from screening.capture.video.upright import shape_of
from screening.errors import VideoError
from screening.paths import shown

# A key picture may be shown later than the place in the file that a seek looks for.
_SEEK_MARGIN_S = 1.0


@dataclass(frozen=True)
class ClipMethod:
    """When a clip counts as cut short.

    Parameters
    ----------
    end_tolerance_s, end_tolerance_ratio, end_tolerance_frames
        It ends before its announced end by more than each of these: time, share of
        the clip, frames. A last picture that is shown for long, or sound that
        outlasts it, is no damage.
    """

    end_tolerance_s: float = 0.5
    end_tolerance_ratio: float = 0.05
    end_tolerance_frames: int = 2


METHOD = ClipMethod()


@dataclass(frozen=True, eq=False)
class Frame:
    """One picture of a clip.

    Parameters
    ----------
    index
        Position among the frames handed out, from 0.
    time_s
        True presentation time from the first frame of the clip.
    image : (H, W, 3) uint8 array
        RGB, contiguous, upright, not mirrored.
    zoom_ratio
        How large it shows things against the first picture of its shot; 1 for a
        camera that does not zoom.
    """

    index: int
    time_s: float
    image: Image
    zoom_ratio: float = 1.0


class Clip:
    """A video file that can be read from its start as often as needed.

    Every iteration streams the frames from the start; only one may run at a time. Made
    by :func:`open_clip`; as a context manager it closes the file at the end.

    Attributes
    ----------
    path
        Of the file.
    mirrored
        The file is a mirror image; its frames are turned back.
    start_s, end_s
        The section that is read, or None.
    width_px, height_px
        Of the upright picture.
    codec
        Name of the video codec.
    rate_fps
        Average frame rate that the file announces, NaN where it does not; never
        used for times.
    duration_s
        Announced duration of what is read, or None.
    expected_frames
        Estimate of the number of frames that will come, or None.
    cut_short
        After an iteration: the file broke off before its announced end.
    damaged_spots
        After an iteration: number of places that could not be decoded. The frames
        that depend on them are left out.
    """

    def __init__(
        self,
        path: Path,
        *,
        mirrored: bool = False,
        start_s: float | None = None,
        end_s: float | None = None,
    ) -> None:
        self.path = path
        self.mirrored = mirrored
        self.start_s = start_s
        self.end_s = end_s
        self.cut_short = False
        self.damaged_spots = 0
        self._running: Generator[Frame] | None = None
        with opened(path) as (container, stream):
            first = next(_timed(container, stream, []), None)
            if first is None:
                raise _nothing_decoded(path)
            self._first_pts = first.pts or 0
            self._shape = shape_of(first, stream)
            self.width_px, self.height_px = self._shape.upright_px
            self.codec = stream.codec_context.name
            self.rate_fps = float(stream.average_rate or np.nan)
            self._announced_s = _announced_s(container, stream)
            self.duration_s = self._section_s()
            self.expected_frames = self._expected_frames(stream.frames)

    def __enter__(self) -> Clip:
        """Return the clip."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Close the file."""
        self.close()

    def close(self) -> None:
        """End the running iteration, if any, and close the file."""
        if self._running is not None:
            self._running.close()
            self._running = None

    def __iter__(self) -> Iterator[Frame]:
        """Stream the frames of the section, in their order.

        Raises
        ------
        VideoError
            If the file has vanished, or has no frame in the section.
        """
        self.close()
        self._running = self._frames()
        return self._running

    def _frames(self) -> Generator[Frame]:
        self.cut_short = False
        damage: list[str] = []
        index = 0
        last_s = 0.0
        with opened(self.path) as (container, stream):
            for frame in self._from_start(container, stream, damage):
                last_s = self._time_s(frame, stream.time_base)
                if self.end_s is not None and last_s > self.end_s:
                    break
                if last_s >= (self.start_s or 0.0):
                    image = self._shape.picture(frame, mirrored=self.mirrored)
                    yield Frame(index, last_s, image)
                    index += 1
            else:
                self.cut_short = self._breaks_off(last_s)
        self.damaged_spots = len(damage)
        if index == 0:
            raise self._nothing_there(last_s)

    def _from_start(
        self, container: InputContainer, stream: VideoStream, damage: list[str]
    ) -> Iterator[VideoFrame]:
        """Yield timed frames from somewhere before the start of the section."""
        if not self.start_s:
            yield from _timed(container, stream, damage)
            return
        target_s = Fraction(max(self.start_s - _SEEK_MARGIN_S, 0.0))
        target = self._first_pts + int(target_s / (stream.time_base or Fraction(1)))
        try:
            container.seek(target, stream=stream)
            frames = _timed(container, stream, damage)
            first = next(frames, None)
        except av.FFmpegError:
            first = None
        if first is not None and (
            self._time_s(first, stream.time_base) <= self.start_s
        ):
            yield first
            yield from frames
            return
        # Not every file can be searched: read a fresh one from its beginning.
        damage.clear()
        with opened(self.path) as (again, stream_again):
            yield from _timed(again, stream_again, damage)

    def _time_s(self, frame: VideoFrame, time_base: Fraction | None) -> float:
        return float(((frame.pts or 0) - self._first_pts) * (time_base or 1))

    def _section_s(self) -> float | None:
        if self._announced_s is None:
            return None
        end_s = min(self._announced_s, self.end_s or self._announced_s)
        return max(end_s - (self.start_s or 0.0), 0.0)

    def _expected_frames(self, announced: int) -> int | None:
        if self.duration_s is None or not np.isfinite(self.rate_fps):
            return announced or None
        estimate = max(round(self.duration_s * self.rate_fps), 1)
        return min(estimate, announced) if announced else estimate

    def _breaks_off(self, last_s: float) -> bool:
        if self._announced_s is None:
            return False
        tolerance_s = max(
            METHOD.end_tolerance_s,
            METHOD.end_tolerance_ratio * self._announced_s,
            METHOD.end_tolerance_frames / self.rate_fps,
        )
        return last_s < self._announced_s - tolerance_s

    def _nothing_there(self, last_s: float) -> VideoError:
        return VideoError(
            "nothing_from_start" if self.end_s is None else "nothing_in_section",
            path=shown(self.path),
            start_s=self.start_s or 0.0,
            end_s=self.end_s,
            last_s=last_s,
        )


def open_clip(
    path: Path,
    *,
    mirrored: bool = False,
    start_s: float | None = None,
    end_s: float | None = None,
) -> Clip:
    """Open a video file for measuring.

    Parameters
    ----------
    path
        Of the file.
    mirrored
        The file is a mirror image, as selfie cameras write it; it is turned back.
    start_s, end_s
        Read only the frames from the first to the last of these times, seconds from
        the first frame of the clip, both included. Their times stay those of the
        whole clip.

    Returns
    -------
    Clip
        Iterate over it for the frames.

    Raises
    ------
    VideoError
        If the file is missing, is no video, has no picture that can be decoded, or
        the section is empty.
    """
    if (start_s or 0.0) < 0 or (end_s is not None and end_s <= (start_s or 0.0)):
        raise VideoError(
            "empty_section_to_end" if end_s is None else "empty_section",
            path=shown(path),
            start_s=start_s or 0.0,
            end_s=end_s,
        )
    clip = Clip(Path(path), mirrored=mirrored, start_s=start_s, end_s=end_s)
    if start_s:
        with closing(clip):
            next(iter(clip))
    return clip


def _nothing_decoded(path: Path) -> VideoError:
    """Return the error about a file without a usable frame, saying what it lacks."""
    with opened(path) as (container, stream):
        untimed = next(decoded(container, stream, []), None) is not None
    code = "no_frame_times" if untimed else "nothing_decoded"
    return VideoError(code, path=shown(path))


def _timed(
    container: InputContainer, stream: VideoStream, damage: list[str]
) -> Iterator[VideoFrame]:
    """Yield the frames that have a time, and a later one than those before."""
    stream.thread_type = "AUTO"
    last_pts: int | None = None
    for frame in decoded(container, stream, damage):
        if frame.pts is None or (last_pts is not None and frame.pts <= last_pts):
            continue
        last_pts = frame.pts
        yield frame


def _announced_s(container: InputContainer, stream: VideoStream) -> float | None:
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return container.duration / av.time_base
    return None
