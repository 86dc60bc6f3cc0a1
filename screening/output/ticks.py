"""Numbers along the axes of plots, as the language writes them."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.ticker import ScalarFormatter

from screening.language import numeral, words


class SpokenTicks(ScalarFormatter):
    """Matplotlib's own choice of digits, with the language's decimal sign."""

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the number at a tick."""
        return str(super().__call__(x, pos)).replace(
            ".", words("grammar.numbers.decimal")
        )


def degrees(value: float, _position: float = 0) -> str:
    """Return the number at a tick in whole degrees, as Matplotlib asks for it."""
    return f"{numeral(value, '.0f')}°"


def speak_ticks(*axes: Axes) -> None:
    """Write the numbers of both axes as the language does.

    Parameters
    ----------
    *axes
        Without formats of their own.
    """
    for ax in axes:
        ax.xaxis.set_major_formatter(SpokenTicks())
        ax.yaxis.set_major_formatter(SpokenTicks())
