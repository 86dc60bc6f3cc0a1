"""What each frame of a live take gives back: guidance for the person, and a picture."""

from __future__ import annotations

from dataclasses import dataclass, field

from screening._typing import Image
from screening.live.gate import Ending, State
from screening.live.squat_count import SquatCount
from screening.measures import ONE_LEG_STANCE, SINGLE_LEG_SQUAT, Task
from screening.motion.landmarks import Side


@dataclass(frozen=True)
class Guidance:
    """What to do now, and how far it is.

    Parameters
    ----------
    state
        ``positioning``, ``measuring`` or ``ended``.
    cue, text
        Code of the one cue, and its words.
    cue_count
        Rises with every new cue; for a voice that says each of them once.
    leg
        The standing leg, or the one whose turn it is.
    count
        The squats so far, or how long each leg was stood on.
    stood_share
        How much of the standing still is done, 0 to 1.
    take_s
        Seconds since the take began.
    said
        How the last squat went, in practice; empty otherwise.
    ending
        Why it ended: ``done``, ``time``, ``gone`` or ``stopped``.
    task
        What is done.
    """

    state: State
    cue: str
    text: str
    cue_count: int = 0
    leg: Side = "right"
    count: SquatCount = field(default_factory=SquatCount)
    stood_share: float = 0.0
    take_s: float = 0.0
    said: str = ""
    ending: Ending = ""
    task: Task = SINGLE_LEG_SQUAT

    @property
    def stands(self) -> bool:
        """Whether it is the standing test, which has seconds in place of squats."""
        return self.task == ONE_LEG_STANCE


@dataclass(frozen=True, eq=False)
class LiveView:
    """What one frame gives back.

    Parameters
    ----------
    picture : (H, W, 3) uint8 array
        RGB, mirrored as in a mirror, with everything drawn on it.
    guidance
        The same in words and numbers.
    """

    picture: Image
    guidance: Guidance
