"""How a result came about: what is needed to get the same numbers again."""

from __future__ import annotations

import hashlib
import math
import platform
from dataclasses import asdict, astuple
from functools import cache
from importlib.metadata import version
from typing import Any

import numpy as np

from screening import __version__
from screening.measures import CONVENTIONS
from screening.motion.corrections import corrections_sha256
from screening.motion.landmarks import PoseSeries, Take
from screening.motion.method import motion_method
from screening.settings import Settings

DISTRIBUTION = "single-leg-squat-screening"

CAMERA_SAID = ("lens_mm", "captured_fps")
"""What a file may say of its camera, by its name in a :class:`PoseSeries`."""


def provenance(take: Take, settings: Settings) -> dict[str, Any]:
    """Describe how a result came about.

    Parameters
    ----------
    take
        Which was judged.
    settings
        With which it was measured.

    Returns
    -------
    dict
        Plain JSON values: versions, clip, model, settings and what was left out.
    """
    poses = take.poses
    return {
        "tool": f"{DISTRIBUTION} {__version__}",
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in ("numpy", "scipy", "pandas")},
        "source": poses.source,
        "source_sha256": take.source_sha256,
        "task": take.task,
        **({"first_task": take.first_task} if take.first_task else {}),
        "kind": take.kind,
        "leg": take.leg,
        "mirrored": take.mirrored,
        "excluded": [[leg, rep, why] for (leg, rep), why in take.excluded.items()],
        "notes": dict(take.notes),
        "corrections": {
            "sha256": corrections_sha256(take.corrections),
            "points": [list(astuple(each)) for each in take.corrections],
        },
        "image_size": list(poses.image_size),
        "frames": len(poses),
        "landmarks_sha256": landmarks_sha256(poses),
        "rate_fps": poses.rate_fps if len(poses) > 1 else None,
        "camera_said": {
            name: value
            for name in CAMERA_SAID
            if not math.isnan(value := getattr(poses, name))
        },
        "model": asdict(poses.model),
        "settings": asdict(settings),
        "method": {"capture": dict(poses.method), "motion": motion_method()},
        "conventions": dict(CONVENTIONS),
    }


def landmarks_sha256(poses: PoseSeries) -> str:
    """Return the checksum by which a result knows the landmarks it was made from."""
    digest = hashlib.sha256()
    for name in _TELLING:
        values = np.ascontiguousarray(getattr(poses, name), dtype="<f8")
        digest.update(values.tobytes())
    return digest.hexdigest()


_TELLING = ("time_s", "points_px", "visibility", "pelvis_rotation_deg", "limb_knee_px")
"""Arrays that no two takes share; all of them would cost a live take too much."""

_version = cache(version)
