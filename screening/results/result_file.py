"""The result as files for other programs: tables as CSV, everything as JSON."""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from screening.errors import OutputError, ProfileError
from screening.judgement.profiles import Profile
from screening.paths import shown
from screening.results.checked import json_of, no_number, text_of
from screening.results.files import FRAMES, REPETITIONS, SCREENING, STANDING
from screening.results.formulas import without_formulas
from screening.results.migrations import RECORD, migrate_screening
from screening.results.screening import Screening
from screening.results.staging import settle
from screening.strict import check_depth

_NAME = re.compile(r'\s*[{,]\s*"(\w+)"\s*:\s*')
"""Before each part of a ``screening.json``: the name of the part."""


@dataclass(frozen=True)
class Basis:
    """By what a saved result was judged: all that judging it again needs of it.

    Parameters
    ----------
    version
        Of the format that it was saved in.
    provenance
        Of the result, brought up to this version.
    changes
        What had to change in its settings for that, and was not noted before.
    profile
        The thresholds, None if they cannot be read.
    screening
        The whole result, None if the rest of it cannot be read.
    """

    version: int
    provenance: dict[str, Any]
    changes: dict[str, Any]
    profile: Profile | None
    screening: Screening | None


def write_tables(folder: str | Path, screening: Screening) -> None:
    """Write ``frames.csv``, ``reps.csv``, ``standing.csv`` and ``screening.json``.

    Parameters
    ----------
    folder
        Where to; it must exist.
    screening
        What to write. The tables hold nine significant digits, and numbers that do not
        count in columns of their own; the JSON file holds everything as measured.
    """
    folder = Path(folder)
    tables = {FRAMES: "frames", REPETITIONS: "reps", STANDING: "standing"}
    for name, table in tables.items():
        safe = without_formulas(getattr(screening, table))
        safe.to_csv(folder / name, index=False, float_format="%.9g")
    (folder / SCREENING).write_text(screening.to_json(), encoding="utf-8")


def read_screening(path: str | Path) -> Screening:
    """Read a saved result.

    Parameters
    ----------
    path
        A ``screening.json``, or the folder that holds one.

    Returns
    -------
    Screening

    Raises
    ------
    OutputError
        If there is none, or it cannot be read.
    """
    text, origin = _read(Path(path))
    return Screening.from_json(text, origin=origin)


def read_basis(path: Path) -> Basis:
    """Read by what a saved result was judged, whatever else of it is damaged.

    Parameters
    ----------
    path
        As for :func:`read_screening`.

    Returns
    -------
    Basis

    Raises
    ------
    OutputError
        If there is none, it comes from a later version, or not even its provenance
        can be read.
    """
    text, origin = _read(path, errors="replace")
    saved = _parts(text)
    values = migrate_screening(saved, origin=origin)
    provenance, thresholds = values.get("provenance"), values.get("profile")
    if not isinstance(provenance, dict):
        raise OutputError("no_provenance", origin=origin)
    changes = provenance.get(RECORD, {})
    if changes == saved["provenance"].get(RECORD, {}):
        changes = {}
    profile = screening = None
    if isinstance(thresholds, dict):
        with suppress(ProfileError):
            profile = Profile.from_dict(thresholds, origin=origin)
    with suppress(OutputError):
        screening = Screening.from_values(values, origin=origin)
    version = saved["schema_version"]
    return Basis(version, provenance, changes, profile, screening)


def _read(path: Path, *, errors: str = "strict") -> tuple[str, str]:
    """Return the text of a result, and what to call it."""
    file = path / SCREENING if path.is_dir() else path
    settle(file.parent)
    try:
        return text_of(file, errors=errors), shown(file)
    except (OSError, ValueError) as error:
        raise OutputError("cannot_read", path=shown(file)) from error


def _parts(text: str) -> dict[str, Any]:
    """Return the parts of a result; of a damaged text, those before the damage."""
    with suppress(ValueError):
        whole = json_of(text)
        return whole if isinstance(whole, dict) else {}
    parts: dict[str, Any] = {}
    decoder, place = json.JSONDecoder(parse_constant=no_number), 0
    while name := _NAME.match(text, place):
        try:
            part, place = decoder.raw_decode(text, name.end())
            check_depth(part)
            parts[name[1]] = part
        except (ValueError, RecursionError):
            break
    return parts
