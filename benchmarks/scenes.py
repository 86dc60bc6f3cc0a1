"""Scenes: what can happen to a recording, drawn from a clip whose truth is known.

A scene turns the pictures of a clip into those of another recording of the same
squats, by another camera, in another light or at another pace. Each of its pictures
belongs to one of the clip, so the clip's truth is the scene's. Writing them to a file
stands in :mod:`scene_files`, laying what is measured beside the truth in
:mod:`robust`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

import cv2
import numpy as np
import pandas as pd

FRAME_S = 0.04
"""Time between the pictures of a scene with a pace of its own."""


@dataclass(frozen=True, eq=False)
class Source:
    """A section of a clip.

    Parameters
    ----------
    images : list of (H, W, 3) uint8 array
        RGB.
    truth
        A row per picture.
    """

    images: list[np.ndarray]
    truth: pd.DataFrame

    @property
    def time_s(self) -> np.ndarray:
        """Time of each picture."""
        return self.truth["time_s"].to_numpy()

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.images[0].shape[1], self.images[0].shape[0]

    @property
    def lift_s(self) -> float:
        """When the quiet stance on two feet is over."""
        return float(self.truth.loc[self.truth["phase"] == "lift", "time_s"].min())

    def repetitions(self) -> list[pd.DataFrame]:
        """Rows of each squat, in the order of time."""
        squats = self.truth[self.truth["rep"] > 0].groupby(["leg", "rep"])
        return sorted((rows for _, rows in squats), key=lambda rows: rows.index[0])

    def middle_px(self, part: str) -> np.ndarray:
        """Middle between the left and the right joint, (T, 2)."""
        left, right = (
            self.truth[[f"{side}_{part}_x_px", f"{side}_{part}_y_px"]].to_numpy()
            for side in ("left", "right")
        )
        return (left + right) / 2


@dataclass(frozen=True, eq=False)
class Shown:
    """One picture of a scene.

    Parameters
    ----------
    time_s
        In the scene.
    index
        Of the picture of the source that it shows.
    image
        RGB; its size may change within a scene.
    """

    time_s: float
    index: int
    image: np.ndarray


Draw = Callable[[Source], Iterator[Shown]]


@dataclass(frozen=True)
class Scene:
    """What happens to a recording.

    Parameters
    ----------
    what
        In words, for the report.
    draw
        Makes its pictures.
    camera_moves
        Its camera moves, and is to be compensated.
    encoder
        Options of libx264 instead of those for good quality.
    """

    what: str
    draw: Draw
    camera_moves: bool = False
    encoder: dict[str, str] = field(default_factory=dict)


def _unchanged(source: Source) -> Iterator[Shown]:
    for i, image in enumerate(source.images):
        yield Shown(source.time_s[i], i, image)


def _redrawn(
    draw: Callable[[np.ndarray, int, np.random.Generator], np.ndarray], source: Source
) -> Iterator[Shown]:
    """Every picture drawn over, with chance that is the same each time."""
    rng = np.random.default_rng(14)
    for shown in _unchanged(source):
        yield Shown(shown.time_s, shown.index, draw(shown.image, shown.index, rng))


# The camera.


@dataclass(frozen=True, eq=False)
class Movement:
    """How a camera draws the picture of one that stands still.

    Parameters
    ----------
    roll_deg, zoom : (T,) float arrays
        About the picture's middle; clockwise, and size.
    shift_px : (T, 2) float array
        What is added after that.
    """

    roll_deg: np.ndarray
    zoom: np.ndarray
    shift_px: np.ndarray


def _seen_by(movement: Callable[[Source], Movement], source: Source) -> Iterator[Shown]:
    """Every picture as a camera that moves so would draw it."""
    moved = movement(source)
    middle = (source.size[0] / 2, source.size[1] / 2)
    for shown in _unchanged(source):
        i = shown.index
        matrix = cv2.getRotationMatrix2D(middle, -moved.roll_deg[i], moved.zoom[i])
        matrix[:, 2] += moved.shift_px[i]
        image = cv2.warpAffine(
            shown.image, matrix, source.size, borderMode=cv2.BORDER_REFLECT_101
        )
        yield Shown(shown.time_s, i, image)


def _step(source: Source, takes_s: float = 0.4) -> np.ndarray:
    """From 0 to 1 when the quiet stance is over."""
    return np.clip((source.time_s - source.lift_s) / takes_s, 0, 1)


def _drift(source: Source) -> np.ndarray:
    """From 0 to 1 from the end of the quiet stance to the end of the section."""
    return _step(source, float(source.time_s[-1]) - source.lift_s)


def _moving(
    source: Source,
    *,
    roll_deg: float = 0.0,
    zoom: float = 1.0,
    shift: float = 0.0,
    when: Callable[[Source], np.ndarray] = _step,
) -> Movement:
    """A roll, a zoom, or a shift to the side by a share of the picture's width."""
    share = when(source)
    shift_px = share[:, None] * (shift * source.size[0], 0.0)
    return Movement(roll_deg * share, zoom**share, shift_px)


