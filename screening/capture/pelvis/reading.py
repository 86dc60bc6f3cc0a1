"""What an estimator of the pelvis says about a frame, and how it is asked.

An estimator sees the frames of one person in order and answers at once, so it works
on a file and on a camera. It hands on numbers only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from screening._typing import Floats, Image, Singles

MarkersPx = tuple[tuple[float, float], tuple[float, float]]
"""Centres of the markers on the person's own left and right front hip bone, pixels."""


@dataclass(frozen=True)
class PelvisReading:
    """The pelvis in one frame.

    Parameters
    ----------
    rotation_deg
        Turn in the picture against a still picture of the take, + = the person's left
        side goes down; NaN where it was not seen.
    confidence
        Of :func:`screening.motion.pelvis_error.confidence_of`.
    method
        How it was seen; empty where it was not.
    doubt
        Why it was not seen: ``no_stance`` (no quiet moment so far), ``small``,
        ``no_edge`` (shirt and shorts look alike), ``no_colour``, ``long_shirt``,
        ``hands``, ``lost``; empty where it was.
    markers_px
        Where tags or stickers on the front hip bones are; None without any.
    """

    rotation_deg: float
    confidence: float
    method: str
    doubt: str
    markers_px: MarkersPx | None = None


NOTHING = (float("nan"), 0.0, "")
"""Rotation, confidence and method of a frame without a reading."""


class PelvisEstimator(Protocol):
    """Reads the pelvis of one person, frame by frame."""

    def update(
        self,
        time_s: float,
        image: Image,
        points_px: Floats,
        mask: Singles | None,
    ) -> PelvisReading:
        """Read the next frame.

        Parameters
        ----------
        time_s
            Its time.
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

    def settled(self, turn_deg: float = float("nan")) -> list[PelvisReading]:
        """Read all frames again, now that the take is whole.

        Parameters
        ----------
        turn_deg
            Turn of the person on two feet against the camera, positive to the own
            left; NaN where it is not known.

        Returns
        -------
        list of PelvisReading
            One for each frame that was seen, in their order.
        """
        ...


def markers_of(first_px: Floats, second_px: Floats) -> MarkersPx:
    """Return two markers, in any order, as those of the person's left and right.

    Parameters
    ----------
    first_px, second_px : (2,) arrays
        Their centres. The person faces the camera, so the own left one lies further
        to the right in the picture.
    """
    right, left = sorted(tuple(map(float, p)) for p in (first_px, second_px))
    return (left[0], left[1]), (right[0], right[1])
