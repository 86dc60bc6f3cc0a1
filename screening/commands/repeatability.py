"""``screening repeatability``: how well the measures repeat in one's own hands."""

from __future__ import annotations

import datetime as dt
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from screening.commands.options import ProfileName, Results
from screening.errors import OutputError
from screening.judgement.profiles import DEFAULT_PROFILE, builtin_profile
from screening.language import say
from screening.paths import shown

_NEEDED = ("pingouin",)


def repeatability(
    results: Results,
    out: Annotated[Path, typer.Option()] = Path("repeatability"),
    write_profile: Annotated[Path | None, typer.Option("--write-profile")] = None,
    profile: ProfileName = DEFAULT_PROFILE,
) -> None:
    """Run ``screening repeatability``."""
    for package in _NEEDED:
        if find_spec(package) is None:
            raise OutputError("repeatability_not_installed", package=package)
    from screening.study.find_results import find_results
    from screening.study.repeatability import readings_of, repeatability
    from screening.study.repeatability_report import (
        COLUMNS,
        profile_text,
        spoken_row,
        write_repeatability,
    )

    builtin_profile(profile)
    readings = readings_of(find_results(results))
    found = repeatability(readings)
    write_repeatability(out, found)
    console = Console()
    table = Table(*(say(f"repeats.columns.{name}") for name in COLUMNS))
    for each in found:
        table.add_row(*spoken_row(each).values())
    console.print(table)
    console.print(say("commands.written_to", folder=shown(out)).rstrip(":"))
    if write_profile is not None:
        day = dt.datetime.now(tz=dt.UTC).date().isoformat()
        name = write_profile.stem
        task = readings["task"].iloc[0]
        text = profile_text(found, name=name, extends=profile, day=day, task=task)
        _write(write_profile, text)
        console.print(say("commands.repeatability.use", path=shown(write_profile)))


def _write(path: Path, text: str) -> None:
    """Write under a temporary name first, so that no half profile is left."""
    part = path.with_name(f".{path.name}.part")
    try:
        part.write_text(text, encoding="utf-8")
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        why = error.strerror or str(error)
        raise OutputError("profile_not_written", path=shown(path), why=why) from error
