"""Video files from the inside: opened with clear errors, decoded past damage."""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import av
from av.container import InputContainer
from av.packet import Packet
from av.stream import Disposition
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from screening.capture.video.accepted import FORMATS, check_size
from screening.capture.video.accepted import METHOD as ACCEPTED
from screening.errors import VideoError
from screening.paths import shown

_DEMUX_FAILURES = 10
_NO_FILM = (
    Disposition.attached_pic | Disposition.timed_thumbnails | Disposition.still_image
)

# Only formats that hold their own pictures; a playlist leads to other files of this
# computer or the network, whatever it is called. Pictures that change their size on
# the way are held to the limit by the decoder.
_OPTIONS = {
    "protocol_whitelist": "file",
    "format_whitelist": ",".join(FORMATS),
    "max_pixels": str(ACCEPTED.most_pixels),
}


@contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, VideoStream]]:
    """Open a video file and close it again, whatever happens.

    Parameters
    ----------
    path
        Of the file; any name, the path is not read as an address.

    Yields
    ------
    (container, stream)
        The file and its video: of several streams the one marked as default, else the
        largest; never a cover picture.

    Raises
    ------
    VideoError
        If there is no such file, it may not be read, or holds no video.
    """
    _check_readable(path)
    try:
        # The prefix keeps a colon in the name from being taken for a protocol.
        container = av.open(f"file:{path.absolute()}", options=dict(_OPTIONS))
    except av.ArgumentError as error:  # what the list of formats raises
        raise VideoError("no_video", path=shown(path)) from error
    except (av.FFmpegError, OSError, ValueError) as error:
        raise _not_opened(path) from error
    with container:
        stream = _video_stream(container, path)
        if not stream.width or not stream.height:
            raise VideoError("damaged", path=shown(path))
        check_size(path, stream.width, stream.height)
        stream.codec_context.options = {"max_pixels": _OPTIONS["max_pixels"]}
        yield container, stream


def decoded(
    container: InputContainer, stream: VideoStream, damage: list[str]
) -> Iterator[VideoFrame]:
    """Decode the pictures of a stream that can be relied on.

    What cannot be decoded is skipped. All pictures after it, up to the next key
    picture, depend on it and are skipped too, even where the decoder conceals
    the damage.

    Parameters
    ----------
    container, stream
        From :func:`opened`, at the start or after a seek.
    damage
        Each damaged spot is appended here, in words of the decoder.

    Yields
    ------
    VideoFrame
        In the order of presentation.
    """
    waits_for_key = False
    for packet in _packets(container, stream, damage):
        frames: list[VideoFrame] = []
        try:
            if packet is None:
                frames = stream.codec_context.decode(None)
            elif packet.is_corrupt:
                damage.append("packet marked as corrupt")
                waits_for_key = True
            else:
                frames = stream.codec_context.decode(packet)
        except av.FFmpegError as error:
            damage.append(str(error))
            waits_for_key = True
        for frame in frames:
            if frame.is_corrupt:
                damage.append("picture marked as corrupt")
                waits_for_key = True
            elif frame.key_frame or not waits_for_key:
                waits_for_key = False
                yield frame


def _packets(
    container: InputContainer, stream: VideoStream, damage: list[str]
) -> Iterator[Packet[VideoStream] | None]:
    """Yield packets, then None to flush the decoder; read on after a bad spot."""
    failures = 0
    demuxer = container.demux(stream)
    while failures < _DEMUX_FAILURES:
        try:
            packet = next(demuxer, None)
        except av.FFmpegError as error:
            damage.append(str(error))
            failures += 1
            demuxer = container.demux(stream)
            continue
        if packet is None or packet.size == 0:
            break
        yield packet
    yield None


def _check_readable(path: Path) -> None:
    try:
        kind = path.stat().st_mode
        if stat.S_ISDIR(kind):
            raise VideoError("folder", path=shown(path))
        if not stat.S_ISREG(kind):
            raise VideoError("no_regular_file", path=shown(path))
        with path.open("rb") as file:
            empty = not file.read(1)
    except FileNotFoundError as error:
        raise VideoError("no_file", path=shown(path)) from error
    except PermissionError as error:
        raise VideoError("not_allowed", path=shown(path)) from error
    except (OSError, ValueError) as error:
        raise VideoError("not_opened", path=shown(path), why=str(error)) from error
    if empty:
        raise VideoError("empty", path=shown(path))


def _video_stream(container: InputContainer, path: Path) -> VideoStream:
    streams = container.streams
    stream = _best_stream(streams.video)
    if stream is not None:
        return stream
    if not all(map(_is_known, streams.video)):
        raise VideoError("unknown_codec", path=shown(path))
    raise VideoError("sound_only" if streams.audio else "no_stream", path=shown(path))


def _best_stream(streams: Iterable[VideoStream]) -> VideoStream | None:
    """Return the stream that shows the take, None where none can be decoded.

    Covers and previews are passed over; so is a stream in a codec that is protected or
    not known. Of those marked as default it is the largest, of those the longest.
    """
    usable = [
        each for each in streams if _is_known(each) and not each.disposition & _NO_FILM
    ]
    longest_s = max(map(_length_s, usable), default=0.0)
    whole = [s for s in usable if _length_s(s) >= ACCEPTED.shortest_share * longest_s]
    return max(whole, key=_rank, default=None)


def _is_known(stream: VideoStream) -> bool:
    """Tell whether there is a decoder; PyAV gives none for an unknown codec."""
    return getattr(stream, "codec_context", None) is not None


def _length_s(stream: VideoStream) -> float:
    """Return how long a stream is, 0 where its file does not say."""
    return max(float((stream.duration or 0) * (stream.time_base or 0)), 0.0)


def _rank(stream: VideoStream) -> tuple[bool, int, float, int]:
    """Return by what streams are compared; the first of equals counts most."""
    default = bool(stream.disposition & Disposition.default)
    size = stream.width * stream.height
    return default, size, _length_s(stream), -stream.index


def _not_opened(path: Path) -> VideoError:
    code = "no_index" if _index_is_missing(path) else "damaged"
    return VideoError(code, path=shown(path))


def _index_is_missing(path: Path) -> bool:
    """Tell whether an MP4 or MOV file lacks the box that says where pictures are."""
    boxes = set()
    size = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() + 8 <= size:
            start = file.tell()
            length, kind = struct.unpack(">I4s", file.read(8))
            boxes.add(kind)
            if length == 1:
                length = int.from_bytes(file.read(8), "big")
            if length < 8 or start + length > size:
                break
            file.seek(start + length)
    return b"ftyp" in boxes and b"moov" not in boxes
