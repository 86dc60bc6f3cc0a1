"""From raw landmarks to a smooth track: nothing invented, everything marked.

In this order: landmarks outside the picture, which the model invents, become missing,
a movement of the camera is taken out, swapped left and right are put back, single
outliers are dropped, short gaps are filled and marked, and what is there is low-passed
without lag on an even grid of true time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy

from screening._typing import Bools, Floats, Indices
from screening.motion.body import inside_picture
from screening.motion.camera import Camera, camera_of
from screening.motion.landmarks import INDEX, LANDMARKS, PoseSeries
from screening.motion.pace import typical_step_s
from screening.motion.stance import leg_length_px
from screening.motion.swaps import Swaps, find_swaps
from screening.settings import CleaningSettings

ROUNDING_S = 1e-9
"""Frame times are no exact decimals: five steps of 0.04 s are not above 0.2 s."""

MAD_TO_SD = 1.4826
"""Standard deviation over median absolute deviation, of normal errors."""


@dataclass(frozen=True)
class CleaningMethod:
    """What of the cleaning is no choice of the user's.

    Parameters
    ----------
    filter_order, twice_ratio
        Order of the Butterworth filter in one pass; two passes lower its cut-off to
        the second.
    least_filtered
        A stretch of fewer samples stays as it is.
    least_neighbours
        The neighbourhood of an outlier reaches over this many frames to either side at
        any frame rate.
    padding_s
        How much a stretch is continued at its ends before it is filtered.
    """

    filter_order: int = 2
    twice_ratio: float = 0.802
    least_filtered: int = 4
    least_neighbours: int = 2
    padding_s: float = 1.0


METHOD = CleaningMethod()


@dataclass(frozen=True, eq=False)
class CleanPoses:
    """A take's landmarks after cleaning, frame by frame as they were filmed.

    Parameters
    ----------
    raw
        The series as it came.
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels; NaN where missing.
    pelvis_rotation_deg, pelvis_confidence : (T,) float arrays
        Smoothed likewise.
    limb_knee_px : (T, 2, 2) float array
        The left and the right knee in the limb, where they can be trusted; smoothed
        likewise.
    markers_px : (T, 2, 2) float array
        The markers on the left and the right front hip bone; smoothed likewise.
    measured : (T, 33) bool array
        The landmark was seen in this frame.
    interpolated : (T, 33) bool array
        It was not, and a short gap was filled.
    swapped : (T,) bool array
        Left and right were swapped in this frame, and put back; or some landmark
        lay between the two, and was dropped.
    unrepaired : (T,) bool array
        Left and right contradict each other and could not be put back.
    world_m : (T, 33, 3) float array
        The model's own metric landmarks, left and right put back; not smoothed.
    visibility : (T, 33) float array
        The model's estimate, 0 to 1, left and right put back; not smoothed.
    leg_px
        Length of the person's leg in the picture, pixels; NaN when never seen.
    camera
        How the camera moved; all points are those of a camera that did not.
    """

    raw: PoseSeries
    points_px: Floats
    pelvis_rotation_deg: Floats
    pelvis_confidence: Floats
    limb_knee_px: Floats
    markers_px: Floats
    measured: Bools
    interpolated: Bools
    swapped: Bools
    unrepaired: Bools
    world_m: Floats
    visibility: Floats
    leg_px: float
    camera: Camera

    @property
    def time_s(self) -> Floats:
        """True time of each frame, (T,)."""
        return self.raw.time_s

    def point(self, name: str) -> Floats:
        """Return a landmark by its name, (T, 2), pixels."""
        return self.points_px[:, INDEX[name]]

    def middle(self, part: str) -> Floats:
        """Return the middle between the left and the right landmark, (T, 2)."""
        return (self.point(f"left_{part}") + self.point(f"right_{part}")) / 2


def clean(poses: PoseSeries, settings: CleaningSettings) -> CleanPoses:
    """Clean a series of poses.

    Parameters
    ----------
    poses
        Raw landmarks.
    settings
        Gates, gaps and the low-pass.

    Returns
    -------
    CleanPoses
        With the frames of ``poses``, one for one.
    """
    camera = camera_of(poses)
    inside = inside_picture(poses.points_px, poses.image_size)
    points = np.where(inside[..., None], poses.points_px, np.nan)
    points = camera.steady(points)
    leg = leg_length_px(points)
    swaps = find_swaps(poses.time_s, points, poses.world_m, leg)
    points = np.where(swaps.blended[..., None], np.nan, swaps.put_back(points))
    points = drop_outliers(poses.time_s, points, leg, settings)
    measured = np.asarray(np.isfinite(points).all(axis=-1))
    rotation = poses.pelvis_rotation_deg + camera.left_deg
    confidence = np.where(np.isfinite(rotation), poses.pelvis_confidence, np.nan)
    flat = points.reshape(-1, 2 * len(LANDMARKS))
    limb = _trusted_limb(poses, camera, swaps, leg, settings)
    markers = camera.steady(poses.markers_px)
    markers = drop_outliers(poses.time_s, markers, leg, settings)
    pairs = np.concatenate([limb, markers], axis=1)
    channels = np.column_stack([flat, pairs.reshape(-1, 8), rotation, confidence])
    filled = fill_gaps(poses.time_s, channels, settings.longest_gap_s)
    smooth = low_pass(poses.time_s, filled, settings)
    cleaned = smooth[:, : flat.shape[1]].reshape(points.shape)
    pairs = smooth[:, flat.shape[1] : -2].reshape(pairs.shape)
    return CleanPoses(
        raw=poses,
        points_px=cleaned,
        pelvis_rotation_deg=smooth[:, -2],
        pelvis_confidence=np.clip(smooth[:, -1], 0.0, 1.0),
        limb_knee_px=pairs[:, :2],
        markers_px=pairs[:, 2:],
        measured=measured,
        interpolated=np.asarray(np.isfinite(cleaned).all(axis=-1) & ~measured),
        swapped=swaps.repaired,
        unrepaired=swaps.unrepaired,
        world_m=swaps.put_back(poses.world_m),
        visibility=swaps.put_back(poses.visibility),
        leg_px=leg,
        camera=camera,
    )


def _trusted_limb(
    poses: PoseSeries,
    camera: Camera,
    swaps: Swaps,
    leg_px: float,
    settings: CleaningSettings,
) -> Floats:
    """Return the knees in the limb without those that are doubtful, (T, 2, 2)."""
    other_leg = swaps.swapped[:, INDEX["left_knee"], None]
    quality = poses.limb_quality
    quality = np.where(other_leg, quality[:, ::-1], quality)
    knees = camera.steady(poses.limb_knee_px)
    knees = np.where(other_leg[..., None], knees[:, ::-1], knees)
    # A limb is looked for along the landmarks of its leg.
    doubtful = (swaps.mixed_leg | swaps.unrepaired)[:, None]
    doubtful = doubtful | (quality < settings.limb_quality)
    knees = np.where(doubtful[..., None], np.nan, knees)
    return drop_outliers(poses.time_s, knees, leg_px, settings)


def drop_outliers(
    time_s: Floats, points_px: Floats, leg_px: float, settings: CleaningSettings
) -> Floats:
    """Drop points that stand apart from their neighbours in time (Hampel filter).

    Parameters
    ----------
    time_s : (T,) float array
        Rising times.
    points_px : (T, L, 2) float array
        Landmarks, NaN where missing.
    leg_px
        Leg length, the scale of what is too small to matter.
    settings
        Window and limits.

    Returns
    -------
    (T, L, 2) float array
        With outliers set to NaN.
    """
    unseen = not np.isfinite(points_px).any()
    if unseen or len(time_s) < 3 or not np.isfinite(leg_px):
        return points_px
    step_s = typical_step_s(time_s)
    half = round(settings.outlier_window_s / step_s / 2)
    window = 2 * max(METHOD.least_neighbours, half) + 1
    distance = _distance_from_median(points_px, window)
    spread = MAD_TO_SD * _rolling_median(distance, window)
    limit = np.fmax(
        settings.outlier_limit * spread, settings.outlier_least_leg * leg_px
    )
    return np.where((distance > limit)[..., None], np.nan, points_px)


def fill_gaps(time_s: Floats, values: Floats, longest_gap_s: float) -> Floats:
    """Fill short gaps in a straight line; long ones and the ends stay open.

    Parameters
    ----------
    time_s : (T,) float array
        Rising times.
    values : (T, K) float array
        NaN where missing.
    longest_gap_s
        From the last value before the gap to the first one behind it.

    Returns
    -------
    (T, K) float array
    """
    filled = values.copy()
    for k in np.flatnonzero(np.isnan(values).any(axis=0)):
        known = np.isfinite(values[:, k])
        if known.sum() < 2:
            continue
        before = np.maximum.accumulate(np.where(known, np.arange(len(known)), -1))
        after = np.where(known, np.arange(len(known)), len(known))
        after = np.minimum.accumulate(after[::-1])[::-1]
        inside = ~known & (before >= 0) & (after < len(known))
        i = np.flatnonzero(inside)
        i = i[time_s[after[i]] - time_s[before[i]] <= longest_gap_s + ROUNDING_S]
        filled[i, k] = np.interp(time_s[i], time_s[known], values[known, k])
    return filled


def low_pass(time_s: Floats, values: Floats, settings: CleaningSettings) -> Floats:
    """Low-pass without lag: Butterworth, fourth order after both passes.

    Parameters
    ----------
    time_s : (T,) float array
        Rising times, even or not.
    values : (T, K) float array
        NaN where missing; a missing sample stays missing.
    settings
        Cut-off.

    Returns
    -------
    (T, K) float array

    Notes
    -----
    Each unbroken stretch is resampled to even steps of the median frame time,
    filtered forwards and backwards, and read at its own times again. The cut-off is
    that of both passes together.

    References
    ----------
    .. [1] Winter (2009), Biomechanics and Motor Control of Human Movement, ch. 3.
    """
    if len(time_s) < 2:
        return values
    step_s = typical_step_s(time_s)
    rate = 1 / step_s
    cut_off = min(settings.low_pass_hz, settings.low_pass_of_rate * rate)
    warped = np.tan(np.pi * cut_off / rate) / METHOD.twice_ratio
    share = 2 / np.pi * np.arctan(warped)
    sos = scipy.signal.butter(METHOD.filter_order, share, output="sos")
    longest_gap_s = settings.longest_gap_s + ROUNDING_S
    gap_before = np.r_[True, np.diff(time_s) > longest_gap_s]
    smooth = np.full_like(values, np.nan)
    for known, columns in _known_alike(values):
        for stretch in _stretches(known, gap_before):
            smooth[np.ix_(stretch, columns)] = _filter_stretch(
                time_s[stretch], values[np.ix_(stretch, columns)], step_s, sos
            )
    return smooth


def _filter_stretch(
    time_s: Floats, values: Floats, step_s: float, sos: Floats
) -> Floats:
    """Filter one unbroken stretch of samples, (n, K)."""
    if len(time_s) < METHOD.least_filtered:
        return values
    steps = max(round((time_s[-1] - time_s[0]) / step_s), METHOD.least_filtered - 1)
    even_s = np.linspace(time_s[0], time_s[-1], steps + 1)
    on_grid = np.column_stack([np.interp(even_s, time_s, v) for v in values.T])
    padding = min(len(even_s) - 1, round(METHOD.padding_s / step_s))
    smooth = scipy.signal.sosfiltfilt(sos, on_grid, axis=0, padlen=padding)
    return np.column_stack([np.interp(time_s, even_s, v) for v in smooth.T])


def _known_alike(values: Floats) -> list[tuple[Bools, Indices]]:
    """Put columns together that are known in the same rows."""
    known = np.isfinite(values)
    groups: dict[bytes, list[int]] = {}
    for column, rows in enumerate(known.T):
        groups.setdefault(rows.tobytes(), []).append(column)
    return [(known[:, g[0]], np.array(g)) for g in groups.values()]


def _stretches(known: Bools, gap_before: Bools) -> list[Indices]:
    """Return the indices of each unbroken run of known samples."""
    runs, _ = scipy.ndimage.label(known)
    pieces: list[Indices] = []
    for run in range(1, int(runs.max(initial=0)) + 1):
        index = np.flatnonzero(runs == run)
        breaks = np.flatnonzero(gap_before[index[1:]]) + 1
        pieces.extend(np.split(index, breaks))
    return pieces


def _distance_from_median(points_px: Floats, window: int) -> Floats:
    """Distance of each point from the median of its neighbourhood in time, (T, L)."""
    frames = len(points_px)
    middle = _rolling_median(points_px.reshape(frames, -1), window)
    return np.asarray(
        np.linalg.norm(points_px - middle.reshape(points_px.shape), axis=-1)
    )


def _rolling_median(values: Floats, window: int) -> Floats:
    """Centred median that passes over missing samples, (T, K)."""
    import pandas as pd  # a clip starts without it

    rolling = pd.DataFrame(values).rolling(window, center=True, min_periods=1)
    return rolling.median().to_numpy()
