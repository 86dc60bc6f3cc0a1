"""Tables in which a measure's own column holds only numbers that count.

Whoever averages such a column gets the value of the finding. What is withheld stands in
a column of its own, the reason in another. Which numbers are withheld is decided in
:mod:`screening.judgement.trust`; what is added here is that a repetition which does not
count, and its frames, withhold their numbers.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from screening._typing import Words
from screening.judgement.trust import SHOWN, Trust, whole_take_refusals
from screening.measures import (
    FRAME_MEASURES,
    REPETITION_MEASURES,
    STANDING_MEASURES,
    VALIDITY_MEASURES,
)
from screening.motion.columns import Columns

WITHHELD = "_withheld"
"""Ends the name of the column with the numbers that are withheld."""

BECAUSE = "_withheld_because"
"""Ends the name of the column with the reasons."""

_STANDING = ("standing_", "standing_max_")
_PREFIXES: dict[str, dict[str, tuple[str, ...]]] = {
    "frames": dict.fromkeys((*FRAME_MEASURES, *VALIDITY_MEASURES), ("",)),
    "reps": {
        **dict.fromkeys(FRAME_MEASURES, ("", "matched_", "max_")),
        **dict.fromkeys((*VALIDITY_MEASURES, *REPETITION_MEASURES), ("",)),
    },
    "standing": dict.fromkeys(STANDING_MEASURES, _STANDING),
}
"""Measures of each table, and what stands before their names in its columns."""


def _added(table: str) -> dict[str, str]:
    """Return the columns that a table gets, with their types."""
    prefixes = _PREFIXES[table]
    numbers = [f"{each}{m}" for m, before in prefixes.items() for each in before]
    reasons = [f"{before[0]}{m}" for m, before in prefixes.items()]
    return {f"{name}{WITHHELD}": "float64" for name in numbers} | {
        f"{name}{BECAUSE}": "str" for name in reasons
    }


WITHHELD_COLUMNS: dict[str, dict[str, str]] = {name: _added(name) for name in _PREFIXES}
"""Columns that stand in a table after its own: numbers that are withheld, and why. The
reason holds for a measure's value at matched depth and for its largest as well."""


def judged_table(trust: Trust, table: str) -> pd.DataFrame:
    """Return a table whose plain columns hold only numbers that count.

    Parameters
    ----------
    trust
        What of a result may be shown.
    table
        ``frames``, ``reps`` or ``standing``.

    Returns
    -------
    DataFrame
        The columns of the table, then :data:`WITHHELD_COLUMNS`. A repetition of a take
        in which nothing can be trusted is not ``valid``, and its ``reasons`` say why.
    """
    rows: pd.DataFrame = getattr(trust, table)
    measured = dict(rows.items())
    plain: dict[str, Any] = {}
    withheld: Columns = {}
    reasons: dict[str, Any] = {}
    words: dict[bytes, Any] = {}
    rep_of = _rep_of_frames(trust) if table == "frames" else None
    for measure, prefixes in _PREFIXES[table].items():
        because = _reasons(trust, table, measure, rep_of)
        counts = because == SHOWN
        for before in prefixes:
            values = measured[f"{before}{measure}"].to_numpy()
            plain[f"{before}{measure}"] = np.where(counts, values, np.nan)
            withheld[f"{before}{measure}{WITHHELD}"] = np.where(counts, np.nan, values)
        # Most measures are withheld for the same reasons: their words are made once.
        same = because.tobytes()
        if same not in words:
            words[same] = pd.array(because, dtype="str")
        reasons[f"{prefixes[0]}{measure}{BECAUSE}"] = words[same]
    if table == "reps":
        plain |= _counting(trust)
    own = {
        str(name): plain[str(name)] if name in plain else column.array
        for name, column in measured.items()
    }
    # Blocks: many single columns take longer to add and to write.
    parts = [pd.DataFrame(each, index=rows.index) for each in (own, withheld, reasons)]
    return pd.concat(parts, axis=1)


def reasons_of_reps(trust: Trust, measure: str) -> Words:
    """Return for every repetition why its value of a measure does not count.

    Parameters
    ----------
    trust
        What of a result may be shown.
    measure
        Id of a measure in the table of repetitions.

    Returns
    -------
    (R,) array of words
        Why the number is withheld, else the first reason why the repetition is
        invalid; that its depth is the reason can be read in it.
    """
    own = trust.of_reps(measure)
    if measure in VALIDITY_MEASURES:
        return own
    return np.where(own == SHOWN, trust.invalid_because, own)


def _reasons(
    trust: Trust, table: str, measure: str, rep_of: NDArray[np.intp] | None
) -> Words:
    """Return for every row of a table why its value of a measure does not count."""
    if table == "standing":
        return trust.of_standing(measure)
    if rep_of is None:
        return reasons_of_reps(trust, measure)
    own, in_reps = trust.of_frames(measure), reasons_of_reps(trust, measure)
    inside = (own == SHOWN) & (rep_of >= 0)
    return np.where(inside, in_reps[rep_of], own) if len(in_reps) else own


def _rep_of_frames(trust: Trust) -> NDArray[np.intp]:
    """Return for every frame the row of its repetition, -1 outside of one."""
    reps, frames = (
        zip(table["leg"].tolist(), table["rep"].tolist(), strict=True)
        for table in (trust.reps, trust.frames)
    )
    row_of = {key: row for row, key in enumerate(reps)}
    return np.array([row_of.get(key, -1) for key in frames], dtype=np.intp)


def _counting(trust: Trust) -> dict[str, Any]:
    """Return which repetitions count, and why not, in a take that may be refused."""
    codes = [refusal.code for refusal in whole_take_refusals(trust.quality)]
    if not codes:
        return {}
    reasons = [
        ";".join(dict.fromkeys([*filter(None, text.split(";")), *codes]))
        for text in trust.reps["reasons"]
    ]
    return {
        "valid": np.zeros(len(reasons), dtype=np.bool_),
        "reasons": pd.array(reasons, dtype="str"),
    }
