"""In words: what the camera cannot see, and how the pelvis stood on two feet."""

from __future__ import annotations

import math
from collections.abc import Iterable

from screening.judgement.stance_tilt import StanceTilt
from screening.judgement.unseen import LOOKED_AT, Found, Looked, LookedAt
from screening.language import say
from screening.words.numbers import number

_LIKE = "pelvic_drop_raw_deg"
"""The measure that is written in the same way."""


def unseen_sentence() -> str:
    """Say what nobody can see from the front."""
    return say("unseen.sentence")


def question(about: LookedAt) -> str:
    """Ask the person to look at the own foot."""
    return say(f"unseen.questions.{about}")


def found_word(found: Found) -> str:
    """Return an answer to :func:`question`."""
    return say(f"unseen.found.{found}")


def looked_sentences(looked: Looked) -> tuple[str, ...]:
    """Return the questions with the answers that were given."""
    return tuple(
        say("unseen.questions.unanswered", question=question(about))
        if getattr(looked, about) == "not_tried"
        else say(
            "unseen.questions.answered",
            question=question(about),
            answer=found_word(getattr(looked, about)).capitalize(),
        )
        for about in LOOKED_AT
    )


def hints(looked: Looked) -> tuple[str, ...]:
    """Say what follows from what the person found."""
    found = {"arch": looked.sinking_arch, "ankle": looked.stiff_ankle}
    return tuple(say(f"unseen.hints.{about}") for about in LOOKED_AT if found[about])


def tilt_sentences(tilts: Iterable[StanceTilt]) -> tuple[str, ...]:
    """Return what is said of the tilts that can be trusted, the same only once."""
    return tuple(dict.fromkeys(filter(None, map(tilt_sentence, tilts))))


def tilt_sentence(tilt: StanceTilt) -> str:
    """Say how the pelvis stood on two feet; empty where it cannot be trusted."""
    if math.isnan(tilt.value_deg):
        return ""
    error = number(_LIKE, tilt.error_deg)
    if tilt.lower is not None:
        value = number(_LIKE, abs(tilt.value_deg))
        return say("unseen.tilt.lower", value=value, error=error, side=tilt.lower)
    value = number(_LIKE, tilt.value_deg)
    least = number(_LIKE, tilt.least_deg)
    return say("unseen.tilt.level", value=value, error=error, least=least)
