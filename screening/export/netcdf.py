"""Landmarks and angles as an xarray dataset in a netCDF file, as movement has it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from screening._typing import Floats
from screening.export.opensim import ANGLES
from screening.export.signs import Sign, signed
from screening.motion.landmarks import LANDMARKS, Take
from screening.results.screening import Screening

if TYPE_CHECKING:
    import xarray as xr

_PERSON = "person"
_SOURCE = "single-leg-squat-screening"


def poses_dataset(
    screening: Screening, take: Take, points_px: Floats, *, sign: Sign
) -> xr.Dataset:
    """Return a take as a dataset of poses, with the angles beside the landmarks.

    Parameters
    ----------
    screening, take
        The result and its landmarks.
    points_px : (T, 33, 2) float array
        Smoothed landmarks, pixels; NaN where missing.
    sign
        Of the knee angle.

    Returns
    -------
    Dataset
        ``position`` and ``confidence`` over the dimensions of ``movement``, a variable
        per angle over the time, and ``leg``, ``phase`` and ``rep``. Times are the true
        ones, even or not; an angle that does not count is NaN.
    """
    import xarray as xr

    frames = signed(screening.frames, sign)
    poses = take.poses
    confidence = np.where(np.isnan(points_px).any(-1), np.nan, poses.visibility)
    variables = {
        "position": (_DIMENSIONS, points_px.transpose(0, 2, 1)[..., None]),
        "confidence": (("time", *_DIMENSIONS[2:]), confidence[..., None]),
        **{name: ("time", frames[name].to_numpy(np.float64)) for name in ANGLES},
        "rep": ("time", frames["rep"].to_numpy(np.int32)),
        **{
            name: ("time", frames[name].fillna("").to_numpy(dtype="U"))
            for name in ("leg", "phase")
        },
    }
    dataset = xr.Dataset(
        variables,
        coords={
            "time": poses.time_s,
            "space": ["x", "y"],
            "keypoints": list(LANDMARKS),
            "individuals": [_PERSON],
        },
        attrs={
            "source_software": _SOURCE,
            "source_file": poses.source,
            "ds_type": "poses",
            "time_unit": "seconds",
            "fps": poses.rate_fps if len(poses) > 1 else 0.0,
            "space_unit": "pixels",
            "fppa_sign": str(sign),
            "tool": screening.provenance["tool"],
        },
    )
    for name in ANGLES:
        dataset[name].attrs["units"] = "degrees"
    return dataset


_DIMENSIONS = ("time", "space", "keypoints", "individuals")
"""As movement names them."""


def write_netcdf(
    path: Path, screening: Screening, take: Take, points_px: Floats, *, sign: Sign
) -> dict[str, object]:
    """Write :func:`poses_dataset` as a netCDF file.

    Parameters
    ----------
    path
        Of the file.
    screening, take, points_px, sign
        As for :func:`poses_dataset`.

    Returns
    -------
    dict
        What the numbers are, for the description of the export.
    """
    dataset = poses_dataset(screening, take, points_px, sign=sign)
    # The classic format, which needs no further library.
    dataset.to_netcdf(path, engine="scipy")
    return {
        "units": "px, degrees",
        "axes": "x to the picture's right, y down, picture not mirrored",
        "resampled": False,
        "missing": "NaN",
        "landmarks": "smoothed",
        "fppa_sign": str(sign),
    }
