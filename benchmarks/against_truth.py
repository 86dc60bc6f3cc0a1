"""A take's repetitions beside what is known to be true about them."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

from screening.motion.angles import fppa_deg
from screening.motion.landmarks import SIDES, Side, Take
from screening.pipeline import screen_poses
from screening.results.landmarks_file import load_take, save_take
from screening.results.screening import Screening
from screening.settings import DEFAULT, Settings
from screening.takes import read_take

METHOD_OF = {
    "fppa_deg": "fppa_method",
    "fppa_plane_deg": "fppa_method",
    "fppa_asis_deg": "fppa_asis_method",
    "trunk_lean_deg": "",
    "pelvic_drop_deg": "pelvic_drop_method",
}
"""The judged measures, and the column that says how each was read."""

BESIDE = {
    "fppa_deg": "plain landmarks",
    "fppa_plane_deg": "angle in the picture",
    "pelvic_drop_deg": "plain hip line",
}
"""What a measure would be without looking at the picture, or at the perspective."""

READING = [
    "clip",
    "leg",
    "rep",
    *METHOD_OF,
    "measure",
    "truth",
    "method",
    "value",
    "beside",
    "confidence",
    "judged",
]
"""Columns of a table of readings."""

_MATCH_S = 0.6
"""A repetition is the one whose deepest point is no further away."""


@dataclass(frozen=True)
class Clip:
    """A clip with known truth.

    Parameters
    ----------
    path
        Of the clip; the table of its truth lies beside it.
    mirrored
        It is a mirror image.
    """

    path: Path
    mirrored: bool

    @property
    def name(self) -> str:
        """Name without ending."""
        return self.path.stem

    def truth(self) -> pd.DataFrame:
        """Return what is true in each frame."""
        return pd.read_csv(self.path.with_suffix(".truth.csv"))


def find_clips(folder: Path) -> list[Clip]:
    """Return the clips of a folder that have a table of their truth."""
    clips = []
    for path in sorted(folder.glob("*.mp4")):
        if path.with_suffix(".truth.csv").exists():
            about = path.with_suffix(".json")
            made = json.loads(about.read_text()) if about.exists() else {}
            clips.append(Clip(path, bool(made.get("mirror", "mirrored" in path.stem))))
    return clips


def take_of(clip: Clip, model: str, kept: Path | None, *, turned: bool = False) -> Take:
    """Measure a clip, or read its landmarks back where they were kept.

    Parameters
    ----------
    clip
        With known truth.
    model
        ``lite``, ``full`` or ``heavy``.
    kept
        Folder in which landmarks are looked for and kept, or None.
    turned
        Take its mirror image instead.

    Returns
    -------
    Take
    """
    file = _kept_file(clip, model, kept, turned) if kept else None
    if file is not None and file.exists():
        return load_take(file)
    take = read_take(clip.path, mirrored=clip.mirrored != turned, model=model)
    if file is not None:
        file.parent.mkdir(parents=True, exist_ok=True)
        save_take(file, take)
    return take


def without_limb(take: Take) -> Take:
    """Return a take in which the picture of the limb was never good enough."""
    quality = np.zeros_like(take.poses.limb_quality)
    return replace(take, poses=replace(take.poses, limb_quality=quality))


def without_markers(take: Take, *, pelvis: bool) -> Take:
    """Return a take in which no marker was seen, and its pelvis only if wished."""
    poses = replace(take.poses, markers_px=np.full_like(take.poses.markers_px, np.nan))
    if not pelvis:
        unsure = np.zeros_like(poses.pelvis_confidence)
        poses = replace(poses, pelvis_confidence=unsure)
    return replace(take, poses=poses)


def is_kept(clip: Clip, model: str, kept: Path | None, *, turned: bool = False) -> bool:
    """Whether the landmarks of a clip are in the folder of those kept."""
    return kept is not None and _kept_file(clip, model, kept, turned).exists()


def _kept_file(clip: Clip, model: str, kept: Path, turned: bool) -> Path:
    """Where the landmarks of a clip, or of its mirror image, are kept."""
    ending = "-mirror-image" if turned else ""
    return kept / model / f"{clip.name}{ending}.npz"


def asked_takes(about: str) -> Iterator[tuple[str, Clip, Take]]:
    """Yield model, clip and take of each clip that the command line names.

    Parameters
    ----------
    about
        What the program does; its first line is its help.
    """
    parser = argparse.ArgumentParser(description=about.splitlines()[0])
    parser.add_argument("--clips", type=Path, nargs="+", required=True)
    parser.add_argument("--models", nargs="+", default=["full"])
    parser.add_argument("--landmarks", type=Path, help="kept there, MODEL/CLIP.npz")
    parser.add_argument(
        "--replay", action="store_true", help="only clips whose landmarks are kept"
    )
    asked = parser.parse_args()
    for model in asked.models:
        for clip in (c for folder in asked.clips for c in find_clips(folder)):
            if not asked.replay or is_kept(clip, model, asked.landmarks):
                yield model, clip, take_of(clip, model, asked.landmarks)


def compare(
    clip: Clip, take: Take, settings: Settings = DEFAULT
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Judge a take and lay its repetitions beside the truth.

    Parameters
    ----------
    clip
        With known truth.
    take
        Of this clip.
    settings
        With which it is judged.

    Returns
    -------
    readings : DataFrame
        A row per true repetition and measure whose truth is known: clip, leg, rep,
        measure, method, truth, value, beside, confidence, judged; the true angles.
    counts : DataFrame
        A row per leg: repetitions there are, were found and are valid.
    """
    screening = screen_poses(take, settings=settings)
    true = true_repetitions(clip.truth())
    rows, used = [], set()
    for _, rep in true.iterrows():
        found = _matching(screening.measured.reps, rep, used)
        if found is not None:
            used.add(found.name)
        for measure in METHOD_OF:
            if np.isnan(rep[measure]):
                continue
            rows.append(_reading(clip, rep, found, measure, screening))
    counts = [
        {
            "clip": clip.name,
            "leg": side,
            "true": int((true["leg"] == side).sum()),
            "found": int((screening.measured.reps["leg"] == side).sum()),
            "matched": int(
                (screening.measured.reps.loc[list(used), "leg"] == side).sum()
            ),
            "valid": int(screening.measured.reps.query("leg == @side")["valid"].sum()),
        }
        for side in SIDES
    ]
    return pd.DataFrame(rows, columns=READING), pd.DataFrame(counts)


