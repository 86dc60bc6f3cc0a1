"""Small clips made with PyAV; the grey level of a picture tells its number."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

import av
import numpy as np

from screening._typing import Image

SIZE = (96, 64)
OWN_KEYS_ONLY = {"sc_threshold": "0", "bf": "0"}
STEP = 5


def grey(index: int) -> int:
    return 25 + STEP * (index % 40)


def number(image: Image) -> int:
    """Read the frame number from the lower half, which is plain grey."""
    level = float(np.median(image[image.shape[0] // 2 :]))
    return round((level - 25) / STEP)


def picture(index: int, size: tuple[int, int] = SIZE) -> Image:
    """A grey picture with a red block at its upper left: shows turns and mirrors."""
    width, height = size
    image = np.full((height, width, 3), grey(index), dtype=np.uint8)
    image[: height // 4, : width // 4] = (230, 20, 20)
    return image


def red_corner(image: Image) -> str:
    """Say in which corner the red block is."""
    height, width = image.shape[:2]
    corners = {
        "upper left": image[: height // 8, : width // 8],
        "upper right": image[: height // 8, -width // 8 :],
        "lower left": image[-height // 8 :, : width // 8],
        "lower right": image[-height // 8 :, -width // 8 :],
    }
    redness = {
        name: float(np.mean(part[..., 0].astype(int) - part[..., 1]))
        for name, part in corners.items()
    }
    return max(redness, key=lambda name: redness[name])


def write_clip(
    path: Path,
    times_s: Sequence[float],
    *,
    codec: str = "libx264",
    size: tuple[int, int] = SIZE,
    rotation_deg: int = 0,
    sound: bool = False,
    options: dict[str, str] | None = None,
    container_options: dict[str, str] | None = None,
    aspect: Fraction | None = None,
    ticks_per_s: int = 90000,
    metadata: dict[str, str] | None = None,
) -> Path:
    with av.open(str(path), "w", options=container_options or {}) as container:
        container.metadata.update(metadata or {})
        stream = container.add_stream(codec, rate=25, options=options or {})
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        stream.codec_context.time_base = Fraction(1, ticks_per_s)
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        if sound:
            _add_sound(container, duration_s=max(times_s))
        for index, time_s in enumerate(times_s):
            frame = av.VideoFrame.from_ndarray(picture(index, size), format="rgb24")
            frame.pts = round(time_s * ticks_per_s)
            frame.time_base = Fraction(1, ticks_per_s)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def write_sound(path: Path, duration_s: float = 1.0) -> Path:
    with av.open(str(path), "w") as container:
        _add_sound(container, duration_s=duration_s)
    return path


def _add_sound(container: av.container.OutputContainer, *, duration_s: float) -> None:
    codec = "libopus" if "webm" in container.format.name else "aac"
    stream = container.add_stream(codec, rate=48000)
    for start in range(0, int(duration_s * 48000), 960):
        frame = av.AudioFrame.from_ndarray(
            np.zeros((1, 960), dtype=np.float32), format="fltp", layout="mono"
        )
        frame.sample_rate = 48000
        frame.pts = start
        container.mux(stream.encode(frame))
    container.mux(stream.encode(None))
