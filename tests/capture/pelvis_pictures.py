"""Pictures of a clothed pelvis whose turn is known, with landmarks and silhouette.

Places on the person are in torso lengths from the middle of the hips, x to the
picture's right, y down. The person is painted once, finely; a picture looks through
the shot's turn, tip, roll, distance and place at that painting, at twice its size, and
is then shrunk: so turns of a fraction of a degree are exact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from screening._typing import Floats, Image, Singles
from screening.capture.pelvis import PelvisReading, PelvisTracker
from screening.capture.pelvis.view import PelvisView, Torso
from screening.motion.landmarks import INDEX, LANDMARKS

Place = tuple[float, float]
Colour = tuple[int, int, int]

PINK, GREEN, WHITE = (235, 60, 150), (60, 200, 70), (245, 245, 245)
SKIN, WALL = (205, 160, 135), (176, 180, 172)
FPS, STANCE_FRAMES = 25, 25

_FINE, _OVER = 360, 2
_WIDE, _TALL = 0.95, (1.2, 1.1)
_SIZE = (int(sum(_TALL) * _FINE), int(2 * _WIDE * _FINE))
_TURNS_BELOW, _STILL_ABOVE = -0.36, -0.95
"""The trunk bends between these heights; all below turns with the pelvis."""

_CURVATURE, _WEAVE = 2.0, 9.0
"""How fast the front recedes to the sides, one over torso lengths; pattern's size."""

_OUTLINE = ((0.42, -1.0), (0.30, -0.45), (0.35, 0.0), (0.36, 0.55), (0.05, 0.55))
_ARMS = {
    "aside": ((0.54, -0.5), (0.60, 0.0), (0.60, 0.14)),
    "on_thighs": ((0.50, -0.40), (0.24, 0.0), (0.18, 0.20)),
    "before_hips": ((0.46, -0.45), (0.12, -0.02), (0.0, 0.06)),
    "before_hem": ((0.48, -0.40), (0.14, -0.10), (0.0, -0.08)),
}


@dataclass(frozen=True)
class Dot:
    """A round spot on the cloth; the usual radius is 1.5 cm on a grown-up."""

    at: Place
    colour: Colour = PINK
    radius: float = 0.032


@dataclass(frozen=True)
class Tag:
    """A printed ArUco tag on the cloth, with its white margin."""

    at: Place
    number: int
    size: float = 0.11
    dictionary: int = cv2.aruco.DICT_4X4_250


@dataclass(frozen=True)
class Person:
    """What somebody wears.

    ``hem`` is where the shirt ends; ``weave`` how strong the cloth's pattern is and
    ``folds``, 0 to 1, how far it has become another; ``stripes`` are per torso.
    """

    shirt: Colour = (70, 95, 165)
    shorts: Colour = (120, 45, 50)
    hem: float = -0.12
    weave: float = 1.0
    folds: float = 0.0
    stripes: float = 0.0
    dots: tuple[Dot, ...] = ()
    tags: tuple[Tag, ...] = ()
    arms: str = "aside"


@dataclass(frozen=True)
class Shot:
    """How somebody stands, and how the picture was taken.

    ``turn_deg`` turns the pelvis, + = the picture's right side down; ``tip_deg`` tips
    it forwards; ``shadow`` is how much darker the picture's right edge is.
    """

    person: Person = Person()
    turn_deg: float = 0.0
    tip_deg: float = 0.0
    torso_px: float = 130.0
    at: Place = (130.0, 190.0)
    size: tuple[int, int] = (260, 310)
    roll_deg: float = 0.0
    shadow: float = 0.0
    brightness: float = 1.0
    noise: float = 1.5


class Frame(NamedTuple):
    """What an estimator is given."""

    image: Image
    points_px: Floats
    mask: Singles | None


def picture(shot: Shot, seed: int = 0) -> Frame:
    """Take the picture; the seed chooses its noise."""
    seen = _seen(shot)
    grain = shot.noise * _grain(*shot.size, seed % 8)
    image = (seen[..., :3] + grain).clip(0, 255).round().astype(np.uint8)
    mask: Singles = np.divide(seen[..., 3], 255, dtype=np.float32)
    return Frame(image, landmarks(shot), mask)


