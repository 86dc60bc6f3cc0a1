"""What stands in a saved file, checked before memory is taken and a number is judged.

Files of results come from other people, too. Every reader of one goes through here:
sizes first, from the table of contents alone, then kinds, shapes and ranges. What is
wrong raises a ``ValueError``; the readers make the sentence of it.
"""

from __future__ import annotations

import json
import math
import tokenize
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from screening.motion.landmarks import LANDMARKS, SIDES, AskedLeg, PoseSeries
from screening.strict import check_depth

UNREADABLE = (
    OSError,
    EOFError,
    ValueError,
    KeyError,
    TypeError,
    AttributeError,
    IndexError,
    ArithmeticError,
    MemoryError,
    RecursionError,
    RuntimeError,
)
"""What reading a file raises that is damaged or something else; zipfile and zlib have
errors of their own besides. An encrypted archive is a ``RuntimeError``."""

MOST_FRAMES = 250_000
"""As many as are read from a clip."""

_LARGEST_TEXT = 400_000_000
_LARGEST_DESCRIPTION = 16_000_000
_MOST_PEOPLE = 20
_LONGEST_WORD = 64
_MOST = 1e9
"""No number of a result, in whatever unit, is as large."""

_SHARE = (-1e-6, 1 + 1e-6)
_RANGES = {
    "frame": (0, _MOST),
    "time_s": (-_MOST, _MOST),
    "visibility": _SHARE,
    "pelvis_confidence": _SHARE,
    "limb_quality": _SHARE,
    "level_deg": (-360, 360),
    "pelvis_rotation_deg": (-360, 360),
    "world_m": (-1e3, 1e3),
    "shot": (0, MOST_FRAMES),
    "picture_change": (0, 255),
}
_FURTHEST_PX = 1e6
"""Points out of the picture are guessed by the pose model, but not as far away."""

_WITHOUT_NAN = ("time_s", "level_deg", "visibility")
_KINDS = dict.fromkeys(("frame", "shot"), "iu")
_KINDS |= dict.fromkeys(("doubtful_subject", "came_back", "camera_known"), "b")
_KINDS |= dict.fromkeys(("pelvis_method", "pelvis_doubt"), "U")
"""Kinds of the arrays that are no measured numbers, as NumPy calls them."""


def text_of(path: Path, *, errors: str = "strict") -> str:
    """Return the text of a file that is not larger than any result.

    Parameters
    ----------
    path
        Of the file.
    errors
        What to do about bytes that are no text, as for ``bytes.decode``.

    Raises
    ------
    ValueError
        If it is larger, or no UTF-8.
    OSError
        If it cannot be read.
    """
    if path.stat().st_size > _LARGEST_TEXT:
        raise ValueError(f"{path.name} is larger than any result")
    return path.read_text(encoding="utf-8", errors=errors)


def json_of(text: str) -> Any:
    """Return the values of a text in JSON.

    Raises
    ------
    ValueError
        If it is none, or nested deeper than any result.
    """
    try:
        values = json.loads(text, parse_constant=no_number)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    check_depth(values)
    return values


def no_number(name: str) -> None:
    """Raise a ``ValueError`` for ``NaN`` and ``Infinity``, which no result holds."""
    raise ValueError(f"{name} is no JSON")


