"""Where a take stands on two feet, stands on one leg, and squats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from screening._typing import Bools, Floats, Ints, Words
from screening.motion.baseline import (
    Baseline,
    find_baseline,
    leg_height_px,
    shank_length_px,
)
from screening.motion.body import body_height_leg
from screening.motion.cleaning import CleanPoses
from screening.motion.distance import at_one_distance
from screening.motion.landmarks import SIDES, Side
from screening.motion.movement import (
    Movement,
    SeenDip,
    alternating_steps,
    deep_frames,
    on_both_feet,
    other_movement,
    see,
)
from screening.motion.repetitions import (
    Repetition,
    find_dips,
    one_leg_dips,
    squats_on_both_feet,
    standing_height_leg,
)
from screening.motion.stance import (
    TwoFeet,
    stance_leg,
    stands_between_feet,
    still,
    stretches,
)
from screening.motion.touch_down import touch_down
from screening.motion.weight import carrying_leg, support
from screening.settings import PhaseSettings


@dataclass(frozen=True, eq=False)
class Phases:
    """What happens when.

    Parameters
    ----------
    phase : (T,) str array
        ``two_feet``, ``one_leg``, ``descent``, ``ascent``, ``moving`` (between
        them) or ``not_seen``.
    leg : (T,) str array
        The standing leg; empty on two feet.
    rep : (T,) int array
        Number of the repetition, 0 outside.
    baseline
        The quiet stance on two feet, or None.
    size_ratio : (T,) float array
        How large the person is in the picture, against where they stood longest.
    leg_px
        Length of the leg in the picture where they stood longest, pixels; lengths
        below are as they are seen there.
    standing_px
        Height of each hip over its ankle when standing, pixels.
    shank_px
        Length of each shank when standing, pixels.
    repetitions
        Of the legs that were asked for, in the order of time.
    quiet_one_leg
        Quiet stretches on each leg, frames.
    legs
        The legs that were tested, in the order of time.
    other_movement
        What the take shows in place of squats on one leg, or None.
    other_bottoms
        Frames of the deepest points of that.
    """

    phase: Words
    leg: Words
    rep: Ints
    baseline: Baseline | None
    size_ratio: Floats
    leg_px: float
    standing_px: dict[Side, float]
    shank_px: dict[Side, float]
    repetitions: tuple[Repetition, ...]
    quiet_one_leg: dict[Side, list[slice]]
    legs: tuple[Side, ...]
    other_movement: Movement | None
    other_bottoms: tuple[int, ...]


def find_phases(
    poses: CleanPoses,
    asked: Literal["auto", "left", "right"],
    settings: PhaseSettings,
    *,
    squats: bool = True,
) -> Phases:
    """Find the stances and the repetitions of a take.

    Parameters
    ----------
    poses
        Clean landmarks.
    asked
        The leg to look at, or ``auto`` for every leg that was stood on.
    settings
        Heights, speeds and durations.
    squats
        Look for squats; in a standing test a body that sways does none.

    Returns
    -------
    Phases
    """
    poses, size_ratio = at_one_distance(poses, settings)
    stances = _find_stances(poses, settings)
    leg = stances.leg
    seen, instead = _see_dips(poses, stances, settings) if squats else ([], None)
    repetitions: list[Repetition] = []
    if instead is None:
        repetitions = _repetitions(seen, poses, stances, settings)
    phase, rep = _label_frames(leg, stances.quiet & stances.upright, repetitions)
    stands = stances.quiet & (rep == 0)
    for each in seen:
        stands[each.dip.frames] = False
    quiet_one_leg = _quiet_one_leg(poses, stances, stands, settings)
    standing_px, shank_px = _lengths(poses, stances.baseline, leg, rep)
    repetitions = [_read_at_deepest(r, poses) for r in repetitions]
    return Phases(
        phase=phase,
        leg=np.where(np.isin(leg, SIDES), leg, ""),
        rep=rep,
        baseline=stances.baseline,
        size_ratio=size_ratio,
        leg_px=poses.leg_px,
        standing_px=standing_px,
        shank_px=shank_px,
        repetitions=tuple(r for r in repetitions if asked in ("auto", r.leg)),
        quiet_one_leg=quiet_one_leg,
        legs=_legs(asked, repetitions, quiet_one_leg),
        other_movement=instead,
        other_bottoms=tuple(s.dip.bottom for s in seen if s.movement == instead),
    )


@dataclass(frozen=True, eq=False)
class _Stances:
    """Who stands where, frame by frame, and the two-feet stance to compare with."""

    height_leg: Floats
    quiet: Bools
    upright: Bools
    baseline: Baseline | None
    leg: Words

    @property
    def at_rest(self) -> TwoFeet | None:
        """Where feet and body are in the two-feet stance, or None."""
        return None if self.baseline is None else self.baseline.feet


def _find_stances(poses: CleanPoses, settings: PhaseSettings) -> _Stances:
    """Tell two feet from one, and find the two-feet stance."""
    time_s, points, leg_px = poses.time_s, poses.points_px, poses.leg_px
    height = body_height_leg(points, leg_px)
    quiet = still(time_s, points, leg_px, settings)
    on_both = stance_leg(points, leg_px, None, settings) == "both"
    on_both &= stands_between_feet(points, leg_px)
    # A foot held in front is the lower one in the picture: the body seems higher.
    upright = height > standing_height_leg(height[on_both]) - settings.upright_leg
    baseline = find_baseline(poses, quiet & upright & on_both, settings)
    at_rest = None if baseline is None else baseline.feet
    leg = stance_leg(points, leg_px, at_rest, settings)
    if at_rest is None:
        leg = carrying_leg(points, leg_px, leg)
    return _Stances(height, quiet, upright, baseline, leg)


def _see_dips(
    poses: CleanPoses, stances: _Stances, settings: PhaseSettings
) -> tuple[list[SeenDip], Movement | None]:
    """Tell what looks like squats, and what the take shows in their place."""
    time_s, height, leg = poses.time_s, stances.height_leg, stances.leg
    dips = find_dips(time_s, height, settings)
    seen = [
        see(poses, height, stances.at_rest, leg, dip, side)
        for dip, side in one_leg_dips(dips, time_s, height, leg, settings)
    ]
    if not seen:
        seen = [
            on_both_feet(poses, height, stances.at_rest, dip)
            for dip in squats_on_both_feet(dips, leg, settings)
        ]
    seen = seen or alternating_steps(poses, leg)
    return seen, other_movement(seen)


def _repetitions(
    seen: list[SeenDip],
    poses: CleanPoses,
    stances: _Stances,
    settings: PhaseSettings,
) -> list[Repetition]:
    """Return the squats on one leg, numbered for each leg, in the order of time."""
    count = dict.fromkeys(SIDES, 0)
    found = []
    for each in seen:
        count[each.leg] += 1
        deep = deep_frames(stances.height_leg, each.dip)
        on_leg = stances.leg == each.leg
        contact = touch_down(poses, stances.at_rest, on_leg, deep, each.leg, settings)
        repetition = Repetition(
            **vars(each.dip),
            leg=each.leg,
            number=count[each.leg],
            contact=contact,
            carries=each.carries,
            movement=each.movement,
        )
        found.append(repetition)
    return found


def _quiet_one_leg(
    poses: CleanPoses, stances: _Stances, stands: Bools, settings: PhaseSettings
) -> dict[Side, list[slice]]:
    """Return where each leg carries the body alone, quietly and outside squats."""
    found: dict[Side, list[slice]] = {}
    for side in SIDES:
        found[side] = []
        on_leg = stances.leg == side
        standing = standing_height_leg(stances.height_leg[on_leg])
        tall = stances.height_leg > standing - settings.upright_leg
        for part in stretches(
            stands & on_leg & tall, poses.time_s, settings.standing_stretch_s
        ):
            when = np.zeros(len(on_leg), dtype=bool)
            when[part] = True
            if support(poses, stances.at_rest, when, side).stands_alone:
                found[side].append(part)
    return found


def _label_frames(
    leg: Words, quiet: Bools, repetitions: list[Repetition]
) -> tuple[Words, Ints]:
    """Name the phase and the repetition of each frame; squats own their frames."""
    phase = np.where(leg == "both", "moving", "one_leg").astype("U8")
    phase[(leg == "both") & quiet] = "two_feet"
    phase[leg == ""] = "not_seen"
    rep = np.zeros(len(leg), dtype=np.int64)
    for r in repetitions:
        rep[r.frames] = r.number
        leg[r.frames] = r.leg
        phase[r.start : r.bottom] = "descent"
        phase[r.bottom : r.end + 1] = "ascent"
    return phase, rep


def _lengths(
    poses: CleanPoses,
    baseline: Baseline | None,
    leg: Words,
    rep: Ints,
) -> tuple[dict[Side, float], dict[Side, float]]:
    """Heights and shanks when standing on each leg alone, else on two feet.

    On the leg itself, because the pose model's hips come down by 2 to 4 % of the leg
    as soon as the other foot is lifted: against the two-feet stance, a squat of 25
    degrees would read as one of 45.
    """
    height_px: dict[Side, float] = {}
    shank_px: dict[Side, float] = {}
    for side in SIDES:
        alone = np.flatnonzero((leg == side) & (rep == 0))
        height_px[side] = leg_height_px(poses, alone, side)
        shank_px[side] = shank_length_px(poses, alone, side)
        if baseline is not None and not np.isfinite(height_px[side]):
            height_px[side] = baseline.leg_height_px[side]
            shank_px[side] = baseline.shank_px[side]
    return height_px, shank_px


def _read_at_deepest(repetition: Repetition, poses: CleanPoses) -> Repetition:
    """Move the bottom to where the standing hip is lowest over its ankle."""
    side = repetition.leg
    height = (
        poses.point(f"{side}_ankle")[repetition.frames, 1]
        - poses.point(f"{side}_hip")[repetition.frames, 1]
    )
    if not np.isfinite(height).any():
        return repetition
    return replace(repetition, bottom=repetition.start + int(np.nanargmin(height)))


def _legs(
    asked: Literal["auto", "left", "right"],
    repetitions: list[Repetition],
    quiet_one_leg: dict[Side, list[slice]],
) -> tuple[Side, ...]:
    """Return the legs that were tested, in the order of time."""
    if asked != "auto":
        return (asked,)
    first: dict[Side, int] = {}
    for side in SIDES:
        frames = [r.start for r in repetitions if r.leg == side]
        frames += [s.start for s in quiet_one_leg[side]]
        if frames:
            first[side] = min(frames)
    return tuple(sorted(first, key=lambda side: first[side]))