def _hand_held(source: Source) -> Movement:
    """Some waves of the pace of a hand: 1°, 12 px, 1 %."""
    rng = np.random.default_rng(14)
    pace_hz = rng.uniform(0.2, 3.0, (4, 6))
    phase = rng.uniform(0, 2 * np.pi, (4, 6))
    waves = np.sin(2 * np.pi * source.time_s[:, None, None] * pace_hz + phase)
    waves = (waves / np.sqrt(pace_hz)).sum(axis=2)
    waves /= np.abs(waves).max(axis=0)
    return Movement(waves[:, 0], 1 + 0.01 * waves[:, 1], 12.0 * waves[:, 2:])


def _auto_framing(source: Source, lag_s: float = 0.6) -> Movement:
    """The crop goes after the body, late, and is larger for a smaller body."""
    shoulder, ankle = source.middle_px("shoulder"), source.middle_px("ankle")
    middle, height = (shoulder + ankle) / 2, ankle[:, 1] - shoulder[:, 1]
    wanted = np.column_stack([middle, height[0] / height])
    late = wanted.copy()
    share = 1 - np.exp(-FRAME_S / lag_s)
    for i in range(1, len(late)):
        late[i] = late[i - 1] + share * (wanted[i] - late[i - 1])
    zoom = late[:, 2]
    about = np.array(source.size) / 2
    shift = zoom[:, None] * (about - late[:, :2]) - (about - late[0, :2])
    return Movement(np.zeros(len(late)), zoom, shift)


# Light and lens.


