"""What the landmarks of one take show, worked out once: the Analysis.

Cleaning, phases, joints and the table of frames belong here, in this order, for each
shot of the clip: a cut in it ends what is measured together. Everything later
(repetitions, checks, findings, drawings, exports) reads an Analysis and does none of
that again. It knows no thresholds and no verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from screening._typing import Bools, Floats
from screening.measures import ONE_LEG_STANCE
from screening.motion.cleaning import CleanPoses, clean
from screening.motion.corrections import put_right
from screening.motion.frame_table import JOINTS, measure_frames
from screening.motion.joints import LegJoints, leg_joints
from screening.motion.landmarks import (
    INDEX,
    SIDES,
    PoseSeries,
    Side,
    Take,
)
from screening.motion.phases import Phases, find_phases
from screening.settings import ModelTraits, Settings


@dataclass(frozen=True, eq=False)
class Shot:
    """One shot of a take, measured in every frame.

    Parameters
    ----------
    poses
        The landmarks after cleaning.
    phases
        The two-feet stance, the standing leg and the repetitions, numbered from 1.
    joints
        Hip, knee, ankle and foot of each leg that stands somewhere in it, as its
        angles are read from them.
    frames
        A row per frame, columns of :data:`screening.motion.frame_table.FRAME_COLUMNS`.
    """

    poses: CleanPoses
    phases: Phases
    joints: Mapping[Side, LegJoints]
    frames: pd.DataFrame

    @property
    def shows_a_test(self) -> bool:
        """Whether it holds a squat or quiet standing on one leg."""
        return bool(self.phases.repetitions) or any(self.phases.quiet_one_leg.values())

    @property
    def tested(self) -> Bools:
        """From the first stance or squat that something is read from to the last."""
        phases = self.phases
        used = [*(phases.baseline.frames if phases.baseline else ())]
        used += [repetition.frames for repetition in phases.repetitions]
        used += [part for parts in phases.quiet_one_leg.values() for part in parts]
        tested = np.zeros(len(self.poses.time_s), dtype=bool)
        if used:
            tested[min(s.start for s in used) : max(s.stop for s in used)] = True
        return tested

    @property
    def measured_points_px(self) -> Floats:
        """Of :attr:`Analysis.measured_points_px`."""
        points_px = self.poses.points_px.copy()
        for side, joints in self.joints.items():
            stands = self.phases.leg == side
            for part in JOINTS:
                own = getattr(joints, f"{part}_px")
                rows = stands & np.isfinite(own).all(axis=1)
                points_px[rows, INDEX[f"{side}_{part}"]] = own[rows]
        return self.poses.camera.to_picture(points_px)


@dataclass(frozen=True, eq=False)
class Analysis:
    """One take, measured in every frame.

    Parameters
    ----------
    take
        The landmarks, and what is known about them.
    settings
        With which it was measured.
    shots
        What was measured, one for each shot, in the order of time.
    """

    take: Take
    settings: Settings
    shots: tuple[Shot, ...]

    @property
    def model(self) -> str:
        """Name of the pose model."""
        return self.take.poses.model.name

    @property
    def traits(self) -> ModelTraits:
        """What is peculiar to the pose model."""
        return self.settings.traits(self.model)

    @property
    def legs(self) -> tuple[Side, ...]:
        """The legs that were tested, in the order of time."""
        return tuple(dict.fromkeys(leg for s in self.shots for leg in s.phases.legs))

    @cached_property
    def frames(self) -> pd.DataFrame:
        """A row per frame of the take; repetitions are numbered through it."""
        if len(self.shots) == 1:
            return self.shots[0].frames
        tables = []
        for shot, before in zip(self.shots, self.repetitions_before, strict=True):
            table = shot.frames.copy()
            counted = table["leg"].map(before).fillna(0).astype("int64")
            table["rep"] = table["rep"].where(table["rep"] == 0, table["rep"] + counted)
            tables.append(table)
        return pd.concat(tables, ignore_index=True)

    @cached_property
    def repetitions_before(self) -> list[dict[Side, int]]:
        """Number of repetitions of each leg in the shots before each shot."""
        before: list[dict[Side, int]] = [dict.fromkeys(SIDES, 0)]
        for shot in self.shots[:-1]:
            done = [repetition.leg for repetition in shot.phases.repetitions]
            before.append({s: before[-1][s] + done.count(s) for s in SIDES})
        return before

    @cached_property
    def measured_points_px(self) -> Floats:
        """Landmarks with the standing leg as its angles were read, (T, 33, 2), pixels.

        Hip, knee and ankle of the standing leg are those behind the knee angle, so
        what is drawn with them shows that angle. They lie where they are in the frames
        as they were filmed, whatever the camera did.
        """
        return np.concatenate([shot.measured_points_px for shot in self.shots])

    @cached_property
    def others_px(self) -> Floats:
        """Landmarks of everybody else, (T, N, 33, 2), pixels, likewise."""
        cameras = [shot.poses.camera for shot in self.shots]
        others = [shot.poses.raw.others_px for shot in self.shots]
        return np.concatenate(
            [c.to_picture(c.steady(px)) for c, px in zip(cameras, others, strict=True)]
        )

    def leaving_out(self, excluded: Mapping[tuple[Side, int], str]) -> Analysis:
        """Return the same analysis with other repetitions left out by the user.

        Parameters
        ----------
        excluded
            All repetitions to leave out, ``(leg, number) -> reason``.

        Returns
        -------
        Analysis
            Nothing of it is measured again: leaving out changes no frame.
        """
        return replace(self, take=replace(self.take, excluded=dict(excluded)))


def analyse(take: Take, settings: Settings) -> Analysis:
    """Measure one take in every frame.

    Parameters
    ----------
    take
        Landmarks, and what is known about them.
    settings
        Every choice that changes a number.

    Returns
    -------
    Analysis
    """
    traits = settings.traits(take.poses.model.name)
    shots = (
        _analyse_shot(poses, take, traits, settings) for poses in take.poses.by_shot()
    )
    return Analysis(take, settings, tuple(shots))


def _analyse_shot(
    raw: PoseSeries, take: Take, traits: ModelTraits, settings: Settings
) -> Shot:
    """Measure one shot; nothing of another one has a say in it."""
    poses = clean(raw, settings.cleaning)
    squats = take.task != ONE_LEG_STANCE
    phases = find_phases(poses, take.leg, settings.phases, squats=squats)
    joints = {
        side: put_right(
            leg_joints(poses, phases, side, traits, settings.reps),
            poses,
            side,
            take.corrections,
        )
        for side in SIDES
        if side in phases.leg
    }
    frames = measure_frames(poses, phases, joints, traits, settings)
    return Shot(poses, phases, joints, frames)
