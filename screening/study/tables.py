"""The tables of a batch: their columns with types, and the rows of one clip.

A table has the same columns whatever was found, so an empty batch can be read by the
same program as a full one. ``clip``, ``subject``, ``session`` and the other columns
of the manifest come first, as text.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import cache
from typing import Any

import pandas as pd
import pyarrow as pa

from screening.judgement.findings import LegFinding
from screening.judgement.judged_tables import WITHHELD, WITHHELD_COLUMNS
from screening.judgement.trust import whole_take_refusals
from screening.measures import FOUND_MEASURES, STANDING_MEASURES
from screening.motion.frame_table import FRAME_COLUMNS
from screening.motion.landmarks import SIDES, Side
from screening.motion.quality import Check
from screening.motion.repetition_table import REPETITION_COLUMNS
from screening.results.screening import Screening
from screening.study.clips import BatchClip
from screening.study.take_rows import OF_TAKE, take_row

LABELS = ("clip", "subject", "session")
"""Columns that every table begins with."""

TAKE_COLUMNS = {"task": "str", "quality": "str", "quality_codes": "str"}
"""What the person did, the worst verdict of the checks of the take (``ok``, ``warn`` or
``refuse``), and the codes of those that did not pass, joined by ``;``."""


def _per_measure(measures: Iterable[str], kinds: dict[str, str]) -> dict[str, str]:
    """Return the columns of each measure: prefixes of its name, with their types."""
    return {f"{prefix}{name}": kinds[prefix] for name in measures for prefix in kinds}


_STANDING = {
    "standing_s": "float64",
    **_per_measure(
        STANDING_MEASURES,
        {
            "standing_": "float64",
            "standing_max_": "float64",
            "standing_sem_": "float64",
            "standing_reason_": "str",
        },
    ),
    **{f"standing_{name}{WITHHELD}": "float64" for name in STANDING_MEASURES},
}

LEG_COLUMNS = {
    "leg": "str",
    "verdict": "str",
    "pattern": "str",
    "missing": "str",
    "reasons": "str",
    "valid_reps": "int64",
    "reps": "int64",
    "knee_inside_foot": "boolean",
    **_per_measure(
        FOUND_MEASURES,
        {
            "": "float64",
            "sd_": "float64",
            "n_": "int64",
            "sem_": "float64",
            "take_sem_": "float64",
            "turn_sem_": "float64",
            "cut_": "float64",
            "verdict_": "str",
            "reason_": "str",
            "caution_": "str",
        },
    ),
    **{f"{name}{WITHHELD}": "float64" for name in FOUND_MEASURES},
    **_STANDING,
    **TAKE_COLUMNS,
    "mirrored": "bool",
    "model": "str",
    "profile": "str",
}
"""Columns of the table of legs, in order, with their types: for each measure the mean
over the valid repetitions, its standard deviation, number and typical error, the
cut-off, the verdict, and the code of why there is none; a mean that is withheld has a
column of its own."""

FRAMES_COLUMNS = FRAME_COLUMNS | WITHHELD_COLUMNS["frames"]
"""Columns of the table of frames, in order, with their types."""

REPS_COLUMNS = REPETITION_COLUMNS | TAKE_COLUMNS | WITHHELD_COLUMNS["reps"]
"""Columns of the table of repetitions, in order, with their types."""

TAKES_COLUMNS = OF_TAKE | TAKE_COLUMNS
"""Columns of the table of takes, in order, with their types."""

COLUMNS = {
    "frames": FRAMES_COLUMNS,
    "reps": REPS_COLUMNS,
    "legs": LEG_COLUMNS,
    "takes": TAKES_COLUMNS,
}
"""Columns of each table after the labels."""

ALL_NAMES = frozenset(
    {
        "error",
        "traceback",
        *LABELS,
        *(name for each in COLUMNS.values() for name in each),
    }
)
"""Names that a manifest cannot give to columns of its own."""

_SEVERITY = ("ok", "warn", "refuse")
_ARROW = {
    "str": pa.string(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "boolean": pa.bool_(),
}


def columns_of(table: str, labels: dict[str, str]) -> dict[str, str]:
    """Return all columns of a table in order, with their types.

    Parameters
    ----------
    table
        ``frames``, ``reps``, ``legs`` or ``takes``.
    labels
        Of any clip of the batch; all have the same keys.
    """
    return dict.fromkeys(("clip", *labels), "str") | COLUMNS[table]


def no_rows(table: str, labels: dict[str, str]) -> pd.DataFrame:
    """Return a table with all its columns and without rows."""
    columns = columns_of(table, labels)
    return pd.DataFrame(columns=list(columns)).astype(columns)


def schema_of(table: str, labels: dict[str, str]) -> pa.Schema:
    """Return the columns of a table as the types of its Parquet file."""
    return _schema(table, tuple(labels))


@cache
def _schema(table: str, labels: tuple[str, ...]) -> pa.Schema:
    empty = dict.fromkeys(labels, "")
    columns = columns_of(table, empty)
    schema = pa.schema([(name, _ARROW[kind]) for name, kind in columns.items()])
    # Through pandas, so that reading with pandas gives the same types again.
    rows = no_rows(table, empty)
    return pa.Table.from_pandas(rows, schema=schema, preserve_index=False).schema


def rows_of(table: str, screening: Screening, clip: BatchClip) -> pd.DataFrame:
    """Return the rows of one clip.

    Parameters
    ----------
    table
        ``frames``, ``reps``, ``legs`` or ``takes``.
    screening
        What the clip showed.
    clip
        For its name and labels.

    Returns
    -------
    DataFrame
        Columns of :func:`columns_of`; sorted by frame, or by leg and repetition.
    """
    if table == "legs":
        rows = _legs(screening)
    elif table == "takes":
        rows = pd.DataFrame([take_rows(screening, clip.labels)])
    else:
        rows = getattr(screening, table).reset_index(drop=True)
    if table == "reps":
        rows = rows.sort_values(["leg", "rep"], kind="stable")
        rows = rows.assign(**about_take(screening))
    rows = rows.assign(clip=clip.name, **clip.labels)
    columns = columns_of(table, clip.labels)
    return rows[list(columns)].astype(columns).reset_index(drop=True)


def take_rows(screening: Screening, labels: dict[str, str]) -> dict[str, Any]:
    """Return the only row of a take in the table of takes."""
    return take_row(screening, labels) | about_take(screening)


def about_take(screening: Screening) -> dict[str, str]:
    """Return the values of :data:`TAKE_COLUMNS`, the same in every row of a take."""
    return {"task": screening.provenance["task"], **quality_of(screening.quality)}


def quality_of(checks: tuple[Check, ...]) -> dict[str, str]:
    """Return the worst verdict of the checks, and the codes that did not pass."""
    worst = max((c.verdict for c in checks), key=_SEVERITY.index, default="ok")
    codes = dict.fromkeys(c.code for c in checks if c.verdict != "ok")
    return {"quality": worst, "quality_codes": ";".join(codes)}


def _legs(screening: Screening) -> pd.DataFrame:
    return pd.DataFrame(leg_rows(screening), columns=list(LEG_COLUMNS))


def leg_rows(screening: Screening) -> list[dict[str, Any]]:
    """Return a row per leg; a leg that only stood has one too."""
    take = {
        **about_take(screening),
        "mirrored": screening.provenance["mirrored"],
        "model": screening.provenance["model"]["name"],
        "profile": screening.profile.name,
    }
    rows = []
    for side in SIDES:
        finding = screening.leg(side)
        if finding is not None:
            row = _finding(finding) | _withheld_means(screening, finding)
            rows.append(row | _standing(screening, side) | take)
    return rows


def _withheld_means(screening: Screening, finding: LegFinding) -> dict[str, Any]:
    """Return the means of a leg that are withheld, over its valid repetitions."""
    reps = screening.measured.reps
    own = reps[(reps["leg"] == finding.leg) & reps["valid"]]
    means = own[list(FOUND_MEASURES)].mean()
    row: dict[str, Any] = {
        f"{found.measure}{WITHHELD}": means[found.measure]
        for found in finding.measures
        if math.isnan(found.value)
    }
    if whole_take_refusals(screening.quality):
        row["valid_reps"] = 0
    return row


def _standing(screening: Screening, side: Side) -> dict[str, Any]:
    """Return what the quiet stance on a leg showed, without what is not trusted."""
    nothing = {"float64": math.nan, "str": ""}
    row: dict[str, Any] = {name: nothing[kind] for name, kind in _STANDING.items()}
    for found in screening.standing_findings():
        if found.leg == side:
            name, reason = found.measure, found.reason
            row["standing_s"] = found.standing_s
            row[f"standing_{name}"] = found.value
            row[f"standing_max_{name}"] = found.largest
            row[f"standing_sem_{name}"] = found.sem
            row[f"standing_reason_{name}"] = "" if reason is None else reason.code
            if reason is not None:
                measured = screening.measured.standing.set_index("leg")
                row[f"standing_{name}{WITHHELD}"] = measured.loc[
                    side, f"standing_{name}"
                ]
    return row


def _finding(leg: LegFinding) -> dict[str, Any]:
    """Return a leg and all its measures as one row."""
    row: dict[str, Any] = {
        "leg": leg.leg,
        "verdict": leg.verdict,
        "pattern": leg.pattern,
        "missing": ";".join(leg.missing),
        "reasons": ";".join(dict.fromkeys(reason.code for reason in leg.reasons)),
        "valid_reps": leg.valid,
        "reps": leg.total,
        "knee_inside_foot": leg.knee_inside_foot,
    }
    for found in leg.measures:
        name = found.measure
        row[name] = found.value
        row[f"sd_{name}"] = found.sd
        row[f"n_{name}"] = found.n
        row[f"sem_{name}"] = found.sem
        row[f"take_sem_{name}"] = found.take_sem
        row[f"turn_sem_{name}"] = found.turn_sem
        row[f"cut_{name}"] = math.nan if found.cut is None else found.cut
        row[f"verdict_{name}"] = found.verdict
        row[f"reason_{name}"] = "" if found.reason is None else found.reason.code
        row[f"caution_{name}"] = "" if found.caution is None else found.caution.code
        row[f"{name}{WITHHELD}"] = math.nan
    return row
