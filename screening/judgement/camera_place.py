"""What the place of the camera does to the knee angle of a leg, told beside its error.

The angle in the picture is the judged one. How large the two effects of the place are
is known (:mod:`screening.motion.perspective`); one of them is part of the typical error
where the recording was warned about it, the other never is.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from screening.judgement.findings import LegFinding
from screening.judgement.leg_values import is_off_axis
from screening.judgement.trust import SHOWN, Trust, trusted
from screening.measures import PLANE
from screening.motion.landmarks import Side
from screening.motion.quality import Check

_KNEE = "fppa_deg"


@dataclass(frozen=True)
class CameraPlace:
    """What the place of the camera does to the knee angle of one leg.

    Parameters
    ----------
    leg
        Which.
    distance_leg
        Of the camera from the standing foot, in lengths of the leg.
    nearness_deg
        By how much the angle in the picture is larger than in the frontal plane;
        negative in nearly all squats. Not part of the typical error.
    plane_deg, plane_sem_deg
        The angle in the frontal plane and its typical error.
    foot_deg
        By how much it is larger than with the foot on the axis of the camera.
    foot_counts
        That is part of the typical error.
    """

    leg: Side
    distance_leg: float
    nearness_deg: float
    plane_deg: float
    plane_sem_deg: float
    foot_deg: float
    foot_counts: bool


def camera_place(
    leg: LegFinding, reps: pd.DataFrame, quality: Sequence[Check], trust: Trust
) -> CameraPlace | None:
    """Return what the place of the camera does to the knee angle of a leg.

    Parameters
    ----------
    leg
        The finding.
    reps
        The table of repetitions as they were measured, of any legs.
    quality
        The checks of the take.
    trust
        What of it may be shown.

    Returns
    -------
    CameraPlace
        None where the knee angle or its value in the frontal plane is not shown.
    """
    if any(trust.of_leg(leg.leg, each) != SHOWN for each in (_KNEE, PLANE)):
        return None
    knee, plane = leg.measure(_KNEE), leg.measure(PLANE)
    own = reps[(reps["leg"] == leg.leg) & reps["valid"].astype(bool)]
    own = own[trusted(_KNEE, own, quality)]
    foot, distance = (
        float(np.nanmean(own[name])) if own[name].notna().any() else math.nan
        for name in ("off_axis_deg", "distance_leg")
    )
    if math.isnan(foot + distance + plane.value):
        return None
    return CameraPlace(
        leg.leg,
        distance,
        knee.value - plane.value,
        plane.value,
        plane.sem,
        foot,
        is_off_axis(quality),
    )
