"""Why something was refused or withheld, and what to change in the next recording."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from screening.language import has_words, say, words
from screening.motion.quality import Check, Refusal
from screening.words.grammar import capital, joined, sentence
from screening.words.measures import measure_name

_CONSEQUENCES = frozenset({"too_few_valid"})
_RATES = frozenset({"frame_rate", "computer_rate"})


def refusal_sentence(refusal: Refusal) -> str:
    """Say why a take, leg, measure or repetition cannot be judged, and what to do."""
    known = _known(refusal.code)
    problem = capital(_happened(known, refusal))
    if "again" not in known:
        return say("findings.refusals.plain", problem=problem)
    return say("findings.refusals.again", problem=problem, again=known["again"])


def refusal_sentences(
    refusals: Sequence[Refusal], quality: Sequence[Check] = ()
) -> list[str]:
    """Say all that keeps a leg from being judged; what a person can change comes first.

    Parameters
    ----------
    refusals
        In the order in which they were found.
    quality
        The checks of the take. Where the frame rate was low, a hole in a squat is no
        body that was lost from view.

    Returns
    -------
    list of str
        How many squats are missing is said last: it follows from the others.
    """
    slow = next((c for c in quality if c.code in _RATES and c.verdict != "ok"), None)
    causes = [each for each in refusals if each.code not in _CONSEQUENCES]
    if slow is not None and any(each.code == "gap" for each in causes):
        too_slow = Refusal(slow.code, value=slow.value, limit=slow.limit)
        causes = [too_slow, *(each for each in causes if each.code != "gap")]
    follows = [each for each in refusals if each.code in _CONSEQUENCES]
    sentences = [refusal_sentence(each) for each in (*causes, *follows)]
    return list(dict.fromkeys(sentences))


def refusal_problem(code: str) -> str:
    """Return what is wrong, as it stands inside a sentence, without the advice."""
    return str(_known(code)["problem"])


def rep_reason(code: str) -> str:
    """Return the few words of a table for why a repetition does not count."""
    known = _known(code)
    return str(known.get("short", known["title"].lower()))


def rep_reasons(codes: str) -> str:
    """Return the same for the codes of a cell, which are joined by ``;``."""
    return joined([rep_reason(code) for code in codes.split(";") if code])


def check_title(check: Check) -> str:
    """Return the name of a check."""
    return str(_known(check.code)["title"])


def check_sentence(check: Check) -> str:
    """Say what a check found, passed or not, and what to do about it."""
    known = _known(check.code)
    found = Refusal(check.code, check.time_s, check.value, check.limit)
    if check.verdict == "ok":
        fine = known.get("fine", known["title"])
        return sentence(_with_numbers(str(fine), known, found))
    if check.verdict == "refuse":
        text = refusal_sentence(found)
        measures = [m for m in check.measures if has_words(f"measures.{m}")]
        if not measures:
            return text
        names = joined([measure_name(measure) for measure in measures])
        return say("findings.refusals.checks.withheld", sentence=text, measures=names)
    problem = capital(_happened(known, found))
    if "again" not in known:
        return say("findings.refusals.checks.warned", problem=problem)
    again = known["again"]
    return say("findings.refusals.checks.warned_again", problem=problem, again=again)


def _known(code: str) -> dict[str, Any]:
    """Words of a code; a result of a later version may have more codes."""
    if has_words(f"checks.{code}"):
        known: dict[str, Any] = words(f"checks.{code}")
        return known
    name = code.replace("_", " ")
    return {
        "title": name,
        "problem": say("findings.refusals.unknown_problem", code=name),
        "again": say("findings.refusals.unknown_again"),
    }


def _happened(known: dict[str, Any], refusal: Refusal) -> str:
    """Return the problem with its numbers, and when it happened where that is known."""
    problem = _with_numbers(str(known["problem"]), known, refusal)
    if refusal.time_s is None:
        return problem
    return say("findings.refusals.first_at", problem=problem, time_s=refusal.time_s)


def _with_numbers(problem: str, known: dict[str, Any], refusal: Refusal) -> str:
    """Add value and limit in brackets, where both are known."""
    value, limit = refusal.value, refusal.limit
    finite = all(n is not None and math.isfinite(n) for n in (value, limit))
    if "measured" not in known or not finite:
        return problem
    measured = say(f"checks.{refusal.code}.measured", value=value, limit=limit)
    return say("findings.refusals.measured", problem=problem, measured=measured)
