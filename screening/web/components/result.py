"""The result of one or two clips, from the plain answer to the last number."""

from __future__ import annotations

from collections.abc import Sequence

from screening.web.components.marks import headline_lines
from screening.web.items import Item


def show(items: Sequence[Item]) -> None:
    """Show what was measured; of two clips each leg is taken from its own.

    Parameters
    ----------
    items
        Finished measurements of one check.
    """
    headline_lines([item.result for item in items if item.result is not None])
