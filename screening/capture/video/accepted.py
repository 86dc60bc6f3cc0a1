"""What is accepted as a clip, whoever hands it in: kinds of files, sizes, lengths.

Everything here is checked before a picture is decoded or memory is taken for it, by
the content of a file and not by its name.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from screening.errors import VideoError
from screening.paths import shown

FORMATS = (
    "3g2", "3gp", "asf", "avi", "dv", "flv", "h264", "hevc", "ivf", "m4a", "m4v",
    "matroska", "mj2", "mov", "mp4", "mpeg", "mpegts", "mpegvideo", "mxf", "nut", "ogg",
    "webm", "yuv4mpegpipe",
)  # fmt: skip
"""FFmpeg's names of the containers that hold their own pictures. It knows playlists as
well (HLS, ffconcat, DASH, IMF, SDP), which lead to other files and have no end."""

RAW_FORMATS = ("h264", "hevc", "m4v")
"""Those whose frames have no times of their own."""

SUFFIXES = (
    ".264", ".265", ".3g2", ".3gp", ".asf", ".avi", ".dv", ".flv", ".h264", ".h265",
    ".hevc", ".ivf", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg",
    ".mts", ".mxf", ".nut", ".ogv", ".ts", ".vob", ".webm", ".wmv", ".y4m",
)  # fmt: skip
"""Endings that files of these kinds have."""


@dataclass(frozen=True)
class AcceptedMethod:
    """What is small enough to be measured, and large enough to show anybody.

    Parameters
    ----------
    longest_side_px, most_pixels
        8K film has 33 million pixels and is the largest that cameras write.
    least_side_px
        Nobody can be made out in a smaller picture.
    most_aspect
        Film squeezed for wide screens has pixels up to 2.2 times as wide as high.
    most_frames
        Over two hours at 30 frames per second; landmarks of more do not fit into
        memory.
    shortest_share
        Of several videos in a file, one shorter than this share of the longest is a
        cover or a preview.
    """

    longest_side_px: int = 8192
    most_pixels: int = 36_000_000
    least_side_px: int = 32
    most_aspect: float = 4.0
    most_frames: int = 250_000
    shortest_share: float = 0.5


METHOD = AcceptedMethod()


def check_size(path: Path, width_px: float, height_px: float) -> None:
    """Raise an error for pictures that are too large or too small to be measured.

    Parameters
    ----------
    path
        Of the clip.
    width_px, height_px
        Of a picture, as it is stored or with square pixels.

    Raises
    ------
    VideoError
        With the size.
    """
    sides = (width_px, height_px)
    size = {"width": round(width_px), "height": round(height_px)}
    if max(sides) > METHOD.longest_side_px or width_px * height_px > METHOD.most_pixels:
        raise VideoError("too_large", path=shown(path), **size)
    if min(sides) < METHOD.least_side_px:
        raise VideoError("too_small", path=shown(path), **size)


def check_aspect(path: Path, aspect: float) -> None:
    """Raise an error for pixels that no camera writes.

    Parameters
    ----------
    path
        Of the clip.
    aspect
        Width of a stored pixel against its height.

    Raises
    ------
    VideoError
        With the aspect.
    """
    if not 1 / METHOD.most_aspect <= aspect <= METHOD.most_aspect:
        raise VideoError("aspect", path=shown(path), aspect=aspect)
