"""What a leg, a measure, the two legs and two takes showed, in sentences."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from screening.judgement.comparison import Asymmetry, Change
from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.standing import StandingFinding
from screening.language import has_words, say, words
from screening.measures import (
    LEG_KNEE_ANGLES,
    LEG_MEASURES,
    MEASURES,
    REPORTED_MEASURES,
    SINGLE_LEG_SQUAT,
)
from screening.motion.asis import ESTIMATES
from screening.motion.quality import Refusal
from screening.words.checks import refusal_sentence, refusal_sentences
from screening.words.grammar import legs_name, listed
from screening.words.measures import measure_heading, measure_name
from screening.words.numbers import number, value_text

_BY_HAND = next(m for m in LEG_KNEE_ANGLES if MEASURES[m].hip_point == "asis")
"""The knee angle as it is drawn by hand."""


def verdict_word(verdict: str) -> str:
    """Return the word for the verdict of a leg, a measure or a comparison."""
    return say(f"findings.verdicts.{verdict}")


def short_verdict_word(verdict: str) -> str:
    """Return the same for a narrow column."""
    return say(f"findings.short_verdicts.{verdict}")


def check_word(verdict: str) -> str:
    """Return the word for the verdict of a check of the recording."""
    return say(f"findings.check_verdicts.{verdict}")


def tier_word(tier: str) -> str:
    """Return the words for a tier; empty where there is none."""
    return say(f"findings.tiers.{tier}") if tier else ""


def measure_sentence(finding: MeasureFinding) -> str:
    """Say what one measure showed: value, typical error, band and verdict.

    Parameters
    ----------
    finding
        A number that cannot be trusted is not in it and not in the sentence.
    """
    name = measure_heading(finding.measure)
    if math.isnan(finding.value):
        reason = finding.reason or Refusal("not_measured")
        why = refusal_sentence(reason)
        return say("findings.measure.not_judged", name=name, why=why)
    key = "value" if math.isnan(finding.sem) else "value_error"
    value = value_text(finding.measure, finding.value, finding.sem)
    sentences = [say(f"findings.measure.{key}", name=name, value=value, n=finding.n)]
    if finding.reason is not None:
        why = refusal_sentence(finding.reason)
        sentences.append(say("findings.measure.reason", why=why))
    elif finding.cut is not None:
        sentences.append(_band_sentence(finding, finding.cut))
    if finding.caution is not None:
        sentences.append(refusal_sentence(finding.caution))
    if finding.tier == "away":
        sentences.append(say("findings.measure.away"))
    if finding.experimental:
        sentences.append(say("findings.measure.experimental"))
    return " ".join(sentences)


def by_hand_sentence(finding: LegFinding, methods: Collection[str]) -> str:
    """Say what somebody would read who draws the knee angle on the picture.

    Parameters
    ----------
    finding
        Of the leg.
    methods
        How the front hip bone was found in its squats.

    Returns
    -------
    str
        Empty where the number cannot be trusted.
    """
    measure = finding.measure(_BY_HAND)
    if math.isnan(measure.value):
        return ""
    seen = "estimated" if ESTIMATES.intersection(methods) else "seen"
    return say(
        "findings.by_hand.value",
        value=value_text(_BY_HAND, measure.value, measure.sem),
        n=measure.n,
        how=say(f"findings.by_hand.{seen}"),
    )


def leg_headline(finding: LegFinding, *, stood: bool = False) -> str:
    """Return the one line about a leg; ``stood`` if its quiet stance was measured."""
    return legs_said([finding.leg], leg_summary(finding, stood=stood))


def legs_said(legs: Sequence[str], what: str) -> str:
    """Return what is said about one leg or about both, with its name before it."""
    return say("findings.legs.said", legs=legs_name(legs), what=what)


def leg_summary(finding: LegFinding, *, stood: bool = False) -> str:
    """Return the one line about a leg without its name."""
    verdict: str = finding.verdict
    if stood and finding.total == 0:
        verdict = "standing_test" if finding.stood else "standing_only"
    if verdict == "incomplete" and not finding.missing:
        full = finding.task == SINGLE_LEG_SQUAT
        verdict = "numbers_only" if full else "easier_variant"
    worst = [
        measure_name(m.measure)
        for m in finding.measures
        if m.measure in LEG_MEASURES and m.verdict == finding.verdict
    ]
    return say(
        f"findings.legs.{verdict}",
        measures=listed(worst),
        missing=listed([measure_name(m) for m in finding.missing]),
    )


def counted_sentence(finding: LegFinding) -> str:
    """Say how many squats of a leg could be used."""
    return say("findings.legs.counted", valid=finding.valid, total=finding.total)


def leg_sentences(finding: LegFinding) -> list[str]:
    """Return all about a leg: headline, count, reasons or measures, pattern."""
    sentences = [leg_headline(finding), counted_sentence(finding)]
    if finding.verdict == "not_interpretable":
        return sentences + refusal_sentences(finding.reasons)
    sentences += [
        measure_sentence(m) for m in finding.measures if m.measure in REPORTED_MEASURES
    ]
    if finding.knee_inside_foot is not None:
        key = "knee_inside" if finding.knee_inside_foot else "knee_not_inside"
        sentences.append(say(f"findings.legs.{key}"))
    return [*sentences, pattern_sentence(finding)]


def pattern_title(finding: LegFinding) -> str:
    """Return the name of a leg's pattern."""
    return pattern_name(_pattern_key(finding))


