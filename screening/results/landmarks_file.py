"""Landmarks kept on disk: a source of poses like a clip, without the pictures."""

from __future__ import annotations

import json
import math
import zipfile
import zlib
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, Literal

import numpy as np

from screening.errors import OutputError
from screening.measures import TASKS
from screening.motion.landmarks import Correction, PoseModel, PoseSeries, Take
from screening.paths import shown
from screening.results.checked import (
    UNREADABLE,
    arrays_of,
    check_about,
    check_poses,
    json_of,
)
from screening.results.migrations import LANDMARKS_VERSION, migrate_landmarks
from screening.results.provenance import CAMERA_SAID
from screening.results.staging import settle

_DESCRIPTION = "description"

_UNREADABLE = (*UNREADABLE, zipfile.BadZipFile, zlib.error)


def save_take(path: str | Path, take: Take) -> None:
    """Write the landmarks of a take, and what is known about it, to one file.

    Parameters
    ----------
    path
        A ``.npz`` file.
    take
        Read back exactly by :func:`load_take`.
    """
    poses = take.poses
    description = {
        "version": LANDMARKS_VERSION,
        "task": take.task,
        **({"first_task": take.first_task} if take.first_task else {}),
        "image_size": poses.image_size,
        "model": asdict(poses.model),
        "source": poses.source,
        "source_sha256": take.source_sha256,
        "cut_short": poses.cut_short,
        "announced_rate": poses.announced_rate,
        "camera_said": {
            name: value
            for name in CAMERA_SAID
            if not math.isnan(value := getattr(poses, name))
        },
        "method": dict(poses.method),
        "live": take.kind == "live",
        "leg": take.leg,
        "mirrored": take.mirrored,
        "excluded": [[leg, rep, why] for (leg, rep), why in take.excluded.items()],
        "notes": dict(take.notes),
        "corrections": [list(astuple(each)) for each in take.corrections],
    }
    arrays: dict[str, Any] = {**poses.arrays(), _DESCRIPTION: json.dumps(description)}
    with Path(path).open("wb") as file:
        np.savez_compressed(file, **arrays)


def load_take(path: str | Path) -> Take:
    """Read the landmarks of a take back.

    Parameters
    ----------
    path
        Of :func:`save_take`.

    Returns
    -------
    Take
        Of the kind ``replay``, or ``live`` as it was: its error stays the larger one.

    Raises
    ------
    OutputError
        If the file is missing, holds no landmarks of this tool, or comes from a later
        version.
    """
    path = Path(path)
    settle(path.parent)
    try:
        arrays = arrays_of(path)
        about = json_of(str(arrays.pop(_DESCRIPTION)))
        about = migrate_landmarks(about, origin=shown(path))
        check_about(about)
        take = _take(arrays, about, path)
        check_poses(take.poses)
        return take
    except FileNotFoundError as error:
        raise OutputError("no_file", path=shown(path)) from error
    except _UNREADABLE as error:
        raise OutputError("no_landmarks", path=shown(path)) from error


def _take(arrays: dict[str, Any], about: dict[str, Any], path: Path) -> Take:
    """Build a take from what stands in its file."""
    first = about.get("first_task", "")
    for task in (about["task"], first or about["task"]):
        if task not in TASKS:
            about_it = {"task": str(task), "known": ", ".join(TASKS)}
            raise OutputError("unknown_task", path=shown(path), **about_it)
    poses = PoseSeries(
        **arrays,
        image_size=(about["image_size"][0], about["image_size"][1]),
        model=PoseModel(**about["model"]),
        source=about["source"],
        cut_short=about["cut_short"],
        announced_rate=about.get("announced_rate", False),
        **about.get("camera_said", {}),
        method=about.get("method", {}),
    )
    kind: Literal["live", "replay"] = "live" if about.get("live") else "replay"
    return Take(
        poses,
        about["leg"],
        about["mirrored"],
        {(leg, rep): why for leg, rep, why in about["excluded"]},
        kind,
        about.get("notes", {}),
        about["task"],
        about.get("source_sha256", ""),
        tuple(Correction(*each) for each in about.get("corrections", ())),
        first,
    )
