"""Landmarks as DeepLabCut writes them, which ``movement`` and others read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from screening.export.even import even_times
from screening.motion.landmarks import LANDMARKS, Take

SCORER = "single-leg-squat-screening"


def write_deeplabcut(
    path: Path, take: Take, *, longest_gap_s: float
) -> dict[str, object]:
    """Write the landmarks as they were detected, pixels, with their visibility.

    Parameters
    ----------
    path
        Of the CSV file.
    take
        The landmarks.
    longest_gap_s
        Nothing is put into a longer gap between frames.

    Returns
    -------
    dict
        What the numbers are, for the description of the export; the program
        that reads the file needs its ``rate_fps``.
    """
    poses = take.poses
    even = even_times(poses.time_s)
    points = even.at(poses.points_px, longest_gap_s)
    visibility = even.at(poses.visibility, longest_gap_s)
    values = np.concatenate([points, visibility[..., None]], axis=-1)
    # A landmark that is missing has no likelihood either.
    values[np.isnan(points).any(axis=-1)] = np.nan
    columns = pd.MultiIndex.from_product(
        [[SCORER], LANDMARKS, ["x", "y", "likelihood"]],
        names=["scorer", "bodyparts", "coords"],
    )
    table = pd.DataFrame(values.reshape(len(values), -1), columns=columns)
    table.to_csv(path, float_format="%.6f")
    return {
        "units": "px",
        "axes": "x to the picture's right, y down, picture not mirrored",
        "rate_fps": even.rate_fps,
        "resampled": even.resampled,
        "missing": "empty",
        "landmarks": "as detected, without smoothing",
    }
