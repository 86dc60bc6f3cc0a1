"""The pelvis as the picture shows it: one small interface, and what there is of it.

An estimator sees the frames of one person in order and answers at once, so it works
on a file and on a camera. It hands on numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from screening.motion.angles import pelvis_line_deg
from screening.motion.landmarks import INDEX

HIP_LINE = "hip_line"


@dataclass(frozen=True)
class PelvisReading:
    """The pelvis in one frame.

    Parameters
    ----------
    rotation_deg
        Turn in the picture against a reference of the take, + = the person's left
        side goes down; NaN where it was not seen.
    confidence
        0 (says nothing) to 1.
    method
        How it was seen; empty where it was not.
    """

    rotation_deg: float
    confidence: float
    method: str


class PelvisEstimator(Protocol):
    """Reads the pelvis of one person, frame by frame."""

    def update(
        self,
        image: NDArray[np.uint8],
        points_px: NDArray[np.float64],
        mask: NDArray[np.float32] | None,
    ) -> PelvisReading:
        """Read the next frame.

        Parameters
        ----------
        image : (H, W, 3) uint8 array
            RGB, upright, not mirrored.
        points_px : (33, 2) float array
            The person's landmarks in it, pixels.
        mask : (H, W) float32 array or None
            How much each pixel belongs to the person, 0 to 1.

        Returns
        -------
        PelvisReading
        """
        ...


class HipLine:
    """The line between the pose model's hips, against the horizontal.

    It moves by 0.4 to 0.6 degrees per degree of true pelvic drop, tips by 3 to 4
    degrees as soon as a foot is lifted, and follows the trunk; so its confidence is 0
    and it is never judged.
    """

    def update(
        self,
        image: NDArray[np.uint8],
        points_px: NDArray[np.float64],
        mask: NDArray[np.float32] | None,
    ) -> PelvisReading:
        """Read the next frame; the picture is not needed."""
        tilt = pelvis_line_deg(
            points_px[INDEX["left_hip"]], points_px[INDEX["right_hip"]]
        )
        seen = bool(np.isfinite(tilt))
        return PelvisReading(float(tilt), 0.0, HIP_LINE if seen else "")
