"""Cut-offs and their borderline bands in a plot over time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes

from screening.language import say
from screening.results.screening import Screening

ORANGE = "#c24a00"
_BAND = "#f5c26b"


@dataclass(frozen=True)
class _Band:
    """Cut-off and typical error of one leg, and the part of the take it was tested."""

    leg: str
    cut_deg: float
    sem_deg: float
    start_s: float
    end_s: float

    @property
    def text(self) -> str:
        low, high = self.cut_deg - self.sem_deg, self.cut_deg + self.sem_deg
        return say("pictures.plot.band", low_deg=low, high_deg=high)


def draw_cut_offs(ax: Axes, measure: str, screening: Screening) -> None:
    """Draw cut-off and borderline band over each leg's part of the take.

    Parameters
    ----------
    ax
        Time in seconds against degrees; changed.
    measure
        Column name.
    screening
        The result; a measure that was not judged, or has no cut-off, draws nothing.
    """
    for band in _bands(measure, screening):
        span_s = [band.start_s, band.end_s]
        ax.plot(span_s, [band.cut_deg] * 2, color=ORANGE, linewidth=1.6)
        low, high = band.cut_deg - band.sem_deg, band.cut_deg + band.sem_deg
        ax.fill_between(span_s, low, high, color=_BAND, alpha=0.4, linewidth=0)
    label = _label(measure, screening)
    if label is not None:
        cut, text = label
        ax.annotate(
            text,
            (1.0, cut),
            xycoords=("axes fraction", "data"),
            xytext=(8, 7),
            textcoords="offset points",
            va="top",
            fontsize=10,
            color=ORANGE,
        )


def band_tops_deg(measure: str, screening: Screening) -> list[float]:
    """Return the upper edge of each leg's borderline band, degrees."""
    return [b.cut_deg + b.sem_deg for b in _bands(measure, screening)]


def _label(measure: str, screening: Screening) -> tuple[float, str] | None:
    """Name the cut-off and what the band around it means."""
    bands = _bands(measure, screening)
    if not bands:
        return None
    cuts_deg = sorted({band.cut_deg for band in bands})
    lines = [
        " / ".join(
            say("pictures.plot.cut_off", cut_deg=cut_deg) for cut_deg in cuts_deg
        )
    ]
    texts = {band.leg: band.text for band in bands if band.sem_deg > 0}
    if len(set(texts.values())) > 1:
        lines.append(say("pictures.plot.borderline"))
        lines += [
            say("pictures.plot.band_of_leg", leg=leg, band=text)
            for leg, text in texts.items()
        ]
    elif texts:
        lines += [say("pictures.plot.borderline"), next(iter(texts.values()))]
    return float(np.mean(cuts_deg)), "\n".join(lines)


def _bands(measure: str, screening: Screening) -> list[_Band]:
    bands = []
    for leg in screening.legs:
        reps = screening.reps[screening.reps["leg"] == leg.leg]
        for finding in leg.measures:
            if (
                finding.measure != measure
                or finding.cut is None
                or finding.verdict == "not_judged"
                or reps.empty
            ):
                continue
            bands.append(
                _Band(
                    leg=leg.leg,
                    cut_deg=finding.cut,
                    sem_deg=finding.sem if np.isfinite(finding.sem) else 0.0,
                    start_s=float(reps["start_s"].min()),
                    end_s=float(reps["end_s"].max()),
                )
            )
    return bands
