"""The sign of the knee angle: fields of study count inward knees differently."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from screening.measures import KNEE_ANGLES

if TYPE_CHECKING:
    import pandas as pd


class Sign(StrEnum):
    """How the knee angle is counted.

    ``valgus_positive``: positive for a knee that lies inwards, as everywhere in this
    tool. ``willson``: negative for it, as in Willson et al. (2006).
    """

    valgus_positive = "valgus_positive"
    willson = "willson"


def signed(table: pd.DataFrame, sign: Sign) -> pd.DataFrame:
    """Return a table with the knee angles counted as wanted.

    Sums that contain a knee angle keep their sign, positive to the worse.

    Parameters
    ----------
    table
        With columns named like the measures, with or without ``_withheld``.
    sign
        How they are counted.
    """
    if sign is Sign.valgus_positive:
        return table
    from screening.judgement.judged_tables import WITHHELD  # with pandas

    names = [f"{n}{end}" for n in KNEE_ANGLES for end in ("", WITHHELD)]
    return table.assign(**{n: -table[n] for n in names if n in table})
