"""Whether the error that a reading states of itself holds, and what tells the knee's.

    python benchmarks/stated_error.py --clips DIR... [--models M...] [--landmarks DIR]

Pelvic drop: root mean square of error over stated error, a squat each, by method and by
odd and even clips. Knee angle: rank correlation of the absolute error with what might
tell good readings from bad ones; what does not go the same way on both halves is none.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from against_truth import Clip, asked_takes, compare

from screening.motion.landmarks import Take
from screening.motion.pelvis_error import expected_error_deg
from screening.pipeline import screen_poses
from screening.study.take_rows import take_row

KNEE, DROP = "fppa_deg", "pelvic_drop_deg"
OF_TAKE = ("body_px", "rate_fps", "turn_deg", "distance_leg")


def main() -> None:
    """Read, compare, print."""
    parts = [_squats(model, *each) for model, *each in asked_takes(__doc__)]
    table = pd.concat([part for part in parts if len(part)])
    drop = table[table["measure"] == DROP]
    stated = drop["error"] / expected_error_deg(drop["confidence"].to_numpy(float))
    held = stated.groupby([drop[c] for c in ("model", "method", "half")])
    print(held.agg(squats="count", rms=lambda r: (r**2).mean() ** 0.5).round(2))
    knee = table[(table["measure"] == KNEE) & (table["method"] == "limb")]
    size = knee["error"].abs()
    rows = {
        key: {
            told: size[own.index].corr(own[told].abs(), method="spearman")
            for told in ("from_landmarks", *OF_TAKE)
        }
        for key, own in knee.groupby(["model", "half"])
    }
    print(pd.DataFrame(rows).round(2).to_string())


def _squats(model: str, clip: Clip, take: Take) -> pd.DataFrame:
    """Return a row per judged squat and measure, with its error."""
    readings, _ = compare(clip, take)
    own = readings[readings["judged"].astype(bool)].copy()
    number = clip.name[:2]
    half = ("even", "odd")[int(number) % 2] if number.isdigit() else "other"
    row = take_row(screen_poses(take), {})
    told = {name: row[name] for name in OF_TAKE}
    own = own.assign(model=model, half=half, **told)
    own["error"] = own["value"] - own["truth"]
    own["from_landmarks"] = own["value"] - own["beside"].astype(np.float64)
    return own.set_index(own["clip"] + own["leg"] + own["rep"].astype(str) + model)


if __name__ == "__main__":
    main()
