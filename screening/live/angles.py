"""The angles that are drawn on one frame of a live take.

They come from the plain functions of the geometry, steadied over a few frames. What a
squat showed is read from the take instead, as for a clip: see ``background_judge``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from screening._typing import Floats
from screening.motion.angles import fppa_deg, pelvic_drop_deg
from screening.motion.columns import known_median
from screening.motion.joints import METHOD as JOINTS
from screening.motion.landmarks import INDEX, SIDES, Side
from screening.settings import CleaningSettings

if TYPE_CHECKING:
    from screening.capture.people.track import Seen


_FRAMES = 5
"""Frames behind each number on the picture: a median is steady enough to be read."""


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
    recent: Sequence[Seen],
    leg: Side | None,
    rotation_at_rest_deg: float,
    settings: CleaningSettings,
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
    settings
        How well a knee must be seen in the limb.

    Returns
    -------
    LiveAngles
    """
    if leg is None or not recent:
        return NO_ANGLES
    last = recent[-_FRAMES:]
    knee_px = _knee_px(last, leg, settings)
    points = np.median([seen.body.points_px for seen in last], axis=0)
    hip, ankle = (points[INDEX[f"{leg}_{joint}"]] for joint in ("hip", "ankle"))
    turn = known_median(np.array([seen.pelvis.rotation_deg for seen in last]))
    return LiveAngles(
        float(fppa_deg(hip, knee_px, ankle, stance=leg)),
        float(pelvic_drop_deg(turn - rotation_at_rest_deg, stance=leg)),
        knee_px,
    )


def _knee_px(recent: Sequence[Seen], leg: Side, settings: CleaningSettings) -> Floats:
    """Return the knee in the limb where it was seen well, else the pose model's."""
    side = SIDES.index(leg)
    in_limb = [
        seen.limb.knee_px[side]
        for seen in recent
        if seen.limb.quality[side] >= settings.limb_quality
    ]
    if len(in_limb) >= JOINTS.mostly_ratio * len(recent):
        return np.asarray(np.median(in_limb, axis=0))
    knees = [seen.body.points_px[INDEX[f"{leg}_knee"]] for seen in recent]
    return np.asarray(np.median(knees, axis=0))