def true_repetitions(truth: pd.DataFrame) -> pd.DataFrame:
    """Return a row per true repetition: medians over 80 ms around its deepest frame.

    The knee angle has two truths: in the picture, as the camera sees the joints, and in
    the frontal plane. Pelvic drop and trunk lean are changes from the two-feet stance
    before it all. Where the person wears no stickers, the front hip bones are not
    known.
    """
    lifted = truth.index[truth["phase"] == "lift"]
    quiet = truth[truth["phase"] == "two_feet"]
    quiet = quiet[quiet.index < lifted.min()] if len(lifted) else quiet
    rows = []
    for (leg, number), rep in truth[truth["rep"] > 0].groupby(["leg", "rep"]):
        bottom_s = truth.loc[rep["depth"].idxmax(), "time_s"]
        near = truth[(truth["time_s"] - bottom_s).abs() <= 0.0801]
        row = {"leg": leg, "rep": number, "bottom_s": bottom_s}
        row["fppa_deg"] = near["fppa_deg"].median()
        row["fppa_plane_deg"] = near["fppa_world_deg"].median()
        row["fppa_asis_deg"] = _true_fppa_asis_deg(near, leg).median()
        for name in ("pelvic_drop_deg", "trunk_lean_deg"):
            sign = np.where(quiet["leg"] == leg, 1, -1)
            row[name] = near[name].median() - (sign * quiet[name]).mean()
        rows.append(row)
    return pd.DataFrame(rows, columns=["leg", "rep", "bottom_s", *METHOD_OF])


def _true_fppa_asis_deg(truth: pd.DataFrame, leg: Side) -> pd.Series:
    """The knee angle from the sticker on the front hip bone; NaN without stickers."""
    if f"{leg}_sticker_x_px" not in truth:
        return pd.Series(np.nan, index=truth.index)
    sticker, knee, ankle = (
        truth[[f"{leg}_{name}_x_px", f"{leg}_{name}_y_px"]].to_numpy()
        for name in ("sticker", "knee", "ankle")
    )
    # Pixels are those of the picture as it is, which may be a mirror image.
    seen = np.sign((truth["left_hip_x_px"] - truth["right_hip_x_px"]).median())
    return seen * pd.Series(fppa_deg(sticker, knee, ankle, stance=leg), truth.index)


def _matching(reps: pd.DataFrame, rep: pd.Series, used: set) -> pd.Series | None:
    """Return the repetition found that is this true one."""
    same = reps[(reps["leg"] == rep["leg"]) & ~reps.index.isin(used)]
    away_s = (same["bottom_s"] - rep["bottom_s"]).abs()
    if not len(same) or away_s.min() > _MATCH_S:
        return None
    return same.loc[away_s.idxmin()]


def _reading(
    clip: Clip,
    rep: pd.Series,
    found: pd.Series | None,
    measure: str,
    screening: Screening,
) -> dict[str, object]:
    """One measure of one repetition."""
    row: dict[str, object] = {
        "clip": clip.name,
        **{name: rep[name] for name in ("leg", "rep", *METHOD_OF)},
        "measure": measure,
        "truth": rep[measure],
    }
    if found is None:
        unknown = dict.fromkeys(("value", "beside", "confidence"), np.nan)
        return row | unknown | {"method": "", "judged": False}
    beside = {
        "fppa_deg": found["fppa_landmarks_deg"],
        "fppa_plane_deg": found["fppa_deg"],
        "pelvic_drop_deg": found["pelvic_drop_hip_line_deg"],
    }
    from_pelvis = measure == "pelvic_drop_deg"
    method = found[METHOD_OF[measure]] if METHOD_OF[measure] else "landmarks"
    refused = any(
        check.verdict == "refuse" and (not check.measures or measure in check.measures)
        for check in screening.quality
    )
    return row | {
        "method": method,
        "value": found[measure],
        "beside": beside.get(measure, np.nan),
        "confidence": found["pelvic_drop_confidence"] if from_pelvis else np.nan,
        "judged": bool(
            found["valid"]
            and not refused
            and not (from_pelvis and found["pelvic_drop_doubt"])
            and np.isfinite(found[measure])
        ),
    }


def turned_back(readings: pd.DataFrame) -> pd.DataFrame:
    """Give the legs of a mirror image the names that they have in the clip."""
    other: dict[Side, Side] = {"left": "right", "right": "left"}
    return readings.assign(leg=readings["leg"].map(other))
