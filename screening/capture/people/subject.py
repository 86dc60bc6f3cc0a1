"""Who is being measured when more than one person is in view.

Bodies are linked from frame to frame into tracks while the frames pass. When the take
is whole, the person measured is the largest, nearest to the middle and longest seen.
When somebody else comes close to that, whoever stands on one leg is meant; when that
does not tell either, the frames with both are marked as doubtful. Somebody who leaves
the picture and comes back is followed on, from another side as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from screening._typing import Bools, Floats
from screening.capture.knee.limb import LimbEstimator
from screening.capture.pelvis import PelvisEstimator
from screening.capture.people.body import METHOD as BODIES
from screening.capture.people.body import Body, without_doubles
from screening.capture.people.track import METHOD as TRACKS
from screening.capture.people.track import Seen, Track
from screening.capture.video.clip import Frame
from screening.motion.landmarks import LANDMARKS, PoseModel, PoseSeries
from screening.settings import ModelTraits, PhaseSettings


@dataclass(frozen=True)
class SubjectMethod:
    """Who is meant, when more than one person is in view.

    Parameters
    ----------
    rival_ratio
        Somebody this prominent, against the most prominent one, could be meant as
        well.
    one_leg_ratio
        The person meant stands on one leg so many times longer.
    away_s
        Nobody leaves on one side and comes back on another in less time.
    """

    rival_ratio: float = 0.6
    one_leg_ratio: float = 3.0
    away_s: float = 0.5


METHOD = SubjectMethod()


class People:
    """Everybody in a take, followed from frame to frame.

    Parameters
    ----------
    new_pelvis
        Makes the pelvis estimator of a person who comes into view.
    new_limb
        Makes the limb estimator likewise.
    phases
        When a foot is off the floor: it tells who does the test.
    traits
        Of the pose model, as far as they are known.
    """

    def __init__(
        self,
        new_pelvis: Callable[[], PelvisEstimator],
        new_limb: Callable[[], LimbEstimator],
        phases: PhaseSettings,
        traits: ModelTraits | None = None,
    ) -> None:
        self._new_pelvis = new_pelvis
        self._new_limb = new_limb
        self._phases = phases
        self._traits = traits or ModelTraits()
        self._tracks: list[Track] = []
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
            track.add(number, frame, body)
        return [track.latest for track in tracks]

    def settle(self) -> None:
        """Read everybody's pelvis again, now that the take is whole."""
        for track in self._tracks:
            track.settle()

    def so_far(self) -> People:
        """Return a copy that later frames leave alone; nothing is added to it."""
        copy = People(self._new_pelvis, self._new_limb, self._phases, self._traits)
        same: dict[Track | None, Track] = {}
        for track in self._tracks:
            copied = same[track] = track.so_far()
            copied.before = same.get(track.before)
            copy._tracks.append(copied)
        copy._index, copy._time_s = list(self._index), list(self._time_s)
        return copy

    def subject_series(
        self,
        image_size: tuple[int, int],
        *,
        model: PoseModel,
        source: str,
        method: Mapping[str, Any],
    ) -> PoseSeries:
        """Return the landmarks of the person who is meant.

        Parameters
        ----------
        image_size
            Width and height of the picture, pixels.
        model, source
            Where the landmarks come from.
        method
            How they are read, of :func:`screening.capture.method.capture_method`.

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
        pelvis_method = np.full(frames, "", dtype="U16")
        doubt = np.full(frames, "", dtype="U16")
        everybody = self._everybody()
        subject, doubtful = self._choose(everybody, image_size[0])
        came_back = np.zeros(frames, dtype=bool)
        if subject is not None:
            seen = subject.frames
            points[seen] = [body.points_px for body in subject.bodies]
            world[seen] = [body.world_m for body in subject.bodies]
            visibility[seen] = [body.visibility for body in subject.bodies]
            rotation[seen] = [reading.rotation_deg for reading in subject.readings]
            confidence[seen] = [reading.confidence for reading in subject.readings]
            pelvis_method[seen] = [reading.method for reading in subject.readings]
            doubt[seen] = [reading.doubt for reading in subject.readings]
            came_back[list(subject.joints)] = True
        others = [track for track in everybody if track is not subject]
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
            pelvis_method=pelvis_method,
            pelvis_doubt=doubt,
            doubtful_subject=doubtful,
            came_back=came_back,
            others_px=_points_px(others, frames),
            method=method,
        )
        return series if subject is None else subject.with_points(series)

    def _link(self, bodies: list[Body]) -> list[Track]:
        """Return the track that each body continues; a new one where none fits."""
        linked: dict[int, Track] = {}
        if bodies and self._tracks:
            cost = np.array(
                [[b.distance(t.bodies[-1]) for t in self._tracks] for b in bodies]
            )
            near = [
                (row, self._tracks[column])
                for row, column in _assigned(cost)
                if cost[row, column] <= BODIES.apart_ratio
            ]
            linked = {row: track for row, track in near if self._now(track) is track}
            for row, track in near:
                if row not in linked and self._now(track) not in linked.values():
                    linked[row] = self._now(track)
        for i in range(len(bodies)):
            if i not in linked:
                linked[i] = self._new_track()
                linked[i].before = self._who_went() if len(bodies) == 1 else None
                self._tracks.append(linked[i])
        return [linked[i] for i in range(len(bodies))]

    def _new_track(self) -> Track:
        return Track(self._new_pelvis(), self._new_limb(), self._phases, self._traits)

    def _who_went(self) -> Track | None:
        """Return who did the test and was the last to leave, if nobody is there."""
        if not self._tracks:
            return None
        last = max(self._tracks, key=lambda track: track.frames[-1])
        times_s = np.array(self._time_s)
        away_s = times_s[-1] - times_s[last.frames[-1]]
        on_one_leg_s = last.on_one_leg_s(times_s)
        if away_s < METHOD.away_s or on_one_leg_s < TRACKS.one_leg_s:
            return None
        return last

    def _now(self, track: Track) -> Track:
        """Return the track that goes on with a person who came back elsewhere."""
        for later in self._tracks:
            if later.before is track and later.is_same_person(np.array(self._time_s)):
                return self._now(later)
        return track

    def _everybody(self) -> list[Track]:
        """Return a track for each person: who came back is one with who went."""
        people: list[Track] = []
        times_s = np.array(self._time_s)
        for track in self._tracks:
            person = track
            if track.is_same_person(times_s):
                went = next(p for p in people if track.before in (p, p.last))
                people.remove(went)
                person = went.followed_by(track, times_s)
            people.append(person)
        return people

    def _choose(
        self, everybody: list[Track], width_px: int
    ) -> tuple[Track | None, Bools]:
        """Return the person who is meant, and the frames that leave it in doubt."""
        frames = len(self._time_s)
        doubtful = np.zeros(frames, dtype=bool)
        if not everybody:
            return None, doubtful
        scores = [track.prominence(frames, width_px) for track in everybody]
        best = everybody[int(np.argmax(scores))]
        rivals = [
            track
            for track, score in zip(everybody, scores, strict=True)
            if track is not best and score >= METHOD.rival_ratio * max(scores)
        ]
        if not rivals:
            return best, doubtful
        candidates = [best, *rivals]
        times_s = np.array(self._time_s)
        alone_s = np.array([track.on_one_leg_s(times_s) for track in candidates])
        order = np.argsort(alone_s)[::-1]
        longest, next_longest = alone_s[order[0]], alone_s[order[1]]
        if longest >= max(TRACKS.one_leg_s, METHOD.one_leg_ratio * next_longest):
            return candidates[int(order[0])], doubtful
        for rival in rivals:
            doubtful[np.intersect1d(best.frames, rival.frames)] = True
        return best, doubtful


def _assigned(cost: Floats) -> list[tuple[int, int]]:
    """Return the pairs of a row and a column that cost least together."""
    if cost.shape == (1, 1):
        return [(0, 0)]
    from scipy.optimize import linear_sum_assignment  # 0.2 s, seldom needed

    rows, columns = linear_sum_assignment(cost)
    return list(zip(rows.tolist(), columns.tolist(), strict=True))


def _points_px(tracks: list[Track], frames: int) -> Floats:
    """Return the landmarks of several people, (frames, people, landmarks, 2)."""
    points_px = np.full((frames, len(tracks), len(LANDMARKS), 2), np.nan)
    for k, track in enumerate(tracks):
        points_px[:, k] = track.points_px(frames)
    return points_px
