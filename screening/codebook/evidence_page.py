"""The page of sources: every number of the profiles and every exercise."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from screening.judgement.exercises import all_exercises
from screening.judgement.profiles import Profile, builtin_names, builtin_profile
from screening.judgement.thresholds import CUTS
from screening.language import numeral, say
from screening.words.exercises import (
    exercise_dose,
    exercise_load,
    exercise_name,
)
from screening.words.measures import measure_title
from screening.words.profiles import (
    hip_point_name,
    profile_population,
    profile_status,
    profile_title,
    source_text,
)
from screening.words.studies import study_lines

_NUMBERS = (*CUTS, "away", "between_day_sem")


def evidence_page() -> str:
    """Return the whole page as Markdown."""
    profiles = [builtin_profile(name) for name in builtin_names()]
    default = builtin_profile()
    parts = [say("codebook.evidence.head")]
    for profile in profiles:
        title = f"{profile_title(profile)} (`{profile.name}`)"
        about = f"{profile_population(profile)}. {profile_status(profile)}."
        other = default if profile != default else None
        parts += [f"## {title}\n", f"{about}\n", _thresholds(profile, other)]
    parts += [f"## {say('studies.title')}\n", _studies(profiles)]
    parts += [f"## {say('codebook.evidence.exercises')}\n", _exercises()]
    return "\n".join(parts)


def _thresholds(profile: Profile, other: Profile | None) -> str:
    """Return the numbers of a profile, of another one only what differs from it."""
    rows = [
        (
            measure_title(measure),
            hip_point_name(measure, threshold),
            say(f"codebook.evidence.numbers.{name}"),
            f"{numeral(getattr(threshold, name), 'g')}°",
            source_text(getattr(threshold, f"{name}_source")),
        )
        for measure, threshold in profile.thresholds.items()
        if other is None or threshold != other.thresholds.get(measure)
        for name in _NUMBERS
        if getattr(threshold, name) is not None
    ]
    return _table(("measure", "hip_point", "number", "value", "source"), rows)


def _studies(profiles: Iterable[Profile]) -> str:
    """Return every study once, with what has to be known of it."""
    lines = [line for each in profiles for line in study_lines(each, links=True)]
    return "\n".join(f"- {line}" for line in dict.fromkeys(lines)) + "\n"


def _exercises() -> str:
    rows = [
        (
            exercise_name(each),
            str(each.level),
            exercise_dose(each),
            exercise_load(each),
            say(f"exercises.items.{each.key}.activity"),
            each.source,
        )
        for each in all_exercises()
    ]
    return _table(("exercise", "level", "dose", "load", "activity", "source"), rows)


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    said = " | ".join(say(f"codebook.evidence.columns.{title}") for title in titles)
    lines = [f"| {said} |", "|" + "---|" * len(titles)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines) + "\n"
