"""How far the person is turned away from the camera, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from screening._typing import Bools
from screening.motion.body import turn_deg
from screening.motion.cleaning import CleanPoses
from screening.motion.columns import known_median
from screening.motion.landmarks import INDEX
from screening.motion.phases import Phases
from screening.settings import ModelTraits


@dataclass(frozen=True)
class TurnMethod:
    """How a turn is told where there is no stance on two feet.

    Parameters
    ----------
    unknown_model_error_deg
        Error of the turn of shoulders and hips with a pose model whose metric
        landmarks nobody has measured.
    shoulder_ratio, hip_ratio
        Distance of the shoulders and of the hips as a share of the trunk's length, as
        small as it is in people who face the camera: their mean less two standard
        deviations of 0.07 and 0.05.
    narrow_deg
        Shoulders and hips that are seen so narrow that even a narrow person would be
        turned by this are those of a turned one.
    """

    unknown_model_error_deg: float = 15.0
    shoulder_ratio: float = 0.52
    hip_ratio: float = 0.27
    narrow_deg: float = 45.0


METHOD = TurnMethod()


@dataclass(frozen=True)
class Turn:
    """Turn of the person against the camera.

    Parameters
    ----------
    deg
        Positive: turned to the person's own left. NaN where nothing tells it.
    error_deg
        Standard deviation; NaN likewise.
    from_stance
        It was told by both feet in the quiet stance on two feet.
    """

    deg: float
    error_deg: float
    from_stance: bool

    @property
    def likely_deg(self) -> float:
        """How large the turn typically is, with its error."""
        return math.hypot(self.deg, self.error_deg)


def find_turn(poses: CleanPoses, phases: Phases, traits: ModelTraits) -> Turn:
    """Tell the turn of the person against the camera.

    Parameters
    ----------
    poses
        Clean landmarks.
    phases
        With the two-feet stance, and the repetitions.
    traits
        Of the pose model.

    Returns
    -------
    Turn

    Notes
    -----
    In the two-feet stance: the mean direction of both feet, heel to toe, in the
    model's metric landmarks. Feet that are turned out alike cancel. Without it: the
    mean direction of shoulders and hips outside the squats, in the same landmarks.
    Shoulders and hips that are seen very narrow tell a turn without any depth, but
    not its sign, and nothing about small turns: the cosine hardly changes there. Nose
    and ears are not used; people look at a screen however they stand.
    """
    if phases.baseline is not None and traits.turn_gain != 0:
        index = np.concatenate([np.r_[s] for s in phases.baseline.frames])
        deg = turn_deg(poses.world_m[index], traits)
        if np.isfinite(deg):
            return Turn(deg, traits.turn_error_deg, from_stance=True)
    upright = poses.raw.found & (phases.rep == 0)
    deg, error_deg = _of_body(poses, upright, traits)
    narrow_deg = _least_deg(poses, upright)
    if narrow_deg > METHOD.narrow_deg and not abs(deg) > narrow_deg:
        deg, error_deg = math.copysign(narrow_deg, deg), 90.0 - narrow_deg
    return Turn(deg, error_deg, from_stance=False)


def _of_body(
    poses: CleanPoses, when: Bools, traits: ModelTraits
) -> tuple[float, float]:
    """Turn by the direction of shoulders and hips, and its error, degrees."""
    world = poses.world_m[when]
    seen = []
    for part in ("shoulder", "hip"):
        line = world[:, INDEX[f"left_{part}"]] - world[:, INDEX[f"right_{part}"]]
        seen.append(known_median(np.degrees(np.arctan2(line[:, 2], line[:, 0]))))
    apart = abs(seen[0] - seen[1]) / 2
    middle = (seen[0] + seen[1]) / 2
    if traits.body_turn_gain == 0:
        return middle, math.hypot(METHOD.unknown_model_error_deg, apart)
    turn = (middle - traits.body_turn_offset_deg) / traits.body_turn_gain
    return turn, math.hypot(traits.body_turn_error_deg, apart)


def _least_deg(poses: CleanPoses, when: Bools) -> float:
    """The least turn that makes shoulders and hips as narrow as they are seen."""
    trunk = np.linalg.norm(poses.middle("shoulder") - poses.middle("hip"), axis=1)[when]
    widest = 0.0
    for part, ratio in (("shoulder", METHOD.shoulder_ratio), ("hip", METHOD.hip_ratio)):
        line = poses.point(f"left_{part}") - poses.point(f"right_{part}")
        width = np.linalg.norm(line[when], axis=1)
        widest = np.fmax(
            widest, known_median(width / np.where(trunk > 0, trunk, np.nan)) / ratio
        )
    return float(np.degrees(np.arccos(min(float(widest), 1.0))))
