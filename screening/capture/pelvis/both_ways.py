"""The cloth followed backwards as well, from every stance to the one before it.

While frames come in, each is tied to the first stance by templates. A template that
slipped is then wrong until the person stands again, and nothing shows it. Backwards
the chain is another one: from the stance after. Where both ways agree, neither has
slipped; where they do not, the difference is the error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from screening._typing import Floats
from screening.capture.pelvis.glimpse import Kept
from screening.capture.pelvis.patch import Patch, PatchReading
from screening.capture.pelvis.reference import Reference, ends_stillness
from screening.capture.pelvis.view import PelvisView, Torso
from screening.capture.pelvis.warp import Warp
from screening.motion.landmarks import INDEX, SIDES

Readings = Mapping[int, PatchReading]
"""What was read, by the number of the frame."""


@dataclass(frozen=True)
class BothWaysMethod:
    """Which stances are taken, and how two ways become one.

    Parameters
    ----------
    most_turn_deg, most_tip
        A stance is one in which the pelvis is turned and tipped against the first one
        by no more.
    least_correlation
        ... and looks so much like it.
    own_sd_deg, per_sd
        Uncertainty of a way that no chain of templates makes smaller, and so many
        times that along the chain.
    angles
        From the least to the largest of the readings, so many angles are weighed.
    sure_deg, doubtful_deg
        A frame is sure when its ways are apart by less, doubtful by more.
    ties, ties_apart_s, like_posture
        A doubtful frame is tied to so many sure ones, this far from it and from each
        other, in which trunk and knees are no further from where they are in it,
        torso lengths.
    lost_below
        Below this likeness the cloth is lost.
    longest_step
        Frames that were not read on the way forwards lie between kept ones that are no
        more than so many frames apart.
    """

    most_turn_deg: float = 4.0
    most_tip: float = 0.12
    least_correlation: float = 0.65
    own_sd_deg: float = 0.5
    per_sd: float = 3.5
    angles: int = 101
    sure_deg: float = 0.5
    doubtful_deg: float = 0.7
    ties: int = 2
    ties_apart_s: float = 0.6
    like_posture: float = 0.35
    lost_below: float = 0.65
    longest_step: int = 8


METHOD = BothWaysMethod()

_BEYOND = np.linspace(-8, 8, 65)
"""Angles beyond the readings, in units of their own uncertainty."""

_POSTURE = [INDEX[f"{side}_{part}"] for part in ("shoulder", "knee") for side in SIDES]


@dataclass(frozen=True)
class Solved:
    """The cloth in one frame, from all ways that saw it.

    Parameters
    ----------
    angle_deg
        Turn against the first stance, + = the picture's right side down.
    sd_deg
        Uncertainty of what was made of all ways.
    apart_deg
        How far the ways are from what was made of them; NaN if there is only one.
    tip, warp
        As in a reading, of the way that is nearest to it.
    """

    angle_deg: float
    sd_deg: float
    apart_deg: float
    tip: float
    warp: Warp


def both_ways(
    frames: Sequence[Kept], view: PelvisView, forwards: Readings, first: int
) -> dict[int, Solved]:
    """Follow the kept frames backwards, and put both ways together.

    Parameters
    ----------
    frames
        Those that were kept.
    view
        The person's own coordinates.
    forwards
        What was read on the way forwards.
    first
        Which of the kept frames ends the first stance.

    Returns
    -------
    dict
        By the number of the frame, for the kept frames that were seen.
    """
    ways: dict[int, list[Way]] = {
        frame.number: [Way(forwards[frame.number])]
        for frame in frames
        if frame.number in forwards
    }
    standing = _standing(frames, view, forwards, first)
    later = [k for k in _one_each(list(standing)) if k > first]
    for before, after in pairwise([0, first, *later]):
        zero = standing.get(after, forwards.get(frames[after].number))
        behind = _backwards(frames[before : after + 1], view, forwards, zero)
        for number, way in behind.items():
            ways.setdefault(number, []).append(way)
    tie_doubtful(frames, view, ways)
    return {number: combined(each) for number, each in ways.items()}


def spread_out(
    solved: Mapping[int, Solved], forwards: Readings, frames: int
) -> dict[int, Solved]:
    """Read the frames between those that were kept.

    Parameters
    ----------
    solved
        Of the kept frames.
    forwards
        What was read of all frames on the way forwards; they get the correction of
        their kept neighbours, if these agree on it. Others lie between these.
    frames
        How many there are.
    """
    known = np.array(sorted(solved), dtype=int)
    everything = dict(solved)
    places = np.searchsorted(known, np.arange(frames))
    for number, place in enumerate(places.tolist()):
        if number in solved or not 0 < place < len(known):
            continue
        sides = known[place - 1 : place + 1]
        ahead = forwards.get(number)
        if ahead is None and np.ptp(sides) > METHOD.longest_step:
            continue
        share = (number - sides[0]) / np.ptp(sides)
        everything[number] = _amid(
            [solved[n] for n in sides], [forwards.get(n) for n in sides], ahead, share
        )
    return everything


def _amid(
    sides: Sequence[Solved],
    sides_ahead: Sequence[PatchReading | None],
    ahead: PatchReading | None,
    share: float,
) -> Solved:
    """Return what lies between two kept frames, this share of the way.

    Where their corrections differ, the way forwards has slipped or caught itself
    between them, nobody knows in which frame, and is left out.
    """
    weights = np.array([1 - share, share])

    def mean(values: Sequence[float]) -> float:
        return float(weights @ np.array(values))

    moved = [
        side.angle_deg - there.angle_deg
        for side, there in zip(sides, sides_ahead, strict=True)
        if there is not None
    ]
    slipped = len(moved) == 2 and abs(moved[1] - moved[0]) > METHOD.doubtful_deg
    if ahead is None or slipped:
        angle = mean([side.angle_deg for side in sides])
    else:
        correction = mean(moved) if len(moved) == 2 else float(np.mean(moved or [0.0]))
        angle = ahead.angle_deg + correction
    return Solved(
        angle,
        mean([side.sd_deg for side in sides]),
        mean([side.apart_deg for side in sides]),
        mean([side.tip for side in sides]),
        sides[round(share)].warp,
    )


def _standing(
    frames: Sequence[Kept], view: PelvisView, forwards: Readings, first: int
) -> dict[int, PatchReading]:
    """Return where the person stands as in the first stance, tied directly to it."""
    patch = Reference.of(frames[: first + 1], view).patch()
    standing: dict[int, PatchReading] = {}
    for k, frame in enumerate(frames):
        ahead = forwards.get(frame.number)
        if ahead is None or not ends_stillness(frames, k):
            continue
        if ahead.generation > 0 and abs(ahead.angle_deg) < 2 * METHOD.most_turn_deg:
            starts = [ahead.warp, Warp.at(frame.glimpse(view).shift)]
            ahead = patch.glance(frame.glimpse(view), starts, 0.0) or ahead
        if _is_as_at_first(ahead):
            standing[k] = ahead
    return standing


def _is_as_at_first(reading: PatchReading) -> bool:
    return (
        reading.generation == 0
        and abs(reading.angle_deg) < METHOD.most_turn_deg
        and abs(reading.tip) < METHOD.most_tip
        and reading.correlation > METHOD.least_correlation
    )


def _one_each(places: Sequence[int]) -> list[int]:
    """Return the middle of each run of neighbouring places."""
    runs = np.split(
        np.array(places, dtype=int), np.flatnonzero(np.diff(places) > 1) + 1
    )
    return [int(run[len(run) // 2]) for run in runs if len(run)]


def _backwards(
    frames: Sequence[Kept],
    view: PelvisView,
    forwards: Readings,
    last: PatchReading | None,
) -> dict[int, Way]:
    """Follow the cloth from the stance that ends these frames back to their first.

    The stance was read as ``last``.
    """
    patch = Reference.of(frames, view).patch()
    zero_deg = 0.0 if last is None else last.angle_deg
    behind: dict[int, PatchReading] = {}
    for frame in reversed(frames):
        ahead = forwards.get(frame.number)
        starts = [] if ahead is None else [ahead.warp]
        reading = patch.update(frame.glimpse(view), starts)
        if reading is not None and reading.likeness > METHOD.lost_below:
            behind[frame.number] = reading
    gap_deg = _gap_deg(frames[0].number, behind, forwards, zero_deg)
    zero_sd_deg = 0.0 if last is None else last.chain_sd_deg
    return {
        n: Way(reading, zero_deg, zero_sd_deg, gap_deg) for n, reading in behind.items()
    }


def tie_doubtful(
    frames: Sequence[Kept], view: PelvisView, ways: dict[int, list[Way]]
) -> None:
    """Tie frames whose ways differ to sure frames of a like posture; adds to ways.

    These are, above all, the deep frames of neighbouring squats.
    """
    solved = {number: combined(each) for number, each in ways.items()}
    seen = [frame for frame in frames if frame.number in solved]
    sure = [f for f in seen if solved[f.number].apart_deg < METHOD.sure_deg]
    if not sure:
        return
    postures = np.array([_posture(frame) for frame in sure])
    templates: dict[int, Patch] = {}
    for frame in seen:
        if not solved[frame.number].apart_deg > METHOD.doubtful_deg:
            continue
        away = np.linalg.norm(postures - _posture(frame), axis=1)
        near = [sure[k] for k in _apart_in_time(frame, sure, away)]
        glimpse = frame.glimpse(view)
        starts = [way.reading.warp for way in ways[frame.number]]
        for other in near:
            at = solved[other.number]
            if other.number not in templates:
                templates[other.number] = Patch.at(other.glimpse(view), at.warp)
            reading = templates[other.number].glance(glimpse, starts, at.sd_deg)
            if reading is not None:
                zero_deg = at.angle_deg - at.warp.angle_deg
                ways[frame.number].append(Way(reading, zero_deg))


def _posture(frame: Kept) -> Floats:
    """Return where trunk and knees are against the hips, torso lengths."""
    torso = Torso.of(frame.points_px)
    return np.asarray(
        (frame.points_px[_POSTURE] - torso.hips_px).ravel() / torso.length_px
    )


def _apart_in_time(frame: Kept, sure: Sequence[Kept], away: Floats) -> list[int]:
    """Return the likest postures of moments that are well apart."""
    chosen: list[int] = []
    for k in np.argsort(away).tolist():
        if away[k] > METHOD.like_posture or len(chosen) == METHOD.ties:
            break
        others = [frame, *(sure[c] for c in chosen)]
        if all(abs(sure[k].time_s - o.time_s) > METHOD.ties_apart_s for o in others):
            chosen.append(k)
    return chosen


def _gap_deg(
    first: int, behind: Readings, forwards: Readings, zero_deg: float
) -> float:
    """How far the way back misses the stance where it should end."""
    if first not in behind or first not in forwards:
        return 0.0
    return behind[first].angle_deg + zero_deg - forwards[first].angle_deg


@dataclass(frozen=True)
class Way:
    """One reading of a frame, its zero, and by how much the way missed its end."""

    reading: PatchReading
    zero_deg: float = 0.0
    zero_sd_deg: float = 0.0
    gap_deg: float = 0.0

    @property
    def angle_deg(self) -> float:
        """Turn against the first stance."""
        return self.reading.angle_deg + self.zero_deg

    @property
    def variance_deg2(self) -> float:
        """Of it: its own, along the chain of templates, and of the missed end."""
        missed = max(abs(self.gap_deg) - METHOD.own_sd_deg, 0.0)
        chain_deg2 = self.reading.chain_sd_deg**2 + self.zero_sd_deg**2
        return METHOD.own_sd_deg**2 + missed**2 + METHOD.per_sd**2 * chain_deg2


def combined(ways: Sequence[Way]) -> Solved:
    """Put readings of one frame together, by their uncertainty.

    Each way says how likely every angle is, with the long tails of something that may
    have slipped (Cauchy). Where they fall into two camps, both stay likely: the angle
    lies between them, and its uncertainty spans both.
    """
    own = np.array([1 / way.variance_deg2 for way in ways])
    angles = np.array([way.angle_deg for way in ways])
    angle, sd = float(angles[0]), float(1 / np.sqrt(own[0]))
    if len(ways) > 1:
        grid = np.linspace(angles.min(), angles.max(), METHOD.angles)
        grid = np.union1d(grid, grid[[0, -1], None] + _BEYOND * METHOD.own_sd_deg)
        off = own[:, None] * (angles[:, None] - grid) ** 2
        likely = np.exp(-np.log1p(off).sum(axis=0)) * np.gradient(grid)
        likely /= likely.sum()
        angle = float(likely @ grid)
        sd = float(np.sqrt(likely @ (grid - angle) ** 2))
    weights = own / (1 + own * (angles - angle) ** 2)
    apart = float(np.sqrt(weights @ (angles - angle) ** 2 / weights.sum()))
    nearest = min(ways, key=lambda way: abs(way.angle_deg - angle)).reading
    return Solved(
        angle_deg=angle,
        sd_deg=sd,
        apart_deg=apart if len(ways) > 1 else float("nan"),
        tip=nearest.tip,
        warp=nearest.warp,
    )
