"""What one moment of a live take shows: who stands where, on which leg, how still."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from screening._typing import Floats
from screening.live.angles import NO_ANGLES, LiveAngles, live_angles
from screening.motion.landmarks import FEET, HEAD, INDEX, SIDES, Side
from screening.motion.stance import TwoFeet, leg_length_px, stance_leg
from screening.settings import Settings

if TYPE_CHECKING:
    from screening.capture.people.body import Body
    from screening.capture.people.track import Seen


_RECENT_S = 0.6
_TURN_S = 1.0
_STANDING_S = 4.0
"""How far back is looked for stillness, for the turn, and for the standing height."""

_LEAST_FRAMES, _LEAST_TURNS = 3, 6
_SIMILAR = 0.5
"""Somebody at least this tall, against the person measured, is somebody else."""

_STILL = [
    INDEX[f"{side}_{part}"] for part in ("hip", "shoulder", "ankle") for side in SIDES
]


@dataclass(frozen=True, eq=False)
class Moment:
    """One moment.

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
    stance: Literal["", "left", "right", "both"] = ""
    still: bool = False
    drop_leg: float = 0.0
    angles: LiveAngles = NO_ANGLES

    @property
    def leg(self) -> Side | None:
        """The standing leg, or None on two feet."""
        return None if self.stance in ("", "both") else self.stance  # type: ignore[return-value]


class MomentReader:
    """Follows one person with the plain functions of a frame and a short memory.

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
        self._recent: deque[tuple[float, Seen]] = deque()
        self._turns: deque[tuple[float, float]] = deque()
        self._heights: deque[tuple[float, float]] = deque()
        self._stood = ""
        self._leg_px = float("nan")
        self._at_rest: TwoFeet | None = None
        self._rotation_deg = float("nan")

    def calibrate(self) -> None:
        """Take the present stance as the one on two feet."""
        points = self._points_px()
        feet = np.median(
            points[:, INDEX["left_ankle"]] - points[:, INDEX["right_ankle"]], axis=0
        )
        body = points[
            :, [INDEX[f"{s}_{p}"] for s in SIDES for p in ("hip", "shoulder")]
        ]
        ankles = points[:, [INDEX[f"{side}_ankle"] for side in SIDES]]
        off_px = np.median(body[..., 0].mean(axis=1) - ankles[..., 0].mean(axis=1))
        self._at_rest = TwoFeet((float(feet[0]), float(feet[1])), float(off_px))
        turns = np.array([seen.pelvis.rotation_deg for _, seen in self._recent])
        if np.isfinite(turns).any():
            self._rotation_deg = float(np.nanmedian(turns))

    def read(
        self, time_s: float, everybody: Sequence[Seen], size: tuple[int, int]
    ) -> Moment:
        """Look at the next frame.

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
        ankle_y = max(points[INDEX[f"{side}_ankle"], 1] for side in SIDES)
        body_px = float(ankle_y - points[INDEX["nose"], 1])
        stance = self._stance()
        others = _others(seen, everybody)
        # While it is in doubt who is meant, no number is shown.
        leg = stance if stance in SIDES and not others else None
        return Moment(
            time_s=time_s,
            seen=seen,
            people=1 + others,
            head_in=_inside(points, HEAD, size),
            feet_in=_inside(points, FEET, size),
            body_px=body_px,
            body_share=body_px / size[1],
            off_middle_leg=self._off_middle_leg(points, size),
            turn_deg=self._turn_deg(),
            stance=stance,
            still=self._is_still(),
            drop_leg=self._drop_leg(time_s, points, stance),
            angles=live_angles(
                [seen for _, seen in self._recent], leg, self._rotation_deg
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
        chosen = max(everybody, key=lambda seen: _prominence(seen.body, size[0]))
        alone_again = self._at_rest is not None and len(everybody) == 1
        if last is not None and not alone_again:
            self._forget()
        self._body = chosen.body
        return chosen

    def _remember(self, time_s: float, seen: Seen) -> None:
        self._recent.append((time_s, seen))
        _drop_older(self._recent, time_s - _RECENT_S)
        self._turns.append((time_s, _foot_turn_deg(seen.body)))
        _drop_older(self._turns, time_s - _TURN_S)
        if self._at_rest is None or not np.isfinite(self._leg_px):
            self._leg_px = leg_length_px(self._points_px())

    def _points_px(self) -> Floats:
        """Landmarks of the last moments, (n, 33, 2)."""
        return np.array([seen.body.points_px for _, seen in self._recent])

    def _stance(self) -> Literal["", "left", "right", "both"]:
        legs = stance_leg(
            self._points_px(), self._leg_px, self._at_rest, self.settings.phases
        )
        return str(legs[-1])  # type: ignore[return-value]

    def _is_still(self) -> bool:
        if len(self._recent) < _LEAST_FRAMES:
            return True
        spread = self._points_px()[:, _STILL].std(axis=0) / self._leg_px
        limit = self.settings.live.still_leg
        return bool(np.linalg.norm(spread, axis=-1).max() < limit)

    def _turn_deg(self) -> float:
        if self.traits.turn_gain == 0:
            return float("nan")
        if len(self._turns) < _LEAST_TURNS:
            return float("nan")
        turn = float(np.median([turn for _, turn in self._turns]))
        return (turn - self.traits.turn_offset_deg) / self.traits.turn_gain

    def _off_middle_leg(self, points_px: Floats, size: tuple[int, int]) -> float:
        ankles = points_px[[INDEX[f"{side}_ankle"] for side in SIDES], 0]
        return float((ankles.mean() - size[0] / 2) / self._leg_px)

    def _drop_leg(self, time_s: float, points_px: Floats, stance: str) -> float:
        """How far the body came down from where it stood so in the last seconds."""
        if stance != self._stood:
            # The pose model's hips come down as soon as a foot is lifted.
            self._stood = stance
            self._heights.clear()
        body = [
            points_px[INDEX[f"{s}_{p}"], 1] for s in SIDES for p in ("hip", "shoulder")
        ]
        ankle = max(points_px[INDEX[f"{side}_ankle"], 1] for side in SIDES)
        height = float((ankle - np.mean(body)) / self._leg_px)
        self._heights.append((time_s, height))
        _drop_older(self._heights, time_s - _STANDING_S)
        return max(h for _, h in self._heights) - height


def _drop_older(
    memory: deque[tuple[float, Seen]] | deque[tuple[float, float]], since_s: float
) -> None:
    while memory[0][0] < since_s:
        memory.popleft()


def _prominence(body: Body, width_px: int) -> float:
    """How much somebody looks like the person meant: size and middle."""
    off = abs(body.points_px[:, 0].mean() - width_px / 2) / (width_px / 2)
    return float(body.height_px * (1 - off / 2))


def _others(seen: Seen, everybody: Sequence[Seen]) -> int:
    """How many others are in view who could be meant."""
    return sum(
        other.body.is_apart_from(seen.body)
        and other.body.height_px > _SIMILAR * seen.body.height_px
        for other in everybody
    )


def _inside(points_px: Floats, part: tuple[str, ...], size: tuple[int, int]) -> bool:
    points = points_px[[INDEX[name] for name in part]]
    return bool(((points >= 0) & (points <= size)).all())


def _foot_turn_deg(body: Body) -> float:
    """Mean direction of both feet, heel to toe, in the model's own metric landmarks."""
    feet = [
        body.world_m[INDEX[f"{side}_foot_index"]] - body.world_m[INDEX[f"{side}_heel"]]
        for side in SIDES
    ]
    return float(np.mean([np.degrees(np.arctan2(f[0], -f[2])) for f in feet]))
