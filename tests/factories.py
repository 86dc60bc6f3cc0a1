"""A stick person who does what a script says: takes whose true angles are known.

A script is a list of moves, each a posture, the time to reach it and the time to hold
it. ``film`` turns it into landmarks; ``tests.transforms`` has what can happen to them.
Lengths of the person are in lengths of the leg, from hip to ankle.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from screening._typing import Floats, Words
from screening.motion.landmarks import (
    INDEX,
    LANDMARKS,
    SIDES,
    PoseModel,
    PoseSeries,
    Side,
    other,
    towards_midline,
)
from tests.transforms import rolled

HALF_STANCE, HALF_PELVIS, HALF_SHOULDERS = 0.12, 0.12, 0.2
SHIFT, SINK, TRUNK, NECK = 0.14, 0.02, 0.6, 0.28
COUNTERPOISE = 0.25
"""Whoever leans moves the pelvis the other way, by this share of the sine, and does not
fall over: the share of trunk, head and arms in the body's centre of mass."""

FREE_FOOT: dict[str, dict[str, float]] = {
    "behind": {"lifted": 0.3},
    "front": {"lifted": 0.03, "aside": 0.09},
}


@dataclass(frozen=True)
class Posture:
    """How the person stands at one instant.

    ``lifted`` and ``aside`` say how far the free ankle has left the floor and its
    place, ``weight`` how far the body has gone from the middle (0) over the standing
    foot (1). The angles are changes from the two-feet stance, which has 0.
    """

    leg: Side = "right"
    depth_ratio: float = 1.0
    fppa_deg: float = 0.0
    drop_deg: float = 0.0
    lean_deg: float = 0.0
    lifted: float = 0.0
    aside: float = 0.0
    weight: float = 0.0


@dataclass(frozen=True)
class Move:
    """Reach a posture, and hold it."""

    posture: Posture
    takes_s: float = 1.0
    holds_s: float = 0.0


@dataclass(frozen=True)
class Camera:
    """Where the person is in the picture, pixels."""

    size: tuple[int, int] = (720, 1280)
    leg_px: float = 380.0
    middle_px: float = 360.0
    floor_px: float = 1150.0
    roll_deg: float = 0.0


Script = list[Move]


def two_feet(holds_s: float = 2.0) -> Script:
    return [Move(Posture(), 0.8, holds_s)]


def one_leg(leg: Side, *, free: str = "behind", **posture: Any) -> Posture:
    return Posture(leg, weight=1.0, **(FREE_FOOT[free] | posture))


def stand(leg: Side, holds_s: float = 1.5, **posture: Any) -> Script:
    return [Move(one_leg(leg, **posture), 0.8, holds_s)]


def squat(
    leg: Side,
    *,
    depth_ratio: float = 0.88,
    fppa_deg: float = 8.0,
    drop_deg: float = 5.0,
    lean_deg: float = 3.0,
    seconds: tuple[float, float, float, float] = (1.0, 0.4, 1.0, 0.8),
    free: str = "behind",
) -> Script:
    """Down, hold, up, rest: one squat from standing on the leg."""
    down_s, hold_s, up_s, rest_s = seconds
    up = one_leg(leg, free=free)
    deep = replace(
        up,
        depth_ratio=depth_ratio,
        fppa_deg=fppa_deg,
        drop_deg=drop_deg,
        lean_deg=lean_deg,
    )
    return [Move(deep, down_s, hold_s), Move(up, up_s, rest_s)]


def leg_test(leg: Side, count: int = 3, *, free: str = "behind", **each: Any) -> Script:
    """Both feet, one leg, squats: the test of one leg; ends on the leg."""
    one = squat(leg, free=free, **each)
    return [*two_feet(), Move(one_leg(leg, free=free), 0.8, 1.5), *(one * count)]


def whole_take(
    leg: Side = "right", count: int = 3, *, free: str = "behind", **each: Any
) -> Script:
    """The test of one leg, and back on both feet."""
    return [*leg_test(leg, count, free=free, **each), *two_feet(1.5)]


def duration_s(script: Script) -> float:
    return sum(move.takes_s + move.holds_s for move in script)


def postures(script: Script, time_s: Floats) -> tuple[Words, pd.DataFrame]:
    """The leg and every number of the posture at each time: the truth."""
    names = [f.name for f in fields(Posture) if f.name != "leg"]
    leg = np.full(len(time_s), script[0].posture.leg, dtype="U5")
    truth = pd.DataFrame(
        {name: getattr(script[0].posture, name) for name in names}, index=time_s
    )
    begin_s = script[0].takes_s + script[0].holds_s
    for before, move in pairwise(script):
        later = time_s >= begin_s
        on_one = move.posture if move.posture.weight else before.posture
        leg[later] = on_one.leg
        share = np.clip((time_s[later] - begin_s) / move.takes_s, 0.0, 1.0)
        eased = (1.0 - np.cos(np.pi * share)) / 2.0
        for name in names:
            a, b = getattr(before.posture, name), getattr(move.posture, name)
            truth.loc[later, name] = a + (b - a) * eased
        begin_s += move.takes_s + move.holds_s
    return leg, truth


