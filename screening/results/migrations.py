"""What earlier versions wrote, brought up to what this version reads.

``screening.json`` and ``landmarks.npz`` each carry the version of their format. It goes
up by one when a key is renamed or removed, a setting is added, or the default of a
setting changes; a step of a few lines is then added here that brings the version before
it up to the new one. A column or a measure that is added needs no step: where a file
does not have it, it is unknown.

========  ==============================================================================
Version   What is new
========  ==============================================================================
1         As the tool 0.1.0 wrote it; ``landmarks.npz`` does not name a version.
2         ``task`` in provenance and profile, and with the landmarks. How long a squat
          may take belongs to the repetitions (``slowest_s``), not to the phases.
3         Cut-offs of a profile name the hip point they belong to; what drew the thigh
          from the front hip bone judges the knee angle from there. ``landmarks.npz``
          has the places of the markers (``markers_px``).
4         ``landmarks.npz`` says how much each picture differs from the one before
          (``picture_change``). The profile of a result has the publications that its
          sources name (``studies``), which readers of format 3 do not know.
5         ``landmarks.npz`` may have joints that were put right by hand
          (``corrections``), without which a reader would judge other numbers.
========  ==============================================================================
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from screening.errors import OutputError
from screening.language import Wording
from screening.measures import SINGLE_LEG_SQUAT
from screening.results.old_profiles import name_the_hip_points, name_the_studies
from screening.settings import DEFAULT, ModelTraits

SCREENING_VERSION = 4
LANDMARKS_VERSION = 5

Values = dict[str, Any]
"""Plain values, as JSON gives them."""

_BODY_TURN_UNKNOWN = {
    "body_turn_offset_deg": 0.0,
    "body_turn_gain": 0.0,
    "body_turn_error_deg": 0.0,
}

USED_BEFORE: dict[int, Values] = {
    1: {
        "phases": {
            "plainly_lifted_leg": 1.0,
            "stance_sink_leg": 0.0,
            "shortest_s": 0.5,
        },
        "reps": {
            "fastest_s": 0.5,
            "slowest_s": 15.0,
            "matched_ratio": 0.924,
            "half_shallow_ratio": 0.966,
        },
        "quality": {"turn_side_deg": 90.0},
        "camera": {"field_of_view_deg": 0.0},
        "models": {
            name: asdict(traits) | _BODY_TURN_UNKNOWN
            for name, traits in DEFAULT.models.items()
        },
    },
    2: {},
    3: {},
}
"""Settings by version, table by table: what it measured with where it had no such
setting yet, or another default than the version after it."""

RECORD = "settings_brought_up_to_date"
"""Key of a provenance: what :func:`clean_settings` changed."""


def migrate_screening(values: Values, *, origin: Wording) -> Values:
    """Bring the values of a ``screening.json`` up to this version.

    Parameters
    ----------
    values
        Of the file, whole or in part. Not changed.
    origin
        Named in the message when something is wrong.

    Returns
    -------
    dict
        With the present ``schema_version``. Its settings have every key of this
        version and no other; what was filled in or dropped is in its provenance.

    Raises
    ------
    OutputError
        If it comes from a later version, or does not say from which.
    """
    try:
        version = _version(values, "schema_version", SCREENING_VERSION, origin)
    except ValueError as error:
        raise OutputError("no_result", origin=origin) from error
    for number in range(version, SCREENING_VERSION):
        values = _SCREENING_STEPS[number](values)
    provenance = values.get("provenance")
    if isinstance(provenance, dict) and isinstance(provenance.get("settings"), dict):
        provenance = _with_clean_settings(provenance, version)
        values = {**values, "provenance": provenance}
    return {**values, "schema_version": SCREENING_VERSION}


def migrate_landmarks(about: Values, *, origin: Wording) -> Values:
    """Bring the description in a ``landmarks.npz`` up to this version.

    Parameters
    ----------
    about, origin
        As for :func:`migrate_screening`.

    Raises
    ------
    OutputError
        If it comes from a later version.
    ValueError
        If its version is no number.
    """
    version = _version({"version": 1} | about, "version", LANDMARKS_VERSION, origin)
    for number in range(version, LANDMARKS_VERSION):
        about = _LANDMARKS_STEPS[number](about)
    return {**about, "version": LANDMARKS_VERSION}


def clean_settings(saved: Mapping[str, Any], *, version: int) -> tuple[Values, Values]:
    """Return saved settings with the keys of this version.

    Parameters
    ----------
    saved
        Tables by name.
    version
        Of the ``screening.json`` that they stand in.

    Returns
    -------
    settings
        What is missing has the value that was used then.
    changes
        ``filled_in`` and ``dropped``, each with dotted keys and their values; without
        those that are empty.
    """
    filled_in: Values = {}
    dropped: Values = {}
    if version < 2:
        saved = _with_slowest(saved)
    saved = _with_matched(saved)
    settings = _clean(saved, settings_used_by(version), "", filled_in, dropped)
    changes = {"filled_in": filled_in, "dropped": dropped}
    return settings, {name: each for name, each in changes.items() if each}


def settings_used_by(version: int) -> Values:
    """Return the settings that a version measured with unless others were given.

    Parameters
    ----------
    version
        Of the ``screening.json`` that it wrote.
    """
    used = asdict(DEFAULT)
    for number in range(SCREENING_VERSION - 1, version - 1, -1):
        for table, values in USED_BEFORE[number].items():
            used[table] = used[table] | values
    return used


def merged(record: Values, changes: Values) -> Values:
    """Return two tables of changes, as :func:`clean_settings` makes them, as one."""
    names = [name for name in ("filled_in", "dropped") if name in record | changes]
    return {name: record.get(name, {}) | changes.get(name, {}) for name in names}


def _version(values: Mapping[str, Any], key: str, latest: int, origin: Wording) -> int:
    """Return the version of a format; raise an error if it is a later one, or none."""
    version = values.get(key)
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise ValueError(f"{key} must be a number from 1 up, but is {version!r}")
    if version > latest:
        raise OutputError(
            "later_version", origin=origin, version=version, latest=latest
        )
    return version


def _with_clean_settings(provenance: Values, version: int) -> Values:
    """Return a provenance with the settings of this version, and what that changed."""
    settings, changes = clean_settings(provenance["settings"], version=version)
    if not changes:
        return provenance
    record = merged(provenance.get(RECORD, {}), changes)
    return {**provenance, "settings": settings, RECORD: record}


def _clean(
    saved: Mapping[str, Any],
    known: Values,
    where: str,
    filled_in: Values,
    dropped: Values,
) -> Values:
    """Return one table with the keys that are known; note what that changes."""
    table: Values = {}
    if where == "models.":
        # A bundle of one's own may have any name.
        known = dict.fromkeys(saved, asdict(ModelTraits())) | known
    misplaced = [
        key
        for key, value in saved.items()
        if key not in known
        or isinstance(value, Mapping) != isinstance(known[key], dict)
    ]
    dropped |= {f"{where}{key}": saved[key] for key in misplaced}
    for key, used in known.items():
        usable = key in saved and key not in misplaced
        if isinstance(used, dict):
            below = saved[key] if usable else {}
            table[key] = _clean(below, used, f"{where}{key}.", filled_in, dropped)
        elif usable:
            table[key] = saved[key]
        else:
            table[key] = filled_in[f"{where}{key}"] = used
    return table


def _with_slowest(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Keep how long a squat may take under its new name."""
    phases, reps = settings.get("phases"), settings.get("reps", {})
    if not isinstance(phases, Mapping) or "longest_s" not in phases:
        return settings
    reps = reps if isinstance(reps, Mapping) else {}
    rest = {key: value for key, value in phases.items() if key != "longest_s"}
    slowest = {"slowest_s": phases["longest_s"]}
    return {**settings, "phases": rest, "reps": slowest | dict(reps)}


def _with_matched(settings: Mapping[str, Any]) -> Mapping[str, Any]:
    """Read at matched depth where it was read when one setting said both."""
    reps = settings.get("reps")
    if not isinstance(reps, Mapping) or "shallow_ratio" not in reps:
        return settings
    return {**settings, "reps": {"matched_ratio": reps["shallow_ratio"], **reps}}


def _name_the_task(values: Values) -> Values:
    """Say in provenance and profile what the person did."""
    task = {"task": SINGLE_LEG_SQUAT}
    named = {
        name: task | values[name]
        for name in ("provenance", "profile")
        if isinstance(values.get(name), dict)
    }
    return {**values, **named}


def _name_the_task_of_landmarks(about: Values) -> Values:
    return {"task": SINGLE_LEG_SQUAT} | about


_SCREENING_STEPS: dict[int, Callable[[Values], Values]] = {
    1: _name_the_task,
    2: name_the_hip_points,
    3: name_the_studies,
}
_LANDMARKS_STEPS: dict[int, Callable[[Values], Values]] = {
    1: _name_the_task_of_landmarks,
    2: dict,
    3: dict,
    4: dict,
}
"""From each format to the next."""
