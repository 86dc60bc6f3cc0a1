"""How a result came about: what somebody needs to get the same numbers again."""

from __future__ import annotations

import platform
from dataclasses import asdict
from functools import cache
from importlib.metadata import version
from typing import Any

from screening.motion.landmarks import Take
from screening.settings import Settings

DISTRIBUTION = "single-leg-squat-screening"
CONVENTIONS = {
    "fppa_deg": "positive: knee medial to the hip-ankle line (valgus)",
    "pelvic_drop_deg": "positive: free side lower than in the two-feet stance",
    "trunk_lean_deg": "positive: towards the standing leg, against two feet",
    "proximal_landmark": "hip_joint_like",
}
"""Signs of the measures, and what the upper end of the thigh is."""


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
        "tool": f"{DISTRIBUTION} {_version(DISTRIBUTION)}",
        "python": platform.python_version(),
        "libraries": {name: _version(name) for name in ("numpy", "scipy", "pandas")},
        "source": poses.source,
        "kind": take.kind,
        "leg": take.leg,
        "mirrored": take.mirrored,
        "excluded": [[leg, rep, why] for (leg, rep), why in take.excluded.items()],
        "notes": dict(take.notes),
        "image_size": list(poses.image_size),
        "frames": len(poses),
        "rate_fps": poses.rate_fps if len(poses) > 1 else None,
        "model": asdict(poses.model),
        "settings": asdict(settings),
        "conventions": dict(CONVENTIONS),
    }


_version = cache(version)
