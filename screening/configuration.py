"""What a user configures in TOML files: settings, and the profile of thresholds."""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import cattrs
from cattrs.errors import (
    AttributeValidationNote,
    ClassValidationError,
    ForbiddenExtraKeysError,
    IterableValidationError,
    IterableValidationNote,
)

from screening.errors import ProfileError
from screening.judgement.profiles import (
    DEFAULT_PROFILE,
    Profile,
    builtin_profile,
    profile_from_toml,
)
from screening.judgement.tables import nearest
from screening.paths import shown
from screening.results.migrations import (
    SCREENING_VERSION,
    Values,
    clean_settings,
    merged,
)
from screening.settings import DEFAULT, Settings

_MAY_BE_NEGATIVE = {
    "turn_offset_deg",
    "turn_gain",
    "hip_inside_leg",
    "shift_leg",
    "mask_shift_leg",
}
_AT_MOST_ONE = ("_share", "_confidence", "_quality", "_gate")


def read_settings(path: Path, *, base: Settings = DEFAULT) -> Settings:
    """Read settings from a TOML file.

    Parameters
    ----------
    path
        Of the file; its tables and keys are the fields of :class:`Settings`.
    base
        What the file leaves out is taken from here.

    Returns
    -------
    Settings

    Raises
    ------
    ProfileError
        If the file cannot be read, a key is unknown, or a value is of the wrong kind.
    """
    return settings_from(read_changes(path), base=base, origin=shown(path))


def read_changes(path: Path) -> dict[str, Any]:
    """Read what a settings file says, checked, without filling in the rest.

    Parameters
    ----------
    path
        As for :func:`read_settings`.

    Returns
    -------
    dict
        As :func:`settings_from` takes it.

    Raises
    ------
    ProfileError
        As :func:`read_settings`.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(
            f"The settings {shown(path)} cannot be read; give the path of a TOML file."
        ) from error
    try:
        changes = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(
            f"{shown(path)} is not valid TOML: {str(error).rstrip('.')}."
        ) from error
    settings_from(changes, base=DEFAULT, origin=shown(path))
    return changes


def settings_from(
    changes: Mapping[str, Any], *, base: Settings = DEFAULT, origin: str
) -> Settings:
    """Lay plain values over settings.

    Parameters
    ----------
    changes
        Tables by name, as TOML or JSON give them; any part may be missing.
    base
        What is not changed is taken from here.
    origin
        Named in the message when something is wrong.

    Returns
    -------
    Settings

    Raises
    ------
    ProfileError
        If a key is unknown, or a value is of the wrong kind.
    """
    values = _laid_over(asdict(base), changes)
    try:
        settings = _CONVERTER.structure(values, Settings)
    except cattrs.BaseValidationError as error:
        raise ProfileError(_sentence(error, origin, ())) from error
    _check_range(values, origin, ())
    return settings


def settings_from_saved(
    values: Mapping[str, Any], *, version: int = SCREENING_VERSION
) -> tuple[Settings, Values]:
    """Build settings from those that stand in a saved result, whatever wrote it.

    Parameters
    ----------
    values
        Tables by name.
    version
        Of the format of the ``screening.json`` that they stand in; of this one unless
        given, as in a result that was read.

    Returns
    -------
    settings : Settings
    changes : dict
        What had to change, as :func:`screening.results.migrations.clean_settings`
        says it. A value that cannot be used counts as dropped, and what that version
        used without it as filled in.

    Raises
    ------
    ProfileError
        If values that can be used alone cannot be used together.
    """
    settings, changes = clean_settings(values, version=version)
    origin = "The saved settings"
    try:
        return settings_from(settings, origin=origin), changes
    except ProfileError:
        usable, unusable = _usable(settings, (), origin)
    settings, filled_in = clean_settings(usable, version=version)
    changes = merged(merged(changes, filled_in), {"dropped": unusable})
    return settings_from(settings, origin=origin), changes


def _usable(
    values: Mapping[str, Any], where: tuple[str, ...], origin: str
) -> tuple[Values, Values]:
    """Return the values that can be used alone, and the others by dotted keys."""
    usable: Values = {}
    unusable: Values = {}
    for key, value in values.items():
        place = (*where, key)
        if isinstance(value, Mapping):
            usable[key], below = _usable(value, place, origin)
            unusable |= below
            continue
        alone = {key: value}
        for table in reversed(where):
            alone = {table: alone}
        try:
            settings_from(alone, origin=origin)
        except ProfileError:
            unusable[".".join(place)] = value
        else:
            usable[key] = value
    return usable, unusable


def _check_range(values: dict[str, Any], origin: str, where: tuple[str, ...]) -> None:
    """Raise an error when a number cannot be a duration, length or share."""
    for key, value in values.items():
        if isinstance(value, dict):
            _check_range(value, origin, (*where, key))
        elif value < 0 and key not in _MAY_BE_NEGATIVE:
            raise ProfileError(
                f'{_place(origin, where)}: "{key}" must not be negative, '
                f"but is {value!r}."
            )
        elif value > 1 and key.endswith(_AT_MOST_ONE):
            raise ProfileError(
                f'{_place(origin, where)}: "{key}" must be between 0 and 1, '
                f"but is {value!r}."
            )


def _laid_over(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of the first with the values of the second."""
    merged = dict(base)
    for key, value in changes.items():
        below = base.get(key)
        both = isinstance(below, dict) and isinstance(value, Mapping)
        merged[key] = _laid_over(below or {}, value) if both else value
    return merged


