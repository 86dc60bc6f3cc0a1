"""The command line: collects the commands and reports errors in one sentence."""

from __future__ import annotations

import faulthandler
import io
import os
import signal
import sys
import threading
import traceback
from typing import Annotated, TextIO

import typer

from screening import __version__
from screening.commands.again import again
from screening.commands.app import app as web_app
from screening.commands.batch import batch
from screening.commands.clip import clip
from screening.commands.compare import compare
from screening.commands.export import export
from screening.commands.help import (
    SpokenCommand,
    SpokenGroup,
    check_language,
    language_in,
)
from screening.commands.history import history
from screening.commands.lists import models, profiles
from screening.commands.live import live
from screening.commands.methods import methods
from screening.commands.repeatability import repeatability
from screening.commands.report import report
from screening.errors import OutputError, ProcessError, ScreeningError
from screening.jobs.memory import is_out_of_memory
from screening.jobs.temporary import silence_matplotlib
from screening.language import language_of_environment, say, speak

INTERRUPTED = 130
"""Exit status of a program that Ctrl-C has ended."""

_A_LITTLE_S = 0.02

COMMANDS = (
    *(clip, batch, live, web_app),
    *(again, report, export, methods, repeatability, compare),
    *(models, profiles),
)

app = typer.Typer(
    name="screening",
    cls=SpokenGroup,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode="markdown",
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in COMMANDS:
    app.command(cls=SpokenCommand)(command)
app.add_typer(history)


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
    _lang: Annotated[
        str | None,
        typer.Option("--lang", metavar="CODE", callback=check_language, is_eager=True),
    ] = None,
) -> None:
    """Take what applies to all commands."""


def main() -> None:
    """Run the command line; the one place that turns errors into exit codes."""
    _open_missing_streams()
    speak(language_in(sys.argv[1:]) or language_of_environment())
    _silence_native_libraries()
    silence_matplotlib()
    try:
        _run()
    except Exception as error:
        if is_out_of_memory(error):
            error = ProcessError("no_memory")
        _tell(error)
        sys.exit(_status_of(error))
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _status_of(error: Exception) -> int:
    """Return the exit status that stands for an error."""
    is_ours = isinstance(error, ProcessError) and error.code == "internal"
    return 2 if isinstance(error, ScreeningError) and not is_ours else 1


def _tell(error: Exception) -> None:
    """Say what went wrong: a sentence, or where in our own code it was."""
    if _status_of(error) == 2:
        typer.echo(f"screening: {error}", err=True)
        return
    detail = getattr(error, "detail", "")
    sys.stderr.write(detail or "".join(traceback.format_exception(error)))
    typer.echo(say("commands.internal_error"), err=True)


def _run() -> None:
    """Run the command; what it prints may have nowhere to go."""
    try:
        try:
            app()
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        _forget(sys.stdout)
        sys.exit(1)  # such as "| head": whoever read has seen enough
    except OSError as error:
        if error.filename is not None:
            raise
        _forget(sys.stdout)
        why = error.strerror or str(error)
        raise OutputError("not_printed", why=why) from error


def _forget(stream: TextIO) -> None:
    """Keep the interpreter from trying to print the rest when it ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


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
    if isinstance(sys.stderr, io.TextIOWrapper) and sys.stderr is sys.__stderr__:
        sys.stderr = _Forgiving(
            sys.stderr.buffer, encoding=sys.stderr.encoding, line_buffering=True
        )
    for stream in (sys.stdout, sys.stderr):
        # A terminal without "✓" gets a mark in its place.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


class _Forgiving(io.TextIOWrapper):
    """Messages that may have nowhere to go; work is not lost because of that."""

    def write(self, text: str) -> int:
        """Write a message, or nothing from now on if there is no room for it."""
        try:
            return super().write(text)
        except OSError:
            _forget(self)
            return len(text)

    def flush(self) -> None:
        """Hand on what is written, or nothing from now on."""
        try:
            super().flush()
        except OSError:
            _forget(self)


def end_in_order() -> None:
    """Clear up when asked to end: by Ctrl-C, by a signal, with the terminal.

    It is for a process that is the program, and holds until the process ends.
    """
    for number in _enders():
        usual = (signal.SIG_DFL, signal.default_int_handler)
        if signal.getsignal(number) in usual:
            signal.signal(number, _leave)
    sys.unraisablehook = _leave_later


def _leave(number: int, _frame: object) -> None:
    # Once is enough: clearing up must not be broken off by the next signal.
    for each in _enders():
        signal.signal(each, signal.SIG_IGN)
    if number == signal.SIGINT:
        raise KeyboardInterrupt
    sys.exit(128 + number)


def _leave_later(lost: sys.UnraisableHookArgs) -> None:
    """Leave a little later if Python was where it lets no exception through."""
    error = lost.exc_value
    if isinstance(error, KeyboardInterrupt):
        number = signal.SIGINT
    elif isinstance(error, SystemExit) and isinstance(error.code, int):
        number = signal.Signals(error.code - 128)
    else:
        sys.__unraisablehook__(lost)
        return
    signal.signal(number, _leave)
    threading.Timer(_A_LITTLE_S, signal.raise_signal, [number]).start()


def _enders() -> list[signal.Signals]:
    """Return the signals that ask a program to end, of those that this system has."""
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


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
