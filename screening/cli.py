"""The command line: collects the commands and reports errors in one sentence."""

from __future__ import annotations

import faulthandler
import os
import sys
import traceback
from typing import Annotated

import typer

from screening import __version__
from screening.commands.again import again
from screening.commands.app import app as web_app
from screening.commands.batch import batch
from screening.commands.clip import clip
from screening.commands.export import export
from screening.commands.help import SpokenGroup
from screening.commands.lists import models, profiles
from screening.commands.live import live
from screening.errors import ScreeningError
from screening.language import say

COMMANDS = (clip, batch, live, web_app, again, export, models, profiles)

app = typer.Typer(
    name="screening",
    cls=SpokenGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command()(command)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"screening {__version__}")
        raise typer.Exit


@app.callback()
def options(
    _version: Annotated[
        bool,
        typer.Option(
            "--version",
            callback=_print_version,
            is_eager=True,
        ),
    ] = False,
) -> None:
    """Take what applies to all commands."""


def main() -> None:
    """Run the command line; the one place that turns errors into exit codes."""
    _silence_native_libraries()
    try:
        app()
    except ScreeningError as error:
        typer.echo(f"screening: {error}", err=True)
        sys.exit(2)
    except Exception:
        traceback.print_exc()
        typer.echo(say("commands.internal_error"), err=True)
        sys.exit(1)


def _silence_native_libraries() -> None:
    """Keep what native libraries write to standard error away from the user.

    They write to the file descriptor; Python continues with a copy of it. If one of
    them crashes, the place in our own code is still reported.
    """
    if sys.stderr is not sys.__stderr__:
        return  # Something else captures it; it is not ours to redirect.
    sys.stderr = os.fdopen(os.dup(2), "w", buffering=1, encoding="utf-8")
    faulthandler.enable(file=sys.stderr)
    sink = os.open(os.devnull, os.O_WRONLY)
    os.dup2(sink, 2)
    os.close(sink)
