"""What the live mirror says: one cue at a time, and a word after each squat."""

from __future__ import annotations

import math

from screening.language import say
from screening.motion.landmarks import Side, other


def cue_sentence(code: str, leg: Side = "right") -> str:
    """Return the words of a cue.

    Parameters
    ----------
    code
        Of the cue, in the table ``cues`` of ``live.toml``.
    leg
        The standing leg.

    Examples
    --------
    >>> cue_sentence("lift_foot", "right")
    'Lift your left foot'
    """
    return say(f"live.cues.{code}", leg=leg, free=other(leg))


def practice_sentence(
    number: int, fppa_deg: float, limit_deg: float, reason: str = ""
) -> str:
    """Say how a squat went, against the corridor for the knee.

    Parameters
    ----------
    number
        Of the squat.
    fppa_deg
        Knee angle at its deepest point, + = inwards.
    limit_deg
        The corridor's end to either side.
    reason
        Why the squat does not count, in a few words; empty when it does.

    Examples
    --------
    >>> practice_sentence(2, 3.1, 8.0)
    'Squat 2: knee inside the corridor'
    """
    if reason or math.isnan(fppa_deg):
        told = reason or say("live.practice.knee_not_seen")
        return say("live.practice.invalid", number=number, reason=told)
    key = "inside"
    if abs(fppa_deg) > limit_deg:
        key = "inwards" if fppa_deg > 0 else "outwards"
    return say(
        f"live.practice.{key}", number=number, value=abs(fppa_deg), limit=limit_deg
    )
