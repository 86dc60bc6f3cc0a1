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
            command.help = say(f"commands.{cmd_name}.about").strip()
            for parameter in command.params:
                _describe(parameter, cmd_name)
        return command

    def format_help(self, ctx: Any, formatter: Any) -> None:
        """Write the help of all commands."""
        self.help = say("commands.about")
        own: list[Any] = list(self.params)
        for option in own:
            option.help = say(f"commands.own_options.{option.name}")
        super().format_help(ctx, formatter)


def _describe(parameter: Any, command: str) -> None:
    """Put the help of one parameter in."""
    own = f"commands.{command}.options.{parameter.name}"
    shared = f"commands.options.{parameter.name}"
    parameter.help = say(own if has_words(own) else shared)
