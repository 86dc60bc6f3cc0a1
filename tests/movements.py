"""A stick person in space who does what people do instead of single-leg squats.

``tests.factories`` has a flat person whose angles are known. Here belongs one with
depth, whose knees bend forwards and who is seen by a camera three metres away, and what
such a person does. Lengths are in lengths of the leg from hip to ankle; x goes to the
person's left, y up, z to where the person looks.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from screening._typing import Floats
from screening.motion.landmarks import (
    INDEX,
    LANDMARKS,
    SIDES,
    PoseModel,
    PoseSeries,
    Side,
    other,
)
from tests.transforms import noisy, with_points

ANKLE, HALF_HIPS, HALF_SHOULDERS, TRUNK, HEAD = 0.08, 0.11, 0.2, 0.6, 0.28
FACE = np.array([0.0, 0.0, 0.08])
HEEL, TOE = np.array([0.0, -0.05, -0.05]), np.array([0.0, -0.07, 0.2])
LEG_M, AWAY, FOCAL_PX, SIZE = 0.85, 3.6, 1150.0, (1280, 1280)

Point = tuple[float, float, float]


@dataclass(frozen=True)
class Pose:
    """Where hips and ankles are, how far the trunk leans, how long it takes."""

    takes_s: float
    hips: Point = (0.0, 1.0 + ANKLE, 0.0)
    left: Point = (0.11, ANKLE, 0.0)
    right: Point = (-0.11, ANKLE, 0.0)
    forwards: float = 0.0

    def foot(self, side: Side) -> Point:
        return self.left if side == "left" else self.right

    def lower(self, by: float, takes_s: float, *, back: float = 0.0) -> Pose:
        """The same with the hips lower, and further back."""
        x, y, z = self.hips
        return replace(self, takes_s=takes_s, hips=(x, y - by, z - back))


STANDS = Pose(0.6)


def seen(
    poses: Sequence[Pose], *, turn_deg: float = 0.0, rate_fps: float = 30.0
) -> PoseSeries:
    """Film these poses, one after the other, by a camera at the height of the hips."""
    ends_s = np.cumsum([pose.takes_s for pose in poses])
    time_s = np.arange(round(ends_s[-1] * rate_fps)) / rate_fps
    at = np.minimum(np.searchsorted(ends_s, time_s, side="right"), len(poses) - 1)
    takes_s = np.array([pose.takes_s for pose in poses])[at]
    share = (1 - np.cos(np.pi * (1 - (ends_s[at] - time_s) / takes_s))) / 2

    def path(values: Sequence[Point | float]) -> Floats:
        known = np.array(values, dtype=float).reshape(len(poses), -1)
        before = known[np.maximum(at - 1, 0)]
        return np.asarray(before + (known[at] - before) * share[:, None])

    forwards = path([pose.forwards for pose in poses])[:, 0]
    feet = {side: path([pose.foot(side) for pose in poses]) for side in SIDES}
    body = _body(path([pose.hips for pose in poses]), feet, forwards)
    return _filmed(body, time_s, turn_deg)


def _body(hips: Floats, feet: dict[Side, Floats], forwards: Floats) -> Floats:
    """Every landmark, (T, 33, 3)."""
    zero = np.zeros_like(forwards)
    up = np.stack([zero, np.cos(forwards), np.sin(forwards)], axis=1)
    neck = hips + TRUNK * up
    body = np.zeros((len(hips), len(LANDMARKS), 3))
    for name in LANDMARKS:
        aside = np.array([1.0 if "left" in name else -1.0, 0.0, 0.0])
        side: Side = "left" if "left" in name else "right"
        part = name.removeprefix("left_").removeprefix("right_")
        ankle, hip = feet[side], hips + HALF_HIPS * aside
        if part == "shoulder":
            place = neck + HALF_SHOULDERS * aside
        elif part in ("elbow", "wrist", "pinky", "index", "thumb"):
            place = neck + (HALF_SHOULDERS + 0.03) * aside - 0.3 * up
        elif part == "hip":
            place = hip
        elif part == "knee":
            place = _knee(hip, ankle)
        elif part == "ankle":
            place = ankle
        elif part == "heel":
            place = ankle + HEEL
        elif part == "foot_index":
            place = ankle + TOE
            place[:, 1] = np.minimum(place[:, 1], ankle[:, 1])
        else:
            shift = 0.0 if name == "nose" else 0.07
            place = neck + HEAD * up + shift * aside + FACE
        body[:, INDEX[name]] = place
    return body


def _knee(hip: Floats, ankle: Floats) -> Floats:
    """Between hip and ankle, and forwards as far as the leg is too long for it."""
    line = hip - ankle
    length = np.linalg.norm(line, axis=1, keepdims=True)
    ahead = np.array([0.0, 0.0, 1.0]) - line * (line[:, 2:] / length**2)
    ahead = ahead / np.linalg.norm(ahead, axis=1, keepdims=True)
    bent = np.sqrt(np.clip(0.25 - length**2 / 4, 0.0, None))
    return np.asarray((hip + ankle) / 2 + bent * ahead)


def _filmed(body: Floats, time_s: Floats, turn_deg: float) -> PoseSeries:
    """Landmarks of a body that is turned to its own left."""
    turn = np.radians(turn_deg)
    x, y, z = np.moveaxis(body, -1, 0)
    across, near = (
        x * np.cos(turn) + z * np.sin(turn),
        z * np.cos(turn) - x * np.sin(turn),
    )
    px = FOCAL_PX / (AWAY - near)
    middle = np.array(SIZE) / 2
    points = np.stack([middle[0] + across * px, middle[1] - (y - 1.0) * px], axis=-1)
    hips = [INDEX[f"{side}_hip"] for side in SIDES]
    space = np.stack([across, -y, -near], axis=-1)
    world = LEG_M * (space - space[:, hips].mean(axis=1, keepdims=True))
    series = PoseSeries(
        frame=np.arange(len(time_s)),
        time_s=time_s,
        points_px=points,
        world_m=world,
        visibility=np.full(points.shape[:2], 0.95),
        image_size=SIZE,
        model=PoseModel("full", "0" * 64, "stick person"),
        source="moving.mp4",
    )
    return noisy(with_points(series, points), 0.5)


def _moved(point: Point, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Point:
    return (point[0] + x, point[1] + y, point[2] + z)


def _with_foot(pose: Pose, side: Side, place: Point) -> Pose:
    return replace(pose, left=place) if side == "left" else replace(pose, right=place)


def _begin() -> list[Pose]:
    return [STANDS, replace(STANDS, takes_s=2.0)]


def forward_lunges(count: int = 6, *, inwards: float = 0.0) -> list[Pose]:
    """One foot far forwards, down, up, and back; the legs take turns.

    ``inwards`` is how much closer to the other foot's line the front foot is put.
    """
    poses = _begin()
    for i in range(count):
        side = SIDES[i % 2]
        home = STANDS.foot(side)
        aside = -inwards * np.sign(home[0])
        there = _with_foot(STANDS, side, _moved(home, x=aside, z=0.75))
        up = replace(there, hips=(aside / 2, 1.0, 0.4), takes_s=0.4)
        lifted = _with_foot(replace(STANDS, hips=(0.0, 1.05, 0.2), takes_s=0.3), side,
                            _moved(home, y=0.12, z=0.4))  # fmt: skip
        behind = other(side)
        heel = _moved(STANDS.foot(behind), y=0.12, z=0.05)
        down = _with_foot(up.lower(0.35, 0.8), behind, heel)
        poses += [lifted, up, down, replace(up, takes_s=0.8), lifted]
        poses += [replace(STANDS, takes_s=0.3), replace(STANDS, takes_s=0.4)]
    return poses


def walking_lunges(count: int = 6) -> list[Pose]:
    """The same, going on instead of back."""
    poses = [replace(p, hips=(0.0, 1.08, -2.0), left=(0.11, ANKLE, -2.0),
                     right=(-0.11, ANKLE, -2.0)) for p in _begin()]  # fmt: skip
    now = poses[-1]
    for i in range(count):
        side = SIDES[i % 2]
        foot, behind = now.foot(side), now.foot(other(side))
        ahead = (foot[0], ANKLE, behind[2] + 0.6)
        z = behind[2]
        swing = _with_foot(replace(now, takes_s=0.35, hips=(0.0, 1.06, z)), side,
                           (foot[0], 0.25, z))  # fmt: skip
        down = _with_foot(replace(now, takes_s=0.7, hips=(0.0, 0.68, z + 0.3)), side,
                          ahead)  # fmt: skip
        down = _with_foot(down, other(side), _moved(behind, y=0.1))
        poses += [swing, down, replace(down, takes_s=0.2)]
        now = _with_foot(down, other(side), (behind[0], ANKLE, behind[2]))
    return poses


def narrow_lunges() -> list[Pose]:
    """Forward lunges with one foot almost in front of the other."""
    return forward_lunges(inwards=0.12)


def side_lunges(count: int = 4) -> list[Pose]:
    """The feet wide apart, the body over the one and then over the other."""
    wide = replace(STANDS, takes_s=1.0, left=(0.5, ANKLE, 0.0),
                   right=(-0.5, ANKLE, 0.0), hips=(0.0, 0.94, 0.0))  # fmt: skip
    poses = [*_begin(), wide]
    for i in range(count):
        x = wide.foot(SIDES[i % 2])[0]
        over = replace(wide, hips=(x, 0.75, 0.0), forwards=0.3)
        poses += [over, replace(over, takes_s=0.3), wide, replace(wide, takes_s=0.5)]
    return poses


def walking(count: int = 8) -> list[Pose]:
    """Towards the camera."""
    now = replace(STANDS, hips=(0.0, 1.06, -1.5), left=(0.11, ANKLE, -1.5),
                  right=(-0.11, ANKLE, -1.5))  # fmt: skip
    poses = [now, replace(now, takes_s=0.5)]
    for i in range(count):
        side = SIDES[i % 2]
        foot, stands = now.foot(side), now.foot(other(side))
        over = replace(now, hips=(0.6 * stands[0], 1.07, stands[2]), takes_s=0.3)
        swing = _with_foot(over, side, (foot[0], 0.25, stands[2]))
        now = replace(over, hips=(0.0, 1.02, stands[2] + 0.2))
        now = _with_foot(now, side, (foot[0], ANKLE, stands[2] + 0.4))
        poses += [swing, now]
    return poses


def two_leg_squats(count: int = 4) -> list[Pose]:
    """On both feet, wide apart, the hips back; without standing still before."""
    wide = replace(STANDS, left=(0.25, ANKLE, 0.05), right=(-0.25, ANKLE, -0.05),
                   hips=(0.0, 1.05, 0.0))  # fmt: skip
    down = replace(wide.lower(0.35, 1.2, back=0.2), forwards=0.5)
    return [wide, *([down, replace(wide, takes_s=1.2)] * count)]


def jump_squats(count: int = 6) -> list[Pose]:
    """Down on both feet, and up into the air."""
    down = replace(STANDS.lower(0.3, 0.5, back=0.1), forwards=0.3)
    hips, left, right = (
        _moved(point, y=0.2) for point in (STANDS.hips, STANDS.left, STANDS.right)
    )
    air = Pose(0.3, hips, left, right)
    land = replace(STANDS, takes_s=0.25)
    return [*_begin(), *([down, air, land] * count), replace(STANDS, takes_s=1.0)]


def high_knees(count: int = 24) -> list[Pose]:
    """Marching on the spot, each knee up to the hip; the body sinks now and then."""
    poses = _begin()
    for i in range(count):
        side = SIDES[i % 2]
        x = STANDS.foot(side)[0]
        sinks = 0.08 if i % 4 >= 2 else 0.0
        up = _with_foot(STANDS, side, _moved(STANDS.foot(side), y=0.45, z=0.25))
        up = replace(up, hips=(-0.3 * x, 1.07 - sinks, 0.0), takes_s=0.35)
        poses += [up, STANDS.lower(sinks + 0.01, 0.25)]
    return [*poses, replace(STANDS, takes_s=1.0)]


def step_ups(count: int = 6) -> list[Pose]:
    """A foot on a step in front, up, down, with one leg leading."""
    left, right = STANDS.left, STANDS.right
    on_step = replace(STANDS, takes_s=0.6, left=_moved(left, y=0.3, z=0.4))
    bent = replace(on_step, hips=(0.03, 1.0, 0.1), takes_s=0.4)
    up = replace(on_step, hips=(0.05, 1.36, 0.38), right=_moved(right, y=0.3, z=0.3),
                 takes_s=0.8)  # fmt: skip
    down = replace(bent, takes_s=0.8)
    cycle = [on_step, bent, up, down, replace(STANDS, takes_s=0.6)]
    return [*_begin(), *(cycle * count)]


def split_squats(count: int = 5, leg: Side = "left") -> list[Pose]:
    """The other foot on a chair behind, carrying its share; turned aside for it."""
    free = other(leg)
    x = STANDS.foot(leg)[0]
    up = _with_foot(STANDS, free, (-x, 0.62, -0.75))
    up = replace(up, hips=(0.35 * x, 1.06, -0.12), takes_s=0.8)
    down = replace(up.lower(0.28, 1.2, back=0.08), forwards=0.2)
    again = replace(up, takes_s=1.2)
    return [*_begin(), up, replace(up, takes_s=1.0), *([down, again] * count)]


BEHIND: tuple[Point, Point] = ((-0.8, 0.4, -0.35), (-0.7, 0.33, -0.42))
IN_FRONT: tuple[Point, Point] = ((-0.5, 0.4, 0.5), (-0.4, 0.35, 0.6))
BESIDE_LOW: tuple[Point, Point] = (
    (-0.8, ANKLE + 0.06, 0.0),
    (-1.0, ANKLE + 0.04, -0.1),
)
ACROSS_LOW: tuple[Point, Point] = ((0.9, ANKLE + 0.12, -0.2), (1.4, ANKLE + 0.04, -0.3))
"""The free foot when standing and when low; sideways against the standing foot."""


def single_leg_squats(
    count: int = 5, leg: Side = "left", free_foot: tuple[Point, Point] = BEHIND
) -> list[Pose]:
    """What the test asks for: over one foot, the other one hangs behind."""
    free = other(leg)
    x = STANDS.foot(leg)[0]
    hanging, swung = ((x * place[0], *place[1:]) for place in free_foot)
    hangs = _with_foot(STANDS, free, hanging)
    up = replace(hangs, hips=(1.2 * x, 1.06, 0.0), takes_s=0.8)
    swings = _with_foot(up, free, swung)
    down = replace(swings.lower(0.15, 1.2, back=0.05), forwards=0.2)
    again = replace(up, takes_s=1.2)
    rest = replace(up, takes_s=0.8)
    back = replace(STANDS, takes_s=0.8)
    return [*_begin(), up, replace(up, takes_s=1.5), *([down, again, rest] * count),
            back, replace(STANDS, takes_s=1.5)]  # fmt: skip
