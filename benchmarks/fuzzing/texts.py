"""Settings, profiles, manifests, exclusions and results with mistakes in them."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

from fuzzing.dice import NUMBERS, TEXTS, Dice
from screening.judgement.profiles import builtin_names
from screening.results.files import SCREENING
from screening.settings import DEFAULT
from screening.strict import bounds_of, hints_of

_NAMES = ("adult", "report-only", "adult-female", "none", "", "../adult", 3)
_DEEP = 100_000
_COLUMNS = (
    *("clip", "subject", "session", "leg", "mirrored", "Clip", "clips", "measure"),
    *("value", "rep", "", " ", "=a", "group", "age", "subject", "bottom_s", "error"),
)
_LEGS = ("left", "right", "auto", "middle", "LEFT", "", "left;right")


def write_settings(dice: Dice, folder: Path, *, allowed: bool | None = None) -> Path:
    """Write a settings file: values within their bounds, at them, or of any kind."""
    if allowed is None:
        allowed = dice.chance(0.7)
    lines = []
    for table in dice.rng.permutation([f.name for f in fields(DEFAULT)]).tolist():
        values = getattr(DEFAULT, table)
        if not dice.chance(0.05 if table == "capture" else 0.6):
            continue
        if not is_dataclass(values):
            lines += [f"[{table}.{dice.pick(['full', 'lite', 'x'])}]"]
            values = DEFAULT.models["full"]
        else:
            lines += [f"[{table}]"]
        for name, hint in hints_of(type(values)).items():
            # Values that must go together seldom do, and hide all others then.
            if not dice.chance(0.15):
                continue
            value = getattr(values, name)
            value = _within(dice, hint, value) if allowed else _any(dice, value)
            lines.append(f"{_key(dice, name)} = {toml(value)}")
    return _write(dice, folder / "settings.toml", "\n".join(lines), often=not allowed)


def write_profile(dice: Dice, folder: Path, package: Path) -> Path:
    """Write a profile: one of the package with values and keys changed."""
    built_in = package / "judgement" / "profiles"
    text = (built_in / f"{dice.pick(builtin_names())}.toml").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    if dice.chance(0.2):
        lines = [f"extends = {toml(dice.pick(_NAMES))}", *lines]
    for _ in range(dice.pick([0, 1, 1, 2, 5])):
        place = dice.below(len(lines))
        key, is_value, _ = lines[place].partition(" = ")
        change = dice.below(5)
        if change == 0:
            del lines[place]
        elif change == 1:
            lines.insert(place, lines[place])
        elif change == 2 and is_value:
            lines[place] = f"{_key(dice, key)} = {toml(dice.value())}"
        elif is_value:
            number = dice.pick([dice.between(-60, 60), dice.between(0, 5)])
            text_too = key.endswith("source") or key in ("name", "title", "status")
            value = dice.pick(TEXTS) if text_too else number
            lines[place] = f"{key} = {toml(value)}"
    return _write(dice, folder / "profile.toml", "\n".join(lines))


def write_manifest(dice: Dice, folder: Path) -> Path:
    """Write a manifest of clips that are there, or not."""
    for name in ("a.mp4", "b.mp4", "=c.mp4", "J\u00f6rg 1.mov"):
        (folder / name).write_bytes(b"no clip")
    there = ["a.mp4", "b.mp4", "=c.mp4", "J\u00f6rg 1.mov", "./a.mp4", "no.mp4", "~x"]
    columns = ["clip", *(dice.pick(_COLUMNS) for _ in range(dice.below(4)))]
    if dice.chance(0.8):
        others = {"age", "group", "weight", "=a", "a b", "leg", "subject", "[x]", "{y}"}
        count = dice.below(5)
        columns = ["clip", *dice.rng.permutation(sorted(others)).tolist()[:count]]
    rows = []
    for number in range(dice.pick([0, 1, 2, 3, 3, 3])):
        cells: list[str] = []
        for column in columns:
            if column == "clip":
                usual = there[number]
                cells.append(
                    usual if dice.chance(0.95) else dice.pick([*there, *TEXTS])
                )
            elif column == "leg":
                cells.append(dice.pick(_LEGS[:3] if dice.chance(0.95) else _LEGS))
            elif column == "mirrored":
                cells.append(dice.pick(["yes", "no", "", "maybe", "1"]))
            else:
                cells.append(dice.pick(TEXTS) if dice.chance(0.6) else str(number))
        rows.append(cells)
    return _write(dice, folder / "manifest.csv", _csv(dice, [columns, *rows]))


def write_exclusions(dice: Dice, folder: Path, clip: str) -> Path:
    """Write a list of repetitions to leave out."""
    columns = ["clip", "leg", dice.pick(["repetition", "rep"]), "reason"]
    if dice.chance(0.1):
        columns[dice.below(4)] = dice.pick(_COLUMNS)
    odd = ["0", "-1", "9" * 400, "1e3", "\u0663", "\u00b2", "4"]
    rows = []
    for number in ("1", "2", "3.0")[: dice.below(4)]:
        number = dice.pick(odd) if dice.chance(0.15) else number
        row = [clip, "right", number, dice.pick(["wobbled", *TEXTS])]
        if dice.chance(0.15):
            row[dice.below(4)] = dice.pick(TEXTS)
        rows.append(row)
    return _write(dice, folder / "exclusions.csv", _csv(dice, [columns, *rows]))


def change_result(dice: Dice, folder: Path) -> str:
    """Change the ``screening.json`` of a folder; return what was done to it."""
    path = folder / SCREENING
    text = path.read_text("utf-8")
    if dice.chance(0.25):
        path.write_bytes(dice.changed_bytes(text.encode()))
        return "bytes"
    if dice.chance(0.05):
        path.write_text('{"schema_version": 3, "frames": ' + "[" * _DEEP, "utf-8")
        return "nested"
    values = json.loads(text)
    for _ in range(dice.pick([1, 1, 2, 6])):
        table, key = _somewhere(dice, values)
        change = dice.below(4)
        if change == 0:
            del table[key]
        elif change == 1 and isinstance(table[key], list) and table[key]:
            table[key] = table[key] * 2 if dice.chance(0.5) else table[key][1:]
        elif isinstance(table[key], int | float) and change == 2:
            table[key] = dice.pick(NUMBERS)
        else:
            table[key] = dice.value()
    path.write_text(json.dumps(values), "utf-8", errors="surrogatepass")
    return "values"


def _somewhere(dice: Dice, values: Any) -> tuple[Any, Any]:
    """Return a table or a list in plain values, and a key in it."""
    table: Any = values
    while True:
        keys = list(table) if isinstance(table, dict) else range(len(table))
        key = dice.pick(keys)
        below = table[key]
        if not isinstance(below, dict | list) or not below or dice.chance(0.15):
            return table, key
        table = below


def _within(dice: Dice, hint: Any, value: Any) -> Any:
    """Return a value that a setting may have, often one of its bounds."""
    bounds = bounds_of(hint)
    if bounds is None:
        return value
    least, most = float(bounds.ge), float(bounds.le)  # type: ignore[arg-type]
    number = dice.pick([least, most, dice.between(least, most), value, value])
    return round(number) if isinstance(value, int) else float(number)


def _any(dice: Dice, value: Any) -> Any:
    return dice.value() if dice.chance(0.1) else value


def _key(dice: Dice, name: str) -> str:
    if dice.chance(0.97):
        return name
    return toml(dice.pick([name + "x", name.upper(), *TEXTS]))


def toml(value: Any) -> str:
    """Return a plain value as TOML has it, also one that TOML cannot have."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{toml(k)} = {toml(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml, value)) + "]"
    return json.dumps(value)


