"""Where a take stands on two feet, stands on one leg, and squats."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from screening._typing import Bools, Ints, Words
from screening.motion.baseline import (
    Baseline,
    find_baseline,
    leg_height_px,
    shank_length_px,
)
from screening.motion.body import body_height_leg
from screening.motion.cleaning import CleanPoses
from screening.motion.landmarks import SIDES, Side
from screening.motion.repetitions import (
    Repetition,
    find_dips,
    one_leg_squats,
    squats_on_both_feet,
    standing_height_leg,
)
from screening.motion.stance import (
    free_foot_down,
    stance_leg,
    stands_between_feet,
    still,
    stretches,
)
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
    squats_on_both_feet
        Frames of the deepest points of ordinary squats.
    """

    phase: Words
    leg: Words
    rep: Ints
    baseline: Baseline | None
    standing_px: dict[Side, float]
    shank_px: dict[Side, float]
    repetitions: tuple[Repetition, ...]
    quiet_one_leg: dict[Side, list[slice]]
    legs: tuple[Side, ...]
    squats_on_both_feet: tuple[int, ...]


def find_phases(
    poses: CleanPoses, asked: Literal["auto", "left", "right"], settings: PhaseSettings
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

    Returns
    -------
    Phases
    """
    time_s = poses.time_s
    points, leg_px = poses.points_px, poses.leg_px
    height = body_height_leg(points, leg_px)
    quiet = still(time_s, points, leg_px, settings)
    upright = height > standing_height_leg(height) - settings.upright_leg
    on_both = stance_leg(points, leg_px, None, settings) == "both"
    on_both &= stands_between_feet(points, leg_px)
    baseline = find_baseline(poses, quiet & upright & on_both, settings)
    at_rest = None if baseline is None else baseline.feet
    leg = stance_leg(points, leg_px, at_rest, settings)
    down = {
        side: free_foot_down(points, leg_px, at_rest, leg == side, side, settings)
        for side in SIDES
        if side in leg
    }
    dips = find_dips(time_s, height, settings)
    repetitions = one_leg_squats(dips, time_s, height, leg, down, settings)
    phase, rep = _label_frames(leg, quiet & upright, repetitions)
    quiet_one_leg: dict[Side, list[slice]] = {
        side: stretches(
            quiet & (leg == side) & (rep == 0), time_s, settings.standing_stretch_s
        )
        for side in SIDES
    }
    standing_px, shank_px = _lengths(poses, baseline, leg, rep)
    repetitions = [_read_at_deepest(r, poses) for r in repetitions]
    return Phases(
        phase=phase,
        leg=np.where(np.isin(leg, SIDES), leg, ""),
        rep=rep,
        baseline=baseline,
        standing_px=standing_px,
        shank_px=shank_px,
        repetitions=tuple(r for r in repetitions if asked in ("auto", r.leg)),
        quiet_one_leg=quiet_one_leg,
        legs=_legs(asked, repetitions, quiet_one_leg),
        squats_on_both_feet=tuple(
            d.bottom for d in squats_on_both_feet(dips, leg, settings)
        ),
    )


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
