"""The language that people are addressed in, and the files that hold its words.

The words are TOML files in ``screening/words/<language>/``. A sentence is looked up
when it is made, never when a module is imported, so that one process can speak several
languages. Nothing here knows what the words are about; each is found by a key such as
``findings.legs.sign``: the file, and the way through its tables.

The language is that of the block of code (:func:`speaking`), else that of whoever is
spoken to, where a front end knows them (:func:`ask`), else that of the process
(:func:`speak`).

A sentence names what is filled in, in braces. A number is written as the language
writes numbers. A text can be given a form of the language's own: ``{leg:Side}`` looks
the value of ``leg`` up in the table ``forms.Side`` of ``grammar.toml``. Where one
sentence depends on a number, its entry is a table with ``one`` and ``other``, and the
field ``count`` decides.
"""

from __future__ import annotations

import locale
import os
import string
import tomllib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache, partial
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any, ParamSpec, TypeVar, cast
from unicodedata import category

P = ParamSpec("P")
R = TypeVar("R")

DEFAULT_LANGUAGE = "en"

_FOLDER: Traversable = resources.files("screening") / "words"
_LANGUAGE: ContextVar[str] = ContextVar("language")
_ENVIRONMENT = ("LC_ALL", "LC_MESSAGES", "LANG")


def _nobody() -> str | None:
    return None


_process = DEFAULT_LANGUAGE
_listener: Callable[[], str | None] = _nobody


def language() -> str:
    """Return the language of this thread or task, for example ``en``."""
    return _LANGUAGE.get(None) or _listener() or _process


def speak(language: str) -> None:
    """Let this process speak a language wherever no other one was chosen.

    Parameters
    ----------
    language
        One of :func:`languages`.
    """
    global _process
    _process = language


def ask(listener: Callable[[], str | None]) -> None:
    """Let the language be asked for wherever no block of code has chosen one.

    Parameters
    ----------
    listener
        Returns the language of whoever is spoken to in this thread, or ``None``.
    """
    global _listener
    _listener = listener


def known_language(name: str) -> str | None:
    """Return the language that a name of a locale stands for, if there are words in it.

    Parameters
    ----------
    name
        As browsers and environments write it.

    Examples
    --------
    >>> known_language("en-GB"), known_language("en_US.UTF-8"), known_language("tlh")
    ('en', 'en', None)
    """
    code = (locale.normalize(name).partition("_")[0]).partition("-")[0].lower()
    return code if code in languages() else None


def language_of_environment() -> str:
    """Return the language that the environment asks for; English without words in it.

    The first of ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` that is set decides.
    """
    name = next(filter(None, map(os.environ.get, _ENVIRONMENT)), "")
    return known_language(name) or DEFAULT_LANGUAGE


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


def keeping_language(function: Callable[P, R]) -> Callable[P, R]:
    """Return a function that speaks the present language in whatever thread it runs.

    Parameters
    ----------
    function
        For a thread, a pool or another process; those begin with the default language.
    """
    return cast("Callable[P, R]", partial(_call, language(), function))


def _call(
    language: str, function: Callable[P, R], *args: P.args, **kwargs: P.kwargs
) -> R:
    with speaking(language):
        return function(*args, **kwargs)


def languages() -> tuple[str, ...]:
    """Return the languages there are words for."""
    found = (entry.name for entry in _FOLDER.iterdir() if entry.is_dir())
    return tuple(sorted(name for name in found if not name.startswith("_")))


def words(key: str) -> Any:
    """Return what stands under a key in the present language.

    Parameters
    ----------
    key
        File without its ending, then the tables: ``checklist.items``.

    Returns
    -------
    Any
        A text, a list or a table; shared by all callers, not to be changed.

    Raises
    ------
    LookupError
        If there is no such key.
    """
    file, *path = key.split(".")
    found: Any = _read(language(), file)
    for name in path:
        if not isinstance(found, dict) or name not in found:
            raise LookupError(f"no words for {key!r} in {language()!r}")
        found = found[name]
    return found


def has_words(key: str) -> bool:
    """Tell whether something stands under a key; a later version may know more."""
    try:
        words(key)
    except LookupError:
        return False
    return True


def say(key: str, /, **fields: Any) -> str:
    """Return a sentence, a title or a word with its fields filled in.

    Parameters
    ----------
    key
        As for :func:`words`.
    **fields
        What the sentence names in braces; it may leave some unused. ``count`` chooses
        between ``one`` and ``other`` where the entry has both.

    Examples
    --------
    >>> say("grammar.pair", first="knee", last="pelvis")
    'knee and pelvis'
    """
    found = words(key)
    if isinstance(found, dict):
        found = found["one" if fields["count"] == 1 else "other"]
    return _FORMATTER.vformat(str(found), (), fields)


def numeral(value: float, spec: str) -> str:
    """Return a number as the language writes it.

    Parameters
    ----------
    value
        Any number.
    spec
        How Python formats it, for example ``+.1f`` or ``.0%``.

    Examples
    --------
    >>> numeral(-13.24, ".1f"), numeral(-0.04, ".1f")
    ('−13.2', '0.0')
    """
    signs = words("grammar.numbers")
    text = format(value, spec)
    if text.startswith("-") and not any(digit in text for digit in "123456789"):
        text = text[1:]
    return text.translate(
        {
            ord("-"): signs["minus"],
            ord("."): signs["decimal"],
            ord("%"): signs["percent"],
        }
    )


def printable(text: str) -> str:
    r"""Return a text on one line, with a mark for everything that cannot be printed.

    Parameters
    ----------
    text
        May hold other people's words: names of files, keys, columns.

    Examples
    --------
    >>> printable("a\nb")
    'a�b'
    """
    mark = "\N{REPLACEMENT CHARACTER}"
    return "".join(each if _is_printable(each) else mark for each in text)


def _is_printable(character: str) -> bool:
    # Python counts no space but the common one; "5 %" is held together by another.
    return character.isprintable() or category(character) == "Zs"


class Phrase:
    """A sentence, or a part of one, that is made when it is read.

    Parameters
    ----------
    key, **fields
        As for :func:`say`.
    """

    def __init__(self, key: str, /, **fields: Any) -> None:
        self.key = key
        self.fields: Mapping[str, Any] = fields

    def __str__(self) -> str:
        """Return it in the present language."""
        return say(self.key, **self.fields)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep key and fields when it goes to another process."""
        return partial(type(self), self.key, **self.fields), ()


Wording = str | Phrase
"""What may be named in a sentence."""


class _Formatter(string.Formatter):
    """Fills fields in: numbers and forms of texts as the language has them."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, str) and format_spec:
            return str(words(f"grammar.forms.{format_spec}.{value}"))
        if isinstance(value, float) and format_spec:
            return numeral(value, format_spec)
        return str(super().format_field(value, format_spec))


_FORMATTER = _Formatter()


@cache
def _read(language: str, file: str) -> dict[str, Any]:
    path = _FOLDER / language / f"{file}.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"))