def pattern_name(pattern: str) -> str:
    """Return the name of a pattern; its code where a later version has more."""
    known = has_words(f"findings.patterns.{pattern}")
    return say(f"findings.patterns.{pattern}.title") if known else pattern


def pattern_sentence(finding: LegFinding) -> str:
    """Describe a leg's pattern neutrally, and what may contribute to it."""
    key = f"findings.patterns.{_pattern_key(finding)}"
    missing = listed([measure_name(m) for m in finding.missing])
    text = say(f"{key}.text", missing=missing)
    hip = words(key).get("hip", False)
    return f"{text} {say('findings.hip_note')}" if hip else text


def asymmetry_sentence(asymmetry: Asymmetry) -> str:
    """Say whether the two legs differ in one measure."""
    name = measure_heading(asymmetry.measure)
    return say("findings.asymmetry.said", name=name, text=asymmetry_text(asymmetry))


def asymmetry_text(asymmetry: Asymmetry) -> str:
    """Say the same without the name of the measure."""
    if math.isnan(asymmetry.difference) or math.isnan(asymmetry.mdc):
        return _because(say("findings.asymmetry.lost"), asymmetry.reason)
    larger = "left" if asymmetry.difference > 0 else "right"
    size = number(asymmetry.measure, abs(asymmetry.difference))
    alike = size == number(asymmetry.measure, 0.0)
    key = "alike" if alike else larger
    text = say(f"findings.asymmetry.{key}", size=size)
    if asymmetry.verdict == "not_judged":
        text = say("findings.asymmetry.not_judged", text=text)
        return _because(text, asymmetry.reason)
    return say(
        f"findings.asymmetry.{asymmetry.verdict}",
        text=text,
        limit=number(asymmetry.measure, asymmetry.mdc),
        spread=number(asymmetry.measure, asymmetry.pooled_sd),
    )


def standing_sentence(finding: StandingFinding) -> str:
    """Say what one measure showed while the person stood quietly on one leg."""
    key = "value" if finding.reason is None else "not_judged"
    why = "" if finding.reason is None else refusal_sentence(finding.reason)
    return say(
        f"findings.standing.{key}",
        leg=finding.leg,
        standing_s=finding.standing_s,
        name=measure_heading(finding.measure),
        value=value_text(finding.measure, finding.value, finding.sem),
        largest=number(finding.measure, finding.largest),
        why=why,
    )


def change_sentence(change: Change) -> str:
    """Say whether one measure of a leg has changed since another time."""
    name = measure_heading(change.measure)
    if math.isnan(change.difference) or math.isnan(change.mdc):
        return _because(say("findings.change.lost", name=name), change.reason)
    size = number(change.measure, change.difference, sign=True)
    text = say("findings.change.size", name=name, size=size)
    if change.verdict == "not_judged":
        text = say("findings.change.not_judged", text=text)
        return _because(text, change.reason)
    limit = number(change.measure, change.mdc)
    return say(f"findings.change.{change.verdict}", text=text, limit=limit)


def _pattern_key(finding: LegFinding) -> str:
    """Key of the pattern's words; without judgement there is no pattern to name."""
    unjudged = finding.pattern == "undecided" and not finding.missing
    return "numbers_only" if unjudged else finding.pattern


def _band_sentence(finding: MeasureFinding, cut: float) -> str:
    """Verdict of a measure with the borderline band around its cut-off."""
    key: str = finding.verdict
    if finding.caution is not None and finding.value >= cut + finding.sem:
        key = "borderline_at_most"
    return say(
        f"findings.measure.{key}",
        low=number(finding.measure, cut - finding.sem),
        high=number(finding.measure, cut + finding.sem),
        at=number(finding.measure, cut),
    )


def _because(text: str, reason: Refusal | None) -> str:
    """Add the reason as a further sentence."""
    return text if reason is None else f"{text} {refusal_sentence(reason)}"
