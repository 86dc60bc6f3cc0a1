"""From a phone's sensors to the pelvis: its roll in the frontal plane, its rise.

What belongs here: the fusion of accelerometer and gyroscope, and the geometry of a
phone that lies flat on the sacrum. When the recording was made, and what the camera
says, is not known here.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial.transform import Rotation

from screening._typing import Bools, Floats
from screening.errors import SensorError
from screening.sensor.recording import GRAVITY_M_S2, Recording

_LEAST_FLAT_DEG = 45.0
"""A phone lies flat on the sacrum if its screen faces no more up or down than this."""


@dataclass(frozen=True, eq=False)
class Attitude:
    """Where "up" is in the phone's own axes, and how it is moved up and down.

    Parameters
    ----------
    time_s : (N,) float array
        As in the recording.
    up : (N, 3) float array
        Unit vector against gravity.
    rise_m_s2 : (N,) float array
        Acceleration upwards, without gravity.
    turning_deg_s : (N,) float array
        How fast the phone turns, about whatever axis.
    """

    time_s: Floats
    up: Floats
    rise_m_s2: Floats
    turning_deg_s: Floats


def attitude(recording: Recording) -> Attitude:
    """Fuse accelerometer and gyroscope.

    Parameters
    ----------
    recording
        The two sensors.

    Returns
    -------
    Attitude
        By the VQF filter run forwards and backwards (Laidig & Seel 2023, Information
        Fusion 91:187, doi 10.1016/j.inffus.2022.10.014), which takes the gyroscope's
        own offset out. The compass is not used: the roll needs gravity only.
    """
    from vqf import offlineVQF

    fused = offlineVQF(
        np.ascontiguousarray(recording.turning_rad_s),
        np.ascontiguousarray(recording.acceleration_m_s2),
        None,
        1 / recording.rate_hz,
    )
    phone_to_earth = Rotation.from_quat(fused["quat6D"], scalar_first=True)
    rise = phone_to_earth.apply(recording.acceleration_m_s2)[:, 2] - GRAVITY_M_S2
    turning = np.linalg.norm(recording.turning_rad_s - fused["bias"], axis=1)
    up = phone_to_earth.inv().apply([0.0, 0.0, 1.0])
    return Attitude(recording.time_s, up, rise, np.degrees(turning))


def roll_deg(phone: Attitude, quiet: Bools, *, screen_inside: bool) -> Floats:
    """Return how much higher the right side of the pelvis is than in the quiet stance.

    Parameters
    ----------
    phone
        Of :func:`attitude`.
    quiet : (N,) bool array
        The quiet stance on two feet.
    screen_inside
        The screen lies on the body; else it faces backwards.

    Returns
    -------
    (N,) float array
        Degrees; 0 is the median of the quiet stance.

    Raises
    ------
    SensorError
        If the screen faced up or down in the quiet stance, as in a pocket.

    Notes
    -----
    The axis from left to right is the one that lies level in the quiet stance and at
    right angles to the screen's normal, wherever the top of the phone points. The roll
    is the angle of that axis over the horizontal: neither a pelvis that tips forward
    nor one that turns to the side changes it.
    """
    up = np.median(phone.up[quiet], axis=0)
    up = up / np.linalg.norm(up)
    facing_up_deg = float(np.degrees(np.arcsin(abs(up[2]))))
    if facing_up_deg > _LEAST_FLAT_DEG:
        raise SensorError("not_flat", angle_deg=facing_up_deg)
    backwards = np.array([0.0, 0.0, -1.0 if screen_inside else 1.0])
    to_the_right = np.cross(up, backwards)
    to_the_right = to_the_right / np.linalg.norm(to_the_right)
    angle = np.degrees(np.arcsin(np.clip(phone.up @ to_the_right, -1, 1)))
    return np.asarray(angle - np.median(angle[quiet]), dtype=np.float64)
