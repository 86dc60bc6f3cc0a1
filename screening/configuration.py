"""What a user configures in TOML files: settings, and the profile of thresholds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from screening.errors import ProfileError
from screening.judgement.profiles import (
    DEFAULT_PROFILE,
    Profile,
    builtin_profile,
    profile_from_toml,
)
from screening.paths import shown
from screening.settings import DEFAULT, Settings
from screening.strict import read_strictly, table_of


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
        If the file cannot be read, a key is unknown, or a value is of the wrong kind
        or out of its range.
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
        text = Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError("settings_unreadable", path=shown(path)) from error
    changes = table_of(text, origin=shown(path))
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
        If a key is unknown, or a value is of the wrong kind or out of its range.
    """
    return read_strictly(_laid_over(asdict(base), changes), Settings, origin=origin)


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
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ProfileError("profile_unreadable", path=shown(path)) from error
    return profile_from_toml(text, origin=shown(path))


def _laid_over(base: dict[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return the tables of the first with the values of the second."""
    merged = dict(base)
    for key, value in changes.items():
        below = base.get(key)
        both = isinstance(below, dict) and isinstance(value, Mapping)
        merged[key] = _laid_over(below or {}, value) if both else value
    return merged
