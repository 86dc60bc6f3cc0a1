"""A take taken through the steps of the pipeline, with everything in between."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from screening.motion.cleaning import CleanPoses, clean
from screening.motion.frame_table import measure_frames
from screening.motion.landmarks import PoseSeries, Side
from screening.motion.phases import Phases, find_phases
from screening.motion.quality import Check, check_quality
from screening.motion.repetition_table import measure_repetitions, measure_standing
from screening.pipeline import Leg
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
    leg: Leg = "auto",
    excluded: dict[tuple[Side, int], str] | None = None,
    settings: Settings = DEFAULT,
) -> Examined:
    """Take a series through cleaning, phases, measures and quality."""
    traits = settings.traits(poses.model.name)
    cleaned = clean(poses, settings.cleaning)
    phases = find_phases(cleaned, leg, settings.phases)
    frames = measure_frames(cleaned, phases, traits, settings.reps)
    checks = check_quality(cleaned, phases, settings.quality, traits)
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
