"""What every drawing of a measure over time shows: its cut-offs, and its range.

Numbers only: ``cutoffs`` and ``plots`` draw them into files, the charts of the web app
on a page.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from screening.results.screening import Screening

_LEAST_SPAN_DEG = 12.0


@dataclass(frozen=True)
class CutOffBand:
    """Cut-off and typical error of one leg, and the part of the take it was tested.

    Parameters
    ----------
    leg
        The person's own standing leg.
    cut_deg, sem_deg
        Of the measure; an error that is not known is 0.
    start_s, end_s
        From its first squat to its last.
    """

    leg: str
    cut_deg: float
    sem_deg: float
    start_s: float
    end_s: float

    @property
    def low_deg(self) -> float:
        """Lower edge of the borderline band."""
        return self.cut_deg - self.sem_deg

    @property
    def high_deg(self) -> float:
        """Upper edge of the borderline band."""
        return self.cut_deg + self.sem_deg


def cut_off_bands(measure: str, screening: Screening) -> list[CutOffBand]:
    """Return the cut-off of a measure for each leg that was judged by it.

    Parameters
    ----------
    measure
        Column name.
    screening
        The result.
    """
    bands = []
    for leg in screening.legs:
        reps = screening.measured.reps[screening.measured.reps["leg"] == leg.leg]
        for finding in leg.measures:
            if (
                finding.measure != measure
                or finding.cut is None
                or finding.verdict == "not_judged"
                or reps.empty
            ):
                continue
            bands.append(
                CutOffBand(
                    leg=leg.leg,
                    cut_deg=finding.cut,
                    sem_deg=finding.sem if np.isfinite(finding.sem) else 0.0,
                    start_s=float(reps["start_s"].min()),
                    end_s=float(reps["end_s"].max()),
                )
            )
    return bands


def curve_range_deg(measure: str, screening: Screening) -> tuple[float, float]:
    """Return where a curve begins, and the span that holds it.

    Parameters
    ----------
    measure
        Column of the table of frames.
    screening
        The result.

    Returns
    -------
    low, span : float
        They hold the curve but for its outliers, the values of the repetitions, zero,
        and the borderline bands.
    """
    values = screening.measured.frames[measure].to_numpy(dtype=float)
    values = values[np.isfinite(values)]
    marks = [0.0]
    if len(values):
        marks += [float(v) for v in np.percentile(values, (0.5, 99.5))]
    if measure in screening.measured.reps:
        marks += [float(v) for v in screening.measured.reps[measure].dropna()]
    marks += [band.high_deg for band in cut_off_bands(measure, screening)]
    return min(marks), max(max(marks) - min(marks), _LEAST_SPAN_DEG)
