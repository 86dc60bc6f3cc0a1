"""``screening compare``: pelvic drop against a phone on the sacrum."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from screening.errors import OutputError, SensorError
from screening.language import say
from screening.paths import shown

_NEEDED = ("pingouin", "vqf")


def compare(
    result: Annotated[Path, typer.Argument(metavar="RESULT")],
    imu: Annotated[Path, typer.Option("--imu", metavar="RECORDING")],
    stamp_s: Annotated[float | None, typer.Option("--stamp", min=0)] = None,
    screen_inside: Annotated[bool, typer.Option("--screen-inside")] = False,
    out: Annotated[Path, typer.Option()] = Path("comparison"),
) -> None:
    """Run ``screening compare``."""
    for package in _NEEDED:
        if find_spec(package) is None:
            raise SensorError("not_installed", package=package)
    from screening.results.result_file import read_screening
    from screening.sensor import comparison
    from screening.sensor.recording import read_recording
    from screening.sensor.report import (
        AGREEMENT_COLUMNS,
        SQUAT_COLUMNS,
        agreement_row,
        remarks,
        squat_row,
        write_comparison,
    )
    from screening.study.find_results import find_results

    results = find_results([result])
    if len(results) != 1:
        raise OutputError("one_result", path=shown(result), count=len(results))
    screening = read_screening(results[0].folder)
    found = comparison.compare(
        screening, read_recording(imu), screen_inside=screen_inside, stamp_s=stamp_s
    )
    write_comparison(out, found)
    console = Console()
    squats = [squat_row(row) for row in found.squats.to_dict("records")]
    _show(console, SQUAT_COLUMNS, squats)
    _show(console, AGREEMENT_COLUMNS, [agreement_row(a) for a in found.agreement])
    for remark in remarks(found):
        console.print(remark)
    console.print(say("commands.written_to", folder=shown(out)).rstrip(":"))


def _show(
    console: Console, columns: tuple[str, ...], rows: list[dict[str, str]]
) -> None:
    table = Table(*(say(f"sensor.columns.{name}") for name in columns))
    for row in rows:
        table.add_row(*(row.get(name, "") for name in columns))
    console.print(table)
