"""A leg's value of one measure: mean over its repetitions, error, or why none."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from screening._typing import Bools
from screening.judgement.profiles import Profile
from screening.judgement.tool_error import (
    NO_STANCE_DEG,
    bend_share,
    sem_deg,
    turned_deg,
    within_take_sem_deg,
)
from screening.judgement.trust import (
    caution_about,
    lacks_two_feet,
    trusted,
    value_refusal,
)
from screening.measures import FROM_HIP_BONE, FROM_KNEE, FROM_PELVIS, PLANE
from screening.motion.camera import roll_error_deg
from screening.motion.pelvis_error import expected_error_deg
from screening.motion.quality import Check, Refusal
from screening.settings import Settings


@dataclass(frozen=True)
class LegValue:
    """One measure of one leg before it is compared with anything.

    Parameters
    ----------
    measure
        Column name.
    value, sd, n
        Mean, standard deviation and number of the repetitions behind it.
    sem
        Typical error; NaN where it is not known.
    take_sem
        The part of it that is left when two values of one take are compared: without
        the change from day to day, with the spread of the repetitions; NaN likewise.
    turn_sem
        What a turn of the person may have added, and taken off on the other leg.
    reason
        Why the value cannot be trusted, else None.
    caution
        Why it has to be read with caution, else None.
    """

    measure: str
    value: float
    sd: float
    n: int
    sem: float
    take_sem: float
    turn_sem: float
    reason: Refusal | None
    caution: Refusal | None


def read_measure(
    measure: str,
    valid: pd.DataFrame,
    quality: Sequence[Check],
    profile: Profile,
    *,
    settings: Settings,
    model: str,
    live: bool = False,
) -> LegValue:
    """Read one measure from the valid repetitions of a leg.

    Parameters
    ----------
    measure
        Column name.
    valid
        The leg's valid repetitions.
    quality
        The checks of the take.
    profile, model, live
        For the typical error.
    settings
        Settings of the take.

    Returns
    -------
    LegValue
        Repetitions with a doubt about the pelvis do not count for a measure that
        contains the pelvic drop.
    """
    used = trusted(measure, valid, quality)
    values = valid[measure].to_numpy(dtype=np.float64)[used]
    cautions = valid["cautions"].to_numpy()[used].tolist()
    least = settings.reps.least_valid
    reason = value_refusal(measure, valid, len(values), quality, least=least)
    turn_deg = _turn_deg(quality, settings)
    per_deg = settings.quality.turn_deg_per_deg
    bend = _bend_share(valid, used)
    sd = float(values.std(ddof=1)) if len(values) > 1 else np.nan
    error: dict[str, Any] = {
        "method": _methods(measure, valid, used),
        "model": model,
        "live": live,
        "roll_error_deg": left_of_roll_deg(quality),
        "camera_deg": _camera_deg(measure, valid, used, quality),
        "stance_deg": _stance_deg(measure, quality),
        "stated_deg": _stated_deg(measure, valid, used),
    }
    open_deg = math.hypot(turn_deg, settings.traits(model).turn_error_deg)
    return LegValue(
        measure=measure,
        value=float(values.mean()) if len(values) else np.nan,
        sd=sd,
        n=len(values),
        sem=sem_deg(
            measure,
            profile,
            turn_deg=turn_deg,
            turn_deg_per_deg=per_deg,
            bend_share=bend,
            **error,
        ),
        take_sem=within_take_sem_deg(
            measure, spread_deg=sd / math.sqrt(max(len(values), 1)), **error
        ),
        turn_sem=abs(turned_deg(measure, open_deg, per_deg, bend)),
        reason=reason,
        caution=None if reason else caution_about(measure, cautions, quality),
    )


def _bend_share(valid: pd.DataFrame, used: Bools) -> float:
    """What a turn does to the knees of these repetitions, against one bent by 60°."""
    depth = valid["depth_ratio"].to_numpy(dtype=np.float64)[used]
    return bend_share(float(depth.mean()) if len(depth) else np.nan)


def _stated_deg(measure: str, valid: pd.DataFrame, used: Bools) -> dict[str, float]:
    """Return what the readings of the pelvis say of their own error, of the leg.

    Errors of a leg's repetitions go together, so that their mean has that of one.
    """
    if measure not in FROM_PELVIS:
        return {}
    return stated_drop_deg(valid["pelvic_drop_confidence"].to_numpy()[used])


def stated_drop_deg(confidence: ArrayLike) -> dict[str, float]:
    """Return the error that readings of the pelvis state of themselves.

    Parameters
    ----------
    confidence : (N,) array
        Of each; NaN where there is none.

    Returns
    -------
    dict
        Root mean square of the expected errors in degrees, by measure; empty where
        nothing was read.
    """
    known = np.asarray(confidence, dtype=np.float64)
    stated = expected_error_deg(known[np.isfinite(known)])
    if not len(stated):
        return {}
    return {"pelvic_drop_deg": float(np.sqrt((stated**2).mean()))}


def _stance_deg(measure: str, quality: Sequence[Check]) -> float:
    """What not having seen the stance on two feet adds to the knee angle."""
    if measure not in FROM_KNEE or not lacks_two_feet(quality):
        return 0.0
    return NO_STANCE_DEG


def _methods(measure: str, valid: pd.DataFrame, used: Bools) -> set[str]:
    """Every way in which the parts of this measure were read."""
    columns = [
        column
        for column, measures in (
            ("pelvic_drop_method", FROM_PELVIS),
            ("fppa_method", FROM_KNEE),
            ("fppa_asis_method", FROM_HIP_BONE),
        )
        if measure in measures
    ]
    return {
        str(method)
        for column in columns
        for method in valid[column].to_numpy()[used]
        if isinstance(method, str)
    }


def _camera_deg(
    measure: str, valid: pd.DataFrame, used: Bools, quality: Sequence[Check]
) -> float:
    """What the place of the camera adds to the error of a measure with the knee.

    The angle in the frontal plane lacks the lens; that in the picture is the one that
    was published for a camera in front of the foot, or of the body.
    """
    if measure == PLANE:
        column = "lens_error_deg"
    elif measure in FROM_KNEE and is_off_axis(quality):
        column = "off_axis_deg"
    else:
        return 0.0
    known = valid[column].to_numpy(dtype=np.float64)[used]
    known = known[np.isfinite(known)]
    return abs(float(known.mean())) if len(known) else 0.0


def is_off_axis(quality: Sequence[Check]) -> bool:
    """Tell whether the foot was so far from the middle that it was warned about.

    What its place does to the knee angle is part of the typical error then.

    Parameters
    ----------
    quality
        The checks of the take.
    """
    return any(c.code == "off_axis" and c.verdict == "warn" for c in quality)


def _turn_deg(quality: Sequence[Check], settings: Settings) -> float:
    """Turn against the camera of a take that was warned about it, else 0."""
    turns = [
        # Without an estimate the warned range's far end has to be assumed.
        settings.quality.turn_refuse_deg if check.value is None else abs(check.value)
        for check in quality
        if check.code in ("view", "view_unsure") and check.verdict == "warn"
    ]
    return max(turns, default=0.0)


def left_of_roll_deg(quality: Sequence[Check]) -> float:
    """Return what a camera that moved leaves in the measures it rolls, degrees.

    Parameters
    ----------
    quality
        The checks of the take.

    Returns
    -------
    float
        0 for a camera that stood still.
    """
    rolls = [
        roll_error_deg(check.value or 0.0)
        for check in quality
        if check.code == "camera" and check.verdict == "warn"
    ]
    return max(rolls, default=0.0)
