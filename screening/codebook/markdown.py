"""The codebook as a page, made from the columns that the code writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.codebook.columns import describe
from screening.export.curves import CURVE_COLUMNS, LONG_COLUMNS, PHASE_COLUMNS
from screening.judgement.judged_tables import WITHHELD_COLUMNS
from screening.language import say, words
from screening.motion.repetition_table import STANDING_COLUMNS
from screening.study.comparisons import COMPARISONS
from screening.study.summary import summary_columns
from screening.study.tables import (
    FRAMES_COLUMNS,
    LABELS,
    LEG_COLUMNS,
    REPS_COLUMNS,
    TAKES_COLUMNS,
)

TABLES = {
    "frames": FRAMES_COLUMNS,
    "reps": REPS_COLUMNS,
    "standing": STANDING_COLUMNS | WITHHELD_COLUMNS["standing"],
    "legs": LEG_COLUMNS,
    "takes": TAKES_COLUMNS,
    **COMPARISONS,
    "curves": CURVE_COLUMNS,
    "phases": PHASE_COLUMNS,
    "long": LONG_COLUMNS,
    "failures": {"error": "str", "traceback": "str"},
}
"""Columns of each table, after the labels."""

_LABELS = {"subject": "", "session": ""}


def codebook() -> str:
    """Return the whole page as Markdown."""
    parts = [say("codebook.page.head")]
    parts += [_heading("labels"), _table(dict.fromkeys(LABELS, "str"))]
    for name, columns in TABLES.items():
        parts += [f"## {say(f'codebook.tables.{name}')}\n", _table(columns)]
    parts += [_heading("summary_title"), _summary()]
    parts += [_heading("opensim_title"), say("codebook.page.opensim")]
    parts += [_heading("codes_title"), _codes()]
    return "\n".join(parts)


def _heading(key: str) -> str:
    return f"## {say(f'codebook.page.{key}')}\n"


def _table(columns: Iterable[str]) -> str:
    """Return the columns of one table as a Markdown table."""
    titles = ("column", "unit", "positive", "range", "meaning")
    lines = _head_of_table(titles)
    for name in columns:
        each = describe(name)
        cells = (f"`{name}`", each.unit, each.positive, each.range, each.meaning)
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _head_of_table(titles: Sequence[str]) -> list[str]:
    said = " | ".join(say(f"codebook.page.{title}") for title in titles)
    return [f"| {said} |", "|" + "---|" * len(titles)]


def _summary() -> str:
    """Return the columns of the summary, which has the values of other tables."""
    names = ", ".join(f"`{name}`" for name in summary_columns(_LABELS))
    return say("codebook.page.summary", columns=names) + "\n"


def _codes() -> str:
    """Return the codes that appear in columns, and their words."""
    lines = _head_of_table(("code", "in_words"))
    for code, known in sorted(words("checks").items()):
        lines.append(f"| `{code}` | {known['problem']} |")
    about = say("codebook.page.about_codes") + "\n"
    return "\n".join([about, *lines]) + "\n"
