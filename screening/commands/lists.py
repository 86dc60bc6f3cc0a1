"""``screening models`` and ``screening profiles``: what is there, with sources."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from screening.judgement.profiles import builtin_names


def models() -> None:
    """List the pose models, their sources and their checksums.

    Example: `screening models`
    """
    from screening.capture.models import describe_models

    table = Table("Model", "Size", "Licence", "Source", "SHA-256")
    for model in describe_models():
        size = f"{model.size_bytes / 1e6:.1f} MB"
        table.add_row(model.name, size, model.licence, model.source, model.sha256)
    Console().print(table)


def profiles(
    name: Annotated[
        str | None, typer.Argument(help="Show this one with all its sources.")
    ] = None,
) -> None:
    """List the threshold profiles, or show one with its sources.

    Example: `screening profiles adult`
    """
    from screening.configuration import load_profile
    from screening.output.terminal import profile_table

    console = Console()
    if name is not None:
        console.print(profile_table(load_profile(name)))
        return
    table = Table("Profile", "For whom", "Status")
    for each in builtin_names():
        profile = load_profile(each)
        table.add_row(profile.name, profile.population, profile.status)
    console.print(table)
