"""The settings as a page, written from the fields that hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from inspect import cleandoc
from typing import Any

from screening.settings import DEFAULT, ModelTraits
from screening.strict import Below, bounds_of, hints_of, others_of

_HEAD = """# Settings

What a user may change about the numbers. A settings file is TOML and holds only what
changes: the tables and keys below, for example

    [reps]
    least_valid = 4

It is given with `--settings FILE.toml`; every result carries the settings it was made
with. Unknown keys and values out of range are refused. What belongs to the method is
not a setting: those constants are in the code, and in every result under `method`.
This page is written from the code by `make codebook`; a test checks that it is current.
"""

_MODELS = """## `[models.lite]`, `[models.full]`, `[models.heavy]`

{meaning} Another pose model has its own table under the name of its file, such as
`[models."own.task"]`; what it leaves out is taken from the last column.
"""

_UNITS = {
    "leg_per_s": "leg lengths per second",
    "deg_per_deg": "degrees per degree",
    "leg": "leg lengths",
    "deg": "degrees",
    "hz": "Hz",
    "fps": "frames per second",
    "px": "pixels",
    "s": "s",
}
"""Unit of a setting by the end of its name."""


def settings_page() -> str:
    """Return the whole page as Markdown."""
    parts = [_HEAD]
    for field in fields(DEFAULT):
        kind = getattr(DEFAULT, field.name)
        if field.name != "models":
            parts += [f"## `[{field.name}]`\n", f"{_meaning(type(kind))}\n"]
            parts.append(_table(type(kind), {"default": kind}))
    parts.append(_MODELS.format(meaning=_meaning(ModelTraits)))
    parts.append(_table(ModelTraits, {**DEFAULT.models, "other models": ModelTraits()}))
    return "\n".join(parts)


def _table(kind: type[Any], values: dict[str, Any]) -> str:
    """Return the settings of one table, with a column for each set of values."""
    titles = ["setting", *values, "unit", "range", "meaning"]
    lines = [f"| {' | '.join(titles)} |", "|" + "---|" * len(titles)]
    hints = hints_of(kind)
    for names, meaning in _described(kind):
        columns = [
            [f"`{name}`" for name in names],
            *([f"{getattr(each, n):g}" for n in names] for each in values.values()),
            [_unit(name) for name in names],
            [_range(hints[name]) for name in names],
            [meaning],
        ]
        lines.append(f"| {' | '.join('<br>'.join(cells) for cells in columns)} |")
    return "\n".join(lines) + "\n"


def _meaning(kind: type[Any]) -> str:
    """Return the first sentence of a class."""
    return cleandoc(kind.__doc__ or "").split("\n\n")[0]


def _described(kind: type[Any]) -> Iterator[tuple[list[str], str]]:
    """Yield the names that a docstring describes together, and what it says."""
    text = cleandoc(kind.__doc__ or "").partition("----------\n")[2]
    for entry in re.split(r"\n(?=\S)", text):
        names, _, meaning = entry.partition("\n")
        said = " ".join(meaning.split())
        yield names.split(", "), said.replace("``", "`").replace(" * ", " × ")


def _unit(name: str) -> str:
    return next((unit for end, unit in _UNITS.items() if name.endswith(f"_{end}")), "–")


def _range(hint: Any) -> str:
    """Return the bounds of a setting, and its rule about another one."""
    bounds = bounds_of(hint)
    said = f"{bounds.ge:g} to {bounds.le:g}" if bounds else ""
    for rule in others_of(hint):
        word = "below" if isinstance(rule, Below) else "at most"
        said += f", {word} `{rule.other}`"
    return said
