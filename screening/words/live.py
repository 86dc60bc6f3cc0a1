"""What the live mirror says: one cue at a time, and a word after each squat."""

from __future__ import annotations

from screening.judgement.trust import NOT_MEASURED
from screening.language import has_words, say
from screening.measures import SINGLE_LEG_SQUAT
from screening.motion.landmarks import Side, other
from screening.words.checks import rep_reason


def cue_sentence(code: str, leg: Side = "right", task: str = SINGLE_LEG_SQUAT) -> str:
    """Return the words of a cue, which a form of the test may have of its own.

    Parameters
    ----------
    code
        Of the cue, in the table ``cues`` of ``live.toml``.
    leg
        The standing leg.
    task
        What is done.

    Examples
    --------
    >>> cue_sentence("lift_foot", "right")
    'Lift your left foot'
    >>> cue_sentence("squat", task="half_squat")
    'Squat half way, slowly'
    """
    own = f"live.of_task.{task}.{code}"
    key = own if has_words(own) else f"live.cues.{code}"
    return say(key, leg=leg, free=other(leg))


def practice_sentence(number: int, fppa_deg: float, limit_deg: float) -> str:
    """Say how a squat went, against the corridor for the knee.

    Parameters
    ----------
    number
        Of the squat.
    fppa_deg
        Knee angle at its deepest point, + = inwards.
    limit_deg
        The corridor's end to either side.

    Examples
    --------
    >>> practice_sentence(2, 3.1, 8.0)
    'Squat 2: knee inside the corridor'
    """
    key = "inside"
    if abs(fppa_deg) > limit_deg:
        key = "inwards" if fppa_deg > 0 else "outwards"
    return say(
        f"live.practice.{key}", number=number, value=abs(fppa_deg), limit=limit_deg
    )


def uncounted_sentence(number: int, code: str) -> str:
    """Say that a squat does not count, and why.

    Parameters
    ----------
    number
        Of the squat.
    code
        The first reason.

    Examples
    --------
    >>> uncounted_sentence(4, "too_shallow")
    'Squat 4 does not count: too shallow'
    """
    return say("live.practice.invalid", number=number, reason=rep_reason(code))


def withheld_sentence(number: int, code: str, least: int) -> str:
    """Say why the knee angle of a squat that counts is not shown.

    Parameters
    ----------
    number
        Of the squat.
    code
        Why the knee angle is withheld.
    least
        Number of squats that count from which a leg is judged.

    Examples
    --------
    >>> withheld_sentence(1, "too_few_valid", 3)
    'Squat 1 counts: the knee is judged once 3 squats count'
    """
    known = {NOT_MEASURED: "knee_not_seen", "too_few_valid": "too_few"}
    key = known.get(code, "withheld")
    return say(f"live.practice.{key}", number=number, least=least)
