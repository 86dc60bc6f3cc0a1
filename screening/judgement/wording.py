"""Every sentence a user reads about a finding, in plain English."""

from __future__ import annotations

import math

from screening.judgement.comparison import Asymmetry, Change
from screening.judgement.findings import LegFinding, MeasureFinding
from screening.judgement.profiles import builtin_profile
from screening.judgement.standing import StandingFinding
from screening.judgement.texts import (
    TEXTS,
    capital,
    listed,
    measure_explanation,
    measure_name,
    measure_title,
    minus,
    number,
    sentence,
    value_text,
)
from screening.measures import LEG_MEASURES, TOLD_MEASURES
from screening.motion.quality import Check, Refusal

__all__ = [
    "BEFORE_YOU_START",
    "CHECK_WORDS",
    "CONFOUNDERS",
    "HIP_NOTE",
    "HONEST_LIMITS",
    "RED_FLAGS",
    "TEXTS",
    "TIER_WORDS",
    "VERDICT_WORDS",
    "asymmetry_sentence",
    "change_sentence",
    "check_sentence",
    "check_title",
    "leg_headline",
    "leg_sentences",
    "measure_explanation",
    "measure_name",
    "measure_sentence",
    "measure_title",
    "pattern_sentence",
    "pattern_title",
    "refusal_problem",
    "refusal_sentence",
    "rep_reason",
    "value_text",
]

_LISTS = TEXTS["lists"]

VERDICT_WORDS: dict[str, str] = TEXTS["verdicts"]
CHECK_WORDS: dict[str, str] = TEXTS["check_verdicts"]
TIER_WORDS: dict[str, str] = TEXTS["tiers"] | {"": ""}
HONEST_LIMITS: tuple[str, ...] = tuple(
    text.format(
        knee_mdc_deg=builtin_profile().thresholds["fppa_deg"].between_day_mdc,
    )
    for text in _LISTS["honest_limits"]
)
CONFOUNDERS: tuple[str, ...] = tuple(_LISTS["confounders"])
RED_FLAGS: tuple[str, ...] = tuple(_LISTS["red_flags"])
BEFORE_YOU_START: tuple[str, ...] = tuple(_LISTS["before_you_start"])
HIP_NOTE: str = TEXTS["hip_note"]["text"]


def refusal_sentence(refusal: Refusal) -> str:
    """Say why a take, leg, measure or repetition cannot be judged, and what to do."""
    words = _words(refusal.code)
    start = words["problem"] + _measured(words, refusal) + _when(refusal)
    if "again" not in words:
        return sentence(start)
    return sentence(f"{start}: please record again {words['again']}")


def refusal_problem(code: str) -> str:
    """Return what is wrong, as it stands inside a sentence, without the advice."""
    return str(_words(code)["problem"])


def rep_reason(code: str) -> str:
    """Return the few words of a table for why a repetition does not count."""
    words = _words(code)
    return str(words.get("short", words["title"].lower()))


def check_title(check: Check) -> str:
    """Return the name of a check."""
    return str(_words(check.code)["title"])


def check_sentence(check: Check) -> str:
    """Say what a check found, passed or not, and what to do about it."""
    words = _words(check.code)
    found = Refusal(check.code, check.time_s, check.value, check.limit)
    if check.verdict == "ok":
        return sentence(words.get("fine", words["title"]) + _measured(words, found))
    if check.verdict == "refuse":
        taken = [measure_name(m) for m in check.measures if m in TEXTS["measures"]]
        lost = f" This takes away: {', '.join(taken)}." if taken else ""
        return refusal_sentence(found) + lost
    start = words["problem"] + _measured(words, found) + _when(found)
    advice = f" To be surer, please record again {words['again']}."
    return (
        sentence(start)
        + " The numbers are shown; read them with care."
        + (advice if "again" in words else "")
    )


def measure_sentence(finding: MeasureFinding) -> str:
    """Say what one measure showed: value, typical error, band and verdict.

    Parameters
    ----------
    finding
        A number that cannot be trusted is not in it and not in the sentence.
    """
    name = capital(measure_name(finding.measure))
    if math.isnan(finding.value):
        reason = finding.reason or Refusal("not_measured")
        return f"{name}: not judged. {refusal_sentence(reason)}"
    told = [
        f"{name}: {value_text(finding.measure, finding.value, finding.sem)}"
        f" (mean of {finding.n} squats{_error_word(finding)})."
    ]
    if finding.reason is not None:
        told.append(f"Not judged: {refusal_sentence(finding.reason)}")
    elif finding.cut is not None:
        told.append(_band_sentence(finding, finding.cut))
    if finding.caution is not None:
        told.append(refusal_sentence(finding.caution))
    if finding.tier == "away":
        told.append("The trunk leaned to the free side, away from the standing leg.")
    if finding.experimental:
        told.append("This measure is experimental.")
    return " ".join(told)


def leg_headline(finding: LegFinding, *, stood: bool = False) -> str:
    """Return the one line about a leg; ``stood`` if its quiet stance was measured."""
    verdict: str = finding.verdict
    if stood and finding.total == 0:
        verdict = "standing_only"
    if verdict == "incomplete" and not finding.missing:
        verdict = "numbers_only"
    worst = [
        measure_name(m.measure)
        for m in finding.measures
        if m.measure in LEG_MEASURES and m.verdict == finding.verdict
    ]
    text: str = TEXTS["legs"][verdict]
    return text.format(
        leg=capital(finding.leg),
        measures=listed(worst),
        missing=listed([measure_name(m) for m in finding.missing]),
    )


