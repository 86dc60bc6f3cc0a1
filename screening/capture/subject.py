"""Who is being measured when more than one person is in view.

Bodies are linked from frame to frame into tracks while the frames pass. When the take
is whole, the person measured is the largest, nearest to the middle and longest seen.
When somebody else comes close to that, whoever stands on one leg is meant; when that
does not tell either, the frames with both are marked as doubtful.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from screening.capture.body import APART, Body, without_doubles
from screening.capture.limb import LimbEstimator, LimbReading
from screening.capture.pelvis import PelvisEstimator, PelvisReading
from screening.capture.video import Frame
from screening.motion.landmarks import LANDMARKS, PoseModel, PoseSeries
from screening.motion.stance import leg_length_px, stance_leg
from screening.settings import DEFAULT

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_RIVAL = 0.6
"""Somebody this prominent, against the most prominent one, could be meant as well."""

_ONE_LEG_S, _ONE_LEG_TIMES = 1.5, 3.0
"""The person meant stands on one leg this long, and this many times longer."""


@dataclass(eq=False)
class _Track:
    """One body through time."""

    pelvis: PelvisEstimator
    limb: LimbEstimator
    frames: list[int] = field(default_factory=list)
    bodies: list[Body] = field(default_factory=list)
    readings: list[PelvisReading] = field(default_factory=list)
    limbs: list[LimbReading] = field(default_factory=list)
    mirrored_px: dict[int, Floats] = field(default_factory=dict)

    def so_far(self) -> _Track:
        """Return a copy that later frames leave alone."""
        return replace(
            self,
            frames=list(self.frames),
            bodies=list(self.bodies),
            readings=list(self.readings),
            limbs=list(self.limbs),
            mirrored_px=dict(self.mirrored_px),
        )

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


@dataclass(frozen=True, eq=False)
class Seen:
    """A body with what was read of its pelvis and its knees in one frame."""

    body: Body
    pelvis: PelvisReading
    limb: LimbReading


class People:
    """Everybody in a take, followed from frame to frame.

    Parameters
    ----------
    new_pelvis
        Makes the pelvis estimator of a person who comes into view.
    new_limb
        Makes the limb estimator likewise.
    """

    def __init__(
        self,
        new_pelvis: Callable[[], PelvisEstimator],
        new_limb: Callable[[], LimbEstimator],
    ) -> None:
        self._new_pelvis = new_pelvis
        self._new_limb = new_limb
        self._tracks: list[_Track] = []
        self._index: list[int] = []
        self._time_s: list[float] = []

    def add(self, frame: Frame, bodies: list[Body]) -> list[Seen]:
        """Add a frame and the bodies found in it; return what was read of each."""
        number = len(self._time_s)
        self._index.append(frame.index)
        self._time_s.append(frame.time_s)
        bodies = without_doubles(bodies)
        tracks = self._link(bodies)
        for body, track in zip(bodies, tracks, strict=True):
            track.frames.append(number)
            track.readings.append(
                track.pelvis.update(
                    frame.time_s, frame.image, body.points_px, body.mask
                )
            )
            track.limbs.append(
                track.limb.update(frame.image, body.points_px, body.mask, body.mirrored)
            )
            if body.mirrored is not None:
                track.mirrored_px[number] = body.mirrored.points_px
            track.bodies.append(replace(body, mask=None, mirrored=None))
        return [Seen(t.bodies[-1], t.readings[-1], t.limbs[-1]) for t in tracks]

    def so_far(self) -> People:
        """Return a copy that later frames leave alone; nothing is added to it."""
        copy = People(self._new_pelvis, self._new_limb)
        copy._tracks = [track.so_far() for track in self._tracks]
        copy._index, copy._time_s = list(self._index), list(self._time_s)
        return copy

    def subject_series(
        self, image_size: tuple[int, int], *, model: PoseModel, source: str
    ) -> PoseSeries:
        """Return the landmarks of the person who is meant.

        Parameters
        ----------
        image_size
            Width and height of the picture, pixels.
        model, source
            Where the landmarks come from.

        Returns
        -------
        PoseSeries
            All NaN when nobody was seen.
        """
        frames = len(self._time_s)
        points = np.full((frames, len(LANDMARKS), 2), np.nan)
        world = np.full((frames, len(LANDMARKS), 3), np.nan)
        visibility = np.zeros((frames, len(LANDMARKS)))
        rotation, confidence = np.full(frames, np.nan), np.zeros(frames)
        method = np.full(frames, "", dtype="U16")
        doubt = np.full(frames, "", dtype="U16")
        subject, doubtful = self._choose(image_size[0])
        if subject is not None:
            seen = subject.frames
            points[seen] = [body.points_px for body in subject.bodies]
            world[seen] = [body.world_m for body in subject.bodies]
            visibility[seen] = [body.visibility for body in subject.bodies]
            rotation[seen] = [reading.rotation_deg for reading in subject.readings]
            confidence[seen] = [reading.confidence for reading in subject.readings]
            method[seen] = [reading.method for reading in subject.readings]
            doubt[seen] = [reading.doubt for reading in subject.readings]
        others = [track for track in self._tracks if track is not subject]
        others_px = np.full((frames, len(others), len(LANDMARKS), 2), np.nan)
        for k, track in enumerate(others):
            others_px[:, k] = track.points_px(frames)
        series = PoseSeries(
            frame=np.array(self._index, dtype=np.int64),
            time_s=np.array(self._time_s),
            points_px=points,
            world_m=world,
            visibility=visibility,
            image_size=image_size,
            model=model,
            source=source,
            pelvis_rotation_deg=rotation,
            pelvis_confidence=confidence,
            pelvis_method=method,
            pelvis_doubt=doubt,
            doubtful_subject=doubtful,
            others_px=others_px,
        )
        return series if subject is None else subject.with_limb(series)

    def _link(self, bodies: list[Body]) -> list[_Track]:
        """Return the track that each body continues; a new one where none fits."""
        linked: dict[int, _Track] = {}
        if bodies and self._tracks:
            cost = np.array(
                [[b.distance(t.bodies[-1]) for t in self._tracks] for b in bodies]
            )
            rows, columns = linear_sum_assignment(cost)
            for row, column in zip(rows.tolist(), columns.tolist(), strict=True):
                if cost[row, column] <= APART:
                    linked[row] = self._tracks[column]
        for i in range(len(bodies)):
            if i not in linked:
                linked[i] = _Track(self._new_pelvis(), self._new_limb())
                self._tracks.append(linked[i])
        return [linked[i] for i in range(len(bodies))]

    def _choose(self, width_px: int) -> tuple[_Track | None, Bools]:
        """Return the person who is meant, and the frames that leave it in doubt."""
        frames = len(self._time_s)
        doubtful = np.zeros(frames, dtype=bool)
        if not self._tracks:
            return None, doubtful
        scores = [track.prominence(frames, width_px) for track in self._tracks]
        best = self._tracks[int(np.argmax(scores))]
        rivals = [
            track
            for track, score in zip(self._tracks, scores, strict=True)
            if track is not best and score >= _RIVAL * max(scores)
        ]
        if not rivals:
            return best, doubtful
        candidates = [best, *rivals]
        alone_s = np.array([self._on_one_leg_s(track) for track in candidates])
        order = np.argsort(alone_s)[::-1]
        longest, next_longest = alone_s[order[0]], alone_s[order[1]]
        if longest >= max(_ONE_LEG_S, _ONE_LEG_TIMES * next_longest):
            return candidates[int(order[0])], doubtful
        for rival in rivals:
            doubtful[np.intersect1d(best.frames, rival.frames)] = True
        return best, doubtful

    def _on_one_leg_s(self, track: _Track) -> float:
        """Time that somebody stands on one leg."""
        points = track.points_px(len(self._time_s))
        leg_px = leg_length_px(points)
        leg = stance_leg(points, leg_px, None, DEFAULT.phases)
        steps = np.gradient(np.array(self._time_s)) if len(leg) > 1 else np.zeros(1)
        return float(steps[np.isin(leg, ("left", "right"))].sum())
