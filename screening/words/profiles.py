"""What a profile of thresholds is called, and for whom it is."""

from __future__ import annotations

from functools import cache
from typing import Literal

from screening.judgement.profiles import (
    Profile,
    Threshold,
    builtin_names,
    builtin_profile,
)
from screening.judgement.tool_error import tool_errors_deg
from screening.language import DEFAULT_LANGUAGE, say, speaking, words
from screening.measures import REPORTED_MEASURES, hip_point_of
from screening.words.grammar import listed
from screening.words.measures import measure_name
from screening.words.numbers import number

_Text = Literal["title", "population", "status"]


def profile_title(profile: Profile) -> str:
    """Return the name of a profile."""
    return _text(profile, "title")


def profile_population(profile: Profile) -> str:
    """Say for whom a profile is."""
    return _text(profile, "population")


def profile_status(profile: Profile) -> str:
    """Say how well a profile is founded."""
    return _text(profile, "status")


def hip_point_name(measure: str, threshold: Threshold) -> str:
    """Say where the thigh of a measure begins; empty without a thigh."""
    point = threshold.proximal_point or hip_point_of(measure)
    return "" if point is None else say(f"profiles.hip_points.{point}")


def source_text(source: str) -> str:
    """Say where a number of a profile comes from.

    Parameters
    ----------
    source
        As the profile has it. Only the built-in ones are known in other languages.
    """
    key = _sources().get(source)
    return source if key is None else say(f"profiles.sources.{key}")


def threshold_sources(threshold: Threshold) -> tuple[str, ...]:
    """Return where the numbers of a threshold come from, each source once."""
    known = (
        threshold.watch_source,
        threshold.flag_source,
        threshold.marked_source,
        threshold.between_day_sem_source,
    )
    return tuple(dict.fromkeys(source_text(each) for each in known if each))


@cache
def _sources() -> dict[str, str]:
    """Return the keys of the sources of built-in profiles, by what these say."""
    with speaking(DEFAULT_LANGUAGE):
        return {text: key for key, text in words("profiles.sources").items()}


def error_sentence(profile: Profile, model: str = "full") -> str:
    """Say what ± beside a value is made of, and how large the tool's own part is.

    Parameters
    ----------
    profile
        Whose measures are named.
    model
        Name of the pose model.
    """
    own = []
    for measure in profile.thresholds:
        errors = tool_errors_deg(measure, model=model)
        if errors is None or measure not in REPORTED_MEASURES:
            continue
        least, largest = (number(measure, each) for each in errors)
        key = "one" if least == largest else "range"
        name = measure_name(measure)
        fields = {"name": name, "least": least, "largest": largest}
        own.append(say(f"profiles.own_error.{key}", **fields))
    return say("profiles.error_parts", errors=listed(own), model=model)


def _text(profile: Profile, name: _Text) -> str:
    """Return a text of a built-in profile in words; any other has its own."""
    own: str = getattr(profile, name)
    if profile.name not in builtin_names():
        return own
    if getattr(builtin_profile(profile.name), name) != own:
        return own
    return say(f"profiles.builtin.{profile.name}.{name}")