def arrays_of(path: Path) -> dict[str, NDArray[Any]]:
    """Return the arrays of a ``landmarks.npz``, all of them small enough and plain.

    Parameters
    ----------
    path
        Of the file.

    Raises
    ------
    ValueError
        If an array is larger than it can be, or the archive says other sizes than its
        arrays. Nothing of that size is read.
    """
    with path.open("rb") as file:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                _check_member(archive, member)
        file.seek(0)
        with np.load(file, allow_pickle=False) as saved:
            return {name: saved[name] for name in saved.files}


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Compare what a member will take with what it says, and both with the limits."""
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise ValueError(f"{member.filename} is packed in a way that is not read")
    with archive.open(member) as file:
        version = np.lib.format.read_magic(file)
        read = {
            (1, 0): np.lib.format.read_array_header_1_0,
            (2, 0): np.lib.format.read_array_header_2_0,
        }[version]
        try:
            shape, _, kind = read(file)
        except (tokenize.TokenError, SyntaxError, TypeError, RecursionError) as error:
            raise ValueError(f"{member.filename} has a damaged head") from error
        size = math.prod(shape) * kind.itemsize
        if size != member.file_size - file.tell():
            raise ValueError(f"{member.filename} says another size than it has")
    most = _LARGEST_DESCRIPTION
    if shape:
        rows = _MOST_PEOPLE * 33 * 2 * 8 if len(shape) == 4 else 33 * 3 * 8
        most = MOST_FRAMES * rows
        if shape[0] > MOST_FRAMES:
            raise ValueError(f"{member.filename} has more frames than any take")
    if kind.hasobject or size > most:
        raise ValueError(f"{member.filename} is larger than it can be")


def check_poses(poses: PoseSeries) -> None:
    """Raise a ``ValueError`` for arrays that no clip and no camera gives."""
    for name, values in poses.arrays().items():
        word = values.dtype.kind == "U"
        if values.dtype.kind not in _KINDS.get(name, "f"):
            raise ValueError(f"{name} is of the wrong kind: {values.dtype}")
        if word:
            long = values.dtype.itemsize > 4 * _LONGEST_WORD
            if long or not all(map(str.isascii, np.unique(values))):
                raise ValueError(f"{name} holds texts that are no words")
            continue
        least, most = _RANGES.get(name, (-_FURTHEST_PX, _FURTHEST_PX))
        _check_range(name, values, least, most, nan=name not in _WITHOUT_NAN)
    if np.any(np.diff(poses.frame) <= 0) or np.any(np.diff(poses.shot) < 0):
        raise ValueError("frames and shots must rise")


def check_about(about: Mapping[str, Any]) -> None:
    """Raise a ``ValueError`` where the description of a take is not of its kind."""
    size = about["image_size"]
    if len(size) != 2 or not all(_is_whole(each, 1, _FURTHEST_PX) for each in size):
        raise ValueError(f"no picture is {size} pixels large")
    kinds = {"cut_short": bool, "mirrored": bool, "source": str, "excluded": list}
    kinds |= {"method": dict, "live": bool, "notes": dict, "model": dict}
    kinds |= {"announced_rate": bool, "source_sha256": str}
    for name, kind in kinds.items():
        if name in about and not isinstance(about[name], kind):
            raise ValueError(f"{name} must be of another kind")
    if about["leg"] not in get_args(AskedLeg):
        raise ValueError("no such leg")
    for leg, rep, why in about["excluded"]:
        if leg not in SIDES or not _is_whole(rep, 1, MOST_FRAMES):
            raise ValueError("no such repetition")
        _check_texts([why])
    for frame, joint, x, y in about.get("corrections", []):
        if joint not in LANDMARKS or not _is_whole(frame, 0, MOST_FRAMES):
            raise ValueError("no such joint")
        _check_range("corrections", np.array([x, y], float), -_MOST, _MOST)
    for name, value in about.get("camera_said", {}).items():
        _check_range(name, np.array(value, float), 0.0, _MOST)
    notes, model = about.get("notes", {}), about["model"]
    _check_texts([*notes, *notes.values(), *model.values(), about["source"]])


def check_table(table: pd.DataFrame) -> None:
    """Raise a ``ValueError`` for a table with numbers or legs that cannot be."""
    if len(table) > MOST_FRAMES:
        raise ValueError("more rows than any take has frames")
    for name, column in table.items():
        if name == "leg" and not set(column.unique()) <= {*SIDES, ""}:
            raise ValueError("no such leg")
        if column.dtype.kind in "fi":
            _check_range(str(name), column.to_numpy(), -_MOST, _MOST)


def check_numbers(values: Any) -> None:
    """Raise a ``ValueError`` for plain values with a number that cannot be in them."""
    waiting = [values]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Mapping):
            waiting += each.values()
        elif isinstance(each, list | tuple):
            waiting += each
        elif isinstance(each, str):
            each.encode()  # half of a pair of surrogates cannot be written
        elif isinstance(each, int | float) and not abs(each) <= _MOST:
            raise ValueError(f"{each} cannot stand in a result")


def _check_range(
    name: str, values: NDArray[Any], least: float, most: float, *, nan: bool = True
) -> None:
    """Raise an error for values out of a range; unknown ones may be allowed."""
    inside = (values >= least) & (values <= most)
    if nan and values.dtype.kind == "f":
        inside |= np.isnan(values)
    if not inside.all():
        raise ValueError(f"{name} must lie between {least:g} and {most:g}")


def _is_whole(value: Any, least: float, most: float) -> bool:
    plain = isinstance(value, int) and not isinstance(value, bool)
    return plain and least <= value <= most


def _check_texts(values: list[Any]) -> None:
    for each in values:
        if not isinstance(each, str):
            raise ValueError("a text is not a text")
        each.encode()  # half of a pair of surrogates cannot be written
