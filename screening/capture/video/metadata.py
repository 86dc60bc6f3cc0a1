"""What a file says about the camera that took it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from av.container import InputContainer
from av.video.stream import VideoStream

_LENS = ("focal_length.35mm_equivalent", "focallengthin35mmformat")
"""Ends of the keys that phones give the focal length, as of film 36 mm wide."""

_CAPTURED = ("capture.fps",)
"""End of Android's key for the rate of the camera; slow motion plays at a lower one."""


@dataclass(frozen=True)
class MetadataMethod:
    """Values that a camera can have; others are taken for mistakes.

    Parameters
    ----------
    least_mm, most_mm
        Focal length, as of film 36 mm wide.
    least_fps, most_fps
        Frame rate.
    """

    least_mm: float = 8.0
    most_mm: float = 300.0
    least_fps: float = 1.0
    most_fps: float = 5000.0


METHOD = MetadataMethod()


@dataclass(frozen=True)
class CameraSaid:
    """What a file says about its camera, NaN where it says nothing.

    Parameters
    ----------
    lens_mm
        Focal length, as of film 36 mm wide.
    captured_fps
        Frames per second when it was filmed.
    """

    lens_mm: float = math.nan
    captured_fps: float = math.nan


def camera_said(container: InputContainer, stream: VideoStream) -> CameraSaid:
    """Read what a file says about its camera.

    Parameters
    ----------
    container, stream
        Of an open clip.
    """
    tables = (container.metadata, stream.metadata)
    return CameraSaid(
        _first(tables, _LENS, METHOD.least_mm, METHOD.most_mm),
        _first(tables, _CAPTURED, METHOD.least_fps, METHOD.most_fps),
    )


def _first(
    tables: tuple[Mapping[str, str], ...],
    ends: tuple[str, ...],
    least: float,
    most: float,
) -> float:
    """Return the first number under a key that ends so, NaN without one."""
    for table in tables:
        for key, text in table.items():
            if not key.lower().endswith(ends):
                continue
            try:
                value = float(text)
            except ValueError:
                continue
            if least <= value <= most:
                return value
    return math.nan
