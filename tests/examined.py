"""A take taken through the steps of the pipeline, with everything in between."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from screening.motion.analysis import analyse
from screening.motion.cleaning import CleanPoses
from screening.motion.landmarks import AskedLeg, PoseSeries, Side, Take
from screening.motion.phases import Phases
from screening.motion.quality import Check, check_quality
from screening.motion.repetition_table import measure_repetitions, measure_standing
from screening.settings import DEFAULT, Settings


@dataclass(frozen=True)
class Examined:
    """What the steps of the pipeline say about a take."""

    poses: CleanPoses
    phases: Phases
    frames: pd.DataFrame
    reps: pd.DataFrame
    standing: pd.DataFrame
    checks: dict[str, Check]


def examine(
    poses: PoseSeries,
    *,
    leg: AskedLeg = "auto",
    excluded: dict[tuple[Side, int], str] | None = None,
    settings: Settings = DEFAULT,
) -> Examined:
    """Take a series through cleaning, phases, measures and quality."""
    found = analyse(Take(poses, leg), settings)
    (shot,) = found.shots
    cleaned, phases, frames = shot.poses, shot.phases, shot.frames
    checks = check_quality(cleaned, phases, settings.quality, found.traits)
    return Examined(
        poses=cleaned,
        phases=phases,
        frames=frames,
        reps=measure_repetitions(
            frames, cleaned, phases, excluded or {}, settings.reps
        ),
        standing=measure_standing(frames, phases, settings.reps),
        checks={check.code: check for check in checks},
    )
