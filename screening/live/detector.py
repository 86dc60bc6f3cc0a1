"""What finds the people in the frames of a live take."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from screening.motion.landmarks import PoseModel

if TYPE_CHECKING:
    from screening.capture.people.body import Body
    from screening.capture.video.clip import Frame


class Detector(Protocol):
    """Finds the people in the frames of a stream, as a PoseDetector does."""

    model: PoseModel

    def detect(self, frame: Frame) -> list[Body]:
        """Find everybody in the next frame."""
        ...

    def forget_others(self) -> None:
        """Follow one person again."""
        ...
