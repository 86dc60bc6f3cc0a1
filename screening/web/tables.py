"""What is shown in tables, in the words of people."""

from __future__ import annotations

import pandas as pd

from screening.judgement import wording
from screening.judgement.profiles import Profile


def profile_table(profile: Profile) -> pd.DataFrame:
    """Return the cut-offs of a profile, each with its source.

    Parameters
    ----------
    profile
        Any profile.

    Returns
    -------
    pandas.DataFrame
        A row per number: measure, what the number is, its value, its source.
    """
    meanings = {
        "watch": "common, worth watching from",
        "flag": "movement sign from",
        "marked": "well above from",
        "between_day_sem": "error from day to day",
    }
    rows = []
    for measure, threshold in profile.thresholds.items():
        for key, meaning in meanings.items():
            value = getattr(threshold, key)
            if value is not None:
                sign = "± " if key == "between_day_sem" else ""
                rows.append(
                    {
                        "Measure": wording.measure_title(measure).split(" (")[0],
                        "What": meaning,
                        "Value": f"{sign}{value:g}°",
                        "Source": getattr(threshold, f"{key}_source"),
                    }
                )
    return pd.DataFrame(rows, columns=["Measure", "What", "Value", "Source"])
