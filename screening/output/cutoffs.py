"""Cut-offs and their borderline bands in a plot over time."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from screening.language import say
from screening.output.curve import CutOffBand, cut_off_bands
from screening.results.screening import Screening

ORANGE = "#c24a00"
_BAND = "#f5c26b"


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
    for band in cut_off_bands(measure, screening):
        span_s = [band.start_s, band.end_s]
        ax.plot(span_s, [band.cut_deg] * 2, color=ORANGE, linewidth=1.6)
        edges_deg = band.low_deg, band.high_deg
        ax.fill_between(span_s, *edges_deg, color=_BAND, alpha=0.4, linewidth=0)
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


def _label(measure: str, screening: Screening) -> tuple[float, str] | None:
    """Name the cut-off and what the band around it means."""
    bands = cut_off_bands(measure, screening)
    if not bands:
        return None
    cuts_deg = sorted({band.cut_deg for band in bands})
    lines = [
        " / ".join(
            say("pictures.plot.cut_off", cut_deg=cut_deg) for cut_deg in cuts_deg
        )
    ]
    texts = {band.leg: _text(band) for band in bands if band.sem_deg > 0}
    if len(set(texts.values())) > 1:
        lines.append(say("pictures.plot.borderline"))
        lines += [
            say("pictures.plot.band_of_leg", leg=leg, band=text)
            for leg, text in texts.items()
        ]
    elif texts:
        lines += [say("pictures.plot.borderline"), next(iter(texts.values()))]
    return float(np.mean(cuts_deg)), "\n".join(lines)


def _text(band: CutOffBand) -> str:
    return say("pictures.plot.band", low_deg=band.low_deg, high_deg=band.high_deg)
