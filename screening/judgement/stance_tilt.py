"""The pelvis's own tilt in the quiet stance on two feet, told and never judged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from screening.judgement.tool_error import stance_tilt_error_deg
from screening.judgement.trust import NO_BASELINE, take_refusal
from screening.measures import MEASURES
from screening.motion.landmarks import Side
from screening.motion.quality import Check, Refusal

_RAW = "pelvic_drop_raw_deg"
[_CHANGE] = MEASURES[_RAW].parts
_ERRORS_OF_A_TILT = 1.96
"""Typical errors by which a tilt has to stand out: 95 % of level pelvises do not."""


@dataclass(frozen=True)
class StanceTilt:
    """Inclination of the line between the hips while standing on two feet.

    Parameters
    ----------
    value_deg
        + = the person's left hip is lower; NaN where it cannot be trusted.
    error_deg
        Typical error, for a camera that is level.
    reason
        Why it cannot be trusted, else None.
    """

    value_deg: float
    error_deg: float
    reason: Refusal | None = None

    @property
    def least_deg(self) -> float:
        """The smallest tilt that would stand out from its error."""
        return _ERRORS_OF_A_TILT * self.error_deg

    @property
    def lower(self) -> Side | None:
        """The side that is lower; None where the tilt does not exceed its error."""
        if not abs(self.value_deg) > self.least_deg:
            return None
        return "left" if self.value_deg > 0 else "right"


def stance_tilt(
    frames: pd.DataFrame, quality: Sequence[Check], *, model: str
) -> StanceTilt:
    """Return the tilt that is taken off before the pelvic drop is read.

    Parameters
    ----------
    frames
        As they were measured, of :func:`screening.motion.frame_table.measure_frames`.
    quality
        The checks of the take.
    model
        The pose model: the line goes through its hips.

    Notes
    -----
    Raw pelvic drop is this tilt plus the change from it, so the tilt is their
    difference, turned to one side. A camera that is not level tilts it one for one, and
    nothing in a picture tells that apart.
    """
    error_deg = stance_tilt_error_deg(model)
    reason = take_refusal(_RAW, quality)
    towards_left = frames["leg"].map({"right": 1.0, "left": -1.0}).astype(float)
    tilts = ((frames[_RAW] - frames[_CHANGE]) * towards_left).to_numpy()
    tilts = tilts[np.isfinite(tilts)]
    if reason is None and (not len(tilts) or math.isnan(error_deg)):
        reason = Refusal(NO_BASELINE)
    value = math.nan if reason is not None else float(np.median(tilts))
    return StanceTilt(value, error_deg, reason)
