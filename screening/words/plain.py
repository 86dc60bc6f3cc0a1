"""The answer for somebody who has never heard of the test, without terms of the field.

What a leg showed, how common that is, what it means and does not mean, and what to do.
The same in the words of the field stands in ``findings``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Literal

from screening.judgement.exercises import Exercise, Level, exercises_for
from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.how_common import healthy_share, sign_shares, study_of
from screening.judgement.profiles import Profile
from screening.language import say
from screening.measures import (
    LEG_KNEE_ANGLES,
    LEG_MEASURES,
    MEASURES,
    SINGLE_LEG_SQUAT,
)
from screening.motion.landmarks import other
from screening.words.exercises import exercise_dose, exercise_name, exercise_short
from screening.words.grammar import listed

Voice = Literal["you", "person"]
"""Whether the reader is the person who was filmed."""

_FINE_BELOW = 10
_STEP = 5


def answer(finding: LegFinding, voice: Voice, *, stood: bool = False) -> str:
    """Say what a leg showed.

    Parameters
    ----------
    finding
        Of the leg.
    voice
        Who reads it.
    stood
        Its quiet stance was measured.
    """
    leg = finding.leg
    fields: dict[str, str] = {"leg": leg, "other": other(leg)}
    if finding.verdict in ("sign", "borderline"):
        parts = [_part(found) for found in _told(finding)]
        first, *more = dict.fromkeys(parts)
        sentences = [say(f"plain.{voice}.{finding.verdict}.{first}", **fields)]
        if finding.verdict == "sign":
            sentences += [say(f"plain.{voice}.also.{p}", **fields) for p in more]
        return " ".join(sentences)
    missing = [say(f"plain.parts.{MEASURES[m].region}") for m in finding.missing]
    fields["missing"] = listed(list(dict.fromkeys(missing)))
    return say(f"plain.{voice}.whole.{_kind(finding, stood=stood)}", **fields)


def how_common(finding: LegFinding) -> str:
    """Say how many healthy people show as much as this leg.

    Parameters
    ----------
    finding
        Of the leg.

    Returns
    -------
    str
        Computed from published means and standard deviations; empty where nothing
        stood out.
    """
    if finding.verdict not in ("sign", "borderline"):
        return ""
    sentences = []
    for part in dict.fromkeys(_part(found) for found in _told(finding)):
        found = _comparable(finding, part)
        share = healthy_share(found) if found is not None else None
        known = study_of(found.measure) if found is not None else None
        if share is not None and known is not None:
            people = say(f"plain.common.people.{known.who}")
            fields = {"people": people, "share": _of_100(*share)}
            sentences.append(say(f"plain.common.{part}", **fields))
    return " ".join(sentences) or say("plain.common.unknown")


def meaning(
    findings: Sequence[LegFinding], profile: Profile, *, whole: bool = True
) -> list[str]:
    """Say what the answers mean, and what they do not mean for pain.

    Parameters
    ----------
    findings
        The tested legs.
    profile
        By which they were judged.
    whole
        No clip breaks off.

    Returns
    -------
    list of str
        A paragraph each.
    """
    kinds = _kinds(findings, whole=whole)
    texts = []
    if "sign" in kinds:
        texts += [f"{say('plain.means.sign')} {_in_groups(findings, profile)}"]
    elif "borderline" in kinds:
        texts += [say("plain.means.borderline")]
    else:
        order = ("no_sign", "incomplete", "easier", "stance", "numbers")
        texts += [say(f"plain.means.{kind}") for kind in order if kind in kinds][:1]
    if "not_interpretable" in kinds:
        texts.append(say("plain.means.not_interpretable"))
    if kinds & {"sign", "borderline"}:
        texts.append(say("plain.means.in_pain"))
    return texts


def things_to_do(
    findings: Sequence[LegFinding],
    *,
    knee_sore: bool,
    level: Level = 1,
    stiff_ankle: bool = False,
    whole: bool = True,
) -> list[str]:
    """Return what to do now, at most three things.

    Parameters
    ----------
    findings
        The tested legs.
    knee_sore, level, stiff_ankle
        As for :func:`screening.judgement.exercises.exercises_for`.
    whole
        As for :func:`meaning`.
    """
    kinds = _kinds(findings, whole=whole)
    if "not_interpretable" in kinds or not (whole or "sign" in kinds):
        first = [say("plain.todo.again")]
    elif kinds <= {"numbers", "easier", "stance"}:
        own = next((k for k in ("easier", "stance") if k in kinds), "numbers")
        return [say(f"plain.todo.{own}")]
    elif "sign" in kinds:
        first = []
    else:
        name = "repeat" if "borderline" in kinds else "carry_on"
        first = [say(f"plain.todo.{name}")]
    chosen = exercises_for(
        findings,
        knee_sore=knee_sore,
        level=level,
        stiff_ankle=stiff_ankle,
        most=3 - len(first),
    )
    return [*first, *map(_to_practise, chosen)]


def _to_practise(exercise: Exercise) -> str:
    return say(
        "plain.todo.exercise",
        name=exercise_name(exercise),
        dose=exercise_dose(exercise),
        how=exercise_short(exercise),
    )


def _kinds(findings: Sequence[LegFinding], *, whole: bool) -> set[str]:
    """Return the verdicts; half a test has no sign of nothing."""
    kinds = {_kind(finding) for finding in findings}
    return kinds if whole else {"incomplete" if k == "no_sign" else k for k in kinds}


def _kind(finding: LegFinding, *, stood: bool = False) -> str:
    """Return the leg's verdict, or why there is none to speak of."""
    if finding.stood:
        return "stance"
    if stood and finding.total == 0:
        return "standing"
    if finding.verdict == "incomplete" and not finding.missing:
        return "numbers" if finding.task == SINGLE_LEG_SQUAT else "easier"
    return finding.verdict


