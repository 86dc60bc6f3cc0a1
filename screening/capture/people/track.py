"""One body through time, and whether somebody who comes back is who went away."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from screening._typing import Bools, Floats, Image
from screening.capture.knee.limb import LimbEstimator, LimbReading
from screening.capture.pelvis import PelvisEstimator, PelvisReading
from screening.capture.pelvis.reading import NOTHING as NO_PELVIS
from screening.capture.people.body import Body, prominence
from screening.capture.video.clip import Frame
from screening.motion.body import turn_deg
from screening.motion.landmarks import INDEX, LANDMARKS, SIDES, PoseSeries
from screening.motion.stance import leg_length_px, stance_leg
from screening.settings import ModelTraits, PhaseSettings

_SPOTS = (
    ("nose",),
    tuple(f"{side}_{part}" for side in SIDES for part in ("shoulder", "hip")),
    *(
        (f"{side}_{start}", f"{side}_{end}")
        for side in SIDES
        for start, end in (("hip", "knee"), ("knee", "ankle"))
    ),
)
"""Where a body's colours are taken."""


@dataclass(frozen=True)
class TracksMethod:
    """When somebody who comes back is who went away.

    Parameters
    ----------
    one_leg_s
        Who stands on one leg for so long does the test.
    length_ratio
        Legs of one person, in one place, differ by less than this share.
    most_colour_step
        Mean distance of the colours of one person's clothes, of 255.
    spot_ratio
        How far around a spot its colour is taken, in heights of the body.
    still_leg_per_s, least_still
        Who stands still moves less, leg lengths per second; seen in so many frames.
    """

    one_leg_s: float = 1.5
    length_ratio: float = 0.1
    most_colour_step: float = 45.0
    spot_ratio: float = 0.012
    still_leg_per_s: float = 0.1
    least_still: int = 5


METHOD = TracksMethod()


@dataclass(frozen=True, eq=False)
class Seen:
    """A body with what was read of its pelvis and its knees in one frame."""

    body: Body
    pelvis: PelvisReading
    limb: LimbReading