def landmarks(shot: Shot) -> Floats:
    """Return where the 33 landmarks are in the picture; the hips turn."""
    elbow, wrist, tip = _ARMS[shot.person.arms]
    parts = {
        "shoulder": (0.36, -1.0),
        "elbow": elbow,
        "wrist": wrist,
        **dict.fromkeys(("pinky", "index", "thumb"), tip),
        "hip": (0.2, 0.0),
        "knee": (0.2, 0.85),
        **dict.fromkeys(("ankle", "heel", "foot_index"), (0.2, 1.65)),
    }
    places = np.tile([0.0, -1.35], (len(LANDMARKS), 1))
    for part, (x, y) in parts.items():
        places[INDEX[f"left_{part}"]], places[INDEX[f"right_{part}"]] = (x, y), (-x, y)
    hips = [INDEX["left_hip"], INDEX["right_hip"]]
    places[hips] = places[hips] @ _turned(shot.turn_deg).T
    return in_picture(shot, places)


def in_picture(shot: Shot, places: Floats) -> Floats:
    """Return picture pixels of places that do not turn with the pelvis."""
    upright = places @ _turned(shot.roll_deg).T
    return np.asarray(np.array(shot.at) + shot.torso_px * upright)


def seen_from(shot: Shot) -> tuple[PelvisView, Frame]:
    """Return a quiet stance in the person's own coordinates, and its picture."""
    frame = picture(shot)
    torso = Torso.of(frame.points_px)
    return PelvisView.of_stance(torso, frame.points_px, frame.mask), frame


def turned(shot: Shot, angles_deg: Iterable[float]) -> list[Shot]:
    """Return shots of the same with other turns."""
    return [replace(shot, turn_deg=float(angle)) for angle in angles_deg]


def film(shots: Iterable[Shot], first: int = 0) -> Iterator[tuple[float, Frame]]:
    """Yield time and frame of each shot; the first one has this number."""
    for number, shot in enumerate(shots, first):
        yield number / FPS, picture(shot, seed=number)


def take(stance: Shot, then: Iterable[Shot]) -> Iterator[tuple[float, Frame]]:
    """Yield time and frame: a second of quiet stance, and what comes then."""
    return film([stance] * STANCE_FRAMES + list(then))


def readings(frames: Iterable[tuple[float, Frame]]) -> list[PelvisReading]:
    """Return what the tracker says of each frame."""
    tracker = PelvisTracker()
    return [tracker.update(time_s, *frame) for time_s, frame in frames]


def settled(
    frames: Iterable[tuple[float, Frame]], turn_deg: float = float("nan")
) -> list[PelvisReading]:
    """Return what the tracker says of each frame once the take is whole."""
    tracker = PelvisTracker()
    for time_s, frame in frames:
        tracker.update(time_s, *frame)
    return tracker.settled(turn_deg)


def read(stance: Shot, then: Iterable[Shot]) -> list[PelvisReading]:
    """Return what the tracker says of the frames after the stance."""
    tracker = deepcopy(_tracker_after(stance))
    later = film(then, STANCE_FRAMES)
    return [tracker.update(time_s, *frame) for time_s, frame in later]


@lru_cache(4)
def _tracker_after(stance: Shot) -> PelvisTracker:
    """Return a tracker that has seen the stance; takes of one stance share it."""
    tracker = PelvisTracker()
    for time_s, frame in take(stance, []):
        tracker.update(time_s, *frame)
    return tracker


def _turned(angle_deg: float) -> Floats:
    """Return the matrix of a turn, + = the picture's right side down."""
    c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
    return np.array([[c, -s], [s, c]])


@lru_cache(64)
def _seen(shot: Shot) -> Image:
    """Return the picture before its noise, and in the fourth channel the person."""
    seen = cv2.remap(_painting(shot.person), _where(shot), None, cv2.INTER_LINEAR)
    seen = cv2.resize(seen, shot.size, interpolation=cv2.INTER_AREA).astype(np.float32)
    seen[..., :3] += (1 - seen[..., 3:] / 255) * np.array(WALL, dtype=np.float32)
    light = shot.brightness * np.linspace(1, 1 - shot.shadow, shot.size[0])[:, None]
    seen[..., :3] *= light
    return np.asarray(seen.clip(0, 255).round().astype(np.uint8))


