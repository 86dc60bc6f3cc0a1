"""Recordings of a phone on the sacrum of a rendered person, from the clip's truth."""

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.interpolate import make_smoothing_spline
from scipy.spatial.transform import Rotation

from screening._typing import Floats

G = 9.81
LEG_M = 0.85
BEFORE_S, AFTER_S = 6.0, 4.0


def truth_of(clip: str) -> pd.DataFrame:
    folder = Path(__file__).parents[2] / "sample_videos"
    return pd.read_csv(folder / f"{clip}.truth.csv")


def right_side_up_deg(truth: pd.DataFrame) -> Floats:
    """True roll of the pelvis: + = the person's right side is higher."""
    sign = np.where(truth["leg"] == "right", 1.0, -1.0)
    return np.asarray(sign * truth["pelvic_drop_world_deg"])


def _smooth(time_s: Floats, values: Floats):
    return make_smoothing_spline(time_s, values, lam=1e-5)


def phone(
    truth: pd.DataFrame,
    *,
    rate_hz: float = 100.0,
    starts_s: float = -BEFORE_S,
    mounting: Rotation | None = None,
    slope_deg: float = 15.0,
    tips_deg: float = 15.0,
    turns_deg: float = 5.0,
    offset_deg_s: float = 0.4,
    wander_deg_s: float = 0.02,
    felt_m_s2: float = 0.08,
    turned_deg_s: float = 0.3,
    stamp_s: float | None = None,
    seed: int = 0,
) -> tuple[Floats, Floats, Floats]:
    """Times, acceleration (m/s²) and angular velocity (rad/s) of a phone.

    The times begin at 0; ``starts_s`` is when that was, in seconds of the clip. The
    phone leans by ``slope_deg`` as the sacrum does; in a squat the pelvis tips forward
    and turns. Before and after the clip somebody stands, and fumbles with the phone.
    """
    rng = np.random.default_rng(seed)
    clip_s = truth["time_s"].to_numpy()
    end_s = float(clip_s[-1]) + AFTER_S
    count = int((end_s - starts_s) * rate_hz)
    time_s = starts_s + np.arange(count) / rate_hz
    time_s += rng.normal(0, 0.02 / rate_hz, count)
    inside = np.clip(time_s, clip_s[0], clip_s[-1])

    def seen(values: Floats, order: int = 0) -> Floats:
        curve = _smooth(clip_s, values)
        found = curve(inside) if order == 0 else curve.derivative(order)(inside)
        return np.where((time_s == inside) | (order == 0), found, 0.0)

    depth = seen(truth["depth"].to_numpy())
    angles = np.stack(
        [seen(right_side_up_deg(truth)), tips_deg * depth, turns_deg * depth], axis=1
    )
    # Body axes: x to the person's right, y up, z backwards.
    # Tipped about the left–right axis first, so that its angle stays the true one.
    body = Rotation.from_euler("YZX", angles[:, [2, 0, 1]] * [1, 1, -1], degrees=True)
    on_body = Rotation.from_euler("x", -slope_deg, degrees=True)
    if mounting is not None:
        on_body = on_body * mounting
    phone_to_room = body * on_body
    hips = truth[["left_hip_y_px", "right_hip_y_px"]].mean(axis=1).to_numpy()
    ankles = truth[["left_ankle_y_px", "right_ankle_y_px"]].max(axis=1).to_numpy()
    m_per_px = LEG_M / float(np.median(ankles[:20] - hips[:20]))
    rise = -m_per_px * seen(hips, order=2)
    if stamp_s is not None:
        rise = rise + 12 * np.exp(-0.5 * ((time_s - stamp_s) / 0.015) ** 2)
    room = np.stack([np.zeros(count), G + rise, np.zeros(count)], axis=1)
    acceleration = phone_to_room.inv().apply(room)
    step = (phone_to_room[:-1].inv() * phone_to_room[1:]).as_rotvec()
    turning = np.gradient(time_s)[:, None] ** -1 * np.vstack([step[:1], step])
    fumbling = np.exp(-0.5 * ((time_s - starts_s - 1.5) / 0.4) ** 2)[:, None]
    acceleration += fumbling * rng.normal(0, 1.0, (count, 3))
    offset = np.radians(offset_deg_s) * np.array([1.0, -0.7, 0.5])
    wander = np.radians(wander_deg_s) * rng.normal(0, 1, (count, 3)).cumsum(axis=0)
    turning = turning + offset + wander / np.sqrt(rate_hz)
    acceleration += rng.normal(0, felt_m_s2, (count, 3))
    turning += rng.normal(0, np.radians(turned_deg_s), (count, 3))
    return time_s - time_s[0], acceleration, turning


def phyphox(path: Path, *samples: Floats) -> Path:
    """Write one table as phyphox exports it."""
    time_s, acceleration, turning = samples
    names = [f"Acceleration {a} (m/s^2)" for a in "xyz"]
    names += [f"Gyroscope {a} (rad/s)" for a in "xyz"]
    table = pd.DataFrame(np.hstack([acceleration, turning]), columns=names)
    table.insert(0, "Time (s)", time_s)
    table.to_csv(path, index=False)
    return path
