"""One body through time, and whether somebody who comes back is who went away."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from screening.capture.body import Body
from screening.capture.limb import LimbEstimator, LimbReading
from screening.capture.pelvis import PelvisEstimator, PelvisReading
from screening.motion.landmarks import INDEX, LANDMARKS, SIDES, PoseSeries
from screening.motion.stance import leg_length_px, stance_leg
from screening.settings import DEFAULT

Floats = NDArray[np.float64]

ONE_LEG_S = 1.5
"""Who stands on one leg for so long does the test."""

_AS_LARGE = 0.1
"""Legs of one person, in one place, differ by less than this share."""

_AS_COLOURED = 45.0
"""Mean distance of the colours of one person's clothes, of 255."""

_SPOTS = (
    ("nose",),
    tuple(f"{side}_{part}" for side in SIDES for part in ("shoulder", "hip")),
    *(
        (f"{side}_{start}", f"{side}_{end}")
        for side in SIDES
        for start, end in (("hip", "knee"), ("knee", "ankle"))
    ),
)
_SPOT_OF_HEIGHT = 0.012
"""Where a body's colours are taken, and how far around."""


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
    joined
        The same frames after those of somebody who went away before, read with that
        person's estimators: what counts if both are the same person.
    before
        Who went away.
    """

    pelvis: PelvisEstimator
    limb: LimbEstimator
    joined: Track | None = None
    before: Track | None = None
    frames: list[int] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    readings: list[PelvisReading] = field(default_factory=list)
    limbs: list[LimbReading] = field(default_factory=list)
    colours: list[Floats] = field(default_factory=list)
    mirrored_px: dict[int, Floats] = field(default_factory=dict)

    def add(
        self, number: int, time_s: float, image: NDArray[np.uint8], body: Body
    ) -> None:
        """Add the body of a frame, and read it."""
        self.frames.append(number)
        self.readings.append(
            self.pelvis.update(time_s, image, body.points_px, body.mask)
        )
        self.limbs.append(
            self.limb.update(image, body.points_px, body.mask, body.mirrored)
        )
        self.colours.append(_colours(image, body))
        if body.mirrored is not None:
            self.mirrored_px[number] = body.mirrored.points_px
        self.bodies.append(replace(body, mask=None, mirrored=None))
        if self.joined is not None:
            self.joined.add(number, time_s, image, body)

    @property
    def latest(self) -> Seen:
        """The last frame; as one of who went away, while that may be the same."""
        track = self.joined or self
        return Seen(track.bodies[-1], track.readings[-1], track.limbs[-1])

    def so_far(self) -> Track:
        """Return a copy that later frames leave alone."""
        return replace(
            self,
            joined=None if self.joined is None else self.joined.so_far(),
            frames=list(self.frames),
            bodies=list(self.bodies),
            readings=list(self.readings),
            limbs=list(self.limbs),
            colours=list(self.colours),
            mirrored_px=dict(self.mirrored_px),
        )

    def to_go_on(self) -> Track:
        """Return a copy to which frames can be added, estimators and all."""
        track = (self.joined or self).so_far()
        track.pelvis, track.limb = copy.deepcopy((track.pelvis, track.limb))
        return track

    def points_px(self, frames: int) -> Floats:
        """Landmarks in every frame of the take, NaN where not seen."""
        points = np.full((frames, len(LANDMARKS), 2), np.nan)
        points[self.frames] = [body.points_px for body in self.bodies]
        return points

    def with_limb(self, series: PoseSeries) -> PoseSeries:
        """Add to a series what the limb estimator read, and the mirrored looks."""
        frames = len(series)
        knee_px = np.full((frames, 2, 2), np.nan)
        mirrored_knee_px, quality = knee_px.copy(), np.zeros((frames, 2))
        mirrored_px = np.full((frames, len(LANDMARKS), 2), np.nan)
        knee_px[self.frames] = [limb.knee_px for limb in self.limbs]
        mirrored_knee_px[self.frames] = [limb.mirrored_knee_px for limb in self.limbs]
        quality[self.frames] = [limb.quality for limb in self.limbs]
        for number, points_px in self.mirrored_px.items():
            mirrored_px[number] = points_px
        return replace(
            series,
            limb_knee_px=knee_px,
            limb_quality=quality,
            mirrored_px=mirrored_px,
            mirrored_limb_knee_px=mirrored_knee_px,
        )

    def prominence(self, frames: int, width_px: int) -> float:
        """How much this track looks like the person meant: size, middle, time."""
        centre_x = np.array([body.points_px[:, 0].mean() for body in self.bodies])
        off = np.abs(np.median(centre_x) - width_px / 2) / (width_px / 2)
        height = np.median([body.height_px for body in self.bodies])
        return float(height * (1 - off / 2) * len(self.frames) / frames)

    def on_one_leg_s(self, times_s: Floats) -> float:
        """Time that somebody stands on one leg."""
        points = self.points_px(len(times_s))
        leg = stance_leg(points, leg_length_px(points), None, DEFAULT.phases)
        steps = np.gradient(times_s) if len(times_s) > 1 else np.zeros(1)
        return float(steps[np.isin(leg, ("left", "right"))].sum())

    def is_same_person(self, times_s: Floats) -> bool:
        """Whether this is who went away before, and goes on with the test.

        Both do the test, and are as large and dressed alike while they stand. Where a
        colour cannot be seen, it says nothing.
        """
        if self.joined is None or self.before is None:
            return False
        went, came = self.before, self
        if came.on_one_leg_s(times_s) < ONE_LEG_S:
            return False
        lengths = [
            leg_length_px(np.array([body.points_px for body in track.bodies]))
            for track in (went, came)
        ]
        if min(lengths) < (1 - _AS_LARGE) * max(lengths):
            return False
        apart = np.linalg.norm(went.standing_colours - came.standing_colours, axis=-1)
        apart = apart[np.isfinite(apart)]
        return not apart.size or float(apart.mean()) < _AS_COLOURED

    @property
    def standing_colours(self) -> Floats:
        """Colours on both feet, where nothing leans or hides; (spots, 3)."""
        points = np.array([body.points_px for body in self.bodies])
        leg = stance_leg(points, leg_length_px(points), None, DEFAULT.phases)
        colours = np.array(self.colours)[leg == "both"]
        seen = np.isfinite(colours).any(axis=0)
        median = np.full(colours.shape[1:], np.nan)
        median[seen] = np.nanmedian(colours[:, seen], axis=0)
        return median


def _colours(image: NDArray[np.uint8], body: Body) -> Floats:
    """Return the mean colour of each spot, NaN where it lies outside the picture."""
    height, width = image.shape[:2]
    around = max(round(_SPOT_OF_HEIGHT * body.height_px), 1)
    colours = np.full((len(_SPOTS), 3), np.nan)
    for k, names in enumerate(_SPOTS):
        x, y = body.points_px[[INDEX[name] for name in names]].mean(axis=0)
        if 0 <= x < width and 0 <= y < height:
            rows = slice(max(int(y) - around, 0), int(y) + around + 1)
            columns = slice(max(int(x) - around, 0), int(x) + around + 1)
            colours[k] = image[rows, columns].mean(axis=(0, 1))
    return colours