def _sentence(error: BaseException, origin: str, where: tuple[str, ...]) -> str:
    """Turn the first mistake of a tree of errors into one sentence with its place."""
    if isinstance(error, ClassValidationError | IterableValidationError):
        inner = error.exceptions[0]
        return _sentence(inner, origin, (*where, *_step(inner)))
    if isinstance(error, ForbiddenExtraKeysError):
        key = min(error.extra_fields)
        known = [f.name for f in fields(error.cl)]
        hint = nearest(key, known) or f" (known: {', '.join(known)})"
        return f'{_place(origin, where)}: unknown key "{key}"{hint}.'
    *table, key = where
    problem = error if isinstance(error, _WrongKindError) else "must be a table"
    return f'{_place(origin, tuple(table))}: "{key}" {problem}.'


def _step(error: BaseException) -> tuple[str, ...]:
    """Name of the key below which an error happened, if it is told."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            return (note.name,)
        if isinstance(note, IterableValidationNote):
            return (str(note.index),)
    return ()


def _place(origin: str, where: tuple[str, ...]) -> str:
    return f"{origin}, [{'.'.join(where)}]" if where else origin


class _WrongKindError(TypeError):
    """What a value must be, and what it is instead."""


def _number(value: Any, _: type) -> float:
    # A bool is an int in Python, but "true" is no number of seconds.
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise _WrongKindError(f"must be a number, but is {value!r}")
    if not math.isfinite(value):
        raise _WrongKindError(f"must be a finite number, but is {value!r}")
    return float(value)


def _whole(value: Any, _: type) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise _WrongKindError(f"must be a whole number, but is {value!r}")
    return value


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    converter.register_structure_hook(float, _number)
    converter.register_structure_hook(int, _whole)
    return converter


_CONVERTER = _converter()


def load_profile(name_or_path: str | Path = DEFAULT_PROFILE) -> Profile:
    """Return a built-in threshold profile, or read one from a TOML file.

    Parameters
    ----------
    name_or_path
        A name such as ``adult``, or a path that ends in ``.toml``.

    Returns
    -------
    Profile

    Raises
    ------
    ProfileError
        If there is no such profile, or it has a mistake in it.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        return builtin_profile(str(name_or_path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError(
            f"The profile {shown(path)} cannot be read; "
            "give the path of a TOML file, or the name of a built-in profile."
        ) from error
    return profile_from_toml(text, origin=shown(path))
