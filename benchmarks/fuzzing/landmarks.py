"""Landmark files with other arrays, another description, or other bytes in them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np

from fuzzing.dice import Dice
from screening.results.files import LANDMARKS, SCREENING

_DESCRIPTION = "description"
_LIMITS = {
    "time_s": (-1e9, 1e9),
    "visibility": (0.0, 1.0),
    "pelvis_confidence": (0.0, 1.0),
    "limb_quality": (0.0, 1.0),
    "level_deg": (-360.0, 360.0),
    "pelvis_rotation_deg": (-360.0, 360.0),
    "world_m": (-1e3, 1e3),
    "picture_change": (0.0, 255.0),
}
"""Numbers beyond them are refused; most cases stay inside, to be measured."""

_KINDS = ("f4", "f8", "i8", "u1", "U8", "c16", "b1", ">f8")


def change_landmarks(dice: Dice, folder: Path) -> str:
    """Change the ``landmarks.npz`` of a folder; return what was done to it.

    Half of them lose the checksum that ties them to the result, so that it is not the
    checksum alone that keeps them from being measured.
    """
    path = folder / LANDMARKS
    if dice.chance(0.25):
        path.write_bytes(dice.changed_bytes(path.read_bytes()))
        return "bytes"
    with np.load(path) as saved:
        arrays = {name: saved[name] for name in saved.files}
    done = set()
    for _ in range(dice.pick([1, 1, 2, 4])):
        change = dice.pick([_description, _shape, *[_numbers] * 5, *[_times] * 2])
        done.add(change(dice, arrays))
    if dice.chance(0.7):
        _unseal(folder, len(arrays.get("time_s", ())))
    save = np.savez if dice.chance(0.2) else np.savez_compressed
    save(path, **arrays, allow_pickle=True)  # type: ignore[arg-type]
    return ", ".join(sorted(done))


def _unseal(folder: Path, frames: int) -> None:
    text = json.loads((folder / SCREENING).read_text("utf-8"))
    text["provenance"].pop("landmarks_sha256", None)
    text["provenance"]["frames"] = frames
    (folder / SCREENING).write_text(json.dumps(text), "utf-8")


def _description(dice: Dice, arrays: dict[str, Any]) -> str:
    about = json.loads(str(arrays.get(_DESCRIPTION, "{}")))
    if about and isinstance(about, dict):
        about[dice.pick(list(about))] = dice.value()
    if dice.chance(0.1):
        about = dice.value()
    arrays[_DESCRIPTION] = np.array(json.dumps(about))
    return "description"


def _one(dice: Dice, arrays: dict[str, Any]) -> str:
    return dice.pick([name for name in arrays if name != _DESCRIPTION])


def _shape(dice: Dice, arrays: dict[str, Any]) -> str:
    """Change how many frames there are, or of what shape and kind an array is."""
    change = dice.below(5)
    if change == 0:
        frames = dice.pick([0, 1, 2, 3, 5, 20, 60])
        for name, array in arrays.items():
            if np.ndim(array):
                arrays[name] = array[:frames]
        return "few frames"
    name = _one(dice, arrays)
    if change == 1:
        del arrays[name]
    elif change == 2 and arrays[name].dtype.kind != "U":
        arrays[name] = arrays[name].astype(dice.pick(_KINDS))
    elif change == 3:
        arrays[name] = arrays[name][: dice.below(10)]
    else:
        arrays[name] = arrays[name].ravel()
    return "shapes"


def _numbers(dice: Dice, arrays: dict[str, Any]) -> str:
    """Change numbers: unknown, constant, scattered, far away, some or all."""
    name = _one(dice, arrays)
    if name in ("time_s", "frame") and dice.chance(0.8):
        name = _one(dice, arrays)
    values = arrays[name] = arrays[name].copy()
    if not values.size or not values.ndim:
        return "numbers"
    rows = slice(*sorted((dice.below(len(values) + 1), dice.below(len(values) + 1))))
    if dice.chance(0.3):
        rows = slice(None)
    place: Any = rows
    if values.ndim > 1 and dice.chance(0.5):
        place = (rows, dice.below(values.shape[1])) if values.shape[1] else rows
    part = values[place]
    if values.dtype.kind == "f":
        fresh = dice.pick(
            [
                np.nan,
                0.0,
                dice.between(-3000, 3000),
                part + dice.rng.normal(0, dice.pick([1, 30, 1e3]), part.shape),
                part * dice.pick([-1, 0, 1e-6, 1e3, 1e12]),
                np.where(dice.rng.random(part.shape) < 0.3, np.nan, part),
                dice.pick([np.inf, -np.inf, 1e300, -1e6, 1e6]),
            ]
        )
    elif values.dtype.kind == "b":
        fresh = dice.rng.random(part.shape) < dice.pick([0, 0.5, 1])
    elif values.dtype.kind in "iu":
        fresh = np.sort(dice.rng.integers(0, dice.pick([2, 5, 1000]), part.shape), 0)
    else:
        fresh = dice.pick(["", "tags", "cloth", "hip_line", "no_edge", "?", "\ud800"])
    least, most = _LIMITS.get(name, (-1e6, 1e6))
    if values.dtype.kind == "f" and dice.chance(0.8):
        fresh = np.clip(fresh, least, most)
    values[place] = fresh
    return "numbers"


def _times(dice: Dice, arrays: dict[str, Any]) -> str:
    """Give the frames other times."""
    if "time_s" not in arrays or not np.ndim(arrays["time_s"]):
        return "times"
    count = len(arrays["time_s"])
    steps = np.full(count, 1 / 25)
    change = dice.below(6)
    if change == 0:
        steps = dice.rng.exponential(1 / 25, count) + 1e-6
    elif change == 1:
        steps[::2] = 1e-9
    elif change == 2 and count:
        steps[dice.below(count)] = dice.pick([0.5, 100, 1e7, 1e9])
    elif change == 3:
        steps[count // 2 :] *= dice.pick([5, 30, 1e-6])
    elif change == 4:
        steps[:] = dice.pick([1e-9, 1e-3, 2.0, 1e6])
    times = np.cumsum(steps) + dice.pick([0, -1e8, 1e8])
    arrays["time_s"] = times if change < 5 else times[::-1]
    return "times"
