"""The two angles of one moment, from the plain functions of the geometry."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from screening._typing import Floats
from screening.motion.angles import fppa_deg, pelvic_drop_deg
from screening.motion.landmarks import INDEX, SIDES, Side
from screening.settings import DEFAULT

if TYPE_CHECKING:
    from screening.capture.people.track import Seen


_FRAMES = 5
"""The numbers on the picture are medians of so many frames: they can be read."""


@dataclass(frozen=True, eq=False)
class LiveAngles:
    """Knee and pelvis in one moment.

    Parameters
    ----------
    fppa_deg, pelvic_drop_deg
        NaN where they are not known.
    knee_px : (2,) float array
        The standing knee behind the angle; NaN where there is none.
    """

    fppa_deg: float = float("nan")
    pelvic_drop_deg: float = float("nan")
    knee_px: Floats = field(default_factory=lambda: np.full(2, np.nan))


NO_ANGLES = LiveAngles()


def live_angles(
    recent: Sequence[Seen], leg: Side | None, rotation_at_rest_deg: float
) -> LiveAngles:
    """Return the angles of the last of these frames, steadied by those before.

    Parameters
    ----------
    recent
        The person in the last frames.
    leg
        Standing leg, or None on two feet.
    rotation_at_rest_deg
        Turn of the pelvis in the stance on two feet.

    Returns
    -------
    LiveAngles
    """
    if leg is None or not recent:
        return NO_ANGLES
    last = recent[-_FRAMES:]
    knee_px = _knee_px(last, leg)
    points = np.median([seen.body.points_px for seen in last], axis=0)
    hip, ankle = (points[INDEX[f"{leg}_{joint}"]] for joint in ("hip", "ankle"))
    turns = np.array([seen.pelvis.rotation_deg for seen in last])
    turn = float(np.nanmedian(turns)) if np.isfinite(turns).any() else np.nan
    return LiveAngles(
        float(fppa_deg(hip, knee_px, ankle, stance=leg)),
        float(pelvic_drop_deg(turn - rotation_at_rest_deg, stance=leg)),
        knee_px,
    )


def _knee_px(recent: Sequence[Seen], leg: Side) -> Floats:
    """Return the knee in the limb where it was seen well, else the pose model's."""
    side = SIDES.index(leg)
    in_limb = [
        seen.limb.knee_px[side]
        for seen in recent
        if seen.limb.quality[side] >= DEFAULT.cleaning.limb_quality
    ]
    if 2 * len(in_limb) >= len(recent):
        return np.asarray(np.median(in_limb, axis=0))
    knees = [seen.body.points_px[INDEX[f"{leg}_knee"]] for seen in recent]
    return np.asarray(np.median(knees, axis=0))