def _faded(image: np.ndarray, _: int, __: np.random.Generator, *, colour: float):
    grey = cv2.cvtColor(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return cv2.addWeighted(image, colour, grey, 1 - colour, 0)


def _dark(image: np.ndarray, _: int, rng: np.random.Generator):
    return _grainy(cv2.convertScaleAbs(image, alpha=0.2), _, rng, sd=4.0)


def _grainy(image: np.ndarray, _: int, rng: np.random.Generator, *, sd: float):
    grain = rng.standard_normal(image.shape, dtype=np.float32) * sd
    return np.clip(image + grain, 0, 255).astype(np.uint8)


def _wide_angle(image: np.ndarray, _: int, __: np.random.Generator):
    """A barrel: half the picture's width from the middle, 2.5 % nearer to it."""
    at = _barrel(*image.shape[:2])
    return cv2.remap(image, at, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT)


@functools.cache
def _barrel(height: int, width: int) -> np.ndarray:
    """Where each pixel of a wide-angle picture lies in the straight one."""
    camera = np.array([[width, 0, width / 2], [0, width, height / 2], [0, 0, 1.0]])
    x, y = np.meshgrid(np.arange(width), np.arange(height))
    points = np.stack([x, y], axis=-1).reshape(-1, 1, 2).astype(np.float64)
    straight = cv2.undistortPoints(points, camera, np.array([-0.1, 0, 0, 0]), P=camera)
    return straight.reshape(height, width, 2).astype(np.float32)


def _boxed_face(source: Source) -> Iterator[Shown]:
    """A black box goes with the head."""
    shoulder, hip = source.middle_px("shoulder"), source.middle_px("hip")
    for shown in _unchanged(source):
        neck, low = shoulder[shown.index], hip[shown.index]
        torso, up = np.linalg.norm(low - neck), (neck - low)
        head = neck + 0.45 * up
        size = np.array([0.3, 0.4]) * torso
        (x0, y0), (x1, y1) = (head - size).astype(int), (head + size).astype(int)
        image = shown.image.copy()
        image[max(y0, 0) : y1, max(x0, 0) : x1] = 0
        yield Shown(shown.time_s, shown.index, image)


# Shape, cut and pace.


def _turned_upright(source: Source, *, lying_s: float = 0.8) -> Iterator[Shown]:
    """The phone is turned upright after pressing record: the picture's shape changes.

    Lying it sees the same from as far away: the person is smaller in the file.
    """
    width, height = source.size
    small = (round(width * width / height), width)
    beside = (height - small[0]) // 2
    for shown in _unchanged(source):
        image = shown.image
        if shown.time_s < lying_s:
            inner = cv2.resize(image, small, interpolation=cv2.INTER_AREA)
            sides = (0, 0, beside, height - small[0] - beside)
            image = cv2.copyMakeBorder(inner, *sides, cv2.BORDER_REPLICATE)
        yield Shown(shown.time_s, shown.index, image)


def _cut(source: Source) -> Iterator[Shown]:
    """Before the third squat a second is missing, and the camera is elsewhere."""
    third = source.repetitions()[2].index[0]
    about = (source.size[0] / 2, source.size[1] / 2)
    elsewhere = cv2.getRotationMatrix2D(about, 3.0, 0.8)
    elsewhere[:, 2] += (40, 30)
    for shown in _unchanged(source):
        image, time_s = shown.image, shown.time_s
        if third - 12 <= shown.index < third - 3:
            continue
        if shown.index >= third - 3:
            image = cv2.warpAffine(
                image, elsewhere, source.size, borderMode=cv2.BORDER_REFLECT_101
            )
            time_s -= 9 * FRAME_S
        yield Shown(time_s, shown.index, image)


def _repaced(pace: Callable[[Source], np.ndarray], source: Source) -> Iterator[Shown]:
    """The squats at another pace: each picture of the source has a time of its own."""
    own_s = pace(source)
    for number in range(round(own_s[-1] / FRAME_S) + 1):
        at = np.interp(number * FRAME_S, own_s, np.arange(len(own_s)))
        i, share = int(at), at - int(at)
        after = source.images[min(i + 1, len(own_s) - 1)]
        image = source.images[i]
        if share > 0:
            image = cv2.addWeighted(image, 1 - share, after, share, 0)
        yield Shown(number * FRAME_S, round(at), image)


def _slow_motion(source: Source) -> np.ndarray:
    return 4.0 * source.time_s


def _held(source: Source, *, holds_s: float) -> np.ndarray:
    """Time with a stop at the bottom of every squat."""
    steps = np.diff(source.time_s, prepend=0.0)
    for rows in source.repetitions():
        steps[rows["depth"].idxmax()] += holds_s
    return np.cumsum(steps)


def _squats_of(source: Source, *, takes_s: float) -> np.ndarray:
    """Time with every squat as long as this."""
    steps = np.diff(source.time_s, prepend=0.0)
    for rows in source.repetitions():
        steps[rows.index] = takes_s / len(rows)
    return np.cumsum(steps)


def _at_rate(source: Source, *, rate_fps: float) -> Iterator[Shown]:
    """The pictures nearest to the times of a lower rate."""
    last = -1
    for shown in _unchanged(source):
        number = int(shown.time_s * rate_fps + 1e-9)
        if number > last:
            last = number
            yield shown


def _throughout(source: Source) -> np.ndarray:
    """1 from the first picture on: another camera that stands still."""
    return np.ones(len(source.time_s))


def _camera(what: str, **movement) -> Scene:
    return Scene(what, partial(_seen_by, partial(_moving, **movement)), True)


def _still(what: str, **framing) -> Scene:
    return Scene(what, partial(_seen_by, partial(_moving, **framing, when=_throughout)))


def _light(what: str, draw, **how) -> Scene:
    return Scene(what, partial(_redrawn, partial(draw, **how) if how else draw))


def _pace(what: str, pace, **how) -> Scene:
    return Scene(what, partial(_repaced, partial(pace, **how) if how else pace))


SCENES = {
    "unchanged": Scene("the clip as it is", _unchanged),
    "nearer": _still("a camera that stands still, 25 % nearer", zoom=1.25),
    "further": _still("a camera that stands still, 20 % further away", zoom=0.8),
    "roll+5": _camera("knocked: rolled by 5° after the stance", roll_deg=5.0),
    "roll-5": _camera("the same the other way", roll_deg=-5.0),
    "roll+5_slowly": _camera("slides: rolls by 5°", roll_deg=5.0, when=_drift),
    "roll-5_slowly": _camera("the same the other way", roll_deg=-5.0, when=_drift),
    "zoom+20": _camera(
        "zooms in by 20 % at once", zoom=1.2, when=partial(_step, takes_s=1e-3)
    ),
    "zoom-20": _camera(
        "zooms out by 20 % at once", zoom=0.8, when=partial(_step, takes_s=1e-3)
    ),
    "zoom+20_slowly": _camera("zooms in by 20 %", zoom=1.2, when=_drift),
    "zoom-20_slowly": _camera("zooms out by 20 %", zoom=0.8, when=_drift),
    "pan": _camera("pans by half a body", shift=0.15),
    "pan_slowly": _camera("pans slowly by half a body", shift=0.15, when=_drift),
    "hand_held": Scene("held in a hand", partial(_seen_by, _hand_held), True),
    "auto_framing": Scene(
        "automatic framing, 0.6 s late", partial(_seen_by, _auto_framing), True
    ),
    "grey": _light("without colour", _faded, colour=0.0),
    "colour_40": _light("40 % of the colour", _faded, colour=0.4),
    "boxed_face": Scene("a box over the head", _boxed_face),
    "turned_upright": Scene("the phone is turned upright after 0.8 s", _turned_upright),
    "cut": Scene("a cut between two squats, the camera elsewhere", _cut),
    "slow_motion": _pace("slow motion, a quarter of the speed", _slow_motion),
    "hold_1s": _pace("1 s longer at the bottom", _held, holds_s=1.0),
    "hold_3s": _pace("3 s longer at the bottom", _held, holds_s=3.0),
    "hold_10s": _pace("10 s longer at the bottom", _held, holds_s=10.0),
    "squat_0.6s": _pace("squats of 0.6 s", _squats_of, takes_s=0.6),
    "squat_10s": _pace("squats of 10 s", _squats_of, takes_s=10.0),
    "rate_15": Scene("15 frames/s", partial(_at_rate, rate_fps=15.0)),
    "dark": _light("a fifth of the light", _dark),
    "noise": _light("grain, SD 18 of 255", _grainy, sd=18.0),
    "low_bit_rate": Scene(
        "150 kbit/s",
        _unchanged,
        encoder={"b": "150k", "crf": "", "maxrate": "150k", "bufsize": "300k"},
    ),
    "wide_angle": _light("a wide-angle lens (barrel)", _wide_angle),
}
"""Every scene by its name."""
