"""Frames of a clip with their true times: upright, in RGB, one after the other."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from types import TracebackType

import av
import numpy as np
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from screening._typing import Image
from screening.capture.video.accepted import METHOD as ACCEPTED
from screening.capture.video.accepted import RAW_FORMATS, check_aspect, check_size
from screening.capture.video.container import decoded, opened
from screening.capture.video.metadata import camera_said
from screening.capture.video.upright import shape_of
from screening.errors import VideoError
from screening.paths import shown

# A key picture may be shown later than the place in the file that a seek looks for.
_SEEK_MARGIN_S = 1.0


@dataclass(frozen=True)
class ClipMethod:
    """When a clip counts as cut short, and when a frame has a time of its own.

    Parameters
    ----------
    end_tolerance_s, end_tolerance_ratio, end_tolerance_frames
        It ends before its announced end by more than each of these: time, share of
        the clip, frames. A last picture that is shown for long, or sound that
        outlasts it, is no damage.
    least_step_s
        A frame that follows the one before within less is left out: no camera is as
        fast, and the pose model counts whole milliseconds.
    least_fps, most_fps
        Rates that a raw stream may announce; others are those of a clock, not of a
        camera.
    most_untimed
        When more than this share of the frames has no time, or not one of its own,
        the times of the others say nothing either.
    """

    end_tolerance_s: float = 0.5
    end_tolerance_ratio: float = 0.05
    end_tolerance_frames: int = 2
    least_step_s: float = 0.00099
    least_fps: float = 5.0
    most_fps: float = 1000.0
    most_untimed: float = 0.2


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


@dataclass
class _Tally:
    """What was met while a file was read.

    Damaged spots, frames, those untimed, and whether damage moved the times of others.
    """

    damage: list[str] = field(default_factory=list)
    frames: int = 0
    untimed: int = 0
    unsure: bool = False


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
    announced_fps
        The rate behind the times of the frames where they had none, as in raw streams;
        None where they had.
    camera_said
        What the file says about its camera.
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
            tally = _Tally()
            first = next(_timed(container, stream, tally), None)
            if first is None:
                code = "no_frame_times" if tally.untimed else "nothing_decoded"
                raise VideoError(code, path=shown(path))
            self._first_pts = first.pts or 0
            aspect = float(stream.sample_aspect_ratio or 1)
            check_aspect(path, aspect)
            check_size(path, first.width * aspect, first.height)
            self._shape = shape_of(first, stream)
            self.width_px, self.height_px = self._shape.upright_px
            self.codec = stream.codec_context.name
            self.camera_said = camera_said(container, stream)
            self.announced_fps = _announced_fps(container, stream)
            self.rate_fps = self.announced_fps or float(stream.average_rate or np.nan)
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
            If the file has vanished, has no frame in the section, has too many of
            them, or has frames without times.
        """
        self.close()
        self._running = self._frames()
        return self._running

    def _frames(self) -> Generator[Frame]:
        self.cut_short = False
        tally = _Tally()
        index = 0
        last_s = 0.0
        with opened(self.path) as (container, stream):
            for frame in self._from_start(container, stream, tally):
                last_s = self._time_s(frame, stream.time_base)
                if self.end_s is not None and last_s > self.end_s:
                    break
                if last_s >= (self.start_s or 0.0):
                    yield Frame(index, last_s, self._picture(frame))
                    index += 1
                if index > ACCEPTED.most_frames:
                    path, most = shown(self.path), ACCEPTED.most_frames
                    raise VideoError("too_long", path=path, most=most)
            else:
                self.cut_short = self._breaks_off(last_s)
        self.damaged_spots = len(tally.damage)
        if tally.unsure:
            raise VideoError("no_frame_times", path=shown(self.path))
        if tally.untimed > METHOD.most_untimed * tally.frames:
            lost = tally.untimed / tally.frames
            raise VideoError("few_frame_times", path=shown(self.path), lost=lost)
        if index == 0:
            raise self._nothing_there(last_s)

    def _picture(self, frame: VideoFrame) -> Image:
        """Return the upright picture of a frame."""
        try:
            return self._shape.picture(frame, mirrored=self.mirrored)
        except (av.FFmpegError, ValueError) as error:
            path, kind = shown(self.path), frame.format.name
            raise VideoError("pixel_format", path=path, format=kind) from error

    def _from_start(
        self, container: InputContainer, stream: VideoStream, tally: _Tally
    ) -> Iterator[VideoFrame]:
        """Yield timed frames from somewhere before the start of the section."""
        if not self.start_s or self.announced_fps is not None:
            yield from _timed(container, stream, tally)
            return
        target_s = Fraction(max(self.start_s - _SEEK_MARGIN_S, 0.0))
        target = self._first_pts + int(target_s / (stream.time_base or Fraction(1)))
        try:
            container.seek(target, stream=stream)
            frames = _timed(container, stream, tally)
            first = next(frames, None)
        except (av.FFmpegError, OverflowError):
            first = None
        if first is not None and (
            self._time_s(first, stream.time_base) <= self.start_s
        ):
            yield first
            yield from frames
            return
        # Not every file can be searched: read a fresh one from its beginning.
        vars(tally).update(vars(_Tally()))
        with opened(self.path) as (again, stream_again):
            yield from _timed(again, stream_again, tally)

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
    first_s = start_s or 0.0
    if not 0 <= first_s < np.inf or (end_s is not None and not end_s > first_s):
        raise VideoError(
            "empty_section_to_end" if end_s is None else "empty_section",
            path=shown(path),
            start_s=first_s,
            end_s=end_s,
        )
    clip = Clip(Path(path), mirrored=mirrored, start_s=start_s, end_s=end_s)
    if start_s:
        with closing(clip):
            next(iter(clip))
    return clip


def _timed(
    container: InputContainer, stream: VideoStream, tally: _Tally
) -> Iterator[VideoFrame]:
    """Yield the frames that have a time, and one well after that of those before."""
    stream.thread_type = "AUTO"
    least = METHOD.least_step_s / float(stream.time_base or 1)
    last_pts: int | None = None
    rate_fps = _announced_fps(container, stream)
    damage_before = None
    for frame in decoded(container, stream, tally.damage):
        if rate_fps is not None and stream.time_base:
            # How many frames a damaged spot has cost is not known.
            damage_before = damage_before or len(tally.damage) + 1
            tally.unsure |= len(tally.damage) >= damage_before
            frame.pts = round(tally.frames / (rate_fps * stream.time_base))
        tally.frames += 1
        pts = frame.pts
        if pts is None or (last_pts is not None and pts - last_pts < least):
            tally.untimed += 1
            continue
        last_pts = pts
        yield frame


def _announced_fps(container: InputContainer, stream: VideoStream) -> float | None:
    """Return the rate that a raw stream announces; None for any other, or if none.

    Where it says nothing, FFmpeg calls the average rate 25; the codec keeps silent.
    """
    rate = stream.codec_context.framerate
    if container.format.name not in RAW_FORMATS or not rate:
        return None
    return float(rate) if METHOD.least_fps <= rate <= METHOD.most_fps else None


def _announced_s(container: InputContainer, stream: VideoStream) -> float | None:
    if container.format.name in RAW_FORMATS:
        return None  # guessed from the number of bytes
    if stream.duration and stream.time_base:
        return float(stream.duration * stream.time_base)
    if container.duration:
        return container.duration / av.time_base
    return None
