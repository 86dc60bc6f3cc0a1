"""Saved profiles of earlier formats: without hip points, or without their studies.

Here are the steps of :mod:`screening.results.migrations` that put each cut-off where it
belongs, and add the publications that the profile names. The built-in profiles of that
time are known by their sources. What a user's own cut-off belongs to is not known, so
it judges nothing until the profile says it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from screening.judgement.studies import studies_named_in
from screening.judgement.thresholds import CUTS
from screening.measure import HipPoint
from screening.measures import (
    LEG_KNEE_ANGLES,
    MEASURES,
    hip_point_of,
)

Values = dict[str, Any]

_POINTS: dict[str, HipPoint] = {
    "Ghulam 2021": "asis",
    "Herrington 2014": "asis",
    "Nakagawa 2012": "hip_joint",
    "Park 2024": "hip_joint",
    "Ressman 2020": "hip_joint",
}
"""How the sources of cut-offs begin, and what they belong to."""

_LEFT_OUT = "Räisänen 2014"
"""Its hip point is not known; it was the source of a cut-off that only chose a word."""

_KNEE, _KNEE_ASIS = (
    next(m for m in LEG_KNEE_ANGLES if MEASURES[m].hip_point == point)
    for point in ("hip_joint", "asis")
)


def name_the_hip_points(values: Values) -> Values:
    """Put the cut-offs of a saved profile where their hip point belongs.

    Parameters
    ----------
    values
        Of a ``screening.json`` of format 2. Not changed.

    Returns
    -------
    dict
        The knee angle from the front hip bone has the typical error of the one from
        the hip joint, and its cut-offs where they were published for it.
    """
    profile = values.get("profile")
    if not isinstance(profile, dict) or not isinstance(profile.get("thresholds"), dict):
        return values
    thresholds = {
        measure: _with_hip_point(measure, table) if isinstance(table, dict) else table
        for measure, table in profile["thresholds"].items()
    }
    knee = thresholds.get(_KNEE)
    if isinstance(knee, dict):
        error = {k: v for k, v in knee.items() if k.startswith("between_day_sem")}
        by_hand = knee.get("proximal_point") == "asis"
        thresholds[_KNEE] = error if by_hand else knee
        thresholds[_KNEE_ASIS] = knee if by_hand else error
    return {**values, "profile": {**profile, "thresholds": thresholds}}


def _with_hip_point(measure: str, table: Values) -> Values:
    """Return the thresholds of one measure with the hip point of their sources."""
    own = hip_point_of(measure) if measure in MEASURES else None
    cuts = [cut for cut in CUTS if table.get(cut) is not None]
    sources = {cut: str(table.get(f"{cut}_source", "")) for cut in cuts}
    gone = [cut for cut in cuts if sources[cut].startswith(_LEFT_OUT)]
    kept = {k: v for k, v in table.items() if k.removesuffix("_source") not in gone}
    points = {_point_of(sources[cut]) for cut in cuts if cut not in gone}
    if own is None or not points:
        return kept
    [point] = points if len(points) == 1 else {"unknown"}
    fits = point == own or (measure == _KNEE and point == "asis")
    return {**kept, "proximal_point": point if fits else "unknown"}


def _point_of(source: str) -> str:
    """Return the hip point of a source, ``unknown`` for one of a user's own."""
    known = (p for name, p in _POINTS.items() if source.startswith(name))
    return next(known, "unknown")


def name_the_studies(values: Values) -> Values:
    """Give a saved profile of format 3 what is known of the studies that it names.

    Parameters
    ----------
    values
        Of a ``screening.json``.

    Returns
    -------
    dict
        With ``studies`` in its profile; of the free list of sources, those stay that
        are none of these.
    """
    profile = values.get("profile")
    if not isinstance(profile, dict) or "studies" in profile:
        return values
    if not isinstance(profile.get("thresholds"), dict):
        return values
    studies = studies_named_in(str(profile.get("thresholds")))
    sources = profile.get("sources", [])
    if isinstance(sources, list):
        sources = [each for each in sources if not _is_one_of(each, studies)]
    return {**values, "profile": {**profile, "studies": studies, "sources": sources}}


def _is_one_of(source: Any, studies: Mapping[str, Mapping[str, Any]]) -> bool:
    """Tell whether a source carries the number of one of these publications."""
    numbers = (str(each.get("doi") or each.get("pmid")) for each in studies.values())
    return any(number in str(source) for number in numbers if number != "None")
