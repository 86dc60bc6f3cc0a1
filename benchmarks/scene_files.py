"""Scenes as files: a section of a clip read, and a scene of it written with its truth.

A scene is drawn once and kept, with the table of its truth beside it, in the folder
that it is asked from.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from pathlib import Path

import av
from against_truth import Clip
from scenes import Scene, Shown, Source

from screening.capture.video.clip import open_clip

_TICK = Fraction(1, 90_000)
_GOOD = {"preset": "veryfast", "crf": "18", "maxrate": "6M", "bufsize": "12M"}


def source_of(clip: Clip, end_s: float) -> Source:
    """Read the section of a clip up to a time, as it is in the file.

    Parameters
    ----------
    clip
        With known truth.
    end_s
        Where the section ends.
    """
    with open_clip(clip.path, end_s=end_s) as pictures:
        images = [frame.image for frame in pictures]
    return Source(images, clip.truth().iloc[: len(images)].reset_index(drop=True))


def scene_clip(clip: Clip, name: str, scene: Scene, end_s: float, kept: Path) -> Clip:
    """Return a scene of a clip, drawn now unless it was kept.

    Parameters
    ----------
    clip
        With known truth.
    name, scene
        The scene.
    end_s
        Where the section of the clip ends that it is made of.
    kept
        Folder in which it is looked for and kept.
    """
    # MPEG-TS announces a picture's size with every key picture: it may change.
    path = kept / f"{clip.name}.{name}.ts"
    truth = path.with_suffix(".truth.csv")
    if not truth.exists():
        kept.mkdir(parents=True, exist_ok=True)
        source = source_of(clip, end_s)
        rows = source.truth.copy()
        indices, times = _write(path, scene.draw(source), _GOOD | scene.encoder)
        rows = rows.iloc[indices].assign(time_s=times)
        rows.to_csv(truth, index=False)
    return Clip(path, clip.mirrored)


def _write(
    path: Path, pictures: Iterable[Shown], options: dict[str, str]
) -> tuple[list[int], list[float]]:
    """Write pictures; return the index and time of each."""
    indices, times = [], []
    encoder = None
    with av.open(str(path), "w", format="mpegts") as file:
        stream = file.add_stream("libx264", rate=25)
        stream.pix_fmt, stream.time_base = "yuv420p", _TICK
        for shown in pictures:
            size = (shown.image.shape[1], shown.image.shape[0])
            if encoder is None:
                stream.width, stream.height = size
                stream.options = {k: v for k, v in options.items() if v}
                encoder = stream.codec_context
            elif size != (encoder.width, encoder.height):
                file.mux(_in(stream, encoder.encode(None)))
                encoder = _encoder(size, options)
            frame = av.VideoFrame.from_ndarray(shown.image, format="rgb24")
            frame.pts, frame.time_base = round(shown.time_s / _TICK), _TICK
            file.mux(_in(stream, encoder.encode(frame)))
            indices.append(shown.index)
            times.append(shown.time_s)
        if encoder is not None:
            file.mux(_in(stream, encoder.encode(None)))
    return indices, times


def _in(stream: av.VideoStream, packets: list[av.Packet]) -> list[av.Packet]:
    """Put packets of any encoder into the one stream."""
    for packet in packets:
        packet.stream = stream
    return packets


def _encoder(size: tuple[int, int], options: dict[str, str]) -> av.VideoCodecContext:
    """Return another encoder, for pictures of another size."""
    encoder = av.CodecContext.create("libx264", "w")
    encoder.width, encoder.height = size
    encoder.pix_fmt, encoder.time_base = "yuv420p", _TICK
    encoder.framerate = Fraction(25)
    encoder.options = {k: v for k, v in options.items() if v}
    return encoder
