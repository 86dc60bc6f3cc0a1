"""A quiet moment among the frames that were kept, as a picture to follow from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from screening._typing import Bools, Floats, Image
from screening.capture.pelvis.glimpse import Kept
from screening.capture.pelvis.hem import Hem, hem_of
from screening.capture.pelvis.patch import Patch
from screening.capture.pelvis.registration import region
from screening.capture.pelvis.stillness import METHOD as STILLNESS
from screening.capture.pelvis.stillness import unrest
from screening.capture.pelvis.view import PelvisView, silhouette_offset
from screening.capture.pelvis.warp import Warp, lay_back


@dataclass(frozen=True)
class ReferenceMethod:
    """How a reference is made of kept frames.

    Parameters
    ----------
    pictures
        It is the mean of this many.
    brief_s
        Length of a moment that can be a further reference.
    most_unrest
        Without a quiet stance, the last frame of the stillest such moment is taken, if
        the body moves less in it; torso lengths.
    """

    pictures: int = 5
    brief_s: float = 0.35
    most_unrest: float = 0.2


METHOD = ReferenceMethod()


@dataclass(frozen=True, eq=False)
class Reference:
    """The picture of a quiet moment.

    Parameters
    ----------
    still : (SIZE, SIZE, 3) uint8 array
        Its middle at that of the pelvis.
    person : (SIZE, SIZE) bool array or None
        Where it shows the person.
    usable : (SIZE, SIZE) bool array
        Where it shows no arm.
    origin : (2,) array
        Middle of the pelvis, torso lengths from the view's origin.
    """

    still: Image
    person: Bools | None
    usable: Bools
    origin: Floats

    @classmethod
    def of(cls, frames: Sequence[Kept], view: PelvisView) -> Reference:
        """Return the moment that ends with the last of these frames."""
        moment = frames[-METHOD.pictures :]
        glimpses = [frame.glimpse(view) for frame in moment]
        last, person = glimpses[-1], moment[-1].person_in(view)
        origin = np.median([glimpse.shift for glimpse in glimpses], axis=0)
        if person is not None:
            origin = origin + np.array([silhouette_offset(person, last.usable), 0.0])
        cuts = [
            lay_back(glimpse.cut.astype(np.float32), Warp.at(origin - glimpse.shift))
            for glimpse in glimpses
        ]

        def moved(inside: Bools) -> Bools:
            there = Warp.at(origin - last.shift)
            return np.asarray(lay_back(inside.astype(np.uint8), there) > 0)

        return cls(
            still=np.mean(cuts, axis=0).round().astype(np.uint8),
            person=None if person is None else moved(person),
            usable=moved(last.usable),
            origin=origin,
        )

    def patch(self) -> Patch:
        """Return what follows the cloth from here."""
        return Patch(self.still, region(self.person, self.usable), self.origin)

    def hem(self) -> Hem:
        """Return where the shirt ends."""
        alone = self.usable if self.person is None else self.usable & self.person
        return hem_of(self.still, alone)


def ends_stillness(frames: Sequence[Kept], last: int) -> bool:
    """Whether a quiet moment ends with this frame; it may be brief."""
    times_s, points_px = _moment(frames, _first_of(frames, last, METHOD.brief_s), last)
    long = times_s[-1] - times_s[0] > STILLNESS.quiet_ratio * METHOD.brief_s
    return bool(long and unrest(points_px) < STILLNESS.still_torso)


def stillest_end(frames: Sequence[Kept]) -> int | None:
    """Return the frame that ends the stillest moment; None if all is movement."""
    rest: dict[int, float] = {}
    for last in range(len(frames)):
        first = _first_of(frames, last, METHOD.brief_s)
        times_s, points_px = _moment(frames, first, last)
        if times_s[-1] - times_s[0] > STILLNESS.quiet_ratio * METHOD.brief_s:
            rest[last] = unrest(points_px)
    if not rest:
        return None
    best = min(rest, key=rest.__getitem__)
    return best if rest[best] < METHOD.most_unrest else None


def _first_of(frames: Sequence[Kept], last: int, length_s: float) -> int:
    """Return the first frame of the moment of this length."""
    first = last
    start_s = frames[last].time_s - length_s
    while first > 0 and frames[first - 1].time_s >= start_s:
        first -= 1
    return first


def _moment(frames: Sequence[Kept], first: int, last: int) -> tuple[Floats, Floats]:
    """Return times and landmarks of these frames."""
    moment = frames[first : last + 1]
    times_s = np.array([frame.time_s for frame in moment])
    return times_s, np.array([frame.points_px for frame in moment])
