"""Takes changed in one way each: turned, mirrored, noisy, hidden, with holes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from screening._typing import Bools, Floats, Indices
from screening.motion.angles import pelvis_line_deg
from screening.motion.landmarks import INDEX, PoseSeries, mirrored_order


def apart_from_place(table: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The columns of a table without, and with, what depends on the camera's place."""
    names = ["lens_error_deg", "off_axis_deg", "distance_leg"]
    placed = [n for n in table if n in names or n.endswith("fppa_plane_deg")]
    return table.drop(columns=placed), table[placed]


def with_points(poses: PoseSeries, points_px: Floats) -> PoseSeries:
    """The take with other points; the pelvis is seen to turn as the hips do."""
    line = pelvis_line_deg(
        points_px[:, INDEX["left_hip"]], points_px[:, INDEX["right_hip"]]
    )
    seen = np.isfinite(line)
    return replace(
        poses,
        points_px=points_px,
        pelvis_rotation_deg=line,
        pelvis_confidence=np.where(seen, 0.8, 0.0),
        pelvis_method=np.where(seen, "patch", "").astype("U16"),
        pelvis_doubt=np.where(seen, "", "lost").astype("U16"),
    )


def rolled(poses: PoseSeries, roll_deg: float) -> PoseSeries:
    """A camera that is turned about its axis; + turns the picture clockwise."""
    roll = np.radians(roll_deg)
    turn = np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
    middle = np.array(poses.image_size) / 2.0
    return with_points(poses, (poses.points_px - middle) @ turn + middle)


def mirrored(poses: PoseSeries) -> PoseSeries:
    """Somebody who does the same with the other side of the body."""
    order = mirrored_order()
    points = poses.points_px[:, order] * (-1, 1) + (poses.image_size[0], 0)
    world = poses.world_m[:, order] * (-1, 1, 1)
    visibility = poses.visibility[:, order]
    return with_points(replace(poses, world_m=world, visibility=visibility), points)


def noisy(poses: PoseSeries, sd_px: float, seed: int = 1) -> PoseSeries:
    """The take with independent errors of every point in every frame."""
    noise = np.random.default_rng(seed).normal(0.0, sd_px, poses.points_px.shape)
    return with_points(poses, poses.points_px + noise)


def between(poses: PoseSeries, from_s: float, to_s: float) -> Bools:
    """The frames of a section; its end is not in it."""
    return (poses.time_s >= from_s - 1e-9) & (poses.time_s < to_s - 1e-9)


def _at(when: Bools, names: Sequence[str]) -> tuple[Indices, ...]:
    """Where these landmarks are in these frames."""
    index = np.array([INDEX[name] for name in names])
    return tuple(np.ix_(np.flatnonzero(when), index))


def missing(poses: PoseSeries, names: Sequence[str], when: Bools) -> PoseSeries:
    """Landmarks that were not found in these frames."""
    points = poses.points_px.copy()
    points[_at(when, names)] = np.nan
    return with_points(poses, points)


def hidden(poses: PoseSeries, names: Sequence[str], when: Bools) -> PoseSeries:
    """Landmarks that the model guesses in these frames."""
    visibility = poses.visibility.copy()
    visibility[_at(when, names)] = 0.1
    return replace(poses, visibility=visibility)


def swapped(poses: PoseSeries, parts: Sequence[str], when: Bools) -> PoseSeries:
    """Left and right of these parts of the body swapped in these frames."""
    points, world = poses.points_px.copy(), poses.world_m.copy()
    visibility = poses.visibility.copy()
    for part in parts:
        here = _at(when, (f"left_{part}", f"right_{part}"))
        twin = _at(when, (f"right_{part}", f"left_{part}"))
        for values in (points, world, visibility):
            values[here] = values[twin]
    return with_points(replace(poses, world_m=world, visibility=visibility), points)


