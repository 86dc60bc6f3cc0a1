"""What one take showed: the Screening, and its exact form as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from screening.judgement.findings import LegFinding
from screening.judgement.profiles import Profile
from screening.motion.quality import Check


@dataclass(frozen=True, eq=False)
class Screening:
    """What one take showed.

    Parameters
    ----------
    frames
        A row per frame, columns of :data:`screening.motion.measures.FRAME_COLUMNS`.
    reps
        A row per repetition, valid or not.
    legs
        A finding per tested leg; empty when no leg was tested.
    quality
        The checks of the take, those that passed included.
    profile
        The thresholds it was judged by.
    provenance
        Clip, model, settings and versions behind the numbers.
    """

    frames: pd.DataFrame
    reps: pd.DataFrame
    legs: tuple[LegFinding, ...]
    quality: tuple[Check, ...]
    profile: Profile
    provenance: dict[str, Any]