def _csv(dice: Dice, rows: Sequence[Sequence[str]]) -> str:
    sign = dice.pick([",", ",", ",", ";", "\t"])
    lines = []
    for row in rows:
        cells = list(row)
        if dice.chance(0.02):
            cells = cells * 2 if dice.chance(0.5) else cells[:-1]
        quoted = ['"' + c.replace('"', '""') + '"' for c in cells]
        lines.append(sign.join(quoted if dice.chance(0.8) else cells))
    return dice.pick(["\n", "\n", "\r\n", "\r"]).join(lines) + "\n"


def _write(dice: Dice, path: Path, text: str, *, often: bool = True) -> Path:
    """Write a text, now and then with other bytes in it, or none at all."""
    content = text.encode("utf-8", "surrogatepass")
    change = dice.below(12 if often else 60)
    if change == 0:
        content = dice.changed_bytes(content)
    elif change == 1:
        content = dice.pick(
            [
                b"\xef\xbb\xbf" + content,
                text.encode("utf-16", "surrogatepass"),
                b"a = " + b"[" * _DEEP,
                b"[" + b"a." * 5000 + b"a]\n",
                b"",
                b"a = " + b"9" * 6000,
                content + b"\0",
                b'"' * 4 + content,
            ]
        )
    path.write_bytes(content)
    return path
