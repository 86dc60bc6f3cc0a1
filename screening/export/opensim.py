"""Landmarks as ``.trc`` and angles as ``.mot``, as OpenSim reads them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from screening._typing import Floats
from screening.errors import ScreeningError
from screening.export.even import EvenTimes, even_times
from screening.export.signs import Sign, signed
from screening.judgement.judged_tables import BECAUSE
from screening.measures import CONVENTIONS, FRAME_MEASURES, MEASURES
from screening.motion.columns import most_common
from screening.motion.landmarks import FEET, INDEX, LANDMARKS, SIDES, Side, Take
from screening.results.screening import Screening

EYES_ABOVE_ANKLES = 0.936 - 0.039
"""Height of the eyes above the ankles, share of the body height (Drillis & Contini
1966, in Winter 2009, fig. 4.1)."""

MARKERS = tuple(
    name
    for name in LANDMARKS
    if name in ("nose", *FEET)
    or name.endswith(("shoulder", "elbow", "wrist", "hip", "knee", "ankle"))
)
"""The landmarks that are joints or feet, and the nose."""

ANGLES = tuple(m for m in FRAME_MEASURES if MEASURES[m].unit == "deg")


@dataclass(frozen=True, eq=False)
class PlacedMarkers:
    """Markers at even times, from the middle between the ankles.

    Parameters
    ----------
    even
        The times.
    markers : (T, 17, 3) float array
        Forwards (0: one camera sees no depth), up, and to the person's right.
    unit
        ``m`` or ``px``.
    metres_per_pixel
        None where the body height is not known.
    """

    even: EvenTimes
    markers: Floats
    unit: str
    metres_per_pixel: float | None


def place_markers(
    screening: Screening,
    take: Take,
    points_px: Floats,
    *,
    height_m: float | None,
) -> PlacedMarkers:
    """Lay the smoothed landmarks into space, as programs for motion capture have it.

    Parameters
    ----------
    screening, take, points_px, height_m
        As for :func:`write_trc`.

    Raises
    ------
    ScreeningError
        If the height cannot be compared with the picture.
    """
    scale = None if height_m is None else height_m / _height_px(screening, points_px)
    even = even_times(take.poses.time_s)
    longest_gap_s = screening.provenance["settings"]["cleaning"]["longest_gap_s"]
    index = [INDEX[name] for name in MARKERS]
    points = even.at(points_px[:, index], longest_gap_s)
    origin = _origin_px(points_px, take.poses.image_size)
    zeros = np.where(np.isnan(points[..., 0]), np.nan, 0.0)
    # The person faces the camera: the picture's right is the person's left.
    axes = [zeros, origin[1] - points[..., 1], origin[0] - points[..., 0]]
    markers = (1.0 if scale is None else scale) * np.stack(axes, axis=-1)
    return PlacedMarkers(even, markers, "px" if scale is None else "m", scale)


def write_trc(
    path: Path,
    screening: Screening,
    take: Take,
    points_px: Floats,
    *,
    height_m: float | None = None,
) -> dict[str, object]:
    """Write landmarks for OpenSim, in its axes: x forwards, y up, z to the right.

    Parameters
    ----------
    path
        Of the file.
    screening, take
        The result and its landmarks.
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels; NaN where missing.
    height_m
        Body height; lengths are metres then, else pixels.

    Returns
    -------
    dict
        What the numbers are, for the description of the export.

    Raises
    ------
    ScreeningError
        If the height cannot be compared with the picture.

    Notes
    -----
    One camera sees no depth: x is 0 everywhere. The origin is the middle between the
    ankles, or of the picture where they were never seen.
    """
    placed = place_markers(screening, take, points_px, height_m=height_m)
    even, unit = placed.even, placed.unit
    count, rate = len(even.time_s), f"{even.rate_fps:.6f}"
    head = [
        f"PathFileType\t4\t(X/Y/Z)\t{path.name}",
        "DataRate\tCameraRate\tNumFrames\tNumMarkers\tUnits\tOrigDataRate\t"
        "OrigDataStartFrame\tOrigNumFrames",
        f"{rate}\t{rate}\t{count}\t{len(MARKERS)}\t{unit}\t{rate}\t1\t{count}",
        "Frame#\tTime\t" + "\t".join(f"{name}\t\t" for name in MARKERS).rstrip("\t"),
        "\t\t" + "\t".join(f"X{n}\tY{n}\tZ{n}" for n in range(1, len(MARKERS) + 1)),
        "",
    ]
    rows = [
        _row(number, time_s, row)
        for number, (time_s, row) in enumerate(
            zip(even.time_s, placed.markers.reshape(count, -1), strict=True), start=1
        )
    ]
    path.write_text("\n".join([*head, *rows]) + "\n", encoding="utf-8")
    return {
        "units": unit,
        "metres_per_pixel": placed.metres_per_pixel,
        "axes": "x forwards (0: no depth is seen), y up, z to the person's right",
        "rate_fps": even.rate_fps,
        "resampled": even.resampled,
        "missing": "empty",
    }


def _row(number: int, time_s: float, values: Floats) -> str:
    """Return one line; a missing marker is empty."""
    cells = ["" if np.isnan(value) else f"{value:.6f}" for value in values]
    # OpenSim does not count an empty cell at the end of a line.
    return "\t".join(
        [f"{number}", f"{time_s:.6f}", *cells, *([] if cells[-1] else [""])]
    )


def _origin_px(points_px: Floats, image_size: tuple[int, int]) -> Floats:
    """Return the middle between the ankles."""
    ankles = points_px[:, [INDEX["left_ankle"], INDEX["right_ankle"]]].reshape(-1, 2)
    known = ankles[np.isfinite(ankles).all(axis=1)]
    return np.median(known, axis=0) if len(known) else np.array(image_size) / 2


def _height_px(screening: Screening, points_px: Floats) -> float:
    """Return the body height in the picture, from the stance on two feet."""
    standing = (screening.measured.frames["phase"] == "two_feet").to_numpy()
    eyes, ankles = (
        points_px[standing][:, [INDEX[f"{side}_{part}"] for side in SIDES], 1]
        for part in ("eye", "ankle")
    )
    height_px = ankles.mean(axis=1) - eyes.mean(axis=1)
    if not np.isfinite(height_px).any():
        raise ScreeningError("no_body_height")
    return float(np.nanmedian(height_px)) / EYES_ABOVE_ANKLES


def write_mot(
    path: Path, screening: Screening, *, leg: Side, sign: Sign
) -> dict[str, object]:
    """Write the angles of one leg for OpenSim, at their true times.

    Parameters
    ----------
    path
        Of the file.
    screening
        The result.
    leg
        The standing leg.
    sign
        Of the knee angle.

    Returns
    -------
    dict
        What the numbers are, for the description of the export.

    Notes
    -----
    A part of OpenSim stops reading a motion at the first value that is missing, and
    does not say so. So frames in which an angle is missing or does not count are left
    out, and angles of which no frame counts; the times show where.
    """
    frames = signed(screening.frames, sign)
    stands = frames[frames["leg"] == leg]
    measured = [name for name in ANGLES if stands[name].notna().any()]
    whole = stands[["time_s", *measured]].dropna()
    table = whole.rename(
        columns={"time_s": "time"} | {n: f"{leg}_{n}" for n in measured}
    )
    head = [
        f"single-leg squat angles, {leg} leg",
        "version=1",
        f"nRows={len(table)}",
        f"nColumns={table.shape[1]}",
        "inDegrees=yes",
        f"fppa_sign={sign}",
        f"proximal_landmark={CONVENTIONS['proximal_landmark']}",
        "endheader",
    ]
    text = table.to_csv(sep="\t", index=False, float_format="%.9g")
    path.write_text("\n".join(head) + "\n" + text, encoding="utf-8")
    return {
        "units": "degrees",
        "resampled": False,
        "missing": "frames with an angle that is missing or withheld are left out",
        "frames_left_out": len(stands) - len(whole),
        "angles_left_out": {
            name: most_common(stands[f"{name}{BECAUSE}"].to_numpy())
            for name in ANGLES
            if name not in measured
        },
    }
