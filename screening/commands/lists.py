"""``screening models`` and ``screening profiles``: what is there, with sources."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from screening.judgement.profiles import builtin_names
from screening.language import say

_MODEL_COLUMNS = ("name", "size", "licence", "source")
_PROFILE_COLUMNS = ("name", "population", "status")


def models() -> None:
    """Run ``screening models``."""
    from screening.capture.models import describe_models

    table = Table(
        *(say(f"commands.models.{name}") for name in _MODEL_COLUMNS), "SHA-256"
    )
    for model in describe_models():
        size = say("commands.models.size_mb", size_mb=model.size_bytes / 1e6)
        unknown = say("commands.models.unknown")
        licence, source = model.licence or unknown, model.source or unknown
        table.add_row(model.name, size, licence, source, model.sha256)
    Console().print(table)


def profiles(name: Annotated[str | None, typer.Argument()] = None) -> None:
    """Run ``screening profiles``."""
    from screening.configuration import load_profile
    from screening.output.terminal import profile_table
    from screening.words.profiles import profile_population, profile_status

    console = Console()
    if name is not None:
        console.print(profile_table(load_profile(name)))
        return
    table = Table(*(say(f"commands.profiles.{name}") for name in _PROFILE_COLUMNS))
    for each in builtin_names():
        profile = load_profile(each)
        table.add_row(
            profile.name, profile_population(profile), profile_status(profile)
        )
    console.print(table)
