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
from screening.language import DEFAULT_LANGUAGE, say, speaking, words
from screening.measures import hip_point_of

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


def _text(profile: Profile, name: _Text) -> str:
    """Return a text of a built-in profile in words; any other has its own."""
    own: str = getattr(profile, name)
    if profile.name not in builtin_names():
        return own
    if getattr(builtin_profile(profile.name), name) != own:
        return own
    return say(f"profiles.builtin.{profile.name}.{name}")
