"""The command line: collects the commands and reports errors in one sentence."""

from __future__ import annotations

import faulthandler
import io
import os
import signal
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
from screening.commands.report import report
from screening.errors import OutputError, ScreeningError
from screening.language import say

COMMANDS = (clip, batch, live, web_app, again, report, export, models, profiles)

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
    _open_missing_streams()
    _silence_native_libraries()
    _end_in_order()
    try:
        _run()
    except ScreeningError as error:
        typer.echo(f"screening: {error}", err=True)
        sys.exit(2)
    except MemoryError:
        typer.echo(f"screening: {ScreeningError('no_memory')}", err=True)
        sys.exit(2)
    except Exception:
        traceback.print_exc()
        typer.echo(say("commands.internal_error"), err=True)
        sys.exit(1)


def _run() -> None:
    """Run the command; what it prints may have nowhere to go."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_output()
        sys.exit(1)  # such as "| head": whoever read has seen enough
    except OSError as error:
        if error.filename is not None:
            raise
        _forget_output()
        why = error.strerror or str(error)
        raise OutputError("not_printed", why=why) from error


def _forget_output() -> None:
    """Keep the interpreter from trying to print the rest when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _open_missing_streams() -> None:
    """Put nothing in the place of standard streams that are closed.

    Else the next file that is opened takes their number, and what is printed.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8")  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        # A terminal without "✓" gets a mark in its place.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _end_in_order() -> None:
    """Clear up when the terminal is closed or the process is asked to end."""
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) == signal.SIG_DFL:
            signal.signal(number, _leave)


def _leave(number: int, _frame: object) -> None:
    # Once is enough: clearing up must not be broken off by the next signal.
    signal.signal(number, signal.SIG_IGN)
    sys.exit(128 + number)


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
