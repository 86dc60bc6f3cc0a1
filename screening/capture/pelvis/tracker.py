"""The pelvis of one person through a take: a quiet stance first, then each frame."""

from __future__ import annotations

from collections import deque

import numpy as np

from screening._typing import Floats, Image, Singles
from screening.capture.pelvis.hem import find_hem
from screening.capture.pelvis.patch import Patch
from screening.capture.pelvis.reading import NOTHING, PelvisReading, confidence_of
from screening.capture.pelvis.stickers import Stickers, find_stickers
from screening.capture.pelvis.tags import Tags, find_tags
from screening.capture.pelvis.view import PelvisView, Torso
from screening.motion.landmarks import INDEX

PATCH, STICKERS, TAGS = "patch", "stickers", "tags"

VISIBLE_SHARE = 0.88
"""Cloth and skin follow the bones by 85 to 91 %; known of rendered people only."""

_QUIET_S, _LEAST_FRAMES, _PICTURES = 0.6, 6, 5
_STILL = 0.012
"""Standard deviation of hips, shoulders and ankles in a quiet stance, torso lengths."""

_BODY = [
    INDEX[f"{side}_{part}"]
    for part in ("hip", "shoulder", "ankle")
    for side in ("left", "right")
]
_LEAST_TORSO_PX = 60.0
_LEAST_AREA = 0.45

_PATCH_FLOOR_DEG, _PATCH_PER_SD = 1.2, 3.5
_LEAST_LIKENESS = 0.65
_MARKER_DEG, _MARKER_HIDDEN_DEG = 0.4, 1.5


class PelvisTracker:
    """Estimates the turn of the pelvis in the picture.

    The first quiet moment gives the reference. Printed tags or stickers are followed
    when there are any; else the cloth, when its hem shows that it moves with the
    pelvis.
    """

    def __init__(self) -> None:
        self.doubt = "no_stance"
        self._times: deque[float] = deque()
        self._points: deque[Floats] = deque()
        self._images: deque[Image] = deque(maxlen=_PICTURES)
        self._tags: Tags | None = None
        self._stickers: Stickers | None = None
        self._patch: Patch | None = None
        self._looked = False

    def update(
        self,
        time_s: float,
        image: Image,
        points_px: Floats,
        mask: Singles | None,
    ) -> PelvisReading:
        """Read the next frame; see :class:`PelvisEstimator`."""
        if not self._looked:
            self._wait(time_s, image, points_px, mask)
            return PelvisReading(*NOTHING, self.doubt)
        if self._tags is not None:
            turn_deg = self._tags.update(image, points_px)
            if turn_deg is None:
                return PelvisReading(*NOTHING, "lost")
            return PelvisReading(turn_deg, confidence_of(_MARKER_DEG), TAGS, "")
        if self._stickers is not None:
            return self._read_stickers(self._stickers, image, points_px)
        if self._patch is not None:
            return self._read_patch(self._patch, image, points_px)
        return PelvisReading(*NOTHING, self.doubt)

    def _read_stickers(
        self, stickers: Stickers, image: Image, points_px: Floats
    ) -> PelvisReading:
        """Follow the stickers."""
        found = stickers.update(image, points_px)
        if found is None:
            return PelvisReading(*NOTHING, "lost")
        angle_deg, seen = found
        error_deg = _MARKER_DEG + _MARKER_HIDDEN_DEG * (1 - seen)
        return PelvisReading(angle_deg, confidence_of(error_deg), STICKERS, "")

    def _read_patch(
        self, patch: Patch, image: Image, points_px: Floats
    ) -> PelvisReading:
        """Follow the cloth."""
        found = patch.update(image, points_px)
        if found is None or found.likeness < _LEAST_LIKENESS:
            return PelvisReading(*NOTHING, "lost")
        error_deg = float(
            np.hypot(_PATCH_FLOOR_DEG, _PATCH_PER_SD * found.chain_sd_deg)
        )
        rotation_deg = found.angle_deg / VISIBLE_SHARE
        return PelvisReading(rotation_deg, confidence_of(error_deg), PATCH, "")

    def _wait(
        self,
        time_s: float,
        image: Image,
        points_px: Floats,
        mask: Singles | None,
    ) -> None:
        """Collect a quiet moment; with it, decide what to follow."""
        self._times.append(time_s)
        self._points.append(points_px)
        self._images.append(image)
        while time_s - self._times[0] > _QUIET_S:
            self._times.popleft()
            self._points.popleft()
        whole = time_s - self._times[0] > 0.8 * _QUIET_S
        if len(self._points) < _LEAST_FRAMES or not whole:
            return
        points = np.array(self._points)
        median = np.median(points, axis=0)
        torso = Torso.of(median)
        if not torso.is_seen or not _is_still(points, torso.length_px):
            return
        self.doubt = self._choose(median, torso, mask)
        # Hands may be taken away; clothes stay as they are.
        self._looked = self.doubt != "hands"
        for collected in (self._images, self._points, self._times):
            collected.clear()

    def _choose(self, points_px: Floats, torso: Torso, mask: Singles | None) -> str:
        """Set up stickers or patch; return why neither will do, or nothing."""
        if torso.length_px < _LEAST_TORSO_PX:
            return "small"
        last = self._images[-1]
        self._tags = find_tags(last, points_px)
        if self._tags is not None:
            return ""
        view = PelvisView.of_stance(torso, points_px, mask)
        self._stickers = find_stickers(view, last, points_px, mask)
        if self._stickers is not None:
            return ""
        patch = Patch(view, list(self._images), points_px, mask)
        if patch.area < _LEAST_AREA:
            return "hands"
        doubt = find_hem(view, last, points_px, mask).doubt
        if not doubt:
            self._patch = patch
        return doubt


def _is_still(points_px: Floats, torso_px: float) -> bool:
    """Whether the body hardly moved."""
    spread = points_px[:, _BODY].std(axis=0)
    return bool(np.linalg.norm(spread, axis=-1).max() < _STILL * torso_px)