def leg_sentences(finding: LegFinding) -> list[str]:
    """Return all about a leg: headline, count, reasons or measures, pattern."""
    legs = TEXTS["legs"]
    counted = legs["counted"].format(valid=finding.valid, total=finding.total)
    sentences = [leg_headline(finding), counted]
    if finding.verdict == "not_interpretable":
        return sentences + [refusal_sentence(r) for r in finding.reasons]
    sentences += [
        measure_sentence(m) for m in finding.measures if m.measure in TOLD_MEASURES
    ]
    if finding.knee_inside_foot is not None:
        key = "knee_inside" if finding.knee_inside_foot else "knee_not_inside"
        sentences.append(legs[key])
    return [*sentences, pattern_sentence(finding)]


def pattern_title(finding: LegFinding) -> str:
    """Return the name of a leg's pattern."""
    return str(TEXTS["patterns"][_pattern_key(finding)]["title"])


def pattern_sentence(finding: LegFinding) -> str:
    """Describe a leg's pattern neutrally, and what may contribute to it."""
    words = TEXTS["patterns"][_pattern_key(finding)]
    missing = listed([measure_name(m) for m in finding.missing])
    text = str(words["text"]).format(missing=missing)
    return f"{text} {HIP_NOTE}" if words.get("hip") else text


def asymmetry_sentence(asymmetry: Asymmetry) -> str:
    """Say whether the two legs differ in one measure."""
    name = capital(measure_name(asymmetry.measure))
    if math.isnan(asymmetry.difference) or math.isnan(asymmetry.mdc):
        return f"{name}: left and right cannot be compared.{_because(asymmetry.reason)}"
    larger = "left" if asymmetry.difference > 0 else "right"
    size = number(asymmetry.measure, abs(asymmetry.difference))
    alike = size == number(asymmetry.measure, 0.0)
    told = f"{name}: {'alike' if alike else f'{size} more on the {larger} leg'}."
    if asymmetry.verdict == "not_judged":
        return f"{told} Not judged.{_because(asymmetry.reason)}"
    limit = number(asymmetry.measure, asymmetry.mdc)
    spread = number(asymmetry.measure, asymmetry.pooled_sd)
    stands = "stands out from" if asymmetry.verdict == "asymmetry" else "is within"
    return (
        f"{told} This {stands} what measurement error ({limit}) and the spread "
        f"between squats ({spread}) can make."
    )


def standing_sentence(finding: StandingFinding) -> str:
    """Say what one measure showed while somebody stood quietly on one leg."""
    name = capital(measure_name(finding.measure))
    start = f"{capital(finding.leg)} leg, {finding.standing_s:.0f} s: "
    if finding.reason is not None:
        return f"{start}{name} not judged. {refusal_sentence(finding.reason)}"
    value = value_text(finding.measure, finding.value, finding.sem)
    largest = number(finding.measure, finding.largest)
    return f"{start}{name} {value}, at most {largest} over one second."


def change_sentence(change: Change) -> str:
    """Say whether one measure of a leg has changed since another time."""
    name = capital(measure_name(change.measure))
    if math.isnan(change.difference) or math.isnan(change.mdc):
        return f"{name}: the two times cannot be compared.{_because(change.reason)}"
    size = number(change.measure, change.difference, sign=True)
    told = f"{name}: {size} since the earlier check."
    if change.verdict == "not_judged":
        return f"{told} Not judged.{_because(change.reason)}"
    limit = number(change.measure, change.mdc)
    if change.verdict == "change":
        return f"{told} A change, because it is more than {limit}."
    return f"{told} It counts as a change only above {limit}."


def _pattern_key(finding: LegFinding) -> str:
    """Key of the pattern's words; without judgement there is no pattern to name."""
    unjudged = finding.pattern == "undecided" and not finding.missing
    return "numbers_only" if unjudged else finding.pattern


def _band_sentence(finding: MeasureFinding, cut: float) -> str:
    """Verdict of a measure with the borderline band around its cut-off."""
    low = number(finding.measure, cut - finding.sem)
    high = number(finding.measure, cut + finding.sem)
    at = number(finding.measure, cut)
    if finding.caution is not None and finding.value >= cut + finding.sem:
        return f"Borderline at most, although it reaches {high}."
    if finding.verdict == "borderline":
        return (
            f"Borderline: around the cut-off of {at} the band from {low} to {high} "
            "is too close to call. Repeat the check on another day and do not act on "
            "this number alone."
        )
    if finding.verdict == "sign":
        return f"Movement sign: it reaches {high}, the cut-off of {at} plus its error."
    return f"No sign: it is not above {low}, the cut-off of {at} minus its error."


def _error_word(finding: MeasureFinding) -> str:
    """Explain what stands behind the ±."""
    return "" if math.isnan(finding.sem) else "; ± is the typical error"


def _words(code: str) -> dict[str, str]:
    """Words of a code; a result of a later version may know more codes."""
    unknown = {
        "title": code.replace("_", " "),
        "problem": f"this could not be judged ({code.replace('_', ' ')})",
        "again": "with the advice for a good recording",
    }
    words: dict[str, str] = TEXTS["codes"].get(code, unknown)
    return words


def _measured(words: dict[str, str], refusal: Refusal) -> str:
    """Value and limit in brackets, where both are known."""
    numbers = (refusal.value, refusal.limit)
    known = all(n is not None and math.isfinite(n) for n in numbers)
    if "measured" not in words or not known:
        return ""
    text = words["measured"].format(value=refusal.value, limit=refusal.limit)
    return f" ({minus(text)})"


def _when(refusal: Refusal) -> str:
    """Say when it happened, where that is known."""
    return "" if refusal.time_s is None else f", first at {refusal.time_s:.1f} s"


def _because(reason: Refusal | None) -> str:
    """Reason as a further sentence."""
    return "" if reason is None else f" {refusal_sentence(reason)}"
