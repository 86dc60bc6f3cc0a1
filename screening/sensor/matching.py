"""Which instant of a phone's recording is which instant of a clip.

The body goes down and up in every squat. The camera sees it (how high the hip is over
the ankle), the phone feels it; where both movements fit best, the times belong
together. The pelvic drop, which is to be compared, has no say in that.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy
from scipy import signal

from screening._typing import Floats
from screening.errors import SensorError
from screening.sensor.tilt import Attitude

_RATE_HZ = 100.0
_BAND_HZ = (0.15, 2.0)
"""Squats last one to ten seconds; what is faster is noise of the landmarks."""

_LEAST_FIT = 0.5
_MOST_OF_BEST = 0.9
"""Another place that fits so well, compared with the best, makes it ambiguous."""

_OTHER_PLACE_S = 0.75
_LOCAL_S = 0.3
"""So far each single squat may lie from where all of them fit best."""

_MARGIN_S = 0.5
_NEAR_STAMP_S = 1.0
_CLEAR_STAMP = 1.5
"""A stamp is this many times as hard as everything more than a second away from it."""

_LARGEST_ERROR_S = 0.1

_LANDMARKS_LATE_S = 0.031
_LANDMARKS_LATE_SD_S = 0.011
"""The pose model smooths over time, so the hip is seen late; mean and SD over seven
rendered clips (14 legs), full model, of the fit to the true joints. The pelvis, read
from the picture itself, is not late."""


@dataclass(frozen=True)
class Match:
    """How clip and recording belong together.

    Parameters
    ----------
    offset_s
        Time in the recording minus time in the clip.
    error_s
        Half width of the 95 % interval of the offset, from how far single squats lie
        from it and how differently late the landmarks are from clip to clip.
    fit
        Correlation of the two movements, 0 to 1.
    other_fit
        The best correlation anywhere else; 0 where a stamp says where to look.
    """

    offset_s: float
    error_s: float
    fit: float
    other_fit: float


def find_match(
    frames: pd.DataFrame,
    squats_s: Sequence[tuple[float, float]],
    phone: Attitude,
    *,
    stamp_s: float | None = None,
) -> Match:
    """Find when in a recording a clip was taken.

    Parameters
    ----------
    frames
        Table of frames of the result.
    squats_s
        Begin and end of its squats, in seconds of the clip.
    phone
        Of :func:`screening.sensor.tilt.attitude`.
    stamp_s
        When a foot was stamped, in seconds of the clip. The hardest knock of the
        recording is then this stamp, and the best fit is looked for near it.

    Returns
    -------
    Match

    Raises
    ------
    SensorError
        If the recording is shorter than the squats, nothing in it fits, several places
        fit as well, or single squats do not fit where all of them do.
    """
    seen_s, seen = _seen_movement(frames, squats_s)
    felt = _felt_movement(phone)
    if len(felt) < len(seen):
        needed_s, has_s = len(seen) / _RATE_HZ, len(felt) / _RATE_HZ
        raise SensorError("too_short", has_s=has_s, needed_s=needed_s)
    fit = _fit(seen, felt)
    # Lag k lays the first sample of what was seen on sample k of what was felt.
    offsets_s = phone.time_s[0] + np.arange(len(fit)) / _RATE_HZ - seen_s[0]
    if stamp_s is not None:
        near = np.abs(offsets_s - (_stamp_s(phone) - stamp_s)) <= _NEAR_STAMP_S
        fit = np.where(near, fit, -1.0)
    best = int(np.argmax(fit))
    elsewhere = np.abs(offsets_s - offsets_s[best]) > _OTHER_PLACE_S
    other = max(0.0, float(fit[elsewhere].max(initial=0.0)))
    if fit[best] < _LEAST_FIT:
        raise SensorError("no_match", fit=max(0.0, float(fit[best])))
    if other > _MOST_OF_BEST * fit[best]:
        raise SensorError("ambiguous", fit=float(fit[best]), other=other)
    offset_s = float(offsets_s[best]) + _between(fit, best) / _RATE_HZ
    error_s = _error_s(seen_s, seen, felt, squats_s, offset_s - phone.time_s[0])
    if not error_s <= _LARGEST_ERROR_S:
        raise SensorError("unsure_match", error_s=error_s, limit_s=_LARGEST_ERROR_S)
    offset_s += _LANDMARKS_LATE_S
    error_s = float(np.hypot(error_s, 1.96 * _LANDMARKS_LATE_SD_S))
    return Match(offset_s, error_s, float(fit[best]), other)


def _seen_movement(
    frames: pd.DataFrame, squats_s: Sequence[tuple[float, float]]
) -> tuple[Floats, Floats]:
    """Return times and vertical speed of the hip around all squats, filtered."""
    start_s = min(begin for begin, _ in squats_s) - _MARGIN_S
    end_s = max(end for _, end in squats_s) + _MARGIN_S
    known = frames[frames["depth_ratio"].notna()]
    own_s = known["time_s"].to_numpy(np.float64)
    start_s, end_s = max(start_s, float(own_s[0])), min(end_s, float(own_s[-1]))
    # Filtered with what comes before and after, then cut: filters err at the ends.
    whole_s = np.arange(own_s[0], own_s[-1], 1 / _RATE_HZ)
    height = np.interp(whole_s, own_s, known["depth_ratio"].to_numpy(np.float64))
    speed = _filtered(np.gradient(height) * _RATE_HZ)
    inside = (whole_s >= start_s) & (whole_s <= end_s)
    return whole_s[inside], speed[inside]


def _felt_movement(phone: Attitude) -> Floats:
    """Return the vertical speed that the phone felt, evenly sampled and filtered."""
    time_s = np.arange(phone.time_s[0], phone.time_s[-1], 1 / _RATE_HZ)
    rise = np.interp(time_s, phone.time_s, phone.rise_m_s2)
    speed = scipy.integrate.cumulative_trapezoid(rise, dx=1 / _RATE_HZ, initial=0)
    return _filtered(signal.detrend(speed))


def _filtered(speed: Floats) -> Floats:
    """Keep what is as fast as a squat; forwards and backwards, so nothing is late."""
    sections = signal.butter(2, _BAND_HZ, "bandpass", fs=_RATE_HZ, output="sos")
    return np.asarray(signal.sosfiltfilt(sections, speed), dtype=np.float64)


def _fit(seen: Floats, felt: Floats) -> Floats:
    """Return the correlation at every place where what was seen lies inside."""
    shared = signal.correlate(felt, seen, mode="valid")
    energy = signal.correlate(felt**2, np.ones(len(seen)), mode="valid")
    length = np.sqrt(np.maximum(energy, 1e-12) * np.sum(seen**2))
    return np.asarray(shared / length, dtype=np.float64)


def _between(values: Floats, top: int) -> float:
    """Return where between samples the top of a curve lies, from its neighbours."""
    if not 0 < top < len(values) - 1:
        return 0.0
    before, at, after = values[top - 1 : top + 2]
    bend = before - 2 * at + after
    return float(0.5 * (before - after) / bend) if bend < 0 else 0.0


def _error_s(
    seen_s: Floats,
    seen: Floats,
    felt: Floats,
    squats_s: Sequence[tuple[float, float]],
    offset_s: float,
) -> float:
    """Return half the 95 % interval of the offset, from those of single squats."""
    lags = []
    reach = round(_LOCAL_S * _RATE_HZ)
    for begin_s, end_s in squats_s:
        inside = (seen_s >= begin_s - _MARGIN_S) & (seen_s <= end_s + _MARGIN_S)
        part = seen[inside]
        start = round((seen_s[inside][0] + offset_s) * _RATE_HZ) - reach
        around = felt[max(0, start) : start + len(part) + 2 * reach]
        if start < 0 or len(around) < len(part) + 2 * reach:
            continue
        fit = _fit(part, around)
        top = int(np.argmax(fit))
        lags.append((top - reach + _between(fit, top)) / _RATE_HZ)
    if len(lags) < 2:
        return float("inf")
    half = scipy.stats.t.ppf(0.975, len(lags) - 1) / np.sqrt(len(lags))
    return float(half * np.std(lags, ddof=1) + abs(np.median(lags)))


def _stamp_s(phone: Attitude) -> float:
    """Return when the phone was knocked hardest, if nothing else is like it."""
    knock = np.abs(phone.rise_m_s2)
    hardest = int(np.argmax(knock))
    away = np.abs(phone.time_s - phone.time_s[hardest]) > 1.0
    if knock[hardest] < _CLEAR_STAMP * knock[away].max(initial=0.0):
        raise SensorError("no_stamp")
    return float(phone.time_s[hardest])
