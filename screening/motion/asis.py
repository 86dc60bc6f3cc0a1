"""Where the front hip bone (ASIS) of the standing leg is, as a person marks it by hand.

Published knee angles are mostly drawn from there and not from the hip joint. Tags or
stickers on the bones show it. Without them it is estimated from the hip joint, the
person's own hip width and the tilt of the pelvis, with the anatomy of an average
adult: that is less exact, and says so by its method.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats, Words
from screening.motion.cleaning import CleanPoses
from screening.motion.joints import LegJoints, at_deepest
from screening.motion.landmarks import SIDES, Side, towards_midline
from screening.motion.phases import Phases
from screening.settings import RepetitionSettings

PELVIS, LEVEL = "pelvis", "level"
"""Ways of estimating it: with the tilt of the pelvis as it was followed, or with that
of the stance on two feet."""
ESTIMATES = frozenset({PELVIS, LEVEL})


@dataclass(frozen=True)
class AsisMethod:
    """Where the front hip bone lies, on average, and when it counts as seen.

    Parameters
    ----------
    medial_ratio, distal_ratio
        The hip joint lies this far inside and below the front hip bone, in distances
        between both front hip bones, in adults; a single one was within 33 mm of that
        with 95 % certainty [1]_.
    mostly_ratio
        Share of the frames at the deepest point in which a way of reading must work.

    References
    ----------
    .. [1] Bell, Brand, Pedersen (1989), Hum Mov Sci 8:3.
    """

    medial_ratio: float = 0.14
    distal_ratio: float = 0.30
    mostly_ratio: float = 0.5


METHOD = AsisMethod()


@dataclass(frozen=True, eq=False)
class Asis:
    """The front hip bone of one leg through a take.

    Parameters
    ----------
    asis_px : (T, 2) float array
        Pixels; NaN where ``method`` is empty.
    method : (T,) str array
        ``tags`` or ``stickers``: a marker was seen; ``pelvis`` or ``level``: it was
        estimated; empty: it is not known.
    """

    asis_px: Floats
    method: Words


def estimated_asis_px(
    hip_px: Floats, hip_width_px: Floats, drop_deg: Floats, *, stance: Side
) -> Floats:
    """Estimate the front hip bone from the hip joint.

    Parameters
    ----------
    hip_px : (..., 2) array
        Hip joint of the standing leg, pixels.
    hip_width_px : (...) array
        Distance between the person's hip joints, pixels.
    drop_deg : (...) array
        Tilt of the pelvis in the picture, + = the free side is lower, degrees.
    stance : {"left", "right"}
        The standing leg.

    Returns
    -------
    (..., 2) float array
        Pixels; outside and above the hip joint of a level pelvis, turned with it.

    Notes
    -----
    A pelvis that tips forwards brings the bone lower. That is not seen from the front
    and left out; it changes the knee angle by less than a degree.

    References
    ----------
    .. [1] Bell, Brand, Pedersen (1989), Hum Mov Sci 8:3.

    Examples
    --------
    >>> hip, width = np.array([480.0, 960.0]), np.array(144.0)
    >>> estimated_asis_px(hip, width, np.array(0.0), stance="right")
    array([452., 900.])
    """
    between_px = np.asarray(hip_width_px) / (1 - 2 * METHOD.medial_ratio)
    drop, inwards = np.radians(drop_deg), towards_midline(stance)
    medial = np.stack([inwards * np.cos(drop), np.sin(drop)], axis=-1)
    upwards = np.stack([inwards * np.sin(drop), -np.cos(drop)], axis=-1)
    away = METHOD.distal_ratio * upwards - METHOD.medial_ratio * medial
    return np.asarray(hip_px + between_px[..., None] * away)


def find_asis(
    poses: CleanPoses,
    phases: Phases,
    side: Side,
    leg: LegJoints,
    drop_deg: Floats,
    settings: RepetitionSettings,
) -> Asis:
    """Return the front hip bone of a leg, from the best that shows it.

    Parameters
    ----------
    poses
        Clean landmarks, and the markers.
    phases
        Which leg stands when, and the baseline.
    side : {"left", "right"}
        The leg.
    leg
        Its joints.
    drop_deg : (T,) float array
        Tilt of the pelvis in the picture, + = the free side is lower; NaN where it was
        not followed, or not surely.
    settings
        Where a repetition is read.

    Returns
    -------
    Asis
        One method for all frames of a repetition: the best one that its deepest point
        allows. Frames of it in which that does not work have none.
    """
    marker_px = poses.markers_px[:, SIDES.index(side)]
    standing_deg = 0.0
    if phases.baseline is not None and np.isfinite(phases.baseline.hip_line_deg):
        standing_deg = towards_midline(side) * phases.baseline.hip_line_deg
    level_deg = np.full(len(drop_deg), standing_deg)
    ways = {
        _marker(poses): marker_px,
        PELVIS: estimated_asis_px(leg.hip_px, leg.hip_width_px, drop_deg, stance=side),
        LEVEL: estimated_asis_px(leg.hip_px, leg.hip_width_px, level_deg, stance=side),
    }
    known = {name: np.asarray(np.isfinite(px).all(axis=1)) for name, px in ways.items()}
    method = _one_each(known, poses.time_s, phases, side, settings)
    asis_px = np.full_like(marker_px, np.nan)
    for name, px in ways.items():
        asis_px = np.where((method == name)[:, None], px, asis_px)
    return Asis(asis_px, method)


def _marker(poses: CleanPoses) -> str:
    """What kind of marker was followed in the take."""
    seen = np.isfinite(poses.raw.markers_px).all(axis=(1, 2))
    names, counts = np.unique(poses.raw.pelvis_method[seen], return_counts=True)
    return str(names[np.argmax(counts)]) if len(names) else "markers"


def _one_each(
    known: dict[str, Bools],
    time_s: Floats,
    phases: Phases,
    side: Side,
    settings: RepetitionSettings,
) -> Words:
    """Choose the method of each frame, one for each repetition, (T,)."""
    method = np.select(list(known.values()), list(known), "").astype("U16")
    for repetition in phases.repetitions:
        if repetition.leg != side:
            continue
        frames = np.zeros(len(time_s), dtype=bool)
        frames[repetition.frames] = True
        deepest = at_deepest(repetition, time_s, settings) & frames
        for name, seen in known.items():
            if seen[deepest].mean() >= METHOD.mostly_ratio or name == LEVEL:
                method[frames] = np.where(seen, name, "")[frames]
                break
    return method
