"""``screening export``: saved results for OpenSim, movement, R and spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from screening.commands.options import Results
from screening.export.signs import Sign
from screening.language import say
from screening.paths import shown

_FORMATS = "trc, mot, c3d, netcdf, bids, movement, long, curves, phases"


def export(
    results: Results,
    formats: Annotated[list[str], typer.Option("--format")],
    out: Annotated[Path, typer.Option()] = Path("exports"),
    height_m: Annotated[
        float | None, typer.Option("--height-m", min=0.5, max=2.6)
    ] = None,
    sign: Annotated[Sign, typer.Option()] = Sign.valgus_positive,
) -> None:
    """Run ``screening export``."""
    from screening.commands.progress import result_progress
    from screening.export.write import Export, Format
    from screening.study.find_results import find_results

    wanted = list(dict.fromkeys(_format(name) for name in formats))
    found = find_results(results)
    if height_m is not None and len(found) > 1:
        raise typer.BadParameter(say("commands.usage.height_of_one_person"))
    export = Export([Format(name) for name in wanted], sign, height_m)
    with result_progress(len(found), Console(stderr=True)) as advance:
        names = export.run(found, out, advance)
    console = Console()
    written = say("commands.written_to", folder=shown(out))
    console.print(written, highlight=False, soft_wrap=True)
    most = 12
    for name in names[:most]:
        console.print(f"  {name}", highlight=False, markup=False, soft_wrap=True)
    if len(names) > most:
        more = say("commands.and_more", count=len(names) - most)
        console.print(more, highlight=False)


def _format(name: str) -> str:
    if name not in _FORMATS.split(", "):
        message = say("commands.usage.no_format", known=_FORMATS, name=name)
        raise typer.BadParameter(message)
    return name