def film(
    script: Script,
    *,
    rate_fps: float = 25.0,
    time_s: ArrayLike | None = None,
    camera: Camera | None = None,
    turn_deg: float = 0.0,
    model: str = "full",
) -> PoseSeries:
    """The script as landmarks, at even times or at those that are given."""
    if time_s is None:
        time_s = np.arange(round(duration_s(script) * rate_fps)) / rate_fps
    times = np.asarray(time_s, dtype=np.float64)
    camera = camera or Camera()
    leg, truth = postures(script, times)
    body = np.full((len(times), len(LANDMARKS), 2), np.nan)
    for side in SIDES:
        rows = leg == side
        for name, point in _body(truth[rows], side).items():
            body[rows, INDEX[name]] = point
    points = camera.leg_px * body * (1, -1) + (camera.middle_px, camera.floor_px)
    series = PoseSeries(
        frame=np.arange(len(times)),
        time_s=times,
        points_px=points,
        world_m=_world(body, turn_deg),
        visibility=np.full(body.shape[:2], 0.95),
        image_size=camera.size,
        model=PoseModel(model, "0" * 64, "stick person"),
        source="stick.mp4",
    )
    return rolled(series, camera.roll_deg)


def _body(truth: pd.DataFrame, leg: Side) -> dict[str, Floats]:
    """Every landmark of somebody on this leg, x to the picture's right, y up."""
    v = {str(name): column.to_numpy() for name, column in truth.items()}
    free, inwards = other(leg), towards_midline(leg)
    fppa, drop, lean = (np.radians(v[f"{m}_deg"]) for m in ("fppa", "drop", "lean"))
    height = (1.0 - SINK * v["weight"]) * v["depth_ratio"]
    outwards = SHIFT * v["weight"] - COUNTERPOISE * np.sin(lean)
    tans = 2.0 * outwards / height  # tan(thigh) - tan(shank)
    thigh_less_shank = np.arctan2(tans, 2.0) + np.arcsin(
        tans * np.cos(fppa) / np.hypot(tans, 2.0)
    )
    knee_in = np.tan((fppa - thigh_less_shank) / 2.0) * height / 2.0

    def at(x: Floats | float, y: Floats | float) -> Floats:
        return np.stack(np.broadcast_arrays(inwards * x, y, truth.index)[:2], axis=-1)

    p = {
        f"{leg}_ankle": at(-HALF_STANCE, 0.0),
        f"{leg}_knee": at(-HALF_STANCE + knee_in, height / 2.0),
        f"{leg}_hip": at(-HALF_STANCE - outwards, height),
        f"{free}_ankle": at(HALF_STANCE - v["aside"], v["lifted"]),
    }
    pelvis = 2.0 * HALF_PELVIS * at(np.cos(drop), -np.sin(drop))
    p[f"{free}_hip"] = p[f"{leg}_hip"] + pelvis
    p[f"{free}_knee"] = (p[f"{free}_hip"] + p[f"{free}_ankle"]) / 2.0
    up = at(-np.sin(lean), np.cos(lean))
    neck = (p["left_hip"] + p["right_hip"]) / 2.0 + TRUNK * up
    for name in LANDMARKS[: INDEX["left_shoulder"]]:
        p[name] = neck + NECK * up + _aside(name, 0.05)
    p["nose"] = neck + NECK * up
    for name in LANDMARKS[INDEX["left_elbow"] : INDEX["left_hip"]]:
        p[name] = neck - 0.25 * up + _aside(name, 0.1)
    for side in SIDES:
        p[f"{side}_shoulder"] = neck + _aside(side, HALF_SHOULDERS)
        p[f"{side}_heel"] = p[f"{side}_ankle"] - (0.0, 0.04)
        p[f"{side}_foot_index"] = p[f"{side}_ankle"] + _aside(side, 0.02) - (0.0, 0.07)
    return p


def _aside(name: str, by: float) -> Floats:
    """To the picture's right for the person's left."""
    return np.array([by if "left" in name else -by, 0.0])


def _world(body: Floats, turn_deg: float) -> Floats:
    """Metric landmarks, with feet that point where the person is turned."""
    flat = body - body[:, [INDEX["left_hip"], INDEX["right_hip"]]].mean(axis=1)[:, None]
    world = np.concatenate([flat * (0.85, -0.85), np.zeros((*body.shape[:2], 1))], 2)
    turn = np.radians(turn_deg)
    for side in SIDES:
        world[:, INDEX[f"{side}_foot_index"]] = world[
            :, INDEX[f"{side}_heel"]
        ] + 0.2 * (np.array([np.sin(turn), 0.0, -np.cos(turn)]))
    return world


def uneven_times(
    last_s: float, rate_fps: float, jitter: float, seed: int = 2
) -> Floats:
    """Times about a rate; each moved by up to this share of a step."""
    steps = np.arange(round(last_s * rate_fps))
    moved = np.random.default_rng(seed).uniform(-jitter, jitter, len(steps))
    moved[0] = 0.0
    return (steps + moved) / rate_fps
