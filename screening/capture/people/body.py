"""One person in one frame, and whether two of them are the same."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening._typing import Floats, Singles
from screening.capture.knee.limb import MirroredLook
from screening.motion.landmarks import mirrored_order


@dataclass(frozen=True)
class BodiesMethod:
    """When two bodies are one person.

    Parameters
    ----------
    apart_ratio
        Bodies whose landmarks are further apart than this share of a body are two.
    same_ratio
        Bodies closer than this are one body that was found twice.
    aside_weight
        Somebody at the picture's edge is less prominent by this share.
    least_height_ratio
        Somebody of less than this height against the person followed stands far
        behind and is not looked for again.
    """

    apart_ratio: float = 0.3
    same_ratio: float = 0.12
    least_height_ratio: float = 0.5
    aside_weight: float = 0.5


METHOD = BodiesMethod()


@dataclass(frozen=True, eq=False)
class Body:
    """One person in one frame.

    Parameters
    ----------
    points_px : (33, 2) float array
        Landmarks, pixels.
    world_m : (33, 3) float array
        The model's metric landmarks.
    visibility : (33,) float array
        From 0 to 1.
    mask : (H, W) float32 array or None
        How much each pixel of the picture belongs to the person, 0 to 1; only while
        the frame is at hand.
    mirrored
        What a second look at the mirrored frame showed; where there was one, and only
        while the frame is at hand.
    """

    points_px: Floats
    world_m: Floats
    visibility: Floats
    mask: Singles | None = None
    mirrored: MirroredLook | None = None

    @property
    def height_px(self) -> float:
        """Extent from the highest landmark to the lowest."""
        return float(np.ptp(self.points_px[:, 1]))

    def prominence(self, width_px: int) -> float:
        """How much this looks like the person meant, of :func:`prominence`."""
        middle_x_px = float(self.points_px[:, 0].mean())
        return prominence(self.height_px, middle_x_px, width_px)

    def distance(self, other: Body) -> float:
        """Mean distance of the landmarks, in heights of the larger body.

        A model that takes left for right sees the same person, not another one.
        """
        gap = min(
            np.linalg.norm(self.points_px - points_px, axis=-1).mean()
            for points_px in (other.points_px, other.points_px[mirrored_order()])
        )
        return float(gap / max(self.height_px, other.height_px, 1.0))

    def is_same_as(self, other: Body) -> bool:
        """Whether this is the same person found a second time."""
        return self.distance(other) < METHOD.same_ratio

    def is_apart_from(self, other: Body) -> bool:
        """Whether this is clearly somebody else."""
        return self.distance(other) > METHOD.apart_ratio

    def stands_beside(self, other: Body) -> bool:
        """Whether this is somebody else, and not far behind."""
        least_px = METHOD.least_height_ratio * other.height_px
        return self.is_apart_from(other) and self.height_px > least_px


def prominence(height_px: float, middle_x_px: float, width_px: int) -> float:
    """Return how much somebody looks like the person meant: large, in the middle.

    Parameters
    ----------
    height_px, middle_x_px
        Of the body.
    width_px
        Of the picture.
    """
    off = abs(middle_x_px - width_px / 2) / (width_px / 2)
    return height_px * (1 - METHOD.aside_weight * off)


def without_doubles(bodies: list[Body]) -> list[Body]:
    """Drop a body that was found twice."""
    kept: list[Body] = []
    for body in bodies:
        if not any(body.is_same_as(other) for other in kept):
            kept.append(body)
    return kept
