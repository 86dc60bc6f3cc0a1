"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class LegChoice(StrEnum):
    """Which leg is analysed."""

    auto = "auto"
    left = "left"
    right = "right"


class TaskChoice(StrEnum):
    """What the person does."""

    single_leg_squat = "single_leg_squat"
    supported_squat = "supported_squat"
    half_squat = "half_squat"
    one_leg_stance = "one_leg_stance"


Leg = Annotated[LegChoice, typer.Option()]
TaskName = Annotated[TaskChoice, typer.Option("--task")]
Mirrored = Annotated[bool, typer.Option("--mirrored")]
From = Annotated[float | None, typer.Option("--from", min=0)]
To = Annotated[float | None, typer.Option("--to", min=0)]
Model = Annotated[str, typer.Option()]
ProfileName = Annotated[str, typer.Option()]
BlurFaces = Annotated[bool, typer.Option("--blur-faces")]
KneeSore = Annotated[bool, typer.Option("--knee-sore")]
SettingsFile = Annotated[Path | None, typer.Option()]
Level = Annotated[int, typer.Option(min=1, max=3)]
Results = Annotated[list[Path], typer.Argument(metavar="RESULT...")]
