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
from screening.language import Phrase, Wording
from screening.paths import shown
from screening.results.migrations import (
    SCREENING_VERSION,
    Values,
    clean_settings,
    merged,
)
from screening.settings import DEFAULT, Settings
from screening.strict import Where, mistakes_in, read_strictly, table_of


def read_settings(path: str | Path, *, base: Settings = DEFAULT) -> Settings:
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
    path = Path(path)
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
    changes: Mapping[str, Any], *, base: Settings = DEFAULT, origin: Wording
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
        says it. A value that cannot be used, alone or together with another one, counts
        as dropped, and what that version used without it as filled in.
    """
    settings, changes = clean_settings(values, version=version)
    # Whether values go together shows only once each of them can be used.
    for _ in range(2):
        mistakes = mistakes_in(settings, Settings)
        if not mistakes:
            break
        unusable: Values = {}
        for where in (place for mistake in mistakes for place in mistake.values_at):
            unusable |= _taken_out(settings, where)
        settings, filled_in = clean_settings(settings, version=version)
        changes = merged(merged(changes, filled_in), {"dropped": unusable})
    return settings_from(
        settings, origin=Phrase("errors.origins.saved_settings")
    ), changes


def _taken_out(tables: Values, where: Where) -> Values:
    """Take a value out of its table; return it by its dotted keys."""
    table = tables
    for key in where[:-1]:
        table = table[key]
    if where[-1] not in table:
        return {}
    return {".".join(where): table.pop(where[-1])}


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