@dataclass(eq=False)
class Track:
    """One body through time.

    Parameters
    ----------
    pelvis, limb
        Read this body.
    phases
        When a foot is off the floor.
    traits
        Of the pose model.
    before
        Who went away before, and may be the same person.
    last
        The last part of a track that was put together.
    joints
        First frame of each part but the first.
    """

    pelvis: PelvisEstimator
    limb: LimbEstimator
    phases: PhaseSettings
    traits: ModelTraits
    before: Track | None = None
    last: Track | None = None
    joints: tuple[int, ...] = ()
    frames: list[int] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    readings: list[PelvisReading] = field(default_factory=list)
    limbs: list[LimbReading] = field(default_factory=list)
    colours: list[Floats] = field(default_factory=list)
    mirrored_px: dict[int, Floats] = field(default_factory=dict)

    def add(self, number: int, frame: Frame, body: Body) -> None:
        """Add the body of a frame, and read it."""
        image, points_px, mask = frame.image, body.points_px, body.mask
        self.frames.append(number)
        self.readings.append(self.pelvis.update(frame.time_s, image, points_px, mask))
        self.limbs.append(
            self.limb.update(image, points_px, mask, body.mirrored, frame.zoom_ratio)
        )
        self.colours.append(_colours(image, body))
        if body.mirrored is not None:
            self.mirrored_px[number] = body.mirrored.points_px
        self.bodies.append(replace(body, mask=None, mirrored=None))

    @property
    def latest(self) -> Seen:
        """The last frame."""
        return Seen(self.bodies[-1], self.readings[-1], self.limbs[-1])

    def settle(self) -> None:
        """Read the pelvis again, now that the take is whole."""
        self.readings = self.pelvis.settled(self._turn_deg())

    def so_far(self) -> Track:
        """Return a copy that later frames leave alone."""
        return replace(
            self,
            frames=list(self.frames),
            bodies=list(self.bodies),
            readings=list(self.readings),
            limbs=list(self.limbs),
            colours=list(self.colours),
            mirrored_px=dict(self.mirrored_px),
        )

    def followed_by(self, later: Track, times_s: Floats) -> Track:
        """Return this person's track with that of the same person who came back.

        The pelvis is read against another still picture there. Both are standing on
        two feet, so the readings are moved until they agree in that stance; without
        one there are none.
        """
        moved_deg = self._standing_deg(times_s) - later._standing_deg(times_s)
        readings = [
            replace(reading, rotation_deg=reading.rotation_deg + moved_deg)
            if np.isfinite(moved_deg)
            else PelvisReading(*NO_PELVIS, "no_stance")
            for reading in later.readings
        ]
        return replace(
            self,
            frames=self.frames + later.frames,
            bodies=self.bodies + later.bodies,
            readings=self.readings + readings,
            limbs=self.limbs + later.limbs,
            colours=self.colours + later.colours,
            mirrored_px=self.mirrored_px | later.mirrored_px,
            last=later,
            joints=(*self.joints, later.frames[0]),
        )

    def points_px(self, frames: int) -> Floats:
        """Landmarks in every frame of the take, NaN where not seen."""
        points = np.full((frames, len(LANDMARKS), 2), np.nan)
        points[self.frames] = [body.points_px for body in self.bodies]
        return points

    def with_points(self, series: PoseSeries) -> PoseSeries:
        """Add to a series the points that were read: markers, limb, mirrored looks."""
        frames = len(series)
        knee_px = np.full((frames, 2, 2), np.nan)
        mirrored_knee_px, quality = knee_px.copy(), np.zeros((frames, 2))
        mirrored_px = np.full((frames, len(LANDMARKS), 2), np.nan)
        knee_px[self.frames] = [limb.knee_px for limb in self.limbs]
        mirrored_knee_px[self.frames] = [limb.mirrored_knee_px for limb in self.limbs]
        quality[self.frames] = [limb.quality for limb in self.limbs]
        for number, points_px in self.mirrored_px.items():
            mirrored_px[number] = points_px
        markers_px = np.full((frames, 2, 2), np.nan)
        for number, reading in zip(self.frames, self.readings, strict=True):
            if reading.markers_px is not None:
                markers_px[number] = reading.markers_px
        return replace(
            series,
            markers_px=markers_px,
            limb_knee_px=knee_px,
            limb_quality=quality,
            mirrored_px=mirrored_px,
            mirrored_limb_knee_px=mirrored_knee_px,
        )

    def prominence(self, frames: int, width_px: int) -> float:
        """How much this track looks like the person meant: size, middle, time."""
        middle_x_px = np.median([body.points_px[:, 0].mean() for body in self.bodies])
        height_px = np.median([body.height_px for body in self.bodies])
        seen = prominence(float(height_px), float(middle_x_px), width_px)
        return seen * len(self.frames) / frames

    def on_one_leg_s(self, times_s: Floats) -> float:
        """Time that somebody stands on one leg."""
        points = self.points_px(len(times_s))
        leg = stance_leg(points, leg_length_px(points), None, self.phases)
        steps = np.gradient(times_s) if len(times_s) > 1 else np.zeros(1)
        return float(steps[np.isin(leg, ("left", "right"))].sum())

    def is_same_person(self, times_s: Floats) -> bool:
        """Whether this is who went away before, and goes on with the test.

        Both do the test, and are as large and dressed alike while they stand. Where a
        colour cannot be seen, it says nothing.
        """
        went, came = self.before, self
        if went is None or went.frames[-1] > came.frames[0]:
            return False  # Seen again since: somebody else.
        if came.on_one_leg_s(times_s) < METHOD.one_leg_s:
            return False
        lengths = [
            leg_length_px(np.array([body.points_px for body in track.bodies]))
            for track in (went, came)
        ]
        if min(lengths) < (1 - METHOD.length_ratio) * max(lengths):
            return False
        apart = np.linalg.norm(went.standing_colours - came.standing_colours, axis=-1)
        apart = apart[np.isfinite(apart)]
        return not apart.size or float(apart.mean()) < METHOD.most_colour_step

    @property
    def standing_colours(self) -> Floats:
        """Colours on both feet, where nothing leans or hides; (spots, 3)."""
        return _median(np.array(self.colours)[self._on_both_feet()])

    def _standing_deg(self, times_s: Floats) -> float:
        """Turn of the pelvis while standing still on both feet; NaN if not seen."""
        points = np.array([body.points_px for body in self.bodies])
        turns = np.array([reading.rotation_deg for reading in self.readings])
        if len(points) < 2:
            return float("nan")
        hips = points[:, [INDEX[f"{side}_hip"] for side in SIDES], 0].mean(axis=1)
        speed = np.abs(np.gradient(hips, times_s[self.frames])) / leg_length_px(points)
        quiet = speed < METHOD.still_leg_per_s
        still = self._on_both_feet() & quiet & np.isfinite(turns)
        if still.sum() < METHOD.least_still:
            return float("nan")
        return float(np.median(turns[still]))

    def _turn_deg(self) -> float:
        """Turn against the camera on both feet; NaN if it is not known."""
        both = self._on_both_feet()
        if not both.any():
            return float("nan")
        world_m = np.array([body.world_m for body in self.bodies])
        return turn_deg(world_m[both], self.traits)

    def _on_both_feet(self) -> Bools:
        points = np.array([body.points_px for body in self.bodies])
        leg = stance_leg(points, leg_length_px(points), None, self.phases)
        return np.asarray(leg == "both")


def _median(colours: Floats) -> Floats:
    """Return the median of the frames, NaN for a spot that was never seen."""
    seen = np.isfinite(colours).all(axis=-1).any(axis=0)
    median = np.full(colours.shape[1:], np.nan)
    median[seen] = np.nanmedian(colours[:, seen], axis=0)
    return median


def _colours(image: Image, body: Body) -> Floats:
    """Return the mean colour of each spot, NaN where it lies outside the picture."""
    height, width = image.shape[:2]
    around = max(round(METHOD.spot_ratio * body.height_px), 1)
    colours = np.full((len(_SPOTS), 3), np.nan)
    for k, names in enumerate(_SPOTS):
        x, y = body.points_px[[INDEX[name] for name in names]].mean(axis=0).tolist()
        if 0 <= x < width and 0 <= y < height:
            rows = slice(max(int(y) - around, 0), int(y) + around + 1)
            columns = slice(max(int(x) - around, 0), int(x) + around + 1)
            colours[k] = cv2.mean(image[rows, columns])[:3]
    return colours
