"""Clips that no camera writes: mutations of those of :mod:`fuzzing.material`."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np

from fuzzing.dice import Dice
from fuzzing.material import KINDS, RATE_FPS, SIZE, Kind, write

NAMES = (
    *("clip", "clip", "clip", "clip", "a b", "=cmd|x", "![x](y)", "%03d", "a:b", "..."),
    *("\udcff", "Jo\u0308rg", "a\nb", "-x", "a" * 240, "[red]x", "{path}", "con"),
)
_SIDES = (1, 2, 3, 16, 31, 32, 33, 64, 107, 192, 255, 640, 1080, 4100, 8192, 8200)
_PIXELS = (
    *("yuv444p", "yuv420p10le", "gray", "gray16le", "rgb24", "bgr0", "yuva420p"),
    *("yuv410p", "yuv411p", "bgra", "rgb48le", "gbrp", "yuv422p12le", "nv12"),
)
_CODECS = (
    *("ffv1", "rawvideo", "mjpeg", "png", "huffyuv", "prores", "msmpeg4v3", "cinepak"),
    *("h263", "qtrle", "libvpx-vp9", "svq1", "gif", "mpeg2video", "libx265"),
)
_FOURCCS = (b"avc1", b"mp4v", b"hvc1", b"XVID", b"FMP4", b"FLV1", b"WMV2", b"VP80")
_BOXES = (
    *(b"free", b"moov", b"mdat", b"trak", b"stbl", b"stts", b"ctts", b"elst", b"stsz"),
    *(
        b"stco",
        b"co64",
        b"tkhd",
        b"mvhd",
        b"sidx",
        b"moof",
        b"uuid",
        b"meta",
        b"\0\0\0\0",
    ),
)
_PARENTS = (b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl", b"dinf", b"stsd")
_EXTREMES = (0, 1, 7, 8, 0x7FFF, 0x10000, 2**31 - 1, 2**31, 2**32 - 1)

PLAYLISTS = {
    ".m3u8": "#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{clip}\n",
    ".mp4": "ffconcat version 1.0\nfile {clip}\n",
    ".mpd": '<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" '
    'type="dynamic"><Period><AdaptationSet><Representation><BaseURL>{clip}</BaseURL>'
    "</Representation></AdaptationSet></Period></MPD>",
    ".sdp": "v=0\nc=IN IP4 127.0.0.1\nm=video 5004 RTP/AVP 96\n",
    ".asx": '<asx version="3.0"><entry><ref href="{clip}"/></entry></asx>',
    ".mov": "RTSPtextRTSP://127.0.0.1:9/{clip}",
    ".rm": "rtsp://127.0.0.1:9/{clip}",
    ".mkv": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{clip}\n",
    ".srt": "1\n00:00:00,000 --> 00:00:01,000\nA\n",
    ".svg": '<svg xmlns="http://www.w3.org/2000/svg"><image href="{clip}"/></svg>',
    ".y4m": "YUV4MPEG2 W99999 H99999 F0:0 Ip A0:0 C420\nFRAME\n",
    ".webm": "<html>{clip}</html>",
}


def write_base(folder: Path) -> None:
    """Write the good clips once, for all cases."""
    for kind in KINDS:
        write(folder / f"base{kind.suffix}", kind)


def write_case(
    dice: Dice, base: Path, folder: Path, *, plain: bool = False
) -> tuple[str, Path]:
    """Write a clip; return what was done and where it is.

    Parameters
    ----------
    dice
        Of the case.
    base
        Of :func:`write_base`.
    folder
        Where to.
    plain
        Change bytes alone.
    """
    kind = dice.pick(KINDS)
    name = dice.pick(NAMES)
    path = folder / f"{name}{kind.suffix}"
    good = base / f"base{kind.suffix}"
    what, make = ("bytes", _bytes) if plain else dice.pick(_MUTATIONS)
    try:
        path = make(dice, good, path, kind) or path
    except (av.FFmpegError, ValueError, OverflowError, TypeError):
        # What no writer writes is made by changing bytes.
        what, path = "bytes", _bytes(dice, good, path, kind)
    if path.is_file() and what not in ("bytes", "playlist") and dice.chance(0.15):
        path.write_bytes(dice.changed_bytes(path.read_bytes()))
        what += ", bytes"
    return f"{what}{kind.suffix}", path


def _bytes(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    path.write_bytes(dice.changed_bytes(good.read_bytes()))
    return path


def _fields(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Put numbers that are too large into what looks like a field of a head."""
    content = bytearray(good.read_bytes())
    for _ in range(dice.pick([1, 1, 2, 8])):
        end = dice.chance(0.3)
        place = dice.below(min(len(content), 3000))
        place = max(len(content) - 8 - place, 0) if end else place
        number = dice.pick(_EXTREMES)
        form = dice.pick([">I", "<I", ">H", "<H", ">Q", "<Q"])
        number &= (1 << 8 * struct.calcsize(form)) - 1
        piece = struct.pack(form, number)
        content[place : place + len(piece)] = piece
    path.write_bytes(content)
    return path


