"""The sentences about how results came about, as Markdown for a paper."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from screening.judgement.profiles import Profile
from screening.judgement.thresholds import CUTS
from screening.language import numeral, say
from screening.measures import REPORTED_MEASURES
from screening.motion.cleaning import METHOD as CLEANING
from screening.settings import DEFAULT
from screening.study.methods import MethodFacts
from screening.words.checks import refusal_problem
from screening.words.findings import verdict_word
from screening.words.grammar import joined, listed
from screening.words.measures import measure_heading, measure_title
from screening.words.profiles import profile_population, profile_status, source_text

_SHORT_SHA = 12
_KINDS_APART = 6
"""More values of one thing than these are not listed one by one."""


def methods_text(facts: MethodFacts) -> str:
    """Return the paragraphs that a paper needs about results.

    Parameters
    ----------
    facts
        Of :func:`screening.study.methods.facts_of`; of at least one result.

    Returns
    -------
    str
        Markdown: how the numbers came about, what was refused or withheld and why,
        and the sources.
    """
    profiles = list(facts.profiles.values())
    blocks = [
        f"## {say('methods.titles.methods')}",
        " ".join(_recorded(facts)),
        " ".join(_processing(facts)),
        " ".join(_judging(facts, profiles)),
        f"## {say('methods.titles.results')}",
        "\n".join(f"- {each}" for each in _left_out(facts)),
    ]
    sources = dict.fromkeys(s for profile in profiles for s in _references(profile))
    if sources:
        blocks.append(f"## {say('methods.titles.references')}")
        blocks.append("\n".join(f"- {each}" for each in sources))
    return "\n\n".join(blocks) + "\n"


def _recorded(facts: MethodFacts) -> Iterator[str]:
    """Say what was recorded, and with what it was measured."""
    what = {"takes": _takes(facts.takes), "sizes": _several(facts.sizes)}
    if facts.rates_fps:
        rates = _range(facts.rates_fps, ".1f")
        yield say("methods.recorded.clips", **what, rates=rates)
    else:
        yield say("methods.recorded.unknown_rate", **what)
    if facts.mirrored:
        yield say("methods.recorded.mirrored", takes=_takes(facts.mirrored))
    if facts.kinds["live"]:
        yield say("methods.recorded.live", takes=_takes(facts.kinds["live"]))
    yield say(
        "methods.recorded.software",
        tools=_several(facts.tools),
        pythons=_several(facts.pythons),
        libraries=_several(facts.libraries),
    )
    for library, name, sha256 in facts.models:
        short = sha256[:_SHORT_SHA]
        yield say("methods.recorded.model", library=library, name=name, sha256=short)
    for measure, methods in facts.read_by.items():
        if methods:
            yield say(f"methods.read_by.{measure}", methods=_several(methods))


def _processing(facts: MethodFacts) -> Iterator[str]:
    """Say what was done to the landmarks, and when a squat counts."""
    values = _settings_of_all(facts)
    cleaning, phases = values["cleaning"], values["phases"]
    reps, quality = values["reps"], values["quality"]
    order = 2 * CLEANING.filter_order
    yield say("methods.processing.cleaning", **cleaning, order=order)
    deepest_ms = 1000.0 * reps["deepest_window_s"]
    yield say("methods.processing.phases", **phases, deepest_ms=deepest_ms)
    yield say("methods.processing.baseline", **phases)
    flexion_deg = 2 * math.degrees(math.acos(min(1.0, reps["shallow_ratio"])))
    own = {"shallow_deg": flexion_deg, "gap_s": reps["longest_gap_s"]}
    own["touch_down_s"] = phases["touch_down_s"]
    yield say("methods.processing.validity", **reps, **own)
    yield say("methods.processing.value", **reps)
    yield say("methods.processing.quality", **quality)
    changed = Counter(
        {f"{table}.{name} = {v}": n for (table, name, v), n in facts.changed.items()}
    )
    if changed:
        told = joined(list(changed)) if _alike(facts) else _counted(changed)
        yield say("methods.processing.settings_other", settings=told)
    else:
        yield say("methods.processing.settings_usual")
    if not _alike(facts):
        yield say("methods.processing.settings_differ")
    yield say("methods.processing.constants")


def _settings_of_all(facts: MethodFacts) -> dict[str, dict[str, Any]]:
    """Return the settings, with what all takes have in place of the default."""
    values: dict[str, dict[str, Any]] = asdict(DEFAULT)
    for (table, name, value), count in facts.changed.items():
        if count == facts.takes:
            values[table][name] = value
    return values


def _alike(facts: MethodFacts) -> bool:
    """Tell whether all takes have the same settings."""
    return all(count == facts.takes for count in facts.changed.values())


def _judging(facts: MethodFacts, profiles: list[Profile]) -> Iterator[str]:
    """Say with what values were compared, and how far they may be off."""
    if len(profiles) > 1:
        used = [
            say("methods.judging.profile_of", name=name, takes=_takes(count))
            for name, count in facts.profile_takes.items()
        ]
        yield say("methods.judging.profiles", profiles=listed(used))
    for profile in profiles:
        about = {
            "population": profile_population(profile),
            "status": profile_status(profile),
        }
        yield say("methods.judging.profile", name=profile.name, **about)
        cuts = list(_cuts(profile))
        if cuts:
            yield say("methods.judging.cuts", cuts="; ".join(cuts))
            yield say("methods.judging.band")
        else:
            yield say("methods.judging.no_cuts")
    errors = [
        say("methods.judging.error", measure=measure_heading(m), range=_range(s, ".1f"))
        for m, s in facts.errors_deg.items()
    ]
    if errors:
        between_days = "; ".join(_between_days(profiles[0], facts.errors_deg))
        yield say(
            "methods.judging.errors",
            errors=joined(errors),
            between_days=between_days,
        )
    yield say("methods.judging.limits")


def _cuts(profile: Profile) -> Iterator[str]:
    """Yield the cut-offs of each measure, each with its source."""
    for measure in profile.those_judged(REPORTED_MEASURES):
        threshold = profile.thresholds.get(measure)
        cuts = [
            say(
                "methods.judging.cut",
                kind=say(f"methods.judging.kinds.{name}"),
                cut=numeral(getattr(threshold, name), "g"),
                source=source_text(getattr(threshold, f"{name}_source")),
            )
            for name in CUTS
            if getattr(threshold, name, None) is not None
        ]
        if cuts:
            title = measure_title(measure)
            yield say("methods.judging.cuts_of", measure=title, cuts=joined(cuts))


def _references(profile: Profile) -> Iterator[str]:
    """Yield the publications that thresholds name, each with its DOI, and others."""
    for name, study in profile.studies.items():
        yield say("methods.judging.reference", name=name, citation=study.citation)
    yield from profile.sources


def _between_days(profile: Profile, measures: Mapping[str, Any]) -> Iterator[str]:
    """Yield the change from day to day of each measure, with its source."""
    for measure in measures:
        threshold = profile.thresholds.get(measure)
        if threshold is not None:
            yield say(
                "methods.judging.between_day",
                measure=measure_heading(measure),
                sem=threshold.between_day_sem,
                source=source_text(threshold.between_day_sem_source),
            )


def _left_out(facts: MethodFacts) -> Iterator[str]:
    """Say what was refused, did not count or was withheld, and why."""
    if facts.refused_takes:
        yield say(
            "methods.left_out.takes",
            refused=facts.refused_takes,
            takes=_takes(facts.takes),
            reasons=_reasons(facts.refused),
        )
    else:
        yield say("methods.left_out.takes_none")
    if facts.valid_reps == facts.reps:
        yield say("methods.left_out.squats_all", count=facts.reps)
    else:
        yield say(
            "methods.left_out.squats",
            count=facts.reps,
            valid=facts.valid_reps,
            reasons=_reasons(facts.invalid),
        )
    if facts.by_hand:
        yield say("methods.left_out.by_hand", count=facts.by_hand)
    if facts.corrected:
        takes = _takes(facts.corrected_takes)
        yield say("methods.left_out.corrected", count=facts.corrected, takes=takes)
    if not facts.legs:
        return
    verdicts = Counter({verdict_word(v): n for v, n in facts.verdicts.items()})
    yield say("methods.left_out.legs", count=facts.legs, verdicts=_counted(verdicts))
    for measure in REPORTED_MEASURES:
        withheld = facts.withheld.get(measure)
        name, count = measure_heading(measure), facts.legs
        if not withheld:
            yield say("methods.left_out.measure_all", measure=name, count=count)
            continue
        of = {"shown": facts.shown[measure], "count": count}
        why = _reasons(withheld)
        yield say("methods.left_out.measure", measure=name, reasons=why, **of)


def _takes(count: int) -> str:
    return say("methods.takes", count=count)


def _several(values: Counter[str]) -> str:
    """Return the one value that holds for all, or each with how many it holds for."""
    if len(values) == 1:
        return next(iter(values))
    return _counted(values)


def _counted(values: Counter[str]) -> str:
    """Return values with how many each holds for, the most frequent first."""
    said = [
        say("methods.counted", value=value, count=count)
        for value, count in values.most_common(_KINDS_APART)
    ]
    text = joined(said)
    rest = len(values) - _KINDS_APART
    return say("methods.more", text=text, count=rest) if rest > 0 else text


def _reasons(codes: Counter[str]) -> str:
    """Return reasons in words with how often each holds, the most frequent first."""
    return "; ".join(
        say("methods.counted", value=refusal_problem(code), count=count)
        for code, count in codes.most_common()
    )


def _range(values: list[float], spec: str) -> str:
    """Return the smallest and the largest value, or one where they read alike."""
    low, high = (numeral(value, spec) for value in (min(values), max(values)))
    return low if low == high else say("methods.range", low=low, high=high)
