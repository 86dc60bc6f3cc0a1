"""On two feet or on one, quiet or moving: told frame by frame from the landmarks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from screening._typing import Bools, Floats, Words
from screening.motion.columns import known_median
from screening.motion.landmarks import INDEX, SIDES, Side, other
from screening.motion.pace import typical_step_s
from screening.settings import PhaseSettings

_BODY = ("left_shoulder", "right_shoulder", "left_hip", "right_hip")


@dataclass(frozen=True)
class StanceMethod:
    """How stances are told apart, beside what a user may choose.

    Parameters
    ----------
    still_window_s
        A body is as quick as it is on average over this long.
    together_leg
        Ankles closer together than this do not show which of them carries the body.
    between_feet_ratio
        How far from the middle between the feet somebody on two feet may stand, as a
        share of the distance between them.
    standing_leg_percent
        Percentile of the distance from hip to ankle that is the length of a straight
        leg: squats and lifted feet do not shorten it.
    """

    still_window_s: float = 0.2
    together_leg: float = 0.08
    between_feet_ratio: float = 0.25
    standing_leg_percent: float = 80.0


METHOD = StanceMethod()


@dataclass(frozen=True)
class TwoFeet:
    """How this person stands on two feet in this picture.

    Parameters
    ----------
    feet_px
        From the right ankle to the left one, pixels.
    body_px
        The middle of hips and shoulders, right of the middle between the ankles;
        other than 0 when the camera is rolled.
    """

    feet_px: tuple[float, float]
    body_px: float


LEVEL = TwoFeet((0.0, 0.0), 0.0)


def two_feet(points_px: Floats) -> TwoFeet:
    """Return how a person stands on two feet.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Landmarks of a quiet two-feet stance, pixels.

    Returns
    -------
    TwoFeet
        Medians over the frames.
    """
    hip, shoulder = (_middle(points_px, part) for part in ("hip", "shoulder"))
    off_ankles = (hip + shoulder) / 2 - _middle(points_px, "ankle")
    feet = _feet(points_px)
    return TwoFeet(
        feet_px=(known_median(feet[:, 0]), known_median(feet[:, 1])),
        body_px=known_median(off_ankles[:, 0]),
    )


def leg_length_px(points_px: Floats) -> float:
    """Return the length of a straight leg in the picture.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Landmarks in pixels.

    Returns
    -------
    float
        The 80th percentile of the distance from hip to ankle, of the longer leg in
        each frame: squats and lifted feet do not shorten it. NaN when never seen.
    """
    lengths = [
        np.linalg.norm(
            points_px[:, INDEX[f"{side}_hip"]] - points_px[:, INDEX[f"{side}_ankle"]],
            axis=-1,
        )
        for side in ("left", "right")
    ]
    longer = np.fmax(*lengths)
    longer = longer[np.isfinite(longer)]
    if not longer.size:
        return float("nan")
    return float(np.percentile(longer, METHOD.standing_leg_percent))


def foot_height_leg(points_px: Floats, leg_px: float, at_rest: TwoFeet) -> Floats:
    """Height of the right ankle over the left one.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels.
    leg_px
        Length of the leg in the picture.
    at_rest
        The two-feet stance to compare with: a foot behind stands higher in the
        picture, and a rolled camera lifts one side.

    Returns
    -------
    (T,) float array, leg lengths
        Positive: the right foot is higher; negative: the left one.
    """
    return np.asarray((_feet(points_px)[:, 1] - at_rest.feet_px[1]) / leg_px)


def free_height_leg(
    points_px: Floats, leg_px: float, at_rest: TwoFeet | None, side: Side
) -> Floats:
    """Height of the free foot over the standing one.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels.
    leg_px
        Length of the leg in the picture.
    at_rest
        The two-feet stance to compare with, or None where it is not known.
    side : {"left", "right"}
        The standing leg.

    Returns
    -------
    (T,) float array, leg lengths
    """
    height = foot_height_leg(points_px, leg_px, at_rest or LEVEL)
    return height if side == "left" else -height


def weight_ratio(points_px: Floats, leg_px: float, at_rest: TwoFeet) -> Floats:
    """Where the body is between the feet: 0 over the right ankle, 1 over the left.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels.
    leg_px
        Length of the leg in the picture.
    at_rest
        The two-feet stance, which reads about 0.5.

    Returns
    -------
    (T,) float array
        NaN where the feet are too close together to tell.
    """
    body_x = _middle(points_px, "hip", "shoulder")[:, 0] - at_rest.body_px
    return _between_feet(points_px, leg_px, body_x)


def stands_between_feet(points_px: Floats, leg_px: float | Floats) -> Bools:
    """Frames in which the trunk, continued to the floor, ends between the feet.

    Unlike :func:`weight_ratio` this needs no stance to compare with and does not mind
    a rolled camera, but only holds for somebody who stands upright.
    """
    hip, shoulder = _middle(points_px, "hip"), _middle(points_px, "shoulder")
    floor_y = _middle(points_px, "ankle")[:, 1]
    slope = (hip[:, 0] - shoulder[:, 0]) / (hip[:, 1] - shoulder[:, 1])
    ratio = _between_feet(points_px, leg_px, hip[:, 0] + slope * (floor_y - hip[:, 1]))
    return np.isnan(ratio) | (np.abs(ratio - 0.5) < METHOD.between_feet_ratio)


def stance_leg(
    points_px: Floats, leg_px: float, at_rest: TwoFeet | None, settings: PhaseSettings
) -> Words:
    """Return the leg that carries the body in each frame.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels.
    leg_px
        Length of the leg in the picture.
    at_rest
        The two-feet stance, or None where it is not known.
    settings
        Heights of a lifted foot.

    Returns
    -------
    (T,) str array
        ``left``, ``right``, ``both``, or empty where the feet were not seen.

    Notes
    -----
    A foot behind the body is seen to be lifted. A foot held in front is not: the
    floor in front lies lower in the picture. It shows by the body having moved over
    the other foot while this one has left its place. That also overrules the height,
    but for a foot that is plainly higher than the other one: a camera that has turned
    since moves the body in the picture, not a foot off the floor.
    """
    height = foot_height_leg(points_px, leg_px, at_rest or LEVEL)
    leg = np.where(np.isfinite(height), "both", "").astype("U5")
    for side in SIDES:
        leg[_lifted(height, other(side), settings)] = side
    if at_rest is not None:
        moved = np.linalg.norm(_feet(points_px) - at_rest.feet_px, axis=-1)
        away = moved > settings.foot_moved_leg * leg_px
        weight = weight_ratio(points_px, leg_px, at_rest)
        over_right = weight < 0.5 - settings.weight_shift_ratio
        over_left = weight > 0.5 + settings.weight_shift_ratio
        seen = away & (leg != "")
        leg[seen & over_right & (height < settings.plainly_lifted_leg)] = "right"
        leg[seen & over_left & (-height < settings.plainly_lifted_leg)] = "left"
    return leg


def free_foot_down(
    points_px: Floats,
    leg_px: float,
    at_rest: TwoFeet | None,
    stands_on_side: Bools,
    side: Side,
    settings: PhaseSettings,
) -> Bools:
    """Frames in which the free foot is on the floor although this leg carries.

    Parameters
    ----------
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels.
    leg_px
        Length of the leg in the picture.
    at_rest
        The two-feet stance, or None where it is not known.
    stands_on_side : (T,) bool array
        This leg carries the body.
    side : {"left", "right"}
        The standing leg.
    settings
        The height below which a foot is down.

    Returns
    -------
    (T,) bool array
        Told by the foot's height; a foot that is held in front only shows when it is
        put back in its place.
    """
    height = free_height_leg(points_px, leg_px, at_rest, side)
    held_high = np.mean(height[stands_on_side] >= settings.lifted_leg) >= 0.5
    if held_high or at_rest is None:
        return height < settings.touch_down_leg
    moved = np.linalg.norm(_feet(points_px) - at_rest.feet_px, axis=-1)
    return np.asarray(moved < settings.foot_moved_leg * leg_px)


def _lifted(height_leg: Floats, side: Side, settings: PhaseSettings) -> Bools:
    """Frames in which this foot is up: each arc that reaches the upper height."""
    height = height_leg if side == "right" else -height_leg
    above = np.nan_to_num(height, nan=-np.inf) > settings.touch_down_leg
    arcs, _ = scipy.ndimage.label(above)
    reach = np.unique(arcs[above & (height > settings.lifted_leg)])
    return np.asarray(np.isin(arcs, reach) & above)


def _feet(points_px: Floats) -> Floats:
    """From the right ankle to the left one, (T, 2)."""
    return points_px[:, INDEX["left_ankle"]] - points_px[:, INDEX["right_ankle"]]


def _middle(points_px: Floats, *parts: str) -> Floats:
    """Middle of the left and right landmarks of these parts, (T, 2)."""
    index = [INDEX[f"{side}_{part}"] for part in parts for side in SIDES]
    return np.asarray(points_px[:, index].mean(axis=1))


def _between_feet(points_px: Floats, leg_px: float | Floats, x_px: Floats) -> Floats:
    """Place of x between the right ankle (0) and the left one (1), (T,)."""
    apart = _feet(points_px)[:, 0]
    apart = np.where(np.abs(apart) < METHOD.together_leg * leg_px, np.nan, apart)
    return np.asarray((x_px - points_px[:, INDEX["right_ankle"], 0]) / apart)


def still(
    time_s: Floats, points_px: Floats, leg_px: float, settings: PhaseSettings
) -> Bools:
    """Frames in which the trunk and both ankles hardly move.

    Parameters
    ----------
    time_s : (T,) float array
        Rising times.
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels.
    leg_px
        Length of the leg in the picture.
    settings
        The speed below which a body is quiet.

    Returns
    -------
    (T,) bool array
    """
    if len(time_s) < 2:
        return np.zeros(len(time_s), dtype=bool)
    trunk = points_px[:, [INDEX[name] for name in _BODY]].mean(axis=1)
    feet = points_px[:, [INDEX["left_ankle"], INDEX["right_ankle"]]]
    body = np.concatenate([trunk[:, None], feet], axis=1) / leg_px
    speed = np.linalg.norm(np.gradient(body, time_s, axis=0), axis=-1)
    frames = max(1, round(METHOD.still_window_s / typical_step_s(time_s)))
    steady = scipy.ndimage.uniform_filter1d(
        np.nan_to_num(speed, nan=np.inf), frames, axis=0
    )
    return np.asarray((steady < settings.still_leg_per_s).all(axis=-1))


def stretches(mask: Bools, time_s: Floats, least_s: float) -> list[slice]:
    """Return the unbroken runs of a mask that last long enough.

    Parameters
    ----------
    mask : (T,) bool array
        What has to hold.
    time_s : (T,) float array
        Rising times.
    least_s
        Shortest duration from the first to the last frame.

    Returns
    -------
    list of slice
        Of frames, in order.
    """
    step_s = typical_step_s(time_s) if len(time_s) > 1 else 0.0
    return [
        run
        for run in runs_of(mask)
        if time_s[run.stop - 1] - time_s[run.start] + step_s >= least_s - 1e-9
    ]


def runs_of(mask: Bools) -> list[slice]:
    """Return the unbroken runs of a mask, in order."""
    edges = np.flatnonzero(np.diff(np.r_[False, mask, False]))
    return [slice(int(a), int(b)) for a, b in edges.reshape(-1, 2)]
