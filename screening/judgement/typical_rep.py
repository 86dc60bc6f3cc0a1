"""The repetition that shows best what the values of a leg say."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from screening.judgement.findings import LegFinding


def typical_rep(finding: LegFinding, reps: pd.DataFrame) -> pd.Series | None:
    """Return the repetition to be pictured for a leg.

    Parameters
    ----------
    finding
        Of the leg.
    reps
        The repetitions of this leg, valid or not.

    Returns
    -------
    Series or None
        Of the valid ones that whose knee angle (or whatever was judged instead) lies
        nearest to the leg's mean; without a valid one the deepest; None without any.
    """
    if reps.empty:
        return None
    valid = reps[reps["valid"].astype(bool)]
    if valid.empty:
        depth = reps["depth_ratio"].to_numpy(dtype=float)
        return reps.iloc[int(np.argmin(np.where(np.isnan(depth), np.inf, depth)))]
    for found in finding.decisive:
        name, mean = found.measure, found.value
        measured = valid[valid[name].notna()]
        if not math.isnan(mean) and len(measured):
            off = (measured[name] - mean).abs().to_numpy(dtype=float)
            return measured.iloc[int(np.argmin(off))]
    return valid.iloc[0]
