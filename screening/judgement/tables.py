"""Strict reading of a table of plain values: every mistake is one clear sentence."""

from __future__ import annotations

import difflib
import math
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar

from screening.errors import ProfileError

_Word = TypeVar("_Word", bound=str)


def nearest(name: str, names: Iterable[str]) -> str:
    """Return a hint at the name that was meant, or nothing when none is close.

    Parameters
    ----------
    name
        What was written.
    names
        What could have been meant.

    Examples
    --------
    >>> nearest("flagg", ["watch", "flag"])
    ' (did you mean "flag"?)'
    """
    close = difflib.get_close_matches(name, list(names), n=1, cutoff=0.5)
    return f' (did you mean "{close[0]}"?)' if close else ""


class Table:
    """A table whose values are taken out by name and type.

    Parameters
    ----------
    values
        Plain values, as TOML or JSON give them.
    where
        Dotted name of the table inside its file, empty for the file itself.
    origin
        Name of the file.
    """

    def __init__(self, values: dict[str, Any], *, where: str, origin: str) -> None:
        self._values = values
        self._where = where
        self._origin = origin

    def __contains__(self, key: str) -> bool:
        """Tell whether the key is there."""
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        """Iterate over the keys."""
        return iter(self._values)

    def error(self, problem: str) -> ProfileError:
        """Return the error for a problem in this table, to be raised."""
        place = f"{self._origin}, [{self._where}]" if self._where else self._origin
        return ProfileError(f"{place}: {problem}.")

    def only(self, names: Iterable[str]) -> None:
        """Raise an error when a key is none of these names."""
        known = list(names)
        for key in self._values:
            if key not in known:
                hint = nearest(key, known) or f" (known: {', '.join(known)})"
                raise self.error(f'unknown key "{key}"{hint}')

    def text(self, key: str) -> str:
        """Return a text that is not empty."""
        value = self._get(key)
        if not isinstance(value, str) or not value.strip():
            raise self._mistyped(key, "text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._get(key)
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            raise self._mistyped(key, "a list of texts")
        return tuple(value)

    def number(self, key: str) -> float:
        """Return a finite number."""
        value = self._get(key)
        # A bool is an int in Python, but "true" is no cut-off.
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self._mistyped(key, "a number")
        if not math.isfinite(value):
            raise self._mistyped(key, "a finite number")
        return float(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false, or the default when the key is not there."""
        value = self._values.get(key, default)
        if not isinstance(value, bool):
            raise self._mistyped(key, "true or false")
        return value

    def choice(self, key: str, known: tuple[_Word, ...], *, default: _Word) -> _Word:
        """Return one of some words, or the default when the key is not there."""
        value = self._values.get(key, default)
        for word in known:
            if value == word:
                return word
        raise self._mistyped(key, f"one of {', '.join(known)}")

    def table(self, key: str) -> Table:
        """Return a table inside this one."""
        value = self._get(key)
        if not isinstance(value, dict):
            raise self._mistyped(key, "a table")
        where = f"{self._where}.{key}" if self._where else key
        return Table(value, where=where, origin=self._origin)

    def optional_table(self, key: str) -> dict[str, Any]:
        """Return the values of a table inside this one, none when it is not there."""
        return dict(self.table(key)._values) if key in self else {}

    def _get(self, key: str) -> Any:
        """Value of a key that must be there."""
        if key not in self._values:
            raise self.error(f'the key "{key}" is missing')
        return self._values[key]

    def _mistyped(self, key: str, expected: str) -> ProfileError:
        """Error for a value of the wrong kind."""
        got = self._values[key]
        return self.error(f'"{key}" must be {expected}, but is {got!r}')
