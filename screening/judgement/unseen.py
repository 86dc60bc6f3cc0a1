"""What the camera cannot see and the person can look at: arch of the foot, ankle."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

LookedAt = Literal["arch", "ankle"]
Found = Literal["not_tried", "none", "left", "right", "both"]
"""On which side there was something to find."""

LOOKED_AT: tuple[LookedAt, ...] = get_args(LookedAt)
FOUND: tuple[Found, ...] = get_args(Found)


@dataclass(frozen=True)
class Looked:
    """What the person found on their own feet.

    Parameters
    ----------
    arch
        Where the arch sinks when standing on that leg.
    ankle
        Where the knee does not come to the wall with the heel on the floor.
    """

    arch: Found = "not_tried"
    ankle: Found = "not_tried"

    @property
    def stiff_ankle(self) -> bool:
        """Whether an ankle is to be practised."""
        return self.ankle in ("left", "right", "both")

    @property
    def sinking_arch(self) -> bool:
        """Whether an arch gives way."""
        return self.arch in ("left", "right", "both")
