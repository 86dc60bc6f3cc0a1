"""Repetitions as they are named on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import typer

from screening.language import say

if TYPE_CHECKING:
    from screening.results.exclusions import RepetitionKey


def excluded(text: str) -> tuple[RepetitionKey, str]:
    """Read ``left:3=lost balance``."""
    which, sign, reason = text.partition("=")
    if not sign or not reason.strip():
        message = say("commands.usage.exclude_without_reason", text=repr(text))
        raise typer.BadParameter(message)
    return repetition(which, "--exclude"), reason.strip()


def repetition(text: str, option: str) -> RepetitionKey:
    """Read ``left:3``."""
    from screening.motion.landmarks import SIDES

    name, _, number = text.strip().partition(":")
    for leg in SIDES:
        if leg == name and number.isdecimal() and int(number) > 0:
            return leg, int(number)
    message = say("commands.usage.no_repetition", option=option, text=repr(text))
    raise typer.BadParameter(message)
