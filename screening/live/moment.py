"""What one moment of a live take shows: who stands where, on which leg, how still.

Here belongs what has to be remembered from frame to frame to say that. The formulas are
those of :mod:`screening.motion`; what follows from a moment stands in ``gate`` (whether
the take begins or ends) and ``cues`` (what is said).
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

import numpy as np

from screening._typing import Floats
from screening.live.angles import NO_ANGLES, LiveAngles, live_angles
from screening.motion.body import (
    body_height_leg,
    body_height_px,
    inside_picture,
    off_middle_px,
    sway_leg,
    turn_deg,
)
from screening.motion.columns import known_median
from screening.motion.landmarks import FEET, HEAD, INDEX, SIDES, Side
from screening.motion.repetitions import standing_height_leg
from screening.motion.stance import TwoFeet, leg_length_px, stance_leg, two_feet
from screening.settings import Settings

if TYPE_CHECKING:
    from screening.capture.people.body import Body
    from screening.capture.people.track import Seen

T = TypeVar("T")

Stance = Literal["", "left", "right", "both"]

_RECENT_S = 0.6
_TURN_S = 1.0
_STANDING_S = 4.0
"""How far back to look for stillness, for the turn, and for the standing height."""

_LEAST_FRAMES, _LEAST_TURNS = 3, 6
"""Fewer frames than these say nothing about stillness, or about the turn."""

_ANKLES = [f"{side}_ankle" for side in SIDES]


@dataclass(frozen=True, eq=False)
class Moment:
    """What one frame, and those just before it, show.

    Parameters
    ----------
    time_s
        Of the stream.
    seen
        The person who is followed, or None.
    people
        How many people are in view.
    head_in, feet_in
        The whole head, both whole feet lie in the picture.
    body_px, body_share
        From nose to ankles, in pixels and as a share of the picture's height.
    off_middle_leg
        How far the feet's middle is from the picture's middle, leg lengths; positive
        towards the person's own left.
    turn_deg
        Turn against the camera; NaN where it is not known.
    stance
        ``left``, ``right``, ``both``, or empty.
    still
        The body hardly moves.
    drop_leg
        How far the body is below its standing height, leg lengths.
    angles
        Knee and pelvis in this moment; none while somebody else is in view.
    """

    time_s: float
    seen: Seen | None = None
    people: int = 0
    head_in: bool = False
    feet_in: bool = False
    body_px: float = 0.0
    body_share: float = 0.0
    off_middle_leg: float = 0.0
    turn_deg: float = float("nan")
    stance: Stance = ""
    still: bool = False
    drop_leg: float = 0.0
    angles: LiveAngles = NO_ANGLES

    @property
    def leg(self) -> Side | None:
        """The standing leg, or None on two feet."""
        if self.stance == "left" or self.stance == "right":
            return self.stance
        return None


class Memory(deque[tuple[float, T]]):
    """What was seen in the last seconds, each with its time.

    Parameters
    ----------
    last_s
        How long it is remembered.
    """

    def __init__(self, last_s: float) -> None:
        super().__init__()
        self.last_s = last_s

    def add(self, time_s: float, seen: T) -> None:
        """Remember what is seen now; forget what is too long ago."""
        self.append((time_s, seen))
        while self[0][0] < time_s - self.last_s:
            self.popleft()

    @property
    def seen(self) -> list[T]:
        """What is remembered, in the order of time."""
        return [seen for _, seen in self]


class MomentReader:
    """Reads moments from the frames of a stream: follows one person, remembers little.

    Parameters
    ----------
    settings
        Limits.
    model
        Name of the pose model.
    """

    def __init__(self, settings: Settings, model: str) -> None:
        self.settings = settings
        self.traits = settings.traits(model)
        self._body: Body | None = None
        self._forget()

    def _forget(self) -> None:
        """Begin with another person."""
        self._recent: Memory[Seen] = Memory(_RECENT_S)
        self._world_m: Memory[Floats] = Memory(_TURN_S)
        self._height_leg: Memory[float] = Memory(_STANDING_S)
        self._stood: Stance = ""
        self._leg_px = float("nan")
        self._at_rest: TwoFeet | None = None
        self._rotation_deg = float("nan")

    def calibrate(self) -> None:
        """Take the present stance as the one on two feet."""
        self._at_rest = two_feet(self._points_px())
        turns = np.array([seen.pelvis.rotation_deg for seen in self._recent.seen])
        if np.isfinite(turns).any():
            self._rotation_deg = known_median(turns)

    def read(
        self, time_s: float, everybody: Sequence[Seen], size: tuple[int, int]
    ) -> Moment:
        """Read the next frame.

        Parameters
        ----------
        time_s
            Of the stream; later than the one before.
        everybody
            Who was found in it.
        size
            Width and height of the picture, pixels.

        Returns
        -------
        Moment
        """
        seen = self._followed(everybody, size)
        if seen is None:
            return Moment(time_s)
        self._remember(time_s, seen)
        points = seen.body.points_px
        body_px = float(body_height_px(points))
        stance = self._stance()
        others = sum(each.body.stands_beside(seen.body) for each in everybody)
        # While it is in doubt who is meant, no number is shown.
        leg = stance if stance in SIDES and not others else None
        return Moment(
            time_s=time_s,
            seen=seen,
            people=1 + others,
            head_in=_all_inside(points, HEAD, size),
            feet_in=_all_inside(points, FEET, size),
            body_px=body_px,
            body_share=body_px / size[1],
            off_middle_leg=float(off_middle_px(points, _ANKLES, size)) / self._leg_px,
            turn_deg=self._turn_deg(),
            stance=stance,
            still=self._is_still(),
            drop_leg=self._drop_leg(time_s, points, stance),
            angles=live_angles(
                self._recent.seen, leg, self._rotation_deg, self.settings.cleaning
            ),
        )

    def _followed(
        self, everybody: Sequence[Seen], size: tuple[int, int]
    ) -> Seen | None:
        """Return the person followed so far, else the most prominent one."""
        if not everybody:
            return None
        last = self._body
        if last is not None:
            nearest = min(everybody, key=lambda seen: seen.body.distance(last))
            if not nearest.body.is_apart_from(last):
                self._body = nearest.body
                return nearest
        chosen = max(everybody, key=lambda seen: seen.body.prominence(size[0]))
        alone_again = self._at_rest is not None and len(everybody) == 1
        if last is not None and not alone_again:
            self._forget()
        self._body = chosen.body
        return chosen

    def _remember(self, time_s: float, seen: Seen) -> None:
        self._recent.add(time_s, seen)
        self._world_m.add(time_s, seen.body.world_m)
        if self._at_rest is None or not np.isfinite(self._leg_px):
            self._leg_px = leg_length_px(self._points_px())

    def _points_px(self) -> Floats:
        """Landmarks of the last moments, (n, 33, 2)."""
        return np.array([seen.body.points_px for seen in self._recent.seen])

    def _stance(self) -> Stance:
        legs = stance_leg(
            self._points_px(), self._leg_px, self._at_rest, self.settings.phases
        )
        return str(legs[-1])  # type: ignore[return-value]

    def _is_still(self) -> bool:
        if len(self._recent) < _LEAST_FRAMES:
            return True
        sway = sway_leg(self._points_px(), self._leg_px)
        return sway < self.settings.live.still_leg

    def _turn_deg(self) -> float:
        if len(self._world_m) < _LEAST_TURNS:
            return float("nan")
        return turn_deg(np.array(self._world_m.seen), self.traits)

    def _drop_leg(self, time_s: float, points_px: Floats, stance: Stance) -> float:
        """How far the body is below its standing height of the last seconds."""
        if stance != self._stood:
            # The pose model's hips come down as soon as a foot is lifted.
            self._stood = stance
            self._height_leg.clear()
        height_leg = float(body_height_leg(points_px, self._leg_px))
        self._height_leg.add(time_s, height_leg)
        return standing_height_leg(np.array(self._height_leg.seen)) - height_leg


def _all_inside(points_px: Floats, part: Sequence[str], size: tuple[int, int]) -> bool:
    points = points_px[[INDEX[name] for name in part]]
    return bool(inside_picture(points, size).all())
