"""Options that several commands share."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from screening.language import say

if TYPE_CHECKING:
    from screening.judgement.pain import Pain
    from screening.motion.landmarks import Side


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
PainInLeg = Annotated[str | None, typer.Option(metavar="BEFORE/AFTER")]


def pain_said(left: str | None, right: str | None) -> dict[Side, Pain]:
    """Return the pain that was given with a command, by leg.

    Parameters
    ----------
    left, right
        Two numbers, before and after the squats, as in ``2/3``; one may be left out.
    """
    asked: dict[Side, str | None] = {"left": left, "right": right}
    return {leg: _pain(text) for leg, text in asked.items() if text is not None}


def _pain(text: str) -> Pain:
    from screening.judgement.pain import WORST_PAIN, Pain

    before, slash, after = text.partition("/")
    try:
        pain = Pain(
            int(before) if before.strip() else None,
            int(after) if slash and after.strip() else None,
        )
    except ValueError as error:
        raise typer.BadParameter(say("clients.pain_format", text=text)) from error
    if not all(0 <= level <= WORST_PAIN for level in pain.levels):
        raise typer.BadParameter(say("clients.pain_format", text=text))
    return pain
