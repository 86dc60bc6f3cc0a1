"""The knee angle without the stance on two feet, which shows the width of the hips.

    python benchmarks/no_stance.py --clips DIR... [--models full lite] [--landmarks DIR]

The landmarks of each clip are cut to the squats of one leg. What the knee angle of a
squat changes by against the whole clip is what the missing stance adds to its error
(``NO_STANCE_DEG``).
"""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
from against_truth import asked_takes

from screening.motion.landmarks import SIDES, Side, Take
from screening.pipeline import screen_poses

KNEE = "fppa_deg"
SAME_SQUAT_S = 0.6


def main() -> None:
    """Cut, read, compare, print."""
    rows = []
    for model, clip, take in asked_takes(__doc__):
        whole = screen_poses(take).measured.reps
        for side in SIDES:
            own = whole[(whole["leg"] == side) & whole["valid"]]
            if len(own):
                changes = _changes_deg(take, side, own)
                odd = int(clip.name[:2]) % 2 if clip.name[:2].isdigit() else None
                rows += [{"model": model, "odd": odd, "change": c} for c in changes]
    table = pd.DataFrame(rows)
    found = table.groupby(["model", "odd"], dropna=False)["change"].agg(
        squats="count",
        mean="mean",
        spread="std",
        rms=lambda each: (each**2).mean() ** 0.5,
    )
    print(found.round(2).to_string())


def _changes_deg(take: Take, side: Side, own: pd.DataFrame) -> list[float]:
    """Knee angle of each squat in the cut take minus that in the whole one."""
    poses = take.poses
    keep = (poses.time_s >= own["start_s"].min()) & (poses.time_s <= own["end_s"].max())
    arrays = {name: values[keep] for name, values in poses.arrays().items()}
    cut = screen_poses(replace(take, poses=replace(poses, **arrays))).measured.reps
    cut = cut[cut["leg"] == side]
    changes = []
    for _, squat in own.iterrows():
        near = cut[(cut["bottom_s"] - squat["bottom_s"]).abs() < SAME_SQUAT_S]
        changes += (near[KNEE] - squat[KNEE]).dropna().tolist()[:1]
    return changes


if __name__ == "__main__":
    main()
