"""The command line in the present language: help, mistakes in its use, ``--lang``.

Typer has its words in its code, in English. What it says of a mistake is recognised by
the English texts of ``commands.typer.mistakes`` and said with those of the language.
"""

from __future__ import annotations

import copy
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, NoReturn

import typer
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from screening.language import (
    DEFAULT_LANGUAGE,
    has_words,
    known_language,
    language,
    languages,
    say,
    speaking,
    words,
)

LANGUAGE = "--lang"
_TYPER = "commands.typer"
_MISTAKES = f"{_TYPER}.mistakes"
_UsageError = typer.BadParameter.__mro__[1]


def language_in(arguments: Sequence[str]) -> str | None:
    """Return the language that a command is given in, wherever that stands.

    Parameters
    ----------
    arguments
        Of the program. A language without words is none; the command then says so.
    """
    found = None
    for i, each in enumerate(arguments):
        if each == "--":
            break
        name, equals, value = each.partition("=")
        if name == LANGUAGE:
            value = value if equals else "".join(arguments[i + 1 : i + 2])
            found = known_language(value) or found
    return found


def check_language(name: str | None) -> str | None:
    """Return the language; raise an error where there are no words in it.

    Parameters
    ----------
    name
        As it was given; ``None`` where it was not.

    Raises
    ------
    typer.BadParameter
        If there are no words in it.
    """
    if name is None or known_language(name):
        return name
    there = ", ".join(languages())
    raise typer.BadParameter(
        say("commands.usage.no_language", name=name, languages=there)
    )


def confirmed(question: str) -> bool:
    """Ask somebody whether they are sure.

    Parameters
    ----------
    question
        In the present language, as the answer will be.
    """
    asked = say(f"{_TYPER}.yes_or_no", question=question)
    answer: str = typer.prompt(asked, default="", show_default=False)
    return answer.strip().lower() in words(f"{_TYPER}.yes")


class _Spoken:
    """What a command and a group share: their language option, the word for usage."""

    _language: Any = None

    def format_usage(self, ctx: Any, formatter: Any) -> None:
        """Write how the command is used."""
        pieces = self.collect_usage_pieces(ctx)  # type: ignore[attr-defined]
        said = say(f"{_TYPER}.usage") + " "
        formatter.write_usage(ctx.command_path, " ".join(pieces), prefix=said)

    def get_params(self, ctx: Any) -> list[Any]:
        """Return the parameters: its own, the language, and help."""
        given: list[Any] = super().get_params(ctx)  # type: ignore[misc]
        for each in given:
            if each.name == "help":
                each.help = say(f"{_TYPER}.help")
        if self._language is None:
            self._language = _language_option(ctx.find_root().command)
        if self._language is None or self._language.name in [p.name for p in given]:
            return given
        self._language.help = _own_help("_lang")
        return [*given[:-1], self._language, *given[-1:]]


class SpokenCommand(_Spoken, TyperCommand):
    """A command that speaks the present language."""


class SpokenGroup(_Spoken, TyperGroup):
    """Commands whose help comes from the words, not from where they are defined.

    What is said about a command and its parameters stands in ``commands.toml`` under
    the command's name; about a parameter that several share, in its table ``options``.
    """

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run the program in the language that its arguments ask for."""
        given = args[0] if args else extra.get("args")
        chosen = language_in(sys.argv[1:] if given is None else given)
        with speaking(chosen or language()), _typer_speaks():
            return super().main(*args, **extra, obj={LANGUAGE: chosen})

    def make_context(self, *args: Any, **extra: Any) -> Any:
        """Read the arguments; what is wrong with them is said in the language."""
        try:
            return super().make_context(*args, **extra)
        except TyperException as error:
            _say_mistake(error)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; what is wrong with its use is said in the language."""
        try:
            return super().invoke(ctx)
        except TyperException as error:
            _say_mistake(error)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command with its help in the present language."""
        command = super().get_command(ctx, cmd_name)
        if command is not None:
            place = f"{_place(ctx)}{cmd_name}."
            command.help = say(f"commands.{place}about").strip()
            for parameter in command.params:
                _describe(parameter, place)
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of all commands."""
        place = _place(ctx)
        about = say(f"commands.{place}about" if place else "commands.about")
        self.help = about.strip()
        own: list[Any] = list(self.params)
        for option in own:
            option.help = _own_help(option.name)
        super().format_help(ctx, formatter)


class _SaidError(_UsageError):  # type: ignore[misc, valid-type]
    """A mistake in the use of a command, in the words of the present language."""

    def format_message(self) -> str:
        """Return the sentence."""
        return str(self.message)


def _say_mistake(error: TyperException) -> NoReturn:
    """Raise what Typer says in the words of the present language."""
    if isinstance(error, _SaidError) or not isinstance(error, _UsageError):
        raise error
    said = in_own_words(error.format_message())
    if said is None:
        raise error
    raise _SaidError(said, getattr(error, "ctx", None)) from error


def in_own_words(text: str) -> str | None:
    """Return what Typer said in English in the present language.

    Parameters
    ----------
    text
        Of an error.

    Returns
    -------
    str
        ``None`` where it is none of the known texts.
    """
    for key, pattern in _patterns():
        found = pattern.fullmatch(text)
        if found:
            fields = {
                name: in_own_words(part) or part
                for name, part in found.groupdict().items()
            }
            return say(f"{_MISTAKES}.{key}", **fields)
    return None


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return how Typer's own texts are recognised, by their key."""
    with speaking(DEFAULT_LANGUAGE):
        known: dict[str, str] = words(_MISTAKES)
    return tuple((key, _pattern(text)) for key, text in known.items())


def _pattern(text: str) -> re.Pattern[str]:
    parts = re.split(r"{(\w+)}", text)
    named = [
        f"(?P<{part}>.+?)" if i % 2 else re.escape(part) for i, part in enumerate(parts)
    ]
    return re.compile("".join(named), re.DOTALL)


@contextmanager
def _typer_speaks() -> Iterator[None]:
    """Put the words of the language in the place of those that Typer prints."""
    from typer import rich_utils

    own: dict[str, str] = words(f"{_TYPER}.printed")
    before = {name: getattr(rich_utils, name) for name in own}
    vars(rich_utils).update(own)
    try:
        yield
    finally:
        vars(rich_utils).update(before)


def _language_option(root: Any) -> Any:
    """Return the program's option for the language, for one of its commands."""
    own = next((each for each in root.params if LANGUAGE in each.opts), None)
    if own is None:
        return None
    option = copy.copy(own)
    option.expose_value = False
    return option


def _own_help(name: str) -> str:
    return say(f"commands.own_options.{name}", languages=", ".join(languages()))


def _place(ctx: Any) -> str:
    """Return where the words of a group stand: its name after the groups above."""
    return "" if ctx.parent is None else f"{_place(ctx.parent)}{ctx.info_name}."


def _describe(parameter: Any, place: str) -> None:
    """Put the help of one parameter in: its own, its group's, or that of all."""
    while place and not has_words(f"commands.{place}options.{parameter.name}"):
        place = "".join(f"{name}." for name in place.split(".")[:-2])
    own = f"commands.{place}options.{parameter.name}"
    parameter.help = say(own if place else f"commands.options.{parameter.name}")
