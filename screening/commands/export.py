"""``screening export``: saved results for OpenSim, movement, R and spreadsheets."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from screening.commands.options import Results
from screening.export.signs import Sign
from screening.paths import shown

_FORMATS = "trc, mot, movement, long, curves"


def export(
    results: Results,
    formats: Annotated[
        list[str],
        typer.Option(
            "--format",
            help="trc: landmarks for OpenSim. mot: angles for OpenSim. movement: "
            "landmarks as DeepLabCut writes them. long: a row per value. curves: "
            "each repetition from 0 to 100 %. May be given several times.",
        ),
    ],
    out: Annotated[Path, typer.Option(help="Folder for the files.")] = Path("exports"),
    height_m: Annotated[
        float | None,
        typer.Option(
            "--height-m",
            min=0.5,
            max=2.6,
            help="Body height in metres, for a .trc in metres instead of pixels.",
        ),
    ] = None,
    sign: Annotated[
        Sign,
        typer.Option(help="willson: knee angles are negative for inward knees."),
    ] = Sign.valgus_positive,
) -> None:
    """Write saved results in the formats of other programs.

    Example: `screening export results/anna --format trc --format mot`
    """
    from screening.commands.progress import result_progress
    from screening.export.write import Export, Format
    from screening.study.find_results import find_results

    wanted = list(dict.fromkeys(_format(name) for name in formats))
    found = find_results(results)
    if height_m is not None and len(found) > 1:
        raise typer.BadParameter(
            "--height-m is for the results of one person; export each person separately"
        )
    export = Export([Format(name) for name in wanted], sign, height_m)
    with result_progress(len(found), Console(stderr=True)) as advance:
        names = export.run(found, out, advance)
    console = Console()
    console.print(f"Written to {shown(out)}:", highlight=False, soft_wrap=True)
    most = 12
    for name in names[:most]:
        console.print(f"  {name}", highlight=False, markup=False, soft_wrap=True)
    if len(names) > most:
        console.print(f"  … and {len(names) - most} more", highlight=False)


def _format(name: str) -> str:
    if name not in _FORMATS.split(", "):
        raise typer.BadParameter(f'--format is one of {_FORMATS}, but is "{name}"')
    return name