def _where(shot: Shot) -> Singles:
    """Return where on the painting each pixel of the enlarged picture looks."""
    across, down = (
        (((np.arange(_OVER * side) + 0.5) / _OVER - 0.5 - middle) / shot.torso_px)
        for side, middle in zip(shot.size, shot.at, strict=True)
    )
    x, y = np.meshgrid(across.astype(np.float32), down.astype(np.float32), sparse=True)
    if shot.roll_deg:
        c, s = (float(v) for v in _turned(shot.roll_deg)[:, 0])
        x, y = c * x + s * y, c * y - s * x
    bend = np.clip((y - _STILL_ABOVE) / (_TURNS_BELOW - _STILL_ABOVE), 0, 1)
    angle = math.radians(shot.turn_deg) * bend
    c, s = np.cos(angle), np.sin(angle)
    x, y = c * x + s * y, c * y - s * x
    tip = math.radians(shot.tip_deg)
    depth = -_CURVATURE * np.minimum(x * x, 0.45**2)
    y = (y - math.sin(tip) * depth) / math.cos(tip)
    return np.dstack([(x + _WIDE) * _FINE, (y + _TALL[0]) * _FINE])


def _fine(places: Iterable[Place]) -> NDArray[np.int32]:
    """Return pixels of the painting."""
    moved = [(x + _WIDE, y + _TALL[0]) for x, y in places]
    return np.asarray(np.round(np.array(moved) * _FINE), dtype=np.int32)


@cache
def _painting(person: Person) -> Image:
    """Paint the person: colour, and in the fourth channel where there is one."""
    outline = _fine([*_OUTLINE, *((-x, y) for x, y in reversed(_OUTLINE))])
    body = cv2.fillPoly(np.zeros(_SIZE, np.uint8), [outline], 255)
    cover = body.copy()
    legs = [_fine([(x, 0.5), (x, 1.1)]) for x in (-0.2, 0.2)]
    cv2.polylines(cover, legs, False, 255, _FINE // 4)
    painted = np.full((*_SIZE, 3), SKIN, dtype=np.uint8)
    cv2.copyTo(_cloth(person), body, painted)
    for dot in person.dots:
        radius = round(dot.radius * _FINE)
        cv2.circle(painted, _fine([dot.at])[0], radius, dot.colour, -1)
    for tag in person.tags:
        _stick(painted, tag)
    arms = [_fine((sign * x, y) for x, y in _ARMS[person.arms]) for sign in (-1, 1)]
    cv2.polylines(painted, arms, False, SKIN, _FINE // 10)
    cv2.polylines(cover, arms, False, 255, _FINE // 10)
    painted[cover == 0] = 0
    return np.dstack([painted, cover])


def _cloth(person: Person) -> Image:
    """Paint shirt and shorts, endless."""
    share = person.folds
    weave = (1 - share) * _weave(0) + share * _weave(1)
    cloth = weave * _WEAVE * person.weave / np.hypot(share, 1 - share)
    hem = int((person.hem + _TALL[0]) * _FINE)
    if person.stripes:
        across = np.arange(_SIZE[1])[:, None] / _FINE
        cloth[hem:] += 40 * np.sign(np.sin(2 * np.pi * person.stripes * across))
    cloth[:hem] += person.shirt
    cloth[hem:] += person.shorts
    return np.asarray(cloth.clip(0, 255).astype(np.uint8))


@cache
def _weave(number: int) -> Singles:
    """Return one of two smooth random patterns."""
    weave = cv2.GaussianBlur(_grain(*_SIZE[::-1], number), (0, 0), 0.02 * _FINE)
    return np.asarray(weave / weave.std())


@cache
def _grain(width: int, height: int, number: int) -> Singles:
    """Return one of a few patterns of noise."""
    rng = np.random.default_rng(number)
    return rng.standard_normal((height, width, 3), dtype=np.float32)


def _stick(painted: Image, tag: Tag) -> None:
    """Put a tag on."""
    code = cv2.aruco.getPredefinedDictionary(tag.dictionary)
    side = int(tag.size * _FINE)
    mark = code.generateImageMarker(tag.number, side)
    mark = np.pad(mark, side // 5, constant_values=255)
    column, row = _fine([tag.at])[0] - len(mark) // 2
    painted[row : row + len(mark), column : column + len(mark)] = mark[..., None]
