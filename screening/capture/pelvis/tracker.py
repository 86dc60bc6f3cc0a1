"""The pelvis of one person through a take: a quiet stance first, then each frame."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from screening._typing import Floats, Image, Singles
from screening.capture.pelvis.both_ways import (
    Solved,
    Way,
    both_ways,
    combined,
    spread_out,
)
from screening.capture.pelvis.glimpse import Glimpse, Strip
from screening.capture.pelvis.hem import find_hem
from screening.capture.pelvis.patch import Patch, PatchReading
from screening.capture.pelvis.reading import NOTHING, PelvisReading
from screening.capture.pelvis.reference import Reference, stillest_end
from screening.capture.pelvis.stickers import Stickers, find_stickers
from screening.capture.pelvis.stillness import METHOD as STILLNESS
from screening.capture.pelvis.stillness import is_still
from screening.capture.pelvis.tags import Tags, find_tags
from screening.capture.pelvis.view import PelvisView, Torso
from screening.capture.pelvis.warp import false_turn_deg
from screening.motion.pelvis_error import confidence_of

PATCH, STICKERS, TAGS = "patch", "stickers", "tags"


@dataclass(frozen=True)
class PelvisMethod:
    """When the pelvis is followed, what the cloth shows of it, and how surely.

    Parameters
    ----------
    visible_ratio
        What is seen is divided by this. Cloth and skin of rendered people follow the
        bones by 85 to 91 %, bare skin and tight shorts can follow wholly: the middle.
    visible_sd_ratio
        Standard deviation of that among people and clothes, as a share of it.
    facing_deg, turned_deg
        Feet of somebody who faces the camera read a turn of no more than the first;
        one beyond the second is not believed.
    front_torso
        How far the middle of the front moves beside that of the silhouette when the
        body turns, per sine of the turn, torso lengths.
    pictures
        The reference is the mean of this many last pictures of the quiet stance.
    least_torso_px
        A smaller body cannot be followed.
    least_area_ratio
        Nor can cloth of which hands and arms leave less than this.
    patch_floor_deg, patch_per_sd
        Expected error of the cloth: the first, and so many times the uncertainty of
        what was made of all ways.
    tip_deg, one_way_deg
        What is added where the pelvis has tipped forwards (by a wrong middle of the
        body that looks like a turn), and where it was followed one way only.
    least_likeness
        Below it the cloth is lost.
    marker_deg, marker_hidden_deg
        Expected error of tags and stickers, and what a hidden sticker adds.
    short_loss_s
        Where a marker was lost for longer, the cloth takes over.
    """

    visible_ratio: float = 0.93
    visible_sd_ratio: float = 0.05
    facing_deg: float = 5.0
    turned_deg: float = 20.0
    front_torso: float = 0.15
    pictures: int = 5
    least_torso_px: float = 60.0
    least_area_ratio: float = 0.45
    patch_floor_deg: float = 0.2
    patch_per_sd: float = 0.8
    tip_deg: float = 2.5
    one_way_deg: float = 1.5
    least_likeness: float = 0.65
    marker_deg: float = 0.4
    marker_hidden_deg: float = 1.5
    short_loss_s: float = 0.15


METHOD = PelvisMethod()


class PelvisTracker:
    """Estimates the turn of the pelvis in the picture.

    The first quiet moment gives the reference. Printed tags or stickers are followed
    when there are any; else the cloth, when its hem shows that it moves with the
    pelvis. When the take is whole, the cloth is followed backwards as well, also where
    a marker was lost.
    """

    def __init__(self) -> None:
        self.doubt = "no_stance"
        self._readings: list[PelvisReading] = []
        self._times_s: list[float] = []
        self._whole: list[PelvisReading] | None = None
        self._strip = Strip()
        self._moment: deque[_Moment] = deque()
        self._images: deque[Image] = deque(maxlen=METHOD.pictures)
        self._tags: Tags | None = None
        self._stickers: Stickers | None = None
        self._patch: Patch | None = None
        self._forwards: dict[int, PatchReading] = {}
        self._view: PelvisView | None = None
        self._first = 0
        self._beside_torso = 0.0
        self._looked = False

    def update(
        self,
        time_s: float,
        image: Image,
        points_px: Floats,
        mask: Singles | None,
    ) -> PelvisReading:
        """Read the next frame; see :class:`PelvisEstimator`."""
        glimpse = self._keep(time_s, image, points_px, mask)
        if not self._looked:
            self._wait(time_s, image, points_px, mask)
            reading = PelvisReading(*NOTHING, self.doubt)
        else:
            reading = self._read(image, points_px, glimpse)
        self._readings.append(reading)
        self._times_s.append(time_s)
        return reading

    @property
    def _is_marked(self) -> bool:
        return self._tags is not None or self._stickers is not None

    def settled(self, turn_deg: float = float("nan")) -> list[PelvisReading]:
        """Read all frames again, now that the take is whole.

        What was kept for it is given up; frames that come later are read forwards.
        """
        if self._whole is None:
            self._beside_torso = _beside_torso(turn_deg)
            self._whole = self._read_again()
            self._strip.frames.clear()
        return [*self._whole, *self._readings[len(self._whole) :]]

    def _read_again(self) -> list[PelvisReading]:
        """Follow what was kept both ways, where that helps."""
        if self._view is None:
            self._take_stillest()
        marked = self._is_marked
        if self._view is None or self._patch is None:
            return list(self._readings)
        if marked and self._longest_loss_s() < METHOD.short_loss_s:
            return list(self._readings)
        frames, count = self._strip.frames, len(self._readings)
        if not self._forwards:
            self._follow_kept(self._view, self._patch)
        solved = both_ways(frames, self._view, self._forwards, self._first)
        solved = spread_out(solved, self._forwards, count)
        return [
            reading
            if marked and reading.method
            else self._of_cloth(solved.get(number), reading)
            for number, reading in enumerate(self._readings)
        ]

    def _longest_loss_s(self) -> float:
        """Return the longest time for which a marker was lost."""
        longest_s, since_s = 0.0, None
        for time_s, reading in zip(self._times_s, self._readings, strict=True):
            lost = reading.doubt == "lost"
            since_s = (time_s if since_s is None else since_s) if lost else None
            longest_s = max(longest_s, 0.0 if since_s is None else time_s - since_s)
        return longest_s

    def _keep(
        self, time_s: float, image: Image, points_px: Floats, mask: Singles | None
    ) -> Glimpse | None:
        """Cut the pelvis out, if it is needed now or kept for the way back."""
        torso = Torso.of(points_px)
        if not torso.is_seen:
            return None
        needed = self._patch is not None or not self._looked
        due = needed and self._whole is None and self._strip.is_due(time_s)
        if not due and (self._patch is None or self._is_marked):
            return None
        view = self._view or PelvisView(torso.hips_px, torso.length_px, 0.0)
        glimpse = Glimpse.of(view, image, points_px)
        if due and glimpse is not None:
            number = len(self._readings)
            self._strip.add(number, time_s, view, glimpse.cut, points_px, mask)
        return glimpse

    def _read(
        self, image: Image, points_px: Floats, glimpse: Glimpse | None
    ) -> PelvisReading:
        """Follow what there is to be followed."""
        if self._tags is not None:
            turn_deg = self._tags.update(image, points_px)
            if turn_deg is None:
                return PelvisReading(*NOTHING, "lost")
            confidence = confidence_of(METHOD.marker_deg)
            return PelvisReading(turn_deg, confidence, TAGS, "", self._tags.markers_px)
        if self._stickers is not None:
            return self._read_stickers(self._stickers, image, points_px)
        if self._patch is None:
            return PelvisReading(*NOTHING, self.doubt)
        if glimpse is None:
            self._patch.lose()
            return PelvisReading(*NOTHING, "lost")
        found = self._patch.update(glimpse)
        if found is None or found.likeness < METHOD.least_likeness:
            return PelvisReading(*NOTHING, "lost")
        self._forwards[len(self._readings)] = found
        return _cloth_reading(_one_way(found))

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

    def _of_cloth(self, solved: Solved | None, before: PelvisReading) -> PelvisReading:
        """Return what both ways say of a frame."""
        if solved is None:
            doubt = before.doubt or "lost"
            return PelvisReading(*NOTHING, "lost" if doubt == "no_stance" else doubt)
        return _cloth_reading(solved, self._beside_torso)

    def _wait(
        self,
        time_s: float,
        image: Image,
        points_px: Floats,
        mask: Singles | None,
    ) -> None:
        """Collect a quiet moment; with it, decide what to follow."""
        self._moment.append(_Moment(time_s, points_px))
        self._images.append(image)
        while time_s - self._moment[0].time_s > STILLNESS.quiet_s:
            self._moment.popleft()
        times_s = np.array([each.time_s for each in self._moment])
        points = np.array([each.points_px for each in self._moment])
        if not is_still(times_s, points):
            return
        median = np.median(points, axis=0)
        self.doubt = self._choose(median, Torso.of(median), mask)
        # Hands can move away; clothes stay as they are.
        self._looked = self.doubt != "hands"
        self._images.clear()
        self._moment.clear()

    def _choose(self, points_px: Floats, torso: Torso, mask: Singles | None) -> str:
        """Set up what is followed; return why nothing will do, or nothing."""
        if torso.length_px < METHOD.least_torso_px:
            return "small"
        last = self._images[-1]
        view = PelvisView.of_stance(torso, points_px, mask)
        patch = Patch.of_stance(view, list(self._images), points_px, mask)
        covered = patch.area < METHOD.least_area_ratio
        doubt = "hands" if covered else find_hem(view, last, points_px, mask).doubt
        if not doubt:
            self._patch, self._view = patch, view
            self._first = max(len(self._strip.frames) - 1, 0)
        self._tags = find_tags(last, points_px)
        if self._tags is None:
            self._stickers = find_stickers(view, last, points_px, mask)
        return "" if self._is_marked else doubt

    def _take_stillest(self) -> None:
        """Take the stillest moment of a take that has no quiet stance."""
        frames = self._strip.frames
        last = None if self._looked else stillest_end(frames)
        if last is None:
            return
        points = frames[last].points_px
        torso = Torso.of(points)
        if torso.length_px < METHOD.least_torso_px:
            return
        view = PelvisView.of_stance(torso, points, None)
        reference = Reference.of([frames[last]], view)
        patch = reference.patch()
        if patch.area > METHOD.least_area_ratio and not reference.hem().doubt:
            self._patch, self._view, self._first = patch, view, last

    def _follow_kept(self, view: PelvisView, patch: Patch) -> None:
        """Follow the cloth forwards through what was kept, from the reference on."""
        for frame in self._strip.frames[self._first :]:
            found = patch.update(frame.glimpse(view))
            if found is not None and found.likeness >= METHOD.least_likeness:
                self._forwards[frame.number] = found


class _Moment(NamedTuple):
    """A frame of a moment that may be quiet."""

    time_s: float
    points_px: Floats


def _one_way(found: PatchReading) -> Solved:
    """Return a reading that the other way has not confirmed."""
    return combined([Way(found)])


def _beside_torso(turn_deg: float) -> float:
    """Return how far the middle of the front lies beside that of the silhouette."""
    surely_deg = abs(turn_deg) - METHOD.facing_deg
    if not 0 < surely_deg < METHOD.turned_deg - METHOD.facing_deg:
        return 0.0
    beside_torso = METHOD.front_torso * math.sin(math.radians(surely_deg))
    return math.copysign(beside_torso, turn_deg)


def _cloth_reading(solved: Solved, beside_torso: float = 0.0) -> PelvisReading:
    """Return the turn of the bones for that of the cloth, and its expected error."""
    false_deg = false_turn_deg(beside_torso, solved.tip)
    rotation_deg = (solved.angle_deg - false_deg) / METHOD.visible_ratio
    parts = (
        METHOD.patch_floor_deg,
        METHOD.patch_per_sd * solved.sd_deg,
        METHOD.one_way_deg if np.isnan(solved.apart_deg) else 0.0,
        METHOD.visible_sd_ratio * rotation_deg,
        METHOD.tip_deg * solved.tip,
    )
    error_deg = float(np.linalg.norm(parts))
    return PelvisReading(rotation_deg, confidence_of(error_deg), PATCH, "")
