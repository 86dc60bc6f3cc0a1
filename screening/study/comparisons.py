"""Left against right, and one session against the next, for all clips of a study.

The comparisons are those of :mod:`screening.judgement.comparison`; here belongs which
legs of the table of legs are laid against each other.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, pairwise
from typing import Any

import pandas as pd
import pyarrow as pa

from screening.judgement.comparison import Asymmetry, Change, compare, compare_legs
from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.profiles import DEFAULT_PROFILE, Profile, builtin_profile
from screening.measures import PROFILE_MEASURES
from screening.motion.landmarks import SIDES
from screening.motion.quality import Refusal

ASYMMETRY_COLUMNS = {
    "subject": "str",
    "session": "str",
    "clip_left": "str",
    "clip_right": "str",
    "task_left": "str",
    "task_right": "str",
    "measure": "str",
    "left": "float64",
    "right": "float64",
    "left_minus_right": "float64",
    "mdc": "float64",
    "pooled_sd": "float64",
    "comparison": "str",
    "not_compared_because": "str",
}
"""Columns of the table of asymmetries, in order, with their types."""

CHANGE_COLUMNS = {
    "subject": "str",
    "leg": "str",
    "session_before": "str",
    "session_after": "str",
    "clip_before": "str",
    "clip_after": "str",
    "task_before": "str",
    "task_after": "str",
    "measure": "str",
    "before": "float64",
    "after": "float64",
    "after_minus_before": "float64",
    "mdc": "float64",
    "comparison": "str",
    "not_compared_because": "str",
}
"""Columns of the table of changes, in order, with their types."""

COMPARISONS = {"asymmetries": ASYMMETRY_COLUMNS, "changes": CHANGE_COLUMNS}
"""Columns of each table of comparisons."""

_NEEDED = (
    *("clip", "subject", "session", "leg", "verdict", "pattern", "valid_reps", "reps"),
    "task",
    *(
        f"{part}{measure}"
        for measure in PROFILE_MEASURES
        for part in (
            "",
            "sd_",
            "n_",
            "sem_",
            "cut_",
            "verdict_",
            "reason_",
            "caution_",
            "take_sem_",
            "turn_sem_",
        )
    ),
)
_REPORT_ONLY = "report_only"

_Row = Mapping[str, Any]


def comparisons(legs: pa.Table) -> dict[str, pa.Table]:
    """Compare the legs of a study.

    Parameters
    ----------
    legs
        The table of legs, with its labels.

    Returns
    -------
    dict of str to Table
        ``asymmetries`` and ``changes``, with the columns of :data:`COMPARISONS`.

    Notes
    -----
    Left and right are compared within each clip, and, where the legs of a person came
    in clips of their own, within a session. A leg is compared with that of the session
    before, all clips of the one with all of the other. Where the two did different
    forms of the test, the row says so and has no difference.
    """
    rows = legs.select(list(_NEEDED)).to_pylist()
    found = {"asymmetries": _asymmetries(rows), "changes": _changes(rows)}
    return {
        name: pa.Table.from_pandas(
            pd.DataFrame(found[name], columns=list(columns)).astype(columns),
            preserve_index=False,
        )
        for name, columns in COMPARISONS.items()
    }


def in_time(sessions: Sequence[str]) -> list[str]:
    """Put the names of sessions in order: numbers by size, others by alphabet.

    Examples
    --------
    >>> in_time(["10", "9"]), in_time(["2026-03-01", "2026-01-15"])
    (['9', '10'], ['2026-01-15', '2026-03-01'])
    """
    names = list(dict.fromkeys(sessions))
    try:
        return sorted(names, key=float)
    except ValueError:
        return sorted(names)


def _asymmetries(rows: Sequence[_Row]) -> list[dict[str, Any]]:
    """Return a row per pair of a left and a right leg, and measure."""
    return [
        {
            "subject": left["subject"],
            "session": left["session"],
            "clip_left": left["clip"],
            "clip_right": right["clip"],
            "task_left": left["task"],
            "task_right": right["task"],
            "left": each.left,
            "right": each.right,
            "left_minus_right": each.difference,
            "pooled_sd": each.pooled_sd,
            **_result(each),
        }
        for left, right in _pairs_of_legs(rows)
        for each in compare_legs(
            _leg(left),
            _leg(right),
            _profile(left, right),
            same_take=left["clip"] == right["clip"],
        )
    ]


def _pairs_of_legs(rows: Sequence[_Row]) -> Iterator[tuple[_Row, _Row]]:
    """Yield left and right legs that belong together."""
    alone: dict[tuple[str, str], dict[str, list[_Row]]] = {}
    for _, clip in groupby(rows, key=lambda row: row["clip"]):
        legs = {row["leg"]: row for row in clip}
        if len(legs) == len(SIDES):
            yield legs["left"], legs["right"]
        for side, row in legs.items() if len(legs) == 1 else ():
            key = (row["subject"], row["session"])
            if key[0]:
                alone.setdefault(key, {}).setdefault(side, []).append(row)
    for sides in alone.values():
        for left in sides.get("left", ()):
            for right in sides.get("right", ()):
                yield left, right


def _changes(rows: Sequence[_Row]) -> list[dict[str, Any]]:
    """Return a row per leg, pair of sessions that follow each other, and measure."""
    by_leg: dict[tuple[str, str], dict[str, list[_Row]]] = {}
    for row in rows:
        if row["subject"] and row["session"]:
            sessions = by_leg.setdefault((row["subject"], row["leg"]), {})
            sessions.setdefault(row["session"], []).append(row)
    return [
        {
            "subject": subject,
            "leg": leg,
            "session_before": before["session"],
            "session_after": after["session"],
            "clip_before": before["clip"],
            "clip_after": after["clip"],
            "task_before": before["task"],
            "task_after": after["task"],
            "before": each.before,
            "after": each.after,
            "after_minus_before": each.difference,
            **_result(each),
        }
        for (subject, leg), sessions in by_leg.items()
        for first, second in pairwise(in_time(list(sessions)))
        for before in sessions[first]
        for after in sessions[second]
        for each in compare(_leg(before), _leg(after), _profile(before, after))
    ]


def _result(each: Asymmetry | Change) -> dict[str, Any]:
    reason = "" if each.reason is None else each.reason.code
    return {
        "measure": each.measure,
        "mdc": each.mdc,
        "comparison": each.verdict,
        "not_compared_because": reason,
    }


def _leg(row: _Row) -> LegFinding:
    """Return a row of the table of legs as a finding."""
    return LegFinding(
        leg=row["leg"],
        verdict=row["verdict"],
        pattern=row["pattern"],
        missing=(),
        measures=tuple(_finding(row, m) for m in PROFILE_MEASURES),
        valid=row["valid_reps"],
        total=row["reps"],
        reasons=(),
        knee_inside_foot=None,
        task=row["task"],
    )


def _finding(row: _Row, measure: str) -> MeasureFinding:
    """Return one measure of a row as a finding."""
    cut = _number(row[f"cut_{measure}"])
    reason, caution = row[f"reason_{measure}"], row[f"caution_{measure}"]
    return MeasureFinding(
        measure=measure,
        value=_number(row[measure]),
        sd=_number(row[f"sd_{measure}"]),
        n=row[f"n_{measure}"],
        sem=_number(row[f"sem_{measure}"]),
        cut=None if math.isnan(cut) else cut,
        tier="",
        verdict=row[f"verdict_{measure}"],
        reason=Refusal(reason) if reason else None,
        caution=Refusal(caution) if caution else None,
        take_sem=_number(row[f"take_sem_{measure}"]),
        turn_sem=_number(row[f"turn_sem_{measure}"]),
    )


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _profile(*rows: _Row) -> Profile:
    """Return a profile that judges if those of the legs do."""
    reasons = {row[f"reason_{m}"] for row in rows for m in PROFILE_MEASURES}
    return _builtin("report-only" if _REPORT_ONLY in reasons else DEFAULT_PROFILE)


_builtin = cache(builtin_profile)
