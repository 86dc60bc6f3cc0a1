"""What the landmarks of one take show, worked out once: the Analysis.

Cleaning, phases, joints and the table of frames belong here, in this order. Everything
later (repetitions, checks, findings, drawings, exports) reads an Analysis and does none
of that again. It knows no thresholds and no verdicts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd

from screening._typing import Floats
from screening.motion.cleaning import CleanPoses, clean
from screening.motion.frame_table import JOINTS, measure_frames
from screening.motion.joints import LegJoints, leg_joints
from screening.motion.landmarks import INDEX, SIDES, Side, Take
from screening.motion.phases import Phases, find_phases
from screening.settings import ModelTraits, Settings


@dataclass(frozen=True, eq=False)
class Analysis:
    """One take, measured in every frame.

    Parameters
    ----------
    take
        The landmarks, and what is known about them.
    settings
        With which it was measured.
    poses
        The landmarks after cleaning.
    phases
        The two-feet stance, the standing leg and the repetitions.
    joints
        Hip, knee, ankle and foot of each leg that stands somewhere in the take, as its
        angles are read from them.
    frames
        A row per frame, columns of :data:`screening.motion.frame_table.FRAME_COLUMNS`.
    """

    take: Take
    settings: Settings
    poses: CleanPoses
    phases: Phases
    joints: Mapping[Side, LegJoints]
    frames: pd.DataFrame

    @property
    def model(self) -> str:
        """Name of the pose model."""
        return self.take.poses.model.name

    @property
    def traits(self) -> ModelTraits:
        """What is peculiar to the pose model."""
        return self.settings.traits(self.model)

    @cached_property
    def measured_points_px(self) -> Floats:
        """Landmarks with the standing leg as its angles were read, (T, 33, 2), pixels.

        Hip, knee and ankle of the standing leg are those behind the knee angle, so
        what is drawn with them shows that angle.
        """
        points_px = self.poses.points_px.copy()
        for side, joints in self.joints.items():
            stands = self.phases.leg == side
            for part in JOINTS:
                own = getattr(joints, f"{part}_px")
                rows = stands & np.isfinite(own).all(axis=1)
                points_px[rows, INDEX[f"{side}_{part}"]] = own[rows]
        return points_px

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
    poses = clean(take.poses, settings.cleaning)
    phases = find_phases(poses, take.leg, settings.phases)
    joints = {
        side: leg_joints(poses, phases, side, traits, settings.reps)
        for side in SIDES
        if side in phases.leg
    }
    frames = measure_frames(poses, phases, joints, traits)
    return Analysis(take, settings, poses, phases, joints, frames)
