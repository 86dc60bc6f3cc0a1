"""The language that people are spoken to in, and the files that hold its words.

The words themselves are TOML files in ``screening/words/<language>/``. A sentence is
looked up when it is made, never when a module is imported, so that one process can
speak several languages. Nothing here knows what the words are about.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from importlib import resources
from typing import Any

DEFAULT_LANGUAGE = "en"

_LANGUAGE: ContextVar[str] = ContextVar("language", default=DEFAULT_LANGUAGE)


def language() -> str:
    """Return the language of this thread or task, for example ``en``."""
    return _LANGUAGE.get()


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Make all sentences inside in another language.

    Parameters
    ----------
    language
        One of :func:`languages`.
    """
    token = _LANGUAGE.set(language)
    try:
        yield
    finally:
        _LANGUAGE.reset(token)


def languages() -> tuple[str, ...]:
    """Return the languages there are words for."""
    folder = resources.files("screening") / "words"
    found = (entry.name for entry in folder.iterdir() if entry.is_dir())
    return tuple(sorted(name for name in found if not name.startswith("_")))


def words(name: str) -> dict[str, Any]:
    """Return the words of one file in the present language.

    Parameters
    ----------
    name
        Of the file without its ending, for example ``errors``.

    Returns
    -------
    dict
        Shared by all callers; not to be changed.
    """
    return _read(language(), name)


@cache
def _read(language: str, name: str) -> dict[str, Any]:
    file = resources.files("screening") / "words" / language / f"{name}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
