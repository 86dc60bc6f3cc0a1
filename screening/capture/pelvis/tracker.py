"""The pelvis of one person through a take: a quiet stance first, then each frame."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

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

_BODY = [
    INDEX[f"{side}_{part}"]
    for part in ("hip", "shoulder", "ankle")
    for side in ("left", "right")
]


@dataclass(frozen=True)
class PelvisMethod:
    """When the pelvis is followed, what the cloth shows of it, and how surely.

    Parameters
    ----------
    visible_ratio
        Cloth and skin follow the bones by 85 to 91 %, so what is seen is divided by
        this; known of rendered people only.
    quiet_s, quiet_ratio, least_frames, pictures
        The reference is a quiet stance of this length, seen for this share of it and
        in at least this many frames; it is the mean of this many last pictures.
    still_torso
        Standard deviation of hips, shoulders and ankles in it, torso lengths.
    least_torso_px
        A smaller body cannot be followed.
    least_area_ratio
        Nor can cloth of which hands and arms leave less than this.
    patch_floor_deg, patch_per_sd
        Expected error of the cloth: the first, and this many times the uncertainty
        along its templates.
    least_likeness
        Below it the cloth is lost.
    marker_deg, marker_hidden_deg
        Expected error of tags and stickers, and what a hidden sticker adds.
    """

    visible_ratio: float = 0.88
    quiet_s: float = 0.6
    quiet_ratio: float = 0.8
    least_frames: int = 6
    pictures: int = 5
    still_torso: float = 0.012
    least_torso_px: float = 60.0
    least_area_ratio: float = 0.45
    patch_floor_deg: float = 1.2
    patch_per_sd: float = 3.5
    least_likeness: float = 0.65
    marker_deg: float = 0.4
    marker_hidden_deg: float = 1.5


METHOD = PelvisMethod()


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
        self._images: deque[Image] = deque(maxlen=METHOD.pictures)
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
            confidence = confidence_of(METHOD.marker_deg)
            return PelvisReading(turn_deg, confidence, TAGS, "", self._tags.markers_px)
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
        error_deg = METHOD.marker_deg + METHOD.marker_hidden_deg * (1 - seen)
        confidence = confidence_of(error_deg)
        return PelvisReading(angle_deg, confidence, STICKERS, "", stickers.markers_px)

    def _read_patch(
        self, patch: Patch, image: Image, points_px: Floats
    ) -> PelvisReading:
        """Follow the cloth."""
        found = patch.update(image, points_px)
        if found is None or found.likeness < METHOD.least_likeness:
            return PelvisReading(*NOTHING, "lost")
        error_deg = float(
            np.hypot(METHOD.patch_floor_deg, METHOD.patch_per_sd * found.chain_sd_deg)
        )
        rotation_deg = found.angle_deg / METHOD.visible_ratio
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
        while time_s - self._times[0] > METHOD.quiet_s:
            self._times.popleft()
            self._points.popleft()
        whole = time_s - self._times[0] > METHOD.quiet_ratio * METHOD.quiet_s
        if len(self._points) < METHOD.least_frames or not whole:
            return
        points = np.array(self._points)
        median = np.median(points, axis=0)
        torso = Torso.of(median)
        if not torso.is_seen or not _is_still(points, torso.length_px):
            return
        self.doubt = self._choose(median, torso, mask)
        # Hands can move away; clothes stay as they are.
        self._looked = self.doubt != "hands"
        for collected in (self._images, self._points, self._times):
            collected.clear()

    def _choose(self, points_px: Floats, torso: Torso, mask: Singles | None) -> str:
        """Set up stickers or patch; return why neither will do, or nothing."""
        if torso.length_px < METHOD.least_torso_px:
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
        if patch.area < METHOD.least_area_ratio:
            return "hands"
        doubt = find_hem(view, last, points_px, mask).doubt
        if not doubt:
            self._patch = patch
        return doubt


def _is_still(points_px: Floats, torso_px: float) -> bool:
    """Whether the body hardly moved."""
    spread = points_px[:, _BODY].std(axis=0)
    return bool(np.linalg.norm(spread, axis=-1).max() < METHOD.still_torso * torso_px)