def _told(finding: LegFinding) -> list[MeasureFinding]:
    """Return the measures behind a leg's verdict, the knee first."""
    return [
        found
        for found in finding.measures
        if found.measure in LEG_MEASURES and found.verdict == finding.verdict
    ]


def _part(found: MeasureFinding) -> str:
    return MEASURES[found.measure].region


def _comparable(finding: LegFinding, part: str) -> MeasureFinding | None:
    """Return the value of a part of the body that published groups can be held to.

    The knee's own groups are those from the front hip bone, whichever is judged.
    """
    names = LEG_KNEE_ANGLES if part == "knee" else LEG_MEASURES
    for found in finding.measures:
        is_it = found.measure in names and _part(found) == part
        if is_it and not math.isnan(found.value) and study_of(found.measure):
            return found
    return None


def _in_groups(findings: Sequence[LegFinding], profile: Profile) -> str:
    """Say how often healthy people and people in pain get the same sign."""
    for finding in findings:
        for found in _told(finding) if finding.verdict == "sign" else ():
            shares = sign_shares(found, profile)
            if shares is not None:
                healthy, pain = (max(round(100 * share), 1) for share in shares)
                part = say(f"plain.parts.{_part(found)}")
                fields = {"part": part, "healthy": healthy, "pain": pain}
                return say("plain.means.sign_shares", **fields)
    return say("plain.means.sign_unknown")


def _of_100(low: float, high: float) -> str:
    """Say a range of shares as numbers of people in a hundred, rounded outwards."""
    if high < 0.01:
        return say("plain.common.fewer")
    least, most = _rounded(100 * low, math.floor), _rounded(100 * high, math.ceil)
    key = "up_to" if least < 1 else "one" if least == most else "between"
    return say(f"plain.common.{key}", low=least, high=most)


def _rounded(count: float, whole: Callable[[float], int]) -> int:
    step = 1 if whole(count) <= _FINE_BELOW else _STEP
    return int(step * whole(count / step))
