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


Leg = Annotated[
    LegChoice,
    typer.Option(help="Analyse this leg only (default: every stance leg is detected)."),
]
Mirrored = Annotated[
    bool, typer.Option("--mirrored", help="The clip is a mirror image (selfie).")
]
Model = Annotated[
    str, typer.Option(help="Pose model: lite, full, heavy, or a .task file.")
]
ProfileName = Annotated[
    str, typer.Option(help="Thresholds: a built-in name, or a .toml file.")
]
BlurFaces = Annotated[
    bool, typer.Option("--blur-faces", help="Blur faces in the annotated clip.")
]
KneeSore = Annotated[
    bool, typer.Option("--knee-sore", help="Suggest exercises that spare the knee.")
]
SettingsFile = Annotated[
    Path | None, typer.Option(help="Other settings, in a .toml file.")
]
Results = Annotated[
    list[Path],
    typer.Argument(
        metavar="RESULT...",
        help="A screening.json, its folder, a batch, or a folder of results.",
    ),
]
