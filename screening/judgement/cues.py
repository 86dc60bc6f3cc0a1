"""What the live mirror says: one cue at a time, and a word after each squat."""

from __future__ import annotations

import math

from screening.judgement.texts import TEXTS
from screening.motion.landmarks import Side, other

CUES: tuple[str, ...] = tuple(TEXTS["cues"])
"""Code of every cue."""

LIVE_NOTE: str = TEXTS["live"]["marked"]


def cue_sentence(code: str, leg: Side = "right") -> str:
    """Return the words of a cue.

    Parameters
    ----------
    code
        One of :data:`CUES`.
    leg
        The standing leg.

    Examples
    --------
    >>> cue_sentence("lift_foot", "right")
    'Lift your left foot'
    """
    return str(TEXTS["cues"][code]).format(leg=leg, free=other(leg))


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
    words = TEXTS["live"]
    if reason or math.isnan(fppa_deg):
        told = reason or "the knee was not seen"
        return str(words["practice_invalid"]).format(number=number, reason=told)
    key = "practice_in"
    if abs(fppa_deg) > limit_deg:
        key = "practice_inwards" if fppa_deg > 0 else "practice_outwards"
    return str(words[key]).format(number=number, value=abs(fppa_deg), limit=limit_deg)
