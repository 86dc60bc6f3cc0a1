"""The help of the command line, looked up in the words when it is shown."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup

from screening.language import has_words, say


class SpokenGroup(TyperGroup):
    """Commands whose help comes from the words, not from where they are defined.

    What is said about a command and its parameters stands in ``commands.toml`` under
    the command's name; about a parameter that several share, in its table ``options``.
    """

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
            option.help = say(f"commands.own_options.{option.name}")
        super().format_help(ctx, formatter)


def _place(ctx: Any) -> str:
    """Return where the words of a group stand: its name after the groups above."""
    return "" if ctx.parent is None else f"{_place(ctx.parent)}{ctx.info_name}."


def _describe(parameter: Any, place: str) -> None:
    """Put the help of one parameter in: its own, its group's, or that of all."""
    while place and not has_words(f"commands.{place}options.{parameter.name}"):
        place = "".join(f"{name}." for name in place.split(".")[:-2])
    own = f"commands.{place}options.{parameter.name}"
    parameter.help = say(own if place else f"commands.options.{parameter.name}")
