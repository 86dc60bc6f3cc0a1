"""Pain beside the angles: what was said about it, and whether it comes first.

One rule for every way in. No study gives limits for this test; they are our own
proposal.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

WORST_PAIN = 10
MOST_FOR_TEST = 3
"""Pain above this, and the test is not done."""
HIGH = 5
"""From here on somebody has to look at the pain first, whenever it was felt."""

Concern = Literal["none", "rising", "high"]
"""Whether pain changes what is advised, the least grave first."""


@dataclass(frozen=True)
class Pain:
    """Pain in a leg on a scale from 0 to 10; None where it was not asked.

    Parameters
    ----------
    before, after
        Before and after the squats on that leg.
    """

    before: int | None = None
    after: int | None = None

    @property
    def levels(self) -> tuple[int, ...]:
        """What was said."""
        return tuple(level for level in (self.before, self.after) if level is not None)

    @property
    def is_known(self) -> bool:
        """Whether anything was said."""
        return bool(self.levels)


def concern(pain: Pain) -> Concern:
    """Tell whether pain changes what is advised.

    Returns
    -------
    str
        ``high`` from 5 of 10 at any time, and above 3 after the squats; ``rising``
        where it grew during them.

    Examples
    --------
    >>> concern(Pain(2, 2)), concern(Pain(1, 2)), concern(Pain(5, 3)), concern(Pain())
    ('none', 'rising', 'high', 'none')
    """
    if any(level >= HIGH for level in pain.levels):
        return "high"
    if pain.after is not None and pain.after > MOST_FOR_TEST:
        return "high"
    if pain.before is None or pain.after is None:
        return "none"
    return "rising" if pain.after > pain.before else "none"


def gravest(pains: Iterable[Pain]) -> Pain:
    """Return the pain that changes most of what is advised.

    Parameters
    ----------
    pains
        Of the legs; without any nothing is known.
    """
    order: tuple[Concern, ...] = ("none", "rising", "high")

    def weight(pain: Pain) -> tuple[int, int]:
        return order.index(concern(pain)), max(pain.levels, default=-1)

    return max(pains, key=weight, default=Pain())
