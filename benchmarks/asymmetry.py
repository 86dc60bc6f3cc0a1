"""Left against right within one recording, against the true difference of the legs.

    python benchmarks/asymmetry.py --clips DIR... [--models full lite] [--landmarks DIR]

*limit* is the detectable difference, *without turn* what it would be if nobody could
have stood turned; *within* counts pairs whose error stays below it. *told* are pairs
that the tool calls different, *same way* those of them whose true legs differ in that
direction, *least* the smallest true difference among them. *between days* counts the
pairs that would be told with the typical error of two recordings.
"""

from __future__ import annotations

import math

import pandas as pd
from against_truth import asked_takes, compare

from screening.pipeline import screen_poses

MEASURES = ("fppa_deg", "pelvic_drop_deg", "trunk_lean_deg")


def main() -> None:
    """Read, compare, print."""
    rows = []
    for model, clip, take in asked_takes(__doc__):
        screening = screen_poses(take)
        readings, _ = compare(clip, take)
        judged = readings[readings["judged"].astype(bool)]
        true = judged.groupby(["measure", "leg"])["truth"].mean()
        for found in screening.asymmetries():
            if found.measure not in MEASURES or found.verdict == "not_judged":
                continue
            left, right = (
                screening.leg(side).measure(found.measure) for side in ("left", "right")
            )
            rows.append(
                {
                    "model": model,
                    "measure": found.measure,
                    "true": true[found.measure, "left"] - true[found.measure, "right"],
                    "seen": found.difference,
                    "limit": found.mdc,
                    "without turn": 1.96 * math.hypot(left.take_sem, right.take_sem),
                    "apart days": 1.96 * math.hypot(left.sem, right.sem),
                    "told": found.verdict == "asymmetry",
                }
            )
    print(_summary(pd.DataFrame(rows)).to_string())


def _summary(pairs: pd.DataFrame) -> pd.DataFrame:
    """One row per model and measure."""
    rows = {}
    for key, own in pairs.groupby(["model", "measure"], sort=False):
        error = (own["seen"] - own["true"]).abs()
        told = own[own["told"]]
        same_way = told["seen"] * told["true"] > 0
        rows[key] = {
            "pairs": len(own),
            "mean abs. error": round(error.mean(), 2),
            "limit": round(own["limit"].mean(), 1),
            "within": int((error <= own["limit"]).sum()),
            "without turn": round(own["without turn"].mean(), 1),
            "within that": int((error <= own["without turn"]).sum()),
            "told": len(told),
            "same way": int(same_way.sum()),
            "least": round(told["true"].abs().min(), 1),
            "between days": int((own["seen"].abs() > own["apart days"]).sum()),
        }
    return pd.DataFrame.from_dict(rows, orient="index")


if __name__ == "__main__":
    main()
