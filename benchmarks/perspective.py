"""What the nearness of the camera does to the knee angle, and the angle without it.

    python benchmarks/perspective.py --clips DIR... [--models full] [--landmarks DIR]

Each judged squat's angle is compared with that of the true joints in the frontal plane,
as from infinitely far: the angle in the picture, and ``fppa_plane_deg`` with what is
assumed of a lens that nobody named and with other fields of view.
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from against_truth import asked_takes, compare

from screening.settings import DEFAULT, CameraSettings

PLANE = "fppa_plane_deg"
VIEWS_DEG = (50.0, 54.0, 58.0, 61.0, 66.0, 69.0)


def main() -> None:
    """Read, compare, print."""
    parts = []
    for model, clip, take in asked_takes(__doc__):
        for view_deg in (0.0, *VIEWS_DEG):
            settings = replace(DEFAULT, camera=CameraSettings(view_deg))
            readings, _ = compare(clip, take, settings)
            judged = readings["judged"].astype(bool)
            own = readings[(readings["measure"] == PLANE) & judged]
            lens = f"{PLANE}, {view_deg:g}°" if view_deg else PLANE
            errors = {lens: own["value"] - own["truth"]}
            if not view_deg:
                errors["fppa_deg (in the picture)"] = own["beside"] - own["truth"]
            parts += [
                pd.DataFrame({"model": model, "angle": name, "leg": key, "error": e})
                for name, e in errors.items()
                for key in [clip.name + own["leg"]]
            ]
    table = pd.concat(parts).dropna(subset="error")
    found = table.groupby(["model", "angle"], sort=False).agg(
        legs=("leg", "nunique"),
        squats=("error", "count"),
        bias=("error", "mean"),
        mean_abs=("error", lambda each: each.abs().mean()),
        rms=("error", lambda each: (each**2).mean() ** 0.5),
    )
    print(found.round(2).to_string())


if __name__ == "__main__":
    main()
