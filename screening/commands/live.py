"""``screening live``: a mirror on this machine that measures."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from screening.commands.options import KneeSore, Leg, LegChoice, ProfileName
from screening.judgement.profiles import DEFAULT_PROFILE


def live(
    leg: Leg = LegChoice.auto,
    camera: Annotated[
        int, typer.Option(min=0, help="Number of the camera; 0 is the first one.")
    ] = 0,
    practice: Annotated[
        bool,
        typer.Option("--practice", help="Show a corridor for the knee; no end."),
    ] = False,
    model: Annotated[
        str, typer.Option(help="Pose model; lite is the fastest.")
    ] = "lite",
    profile: ProfileName = DEFAULT_PROFILE,
    out: Annotated[Path, typer.Option(help="Folder for the results.")] = Path(
        "results"
    ),
    knee_sore: KneeSore = False,
) -> None:
    """Measure in front of a camera of this machine, guided on the screen.

    Measuring starts when you stand still on both feet, and ends by itself. The keys q
    and Esc, or closing the window, end it at once; what was seen until then is judged.

    Example: `screening live --leg right`
    """
    from datetime import datetime
    from functools import partial

    from rich.console import Console

    from screening.configuration import load_profile
    from screening.live.camera import Camera, open_camera
    from screening.live.loop import LiveLoop
    from screening.live.save import save_take_result, take_name
    from screening.live.screen import LiveScreen
    from screening.live.window import display_here, run_in_window
    from screening.output.terminal import show, show_files

    thresholds = load_profile(profile)
    display_here()
    source = open_camera(camera)
    new_screen = partial(
        LiveScreen,
        leg=leg.value,
        model=model,
        profile=thresholds,
        practice=practice,
        source=f"camera {camera}",
        preview_px=960,
    )
    loop = LiveLoop(lambda judge: new_screen(judge=judge))
    folder = out / take_name(datetime.now())
    with Camera(source, loop.offer) as reading:
        run_in_window(reading, loop)
    if loop.error is not None:
        raise loop.error
    if reading.unplugged:
        typer.echo("The camera is gone; what was seen until then is judged.", err=True)
    if loop.result is None:
        typer.echo("Measuring had not begun, so there is nothing to judge.", err=True)
        return
    kept = save_take_result(loop.result, folder)
    console = Console()
    show(console, kept.screening, knee_sore=knee_sore)
    console.print()
    show_files(console, kept.folder, kept.files)
