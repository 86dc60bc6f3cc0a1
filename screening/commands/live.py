"""``screening live``: a mirror on this machine that measures."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.commands.options import (
    KneeSore,
    Leg,
    LegChoice,
    ProfileName,
    TaskChoice,
    TaskName,
)
from screening.judgement.profiles import DEFAULT_PROFILE
from screening.language import say

if TYPE_CHECKING:
    from screening.live.loop import LiveResult
    from screening.live.screen import LiveScreen

_PREVIEW_PX = 960

CameraNumber = Annotated[int, typer.Option(min=0)]
Practice = Annotated[bool, typer.Option("--practice")]
LiveModel = Annotated[str, typer.Option()]
Out = Annotated[Path, typer.Option()]


def live(
    leg: Leg = LegChoice.auto,
    camera: CameraNumber = 0,
    practice: Practice = False,
    task: TaskName = TaskChoice.single_leg_squat,
    model: LiveModel = "lite",
    profile: ProfileName = DEFAULT_PROFILE,
    out: Out = Path("results"),
    knee_sore: KneeSore = False,
) -> None:
    """Run ``screening live``."""
    from datetime import datetime
    from functools import partial

    from rich.console import Console

    from screening.configuration import load_profile
    from screening.live.save import save_take_result, take_name
    from screening.live.screen import LiveScreen
    from screening.output.terminal import show, show_files

    begin = datetime.now()
    result = _measure(
        camera,
        partial(
            LiveScreen,
            leg=leg.value,
            model=model,
            profile=load_profile(profile),
            practice=practice,
            task=task.value,
            source=say("commands.live.source", number=camera),
            preview_px=_PREVIEW_PX,
        ),
    )
    if result is None:
        typer.echo(say("commands.live.not_begun"), err=True)
        return
    kept = save_take_result(result, out / take_name(begin))
    console = Console()
    show(console, kept.screening, knee_sore=knee_sore)
    console.print()
    show_files(console, kept.folder, kept.files)


def _measure(camera: int, new_screen: Callable[..., LiveScreen]) -> LiveResult | None:
    """Measure in a window until the take ends; None if it never began."""
    from screening.live.camera import Camera, open_camera
    from screening.live.loop import LiveLoop
    from screening.live.window import display_here, run_in_window

    display_here()
    source = open_camera(camera)
    loop = LiveLoop(lambda judge: new_screen(judge=judge))
    with Camera(source, loop.offer) as reading:
        run_in_window(reading, loop)
    if loop.error is not None:
        raise loop.error
    if reading.unplugged:
        typer.echo(say("commands.live.unplugged"), err=True)
    return loop.result
