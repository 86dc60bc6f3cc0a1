"""What the tool said against what the sensor said: squat by squat, and agreement.

What belongs here: the numbers of a comparison. How they are written and drawn stands
in ``report``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from screening._typing import Bools, Floats
from screening.errors import SensorError
from screening.judgement.judged_tables import BECAUSE
from screening.motion.landmarks import SIDES, towards_midline
from screening.results.screening import Screening
from screening.sensor.matching import Match, find_match
from screening.sensor.recording import Recording
from screening.sensor.tilt import Attitude, attitude, roll_deg
from screening.study.bland_altman import LIMITS_SD

MEASURE = "pelvic_drop_deg"
LEAST_SQUATS = 3
"""With fewer, limits of agreement say nothing."""

SENSOR_GAP = "sensor_gap"
"""Reason of a squat in which the phone recorded nothing for a while."""

_QUIET_DEG_S = 10.0
_QUIET_S = 1.0
_OPPOSITE = -0.5


@dataclass(frozen=True)
class Agreement:
    """How far two readings of the same squats lie apart.

    Parameters
    ----------
    of
        ``both``, ``left`` or ``right``.
    squats
        How many.
    bias_deg, mean_abs_deg, rms_deg
        Mean, mean size and root mean square of tool minus sensor.
    low_deg, high_deg
        Limits between which 95 % of the differences lie (Bland & Altman 1986).
    """

    of: Literal["both", "left", "right"]
    squats: int
    bias_deg: float
    mean_abs_deg: float
    rms_deg: float
    low_deg: float
    high_deg: float


@dataclass(frozen=True, eq=False)
class SensorComparison:
    """Pelvic drop by the camera and by a phone on the sacrum.

    Parameters
    ----------
    squats
        A row per squat: ``leg, rep, bottom_s, tool_deg, sensor_deg, difference_deg,
        reason``. A squat that is not compared has NaN and says why.
    curves
        A row per frame on one leg: ``time_s, leg, tool_deg, sensor_deg``.
    agreement
        Of all squats that are compared, then of each leg that has enough of them.
    match
        How clip and recording belong together.
    match_effect_deg
        How much the sensor's reading of a squat changes at most when the times are
        shifted by the error of the match.
    zero_shift_deg
        Roll in the last quiet stance minus that in the first: drift, a phone that has
        slipped, or another stance; NaN with one stance only.
    """

    squats: pd.DataFrame
    curves: pd.DataFrame
    agreement: tuple[Agreement, ...]
    match: Match
    match_effect_deg: float
    zero_shift_deg: float


def compare(
    screening: Screening,
    recording: Recording,
    *,
    screen_inside: bool = False,
    stamp_s: float | None = None,
) -> SensorComparison:
    """Compare the pelvic drop of a result with a phone on the sacrum.

    Parameters
    ----------
    screening
        The result.
    recording
        Of the phone, over the whole clip.
    screen_inside
        The screen lies on the body; else it faces backwards.
    stamp_s
        When a foot was stamped, in seconds of the clip.

    Returns
    -------
    SensorComparison

    Raises
    ------
    SensorError
        If the clip is cut, too few squats are judged, there is no quiet stance on two
        feet in the recording, clip and recording cannot be put together surely, or the
        sensor says the opposite.
    """
    reps, frames = screening.reps, screening.measured.frames
    judged = int(reps[MEASURE].notna().sum())
    if any(
        check.code == "cut" and check.verdict != "ok" for check in screening.quality
    ):
        raise SensorError("cut_clip")
    if judged < LEAST_SQUATS:
        raise SensorError("too_few", count=judged, least=LEAST_SQUATS)
    phone = attitude(recording)
    times_s = list(zip(reps["start_s"], reps["end_s"], strict=True))
    match = find_match(frames, times_s, phone, stamp_s=stamp_s)
    clip_s = phone.time_s - match.offset_s
    quiet = _quiet(frames, phone, clip_s)
    roll = roll_deg(phone, quiet, screen_inside=screen_inside)
    curves = _curves(screening.frames, clip_s, roll)
    if curves["tool_deg"].corr(curves["sensor_deg"]) < _OPPOSITE:
        raise SensorError("opposite")
    half_s = float(screening.provenance["settings"]["reps"]["deepest_window_s"])
    squats = _squats(reps, recording, clip_s, roll, half_s)
    shifted = [
        _squats(reps, recording, clip_s + by_s, roll, half_s)["sensor_deg"]
        for by_s in (-match.error_s, match.error_s)
    ]
    effect = max(float((s - squats["sensor_deg"]).abs().max()) for s in shifted)
    return SensorComparison(
        squats=squats,
        curves=curves,
        agreement=_agreements(squats),
        match=match,
        match_effect_deg=effect,
        zero_shift_deg=_zero_shift_deg(roll, quiet, phone.time_s),
    )


def _quiet(frames: pd.DataFrame, phone: Attitude, clip_s: Floats) -> Bools:
    """Return where the person stood on two feet and the phone hardly turned."""
    two_feet = frames["phase"].eq("two_feet").to_numpy(np.float64)
    own_s = frames["time_s"].to_numpy(np.float64)
    on_two = np.interp(clip_s, own_s, two_feet, left=0.0, right=0.0) == 1.0
    quiet = np.asarray(on_two & (phone.turning_deg_s < _QUIET_DEG_S))
    step_s = float(np.median(np.diff(phone.time_s)))
    if quiet.sum() * step_s < _QUIET_S:
        raise SensorError("no_quiet", least_s=_QUIET_S)
    return quiet


def _curves(frames: pd.DataFrame, clip_s: Floats, roll: Floats) -> pd.DataFrame:
    """Return what both say in every frame on one leg."""
    own = frames[frames["leg"].isin(SIDES)]
    sign = own["leg"].map(_sign).to_numpy(np.float64)
    time_s = own["time_s"].to_numpy(np.float64)
    felt = np.interp(time_s, clip_s, roll, left=np.nan, right=np.nan)
    return pd.DataFrame(
        {
            "time_s": time_s,
            "leg": own["leg"].array,
            "tool_deg": own[MEASURE].to_numpy(np.float64),
            "sensor_deg": sign * felt,
        }
    )


def _sign(leg: Literal["left", "right"]) -> float:
    """Return 1 where a drop is a higher right side: standing on the right leg."""
    return float(towards_midline(leg) * towards_midline("right"))


def _squats(
    reps: pd.DataFrame,
    recording: Recording,
    clip_s: Floats,
    roll: Floats,
    half_s: float,
) -> pd.DataFrame:
    """Read both at the deepest point of every squat, over the same time."""
    rows = []
    shift_s = float(recording.time_s[0] - clip_s[0])
    for _, rep in reps.iterrows():
        near = np.abs(clip_s - rep["bottom_s"]) <= half_s
        tool, reason = float(rep[MEASURE]), str(rep[f"{MEASURE}{BECAUSE}"])
        sensor = (
            _sign(rep["leg"]) * float(np.median(roll[near])) if near.any() else np.nan
        )
        begin_s, end_s = rep["start_s"] + shift_s, rep["end_s"] + shift_s
        lost = any(a < end_s and b > begin_s for a, b in recording.gaps_s)
        if not reason and (lost or np.isnan(sensor)):
            reason = SENSOR_GAP
        if reason:
            tool = sensor = np.nan
        rows.append((rep["leg"], rep["rep"], rep["bottom_s"], tool, sensor, reason))
    names = ["leg", "rep", "bottom_s", "tool_deg", "sensor_deg", "reason"]
    table = pd.DataFrame(rows, columns=names)
    table.insert(5, "difference_deg", table["tool_deg"] - table["sensor_deg"])
    return table


def _agreements(squats: pd.DataFrame) -> tuple[Agreement, ...]:
    whole = squats.dropna(subset="difference_deg")
    if len(whole) < LEAST_SQUATS:
        raise SensorError("too_few", count=len(whole), least=LEAST_SQUATS)
    found = [_agreement("both", whole["difference_deg"].to_numpy(np.float64))]
    for leg in SIDES:
        own = whole.loc[whole["leg"] == leg, "difference_deg"].to_numpy(np.float64)
        if LEAST_SQUATS <= len(own) < len(whole):
            found.append(_agreement(leg, own))
    return tuple(found)


def _agreement(of: Literal["both", "left", "right"], by: Floats) -> Agreement:
    bias, half = float(by.mean()), LIMITS_SD * float(by.std(ddof=1))
    return Agreement(
        of=of,
        squats=len(by),
        bias_deg=bias,
        mean_abs_deg=float(np.abs(by).mean()),
        rms_deg=float(np.sqrt((by**2).mean())),
        low_deg=bias - half,
        high_deg=bias + half,
    )


def _zero_shift_deg(roll: Floats, quiet: Bools, time_s: Floats) -> float:
    """Return the roll of the last quiet stance minus that of the first."""
    own_s, own = time_s[quiet], roll[quiet]
    breaks = np.flatnonzero(np.diff(own_s) > _QUIET_S)
    if not len(breaks):
        return float("nan")
    first, last = own[: breaks[0] + 1], own[breaks[-1] + 1 :]
    return float(np.median(last) - np.median(first))