def _boxes(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Change a box of an MP4 or MOV file: its size, its name, what is in it."""
    if kind.suffix not in (".mp4", ".mov", ".3gp"):
        return _fields(dice, good, path, kind)
    content = bytearray(good.read_bytes())
    for _ in range(dice.pick([1, 1, 2, 4])):
        found = list(_walk(content, 0, len(content)))
        if not found:
            break
        start, size = dice.pick(found)
        change = dice.below(6)
        if change == 0:
            new = dice.pick([*_EXTREMES, size + 1, size - 1, len(content)])
            content[start : start + 4] = struct.pack(">I", new & 0xFFFFFFFF)
        elif change == 1:
            content[start + 4 : start + 8] = dice.pick(_BOXES)
        elif change == 2:
            inside = content[start + 8 : start + size]
            content[start + 8 : start + size] = dice.changed_bytes(bytes(inside))
        elif change == 3:
            place = start + 8 + 4 * dice.below(max((size - 8) // 4, 1))
            number = struct.pack(">I", dice.pick(_EXTREMES))
            content[place : place + 4] = number
        elif change == 4:
            del content[start : start + size]
        else:
            content[start:start] = content[start : start + size]
    path.write_bytes(content)
    return path


def _walk(content: bytearray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield place and size of each box, outer ones first."""
    while start + 8 <= end:
        size, name = struct.unpack(">I4s", content[start : start + 8])
        if size < 8 or start + size > end:
            return
        yield start, size
        if name in _PARENTS:
            inner = start + (16 if name == b"stsd" else 8)
            yield from _walk(content, inner, start + size)
        start += size


def _sizes(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Write pictures of odd sizes and proportions."""
    size = dice.pick(_SIDES), dice.pick(_SIDES)
    if size[0] * size[1] > 4_000_000:
        size = size[0], 32
    aspect = None
    if dice.chance(0.4):
        sides = (1, 2, 3, 16, 255, 32767)
        aspect = Fraction(dice.pick(sides), dice.pick(sides))
    loose = Kind(".mkv", dice.pick(["ffv1", "mjpeg", "rawvideo"]), pixels="yuv444p")
    if not dice.chance(0.5) and min(size) > 1:
        loose, size = kind, (size[0] + size[0] % 2, size[1] + size[1] % 2)
    path = path.with_suffix(loose.suffix)
    turn = dice.pick([0, 0, 90, 180, 270, 45, 1])
    few = 40 if size[0] * size[1] < 50_000 else 4
    return write(path, loose, size=size, aspect=aspect, rotation_deg=turn, frames=few)


def _times(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Give the frames times as broken recorders write them."""
    step = 1 / RATE_FPS
    count = 40
    even = np.arange(count) * step
    rng = dice.rng
    times = dice.pick(
        [
            even + rng.uniform(-0.5, 0.5, count) * step,
            even // (2 * step) * 2 * step + np.arange(count) % 2 * 0.001,
            even // (3 * step) * 3 * step + np.arange(count) % 3 / 90_000,
            np.arange(count) * 1e-6,
            np.arange(count) * dice.pick([1, 60, 3600, 1e6]),
            even + dice.pick([-1e3, -5, 1e5, 1e9]),
            even[::-1].copy(),
            rng.permutation(even),
            np.r_[even[:20], even[20:] + dice.pick([2, 100, 1e5])],
            np.r_[even[:20], even[19] + np.arange(1, 21) * step * dice.pick([3, 40])],
            np.repeat(even[::4], 4),
            np.full(count, 1.0),
            np.array(sorted(rng.exponential(0.5, count))),
        ]
    )
    loose = Kind(dice.pick([".mkv", ".nut", ".mp4", ".ts", ".avi"]), "")
    path = path.with_suffix(loose.suffix)
    source = good.with_suffix(dice.pick([".mkv", ".nut", ".mov"]))
    ticks = dice.pick([12, 25, 1000, 90_000, 10**9])
    _remux(source, path, [round(float(t) * ticks) for t in times], Fraction(1, ticks))
    return path


def _remux(source: Path, path: Path, pts: list[int], base: Fraction) -> None:
    """Copy packets with other times; how the container takes them is its affair."""
    with av.open(str(source)) as old, av.open(str(path), "w") as new:
        stream = new.add_stream_from_template(old.streams.video[0])
        for packet, time in zip((p for p in old.demux() if p.size), pts, strict=False):
            packet.stream, packet.time_base = stream, base
            packet.pts = packet.dts = time
            try:
                new.mux(packet)
            except (av.FFmpegError, OverflowError):
                continue


def _codecs(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Write a codec or a kind of pixels that cameras do not write."""
    if dice.chance(0.3):
        content, fourcc = good.read_bytes(), dice.pick(_FOURCCS)
        fresh = dice.pick([b"zzzz", b"encv", b"\0\0\0\0", *_FOURCCS])
        path.write_bytes(content.replace(fourcc, fresh))
        return path
    codec = dice.pick(_CODECS)
    suffix = dice.pick([".mkv", ".avi", ".nut", ".mov"])
    pixels = dice.pick(_PIXELS) if dice.chance(0.7) else "yuv420p"
    if codec == "libx265":
        pixels = "yuv420p"
    path = path.with_suffix(suffix)
    return write(path, Kind(suffix, codec, 12, pixels), frames=16)


def _changing(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Change the size of the pictures on the way."""
    path = path.with_suffix(".ts")
    parts = []
    for number in range(3):
        size = dice.pick([SIZE, SIZE, (192, 108), (64, 64), (320, 32), (1080, 1920)])
        few = 12 if size[0] < 1000 else 2
        part = path.with_name(f"part{number}.ts")
        parts.append(write(part, Kind(".ts", "libx264"), size=size, frames=few))
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    for part in parts:
        part.unlink()
    return path


def _streams(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Write several streams: videos, a cover, sound, or sound alone."""
    path = path.with_suffix(dice.pick([".mkv", ".mp4", ".ts", ".nut"]))
    videos = dice.below(4)
    with av.open(str(path), "w") as file:
        streams: list[Any] = []
        for _ in range(videos):
            stream: Any = file.add_stream(dice.pick(["mpeg4", "mjpeg"]), rate=12)
            stream.width, stream.height = dice.pick([(64, 64), SIZE, (32, 200)])
            stream.pix_fmt = "yuvj420p" if stream.name == "mjpeg" else "yuv420p"
            streams.append(stream)
        sound: Any = file.add_stream("aac", rate=16_000) if dice.chance(0.6) else None
        if sound is not None:
            samples = np.zeros((1, 1024), np.float32)
            noise = av.AudioFrame.from_ndarray(samples, format="fltp", layout="mono")
            noise.sample_rate, noise.pts = 16_000, 0
            file.mux(sound.encode(noise))
            file.mux(sound.encode(None))
        for stream in streams:
            for number in range(dice.pick([1, 2, 20])):
                shape = (stream.height, stream.width, 3)
                image = np.full(shape, 10 * number, np.uint8)
                frame = av.VideoFrame.from_ndarray(image, format="rgb24")
                file.mux(stream.encode(frame.reformat(format=stream.pix_fmt)))
            file.mux(stream.encode(None))
    return path


def _playlist(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    suffix = dice.pick(list(PLAYLISTS))
    text = PLAYLISTS[suffix].format(clip=good)
    if dice.chance(0.5):
        suffix = dice.pick([k.suffix for k in KINDS])
    path = path.with_suffix(suffix)
    content = text.encode()
    path.write_bytes(dice.changed_bytes(content) if dice.chance(0.3) else content)
    return path


def _good(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    path.write_bytes(good.read_bytes())
    return path


def _no_file(dice: Dice, good: Path, path: Path, kind: Kind) -> Path:
    """Leave what is no file, or nothing of one."""
    what = dice.below(4)
    if what == 0:
        path.mkdir()
    elif what == 1:
        path.write_bytes(b"")
    elif what == 2:
        path.symlink_to(path.name)
    return path


_MUTATIONS: list[tuple[str, Callable[[Dice, Path, Path, Kind], Path]]] = [
    ("as it is", _good),
    *[("bytes", _bytes)] * 6,
    *[("fields", _fields)] * 3,
    *[("boxes", _boxes)] * 4,
    *[("sizes", _sizes)] * 2,
    *[("times", _times)] * 3,
    *[("codecs", _codecs)] * 2,
    ("changing size", _changing),
    ("streams", _streams),
    ("playlist", _playlist),
    ("no file", _no_file),
]
