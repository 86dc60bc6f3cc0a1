"""The error of the line between the hips in the quiet stance on two feet.

    python benchmarks/stance_tilt.py --clips DIR... [--models lite full heavy] [--write]

The stance before the first lift is measured in each clip with known truth and compared
with the line between the true hip joints as the camera sees them, so that a rolled
camera is no error here. With ``--write`` the root mean square by model goes into the
package.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd
from error_file import read_errors, write_errors

from screening import read_take
from screening.motion.angles import pelvis_line_deg
from screening.motion.landmarks import INDEX

MODELS = ("lite", "full", "heavy")


def main() -> None:
    """Measure, print, write when asked."""
    asked = _arguments()
    clips = sorted(clip for folder in asked.clips for clip in folder.glob("*.mp4"))
    rows = [
        {"model": model, "clip": clip.stem, "error_deg": _error_deg(clip, model)}
        for model in asked.models
        for clip in clips
        if clip.with_suffix(".truth.csv").exists()
    ]
    table = pd.DataFrame(rows)
    print(table.round(2).to_string(index=False))
    error = table.groupby("model")["error_deg"].agg(
        clips="count",
        mean="mean",
        rms=lambda each: np.sqrt(np.mean(each**2)),
        largest=lambda each: each.abs().max(),
    )
    print(error.round(2).to_string())
    if asked.write:
        known = read_errors()
        known["stance_tilt"] = {"hip_line": error["rms"].to_dict()}
        write_errors(known)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Error of the hips' line, standing.")
    parser.add_argument("--clips", type=Path, nargs="+", required=True)
    parser.add_argument("--models", nargs="+", default=MODELS)
    parser.add_argument("--write", action="store_true", help="write tool_error.toml")
    return parser.parse_args()


def _error_deg(clip: Path, model: str) -> float:
    """Line between the hips minus the true one; + = the left hip too low."""
    truth = pd.read_csv(clip.with_suffix(".truth.csv"))
    lifted = truth.loc[truth["phase"] != "two_feet", "time_s"].min()
    stance = truth[~(truth["time_s"] >= lifted)]
    mirrored = "mirrored" in clip.name
    end_s = float(stance["time_s"].max())
    poses = read_take(clip, mirrored=mirrored, model=model, end_s=end_s).poses
    left, right = (poses.points_px[:, INDEX[f"{s}_hip"]] for s in ("left", "right"))
    return float(np.nanmedian(pelvis_line_deg(left, right)) - _true_deg(stance))


def _true_deg(stance: pd.DataFrame) -> float:
    """Line between the true hips, which stand in the picture as it was delivered."""
    down = stance["left_hip_y_px"] - stance["right_hip_y_px"]
    across = (stance["left_hip_x_px"] - stance["right_hip_x_px"]).abs()
    return float(np.degrees(np.median(np.arctan2(down, across))))


if __name__ == "__main__":
    main()
