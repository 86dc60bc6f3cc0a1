"""Good files of every kind, made on the spot, that the cases are mutations of.

The clips show a stick person of 108 by 192 pixels who stands, lifts a foot and squats
once, 40 frames in 3.3 seconds. A stand-in for the pose model, which knows the same
script, lets reading, following and measuring run as with a real one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import Any

import av
import cv2
import numpy as np

from screening.capture.knee.limb import MirroredLook
from screening.capture.people.body import Body
from screening.capture.video.clip import Frame
from screening.motion.landmarks import INDEX, PoseModel, PoseSeries, Take
from screening.pipeline import screen_poses
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from tests.factories import Camera, Move, Posture, film, one_leg, squat

SIZE = (108, 192)
RATE_FPS = 12.0
MODEL = PoseModel("full", "0" * 64, "stand-in")
_SECONDS = (0.5, 0.1, 0.5, 0.2)
_BACKGROUND = (120, 150, 130)


@dataclass(frozen=True)
class Kind:
    """A container with the codec that is usual in it."""

    suffix: str
    codec: str
    ticks_per_s: int = 12_000
    pixels: str = "yuv420p"


KINDS = (
    Kind(".mp4", "libx264"),
    Kind(".mov", "mpeg4", 12),
    Kind(".mkv", "libx264"),
    Kind(".webm", "libvpx"),
    Kind(".avi", "mpeg4", 12),
    Kind(".ts", "libx264"),
    Kind(".flv", "flv", 12),
    Kind(".wmv", "wmv2", 12),
    Kind(".mpg", "mpeg2video", 25),
    Kind(".mxf", "mpeg2video", 25),
    Kind(".nut", "ffv1"),
    Kind(".ivf", "libvpx"),
    Kind(".3gp", "mpeg4", 12),
    Kind(".h264", "libx264"),
)


@cache
def person() -> PoseSeries:
    """Return the landmarks of the person in the clips."""
    up = one_leg("right")
    script = [Move(Posture(), 0.2, 1.0), Move(up, 0.4, 0.2)]
    script += [*squat("right", seconds=_SECONDS), Move(Posture(), 0.2, 0.2)]
    camera = Camera(SIZE, leg_px=57.0, middle_px=54.0, floor_px=172.0)
    return film(script, rate_fps=RATE_FPS, camera=camera)


@cache
def pictures() -> list[np.ndarray]:
    """Return what the clips show, (H, W, 3) uint8 each."""
    rng = np.random.default_rng(0)
    room = np.full((SIZE[1], SIZE[0], 3), _BACKGROUND, np.uint8)
    for _ in range(40):
        x, y = rng.integers(0, SIZE)
        colour = rng.integers(0, 255, 3).tolist()
        cv2.rectangle(room, (x, y), (x + 9, y + 14), colour, -1)
    return [_drawn(room, points) for points in person().points_px]


def _drawn(room: np.ndarray, points_px: np.ndarray) -> np.ndarray:
    image = room.copy()
    at = {name: points_px[i].round().astype(int).tolist() for name, i in INDEX.items()}
    for side in ("left", "right"):
        for one, other in (("hip", "knee"), ("knee", "ankle")):
            ends = at[f"{side}_{one}"], at[f"{side}_{other}"]
            cv2.line(image, *ends, (205, 160, 130), 9)
        cv2.line(image, at[f"{side}_hip"], at[f"{side}_knee"], (30, 40, 120), 13)
    trunk = [at[f"{s}_{p}"] for s, p in (("left", "hip"), ("right", "hip"))]
    trunk += [at["right_shoulder"], at["left_shoulder"]]
    cv2.fillPoly(image, [np.array(trunk)], (200, 40, 40))
    cv2.circle(image, at["nose"], 8, (205, 160, 130), -1)
    return image


@cache
def mask(width: int, height: int, index: int) -> np.ndarray:
    """Return where the person is in a picture of this size, (H, W) float32."""
    seen = np.any(
        _drawn(np.zeros((*SIZE[::-1], 3), np.uint8), person().points_px[index]), 2
    )
    return cv2.resize(seen.astype(np.float32), (width, height))


def write(
    path: Path,
    kind: Kind,
    *,
    times_s: list[float] | None = None,
    size: tuple[int, int] = SIZE,
    aspect: Fraction | None = None,
    rotation_deg: int = 0,
    frames: int = 40,
) -> Path:
    """Write a clip of the person."""
    times_s = times_s or [i / RATE_FPS for i in range(len(pictures()))]
    fast = {"preset": "ultrafast", "deadline": "realtime", "cpu-used": "8"}
    ticks = kind.ticks_per_s
    with av.open(str(path), "w") as file:
        rate = Fraction(25 if ticks == 25 else 12)
        stream: Any = file.add_stream(kind.codec, rate=rate, options=fast)
        (stream.width, stream.height), stream.pix_fmt = size, kind.pixels
        stream.codec_context.time_base = Fraction(1, ticks)
        stream.codec_context.gop_size = 10
        if aspect is not None:
            stream.codec_context.sample_aspect_ratio = aspect
        if rotation_deg:
            stream.set_display_rotation(rotation_deg)
        for number, time_s in enumerate(times_s[:frames]):
            image = cv2.resize(pictures()[number % len(pictures())], size)
            frame = av.VideoFrame.from_ndarray(image, format="rgb24")
            frame.pts = number if ticks <= 25 else round(time_s * ticks)
            frame.time_base = Fraction(1, ticks)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def save_result(folder: Path) -> Path:
    """Write a saved result: landmarks of one squat, judged."""
    folder.mkdir(parents=True)
    camera = Camera()
    up = one_leg("right")
    one = squat("right", seconds=_SECONDS)
    script = [Move(Posture(), 0.2, 1.2), Move(up, 0.4, 1.2), *one, *one, *one]
    take = Take(film([*script, Move(Posture(), 0.3, 0.3)], camera=camera))
    write_tables(folder, screen_poses(take))
    save_take(folder / "landmarks.npz", take)
    return folder


class StandIn:
    """Stands in for the pose model: it knows where the person of the clips is."""

    model = MODEL

    def __init__(self, *_: object) -> None:
        self._seen = 0

    def __enter__(self) -> StandIn:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Free nothing."""

    def look_around(self, frame: Frame) -> None:
        """Look for nobody else."""

    def detect(self, frame: Frame) -> list[Body]:
        """Return the person where the clip shows them."""
        height, width = frame.image.shape[:2]
        poses = person()
        index = round(frame.time_s * RATE_FPS) % len(poses)
        scale = np.array([width / SIZE[0], height / SIZE[1]])
        body = Body(
            points_px=poses.points_px[index] * scale,
            world_m=poses.world_m[index],
            visibility=poses.visibility[index],
            mask=mask(width, height, index),
        )
        self._seen += 1
        if self._seen % 6 == 1:
            look = MirroredLook(body.points_px + 0.5, body.mask)
            body = replace(body, mirrored=look)
        return [body]
