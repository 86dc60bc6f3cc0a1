"""The guided take: what the person does and hears, when, and for how long."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Literal

from screening.errors import ScreeningError
from screening.language import say
from screening.measures import ONE_LEG_STANCE, SINGLE_LEG_SQUAT, Task
from screening.motion.landmarks import Side, other
from screening.words.take import browser_words, key_for, spoken

Legs = Literal["both", "right", "left"]
Move = Literal["still", "lift", "stand", "down", "hold", "up", "lower"]

BITS_PER_S = 2_500_000
"""What the browser is asked to record at."""

LARGEST_MESSAGE_BYTES = 24_000_000
"""A recording travels as text, a third larger than its file; more is not accepted."""

_LONGEST_RECORDING_S = 50.0
_VARIABLE = "SCREENING_DEMONSTRATION"
MOST_SQUATS = 5
_STAND_PARTS = 3


class ProtocolError(ScreeningError):
    """The take that was asked for is not possible."""

    kind = "protocol"


@dataclass(frozen=True)
class Protocol:
    """How a take runs.

    Parameters
    ----------
    squats
        On each leg.
    ready_s
        Time to walk to one's place after the click.
    trial_s
        Length of the trial recording.
    place_s
        Countdown before a recording.
    still_s, lift_s, lower_s
        On both feet before, lifting the foot, putting it down and standing again.
    down_s, hold_s, up_s
        Pace of a squat.
    rest_s
        Between the legs.
    card_s
        How long advice stays for somebody three metres away.
    stand_s
        On one leg in the standing test.
    task
        What is done: the test, an easier variant, or the standing test.

    Notes
    -----
    Three seconds on both feet, then some on one leg, are the reference that the
    changes are read against. Five squats to a five-second count and half a minute of
    rest are the published way to do the test.
    """

    squats: int = 5
    ready_s: float = 12.0
    trial_s: float = 4.0
    place_s: float = 5.0
    still_s: float = 3.0
    lift_s: float = 3.0
    lower_s: float = 2.5
    down_s: float = 2.0
    hold_s: float = 0.6
    up_s: float = 2.4
    rest_s: float = 30.0
    card_s: float = 8.0
    stand_s: float = 30.0
    task: Task = SINGLE_LEG_SQUAT

    def __post_init__(self) -> None:
        """Refuse a take that cannot be recorded."""
        if not 1 <= self.squats <= MOST_SQUATS:
            raise ProtocolError("squats", most=MOST_SQUATS, squats=self.squats)
        if min(v for v in asdict(self).values() if not isinstance(v, str)) < 0:
            raise ProtocolError("negative")
        if self.recording_s > _LONGEST_RECORDING_S:
            raise ProtocolError(
                "too_long",
                recording_s=self.recording_s,
                longest_s=_LONGEST_RECORDING_S,
            )

    @property
    def recording_s(self) -> float:
        """Length of the recording of a leg."""
        around_s = self.still_s + self.lift_s + self.lower_s
        if self.task == ONE_LEG_STANCE:
            return around_s + self.stand_s
        return around_s + self.squats * (self.down_s + self.hold_s + self.up_s)


DEFAULT_PROTOCOL = Protocol()


@dataclass(frozen=True)
class Cue:
    """What to do next.

    Parameters
    ----------
    move
        Kind of movement.
    seconds
        How long it lasts.
    text
        In very large letters.
    small
        Below it.
    say
        Spoken; nothing if empty.
    squat
        Number of the squat, 0 outside.
    """

    move: Move
    seconds: float
    text: str
    small: str = ""
    say: str = ""
    squat: int = 0


def chosen_legs(legs: Legs) -> tuple[Side, ...]:
    """Return the legs in the order in which they are tested."""
    return ("right", "left") if legs == "both" else (legs,)


def leg_cues(protocol: Protocol, leg: Side) -> tuple[Cue, ...]:
    """Return the cues of the recording of one leg, in their order.

    Parameters
    ----------
    protocol
        How the take runs.
    leg
        The person's own standing leg.
    """
    around: dict[str, Any] = {"leg": leg, "free": other(leg)}
    task = protocol.task
    return (
        _cue(task, "still", protocol.still_s, **around),
        _cue(task, "lift", protocol.lift_s, **around),
        *(_stand_cues(protocol) if task == ONE_LEG_STANCE else _squats(protocol)),
        _cue(task, "lower", protocol.lower_s, **around),
    )


def _stand_cues(protocol: Protocol) -> Iterator[Cue]:
    """Yield the standing test in parts that say how long it still lasts."""
    each_s = protocol.stand_s / _STAND_PARTS
    for part in range(_STAND_PARTS):
        left_s = round(protocol.stand_s - part * each_s)
        name = "stand_on" if part else "stand"
        yield _cue(protocol.task, "stand", each_s, words_of=name, seconds=left_s)


def _squats(protocol: Protocol) -> Iterator[Cue]:
    for number in range(1, protocol.squats + 1):
        yield from _squat_cues(protocol, number)


def _squat_cues(protocol: Protocol, number: int) -> tuple[Cue, ...]:
    moves: tuple[tuple[Move, float], ...] = (
        ("down", protocol.down_s),
        ("hold", protocol.hold_s),
        ("up", protocol.up_s),
    )
    said: dict[str, Any] = {"number": number, "squats": protocol.squats}
    name = say(f"take.names.{number}")
    return tuple(
        _cue(protocol.task, move, seconds, squat=number, name=name, **said)
        for move, seconds in moves
    )


def _cue(
    task: Task,
    move: Move,
    lasts_s: float,
    *,
    squat: int = 0,
    words_of: str = "",
    **fields: Any,
) -> Cue:
    words = spoken(key_for(task, "cues", words_of or move), **fields)
    return Cue(move, lasts_s, words["text"], words["small"], words["say"], squat)


def plan(protocol: Protocol, legs: Sequence[Side]) -> dict[str, Any]:
    """Return all that the recorder in the browser has to know, as JSON values.

    Parameters
    ----------
    protocol
        How the take runs.
    legs
        The standing legs in their order.
    """
    return {
        "legs": [
            {"leg": leg, "cues": [asdict(cue) for cue in leg_cues(protocol, leg)]}
            for leg in legs
        ],
        "ready_s": protocol.ready_s,
        "trial_s": protocol.trial_s,
        "place_s": protocol.place_s,
        "rest_s": protocol.rest_s,
        "card_s": protocol.card_s,
        "spare_s": _LONGEST_RECORDING_S - protocol.recording_s,
        "bits_per_s": BITS_PER_S,
        "largest_message_bytes": LARGEST_MESSAGE_BYTES,
        "words": browser_words(protocol.task),
    }


def demonstration(
    environment: Mapping[str, str] = os.environ, default: Protocol = DEFAULT_PROTOCOL
) -> Protocol:
    """Return the protocol, shortened where a demonstration was asked for.

    Parameters
    ----------
    environment
        ``SCREENING_DEMONSTRATION="squats=2 rest_s=5"`` shortens the take, for showing
        the app around; the page says so, and so does the result.
    default
        Without it.

    Raises
    ------
    ProtocolError
        If it asks for something that is not there.
    """
    wishes = environment.get(_VARIABLE, "").split()
    kinds = {
        field.name: int if field.name == "squats" else float
        for field in fields(default)
        if field.name != "task"
    }
    changes: dict[str, Any] = {}
    for wish in wishes:
        name, _, value = wish.partition("=")
        if name not in kinds or not re.fullmatch(r"\d+(\.\d+)?", value):
            known = ", ".join(kinds)
            raise ProtocolError(
                "demonstration", variable=_VARIABLE, wish=wish, known=known
            )
        changes[name] = kinds[name](float(value))
    return replace(default, **changes)
