"""Another language for the tests, and what a language may lack."""

from __future__ import annotations

import re
import string
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ENGLISH = Path(__file__).parents[2] / "screening" / "words" / "en"
FILES = sorted(path.stem for path in ENGLISH.glob("*.toml"))


def leaves(table: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Every text below a table, with its key."""
    if isinstance(table, dict):
        for name, inner in table.items():
            yield from leaves(inner, f"{key}.{name}" if key else name)
    elif isinstance(table, list):
        for number, inner in enumerate(table):
            yield from leaves(inner, f"{key}[{number}]")
    elif isinstance(table, str):
        yield key, table


def read(folder: Path) -> dict[str, str]:
    """Every text of a language, by its key with the file before it."""
    return {
        key: text
        for path in sorted(folder.glob("*.toml"))
        for key, text in leaves(tomllib.loads(path.read_text("utf-8")), path.stem)
    }


def named(text: str) -> set[str]:
    """Names of what is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def lacks(folder: Path) -> list[str]:
    """What a language has too little or too much of, against English."""
    english, other = read(ENGLISH), read(folder)
    # Forms of words, and how many there are in a list, are a language's own affair.
    own = re.compile(r"^grammar\.forms\.|\[\d+\]$")
    wrong = [key for key in english.keys() ^ other.keys() if not own.search(key)]
    return sorted(wrong) + sorted(
        f"{key}: {{{name}}}"
        for key in english.keys() & other.keys()
        for name in named(english[key]) ^ named(other[key])
    )


def loud(text: str) -> str:
    """The text in capitals, but for what is filled in."""
    return re.sub(r"(\{[^}]*\})|([^{]+)", lambda m: m[1] or m[2].upper(), text)


def shouted(table: Any) -> Any:
    """A table of words with every text in capitals."""
    if isinstance(table, dict):
        return {name: shouted(inner) for name, inner in table.items()}
    if isinstance(table, list):
        return [shouted(inner) for inner in table]
    return loud(table) if isinstance(table, str) else table


def written(table: dict[str, Any], key: str = "") -> str:
    """A table as TOML: what has no table in it first."""
    plain = {k: v for k, v in table.items() if not isinstance(v, dict)}
    lines = [f"[{key}]"] if key else []
    lines += [f"{_quoted(name)} = {_value(value)}" for name, value in plain.items()]
    for name, inner in table.items():
        if isinstance(inner, dict):
            path = f"{key}.{_quoted(name)}" if key else _quoted(name)
            lines.append(written(inner, path))
    return "\n".join(lines) + "\n"


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    return str(value).lower() if isinstance(value, bool) else _quoted(str(value))


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
