"""A Bland–Altman plot: differences against means, with bias and limits of agreement."""

from __future__ import annotations

import numpy as np
from matplotlib.axes import Axes

from screening._typing import Floats
from screening.language import say
from screening.output.ticks import speak_ticks

LIMITS_SD = 1.96
"""Standard deviations from the mean difference to the 95 % limits of agreement."""

_BLUE, _GREY = "#0072b2", "#5f646b"


def draw_differences(ax: Axes, second: Floats, first: Floats) -> None:
    """Draw second minus first against the mean of both.

    Parameters
    ----------
    ax
        Where to; it gets no title and no labels.
    second, first
        Readings of the same, degrees, shape (N,), N at least 2.

    Notes
    -----
    Bias and limits of agreement with their 95 % intervals (Bland & Altman 1986,
    Lancet 1:307), and their values beside them.
    """
    from pingouin import plot_blandaltman

    plot_blandaltman(second, first, annotate=False, ax=ax, color=_BLUE)
    bias = float(np.mean(second - first))
    half = LIMITS_SD * float(np.std(second - first, ddof=1))
    for line in (bias, bias - half, bias + half):
        ax.annotate(
            say("repeats.signed", value=line),
            (1, line),
            xycoords=("axes fraction", "data"),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            annotation_clip=False,
            color=_GREY,
        )
    speak_ticks(ax)
    ax.spines[["top", "right"]].set_visible(False)
