"""The summary of a batch: a row per clip and leg, with verdicts in words."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from screening.measures import REPORTED_MEASURES
from screening.words.checks import refusal_problem
from screening.words.findings import check_word, pattern_name, verdict_word

_STANDING = "standing_pelvic_drop_deg"


def summary_columns(labels: dict[str, str]) -> list[str]:
    """Return the columns of the summary in order."""
    measures = [
        column for name in REPORTED_MEASURES for column in _measure_columns(name)
    ]
    return [
        *("clip", *labels),
        *("leg", "task", "verdict", "pattern", "valid_reps", "reps"),
        *measures,
        *(_STANDING, "quality", "reasons"),
    ]


def summary_of(
    legs: pd.DataFrame, takes: pd.DataFrame, labels: dict[str, str]
) -> pd.DataFrame:
    """Put the table of legs into words.

    Parameters
    ----------
    legs
        Columns of :data:`screening.study.tables.LEG_COLUMNS` after the labels.
    takes
        A row per measured clip: the labels, ``quality`` and ``quality_codes``. A clip
        in which nobody stood on one leg has a row in the summary, too.
    labels
        Of any clip of the batch.

    Returns
    -------
    DataFrame
        Texts; a number that cannot be trusted is left out.
    """
    rows = []
    # Grouping a table this wide clip by clip takes longer than all else here.
    by_clip: dict[str, list[dict[Any, Any]]] = {}
    for leg in legs.to_dict("records"):
        by_clip.setdefault(leg["clip"], []).append(leg)
    for take in takes.to_dict("records"):
        found = by_clip.get(take["clip"], [_NO_LEG])
        head = {name: take[name] for name in ("clip", *labels)}
        said = {"quality": check_word(take["quality"])}
        for leg in found:
            rows.append(head | _leg(leg, take["quality_codes"]) | said)
    table = pd.DataFrame(rows, columns=summary_columns(labels), dtype=object)
    return table.fillna("")


_NO_LEG: dict[Any, Any] = {
    "leg": "",
    "task": "",
    "verdict": "not_interpretable",
    "reasons": "",
    "reps": 0,
    "standing_s": math.nan,
}


def _leg(leg: dict[Any, Any], codes: str) -> dict[str, Any]:
    """Return one leg in words."""
    reasons = [*leg["reasons"].split(";"), *codes.split(";")]
    stood_only = leg["reps"] == 0 and not math.isnan(leg["standing_s"])
    verdict = "not_judged" if stood_only else leg["verdict"]
    row: dict[str, Any] = {
        "leg": leg["leg"],
        "task": leg["task"],
        "verdict": verdict_word(verdict),
        "reasons": "; ".join(
            dict.fromkeys(refusal_problem(code) for code in reasons if code)
        ),
    }
    if not leg["leg"]:
        return row
    row["pattern"] = pattern_name(leg["pattern"])
    row["valid_reps"], row["reps"] = leg["valid_reps"], leg["reps"]
    for name in REPORTED_MEASURES:
        cells = _cells(name, leg[name], leg[f"sem_{name}"], leg[f"verdict_{name}"])
        row |= dict(zip(_measure_columns(name), cells, strict=True))
    row[_STANDING] = _number(leg[_STANDING])
    return row


def _measure_columns(name: str) -> tuple[str, str, str]:
    return name, f"sem_{name}", f"verdict_{name}"


def _cells(name: str, value: float, sem: float, verdict: str) -> tuple[str, str, str]:
    """Return value, typical error and verdict of a measure."""
    if math.isnan(value):
        return "", "", verdict_word("not_judged")
    return _number(value), _number(sem), verdict_word(verdict)


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:.1f}"