def turned_over(poses: PoseSeries, when: Bools) -> PoseSeries:
    """Left and right of the whole body swapped: its front taken for its back."""
    sided = dict.fromkeys(("points_px", "world_m", "visibility"), mirrored_order())
    sided |= dict.fromkeys(("limb_knee_px", "limb_quality"), np.array([1, 0]))
    over = {name: getattr(poses, name).copy() for name in sided}
    for name, twins in sided.items():
        over[name][when] = over[name][when][:, twins]
    return with_points(replace(poses, **over), over["points_px"])


def lagging(poses: PoseSeries, share: float) -> PoseSeries:
    """Each frame mixed with what came out before, as pose models smooth a video."""
    points, world = poses.points_px.copy(), poses.world_m.copy()
    for values in (points, world):
        for i in range(1, len(poses)):
            values[i] = share * values[i] + (1.0 - share) * values[i - 1]
    return with_points(replace(poses, world_m=world), points)


def turned(poses: PoseSeries, turn_deg: ArrayLike) -> PoseSeries:
    """The person turned about the vertical through the hips; + to their own left."""
    turn = np.broadcast_to(np.radians(np.asarray(turn_deg)), len(poses))[:, None]
    hips = [INDEX["left_hip"], INDEX["right_hip"]]
    middle_px = poses.points_px[:, hips, 0].mean(axis=1)[:, None]
    px_per_m = np.ptp(poses.points_px[..., 1]) / np.ptp(poses.world_m[..., 1])
    world, points = poses.world_m.copy(), poses.points_px.copy()
    x, z = poses.world_m[..., 0], poses.world_m[..., 2]
    world[..., 0] = x * np.cos(turn) - z * np.sin(turn)
    world[..., 2] = x * np.sin(turn) + z * np.cos(turn)
    across_px = (points[..., 0] - middle_px) * np.cos(turn)
    points[..., 0] = middle_px + across_px - px_per_m * z * np.sin(turn)
    return with_points(replace(poses, world_m=world), points)


def nearer(poses: PoseSeries, size_ratio: ArrayLike) -> PoseSeries:
    """Somebody who is seen larger, each frame by its ratio, by a camera that is level.

    All is scaled about the middle of the picture: whoever comes nearer is seen larger,
    with the feet lower and the head higher.
    """
    middle = np.array(poses.image_size) / 2.0
    ratio = np.broadcast_to(np.asarray(size_ratio), len(poses))[:, None, None]
    return with_points(poses, middle + (poses.points_px - middle) * ratio)


def without(poses: PoseSeries, when: Bools) -> PoseSeries:
    """The take without these frames: a hole in time, or a clip that is shorter."""
    arrays: dict[str, Any] = {
        name: values[~when] for name, values in poses.arrays().items()
    }
    return replace(poses, **arrays)


def seen_turned(poses: PoseSeries, turn_deg: float) -> PoseSeries:
    """The same movement by somebody who is turned; far away, at every height alike.

    The flat person is given a depth first: the knee of a bent leg goes forwards and
    shakes a little, the trunk leans forwards with it, and the feet point forwards.
    """
    points, depth = poses.points_px.copy(), np.zeros(poses.points_px.shape[:2])
    for side in ("left", "right"):
        hip, knee, ankle, toe = (
            INDEX[f"{side}_{name}"] for name in ("hip", "knee", "ankle", "foot_index")
        )
        height = np.abs(points[:, ankle, 1] - points[:, hip, 1])
        leg_px = np.nanmax(height)
        forwards = np.sqrt(np.clip(leg_px**2 - height**2, 0.0, None)) / 2.0
        shaking = 0.02 * leg_px * np.sin(2.0 * np.pi * 7.0 * poses.time_s)
        depth[:, knee] = forwards + shaking
        depth[:, INDEX[f"{side}_shoulder"]] = forwards / 2.0
        depth[:, toe] = 0.2 * leg_px
    turn, middle = np.radians(turn_deg), poses.image_size[0] / 2.0
    across = points[..., 0] - middle
    points[..., 0] = middle + across * np.cos(turn) + depth * np.sin(turn)
    return with_points(poses, points)
