"""How far the measures are from the truth, on clips whose truth is known.

    python benchmarks/accuracy.py --clips DIR… [--models full lite heavy] [--write]

Every clip with a ``.truth.csv`` beside it is measured and judged as a user would, and
each repetition's value at the deepest point is laid beside the truth. It fails
nothing: it tells. With ``--write`` the tables go to ``benchmarks/accuracy.md`` and the
tool's own errors (root mean square, by measure, method and model) into the package.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd
from against_truth import (
    BESIDE,
    Clip,
    compare,
    find_clips,
    is_kept,
    take_of,
    turned_back,
    without_limb,
    without_markers,
)
from error_file import read_errors, write_errors
from scores import by_confidence, halves, over_clips, root_mean_square, scores

from screening import Take

HERE = Path(__file__).resolve().parent
REPORT = HERE / "accuracy.md"

KNEE, PLANE, ASIS = "fppa_deg", "fppa_plane_deg", "fppa_asis_deg"
ESTIMATED = ("pelvis", "level")
LEAST = 12
"""Repetitions from which a way of reading has an error of its own."""

HEAD = {
    "n": "n",
    "share": "share",
    "slope": "slope",
    "intercept": "offset",
    "residual_sd": "residual SD",
    "mae": "mean abs.",
    "p90": "90 %",
    "rms": "RMS",
    "legs": "legs",
    "left_right": "left − right",
    "kept_aside": "kept aside",
    "per_lean": "per ° lean",
    "per_drop": "per ° drop",
}
"""Columns of the report's tables."""

LEGEND = """\
All in degrees, at the deepest point of the repetitions that were judged (valid, not \
refused). *share*: of all true repetitions. *slope*, *offset*, *residual SD*: of the \
value on the truth. *mean abs.*, *90 %*, *RMS*: of the error. *legs*: mean absolute \
error of a leg's mean. *left − right*: mean absolute error of the difference between \
the legs. *kept aside*: mean absolute error of each clip after the mean error of all \
other clips is taken off, so the constants of the measure could have been fitted \
without it. *per ° lean*, *per ° drop*: what a degree of true trunk lean or pelvic \
drop adds. *fppa_deg* is compared with the angle of the true joints in the picture, \
*fppa_plane_deg* with their angle in the frontal plane; *angle in the picture* is \
*fppa_deg* against the latter. The constants of the pelvis's expected error were \
chosen on the clips of odd number only."""


OVER_CLIPS = (
    "Each measure however it was read, all clips and both halves, with 95 % intervals "
    "over the clips (whole clips drawn again; repetitions of a clip share their error):"
)
BOUNDS = {
    "mae": "mean abs.",
    "mae_low": "from",
    "mae_high": "to",
    "slope_low": "slope from",
    "slope_high": "slope to",
}


def main() -> None:
    """Measure, compare, print; write when asked."""
    asked = _arguments()
    clips = [clip for folder in asked.clips for clip in find_clips(folder)]
    if not clips:
        folders = ", ".join(map(str, asked.clips))
        raise SystemExit(f"{folders} holds no clip with a .truth.csv beside it.")
    parts, errors = [], {}
    for model in asked.models:
        taken = clips
        if asked.replay:
            taken = [c for c in clips if is_kept(c, model, asked.landmarks)]
        readings, counts, others = _measured(taken, model, asked.landmarks)
        ways = _all_ways(readings, others)
        parts += [f"## Model {model}", f"{len(taken)} clips.", _table(scores(ways))]
        parts += [OVER_CLIPS, _markdown(over_clips(readings).rename(columns=BOUNDS))]
        thirds = by_confidence(readings)
        if len(thirds):
            parts += ["Pelvic drop by its own confidence:", _markdown(thirds)]
        for half, part in halves(readings):
            parts += [f"... {half} clips:", _markdown(by_confidence(part))]
        parts += ["Mean error of each clip and leg, and repetitions:"]
        parts += [_clip_table(readings, counts)]
        errors[model] = root_mean_square(ways)
        if asked.mirror:
            parts += [_mirror_table(taken, model, asked.landmarks, replay=asked.replay)]
    text = "\n\n".join(["# Accuracy", _origin(clips), LEGEND, *parts]) + "\n"
    print(text)
    if asked.write:
        REPORT.write_text(text, encoding="utf-8")
        _write_errors(errors, len(clips))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Accuracy against known truth.")
    parser.add_argument(
        "--clips", type=Path, nargs="+", required=True, help="folders of clips"
    )
    parser.add_argument("--models", nargs="+", default=["full"], help="pose models")
    parser.add_argument(
        "--landmarks",
        type=Path,
        help="folder in which landmarks are looked for (MODEL/CLIP.npz) and kept",
    )
    parser.add_argument(
        "--replay",
        action="store_true",
        help="measure nothing: only clips whose landmarks are in that folder",
    )
    parser.add_argument(
        "--mirror", action="store_true", help="measure each clip's mirror image too"
    )
    parser.add_argument(
        "--write", action="store_true", help="write accuracy.md and tool_error.toml"
    )
    asked = parser.parse_args()
    if asked.replay and asked.landmarks is None:
        parser.error("--replay needs --landmarks")
    return asked


def _measured(
    clips: list[Clip], model: str, kept: Path | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Readings and counts of all clips, and the knee angles read in other ways."""
    results = []
    for number, clip in enumerate(clips, start=1):
        print(f"{model} {number}/{len(clips)} {clip.name}", flush=True)
        take = take_of(clip, model, kept)
        results.append((*compare(clip, take), _in_other_ways(clip, take)))
    readings, counts, others = (
        pd.concat([t for t in tables if len(t)], ignore_index=True)
        for tables in zip(*results, strict=True)
    )
    return readings, counts, others


def _in_other_ways(clip: Clip, take: Take) -> pd.DataFrame:
    """Knee angles without the picture of the limb, and without the markers."""
    plain = compare(clip, without_limb(take))[0]
    knees = plain[plain["measure"].isin([KNEE, PLANE, ASIS])]
    parts = [knees.assign(method="landmarks")]
    if (plain["measure"] == ASIS).any():
        for pelvis in (True, False):
            found = compare(clip, without_markers(take, pelvis=pelvis))[0]
            wanted = ESTIMATED[not pelvis]
            own = (found["measure"] == ASIS) & (found["method"] == wanted)
            parts.append(found[own])
    return pd.concat(parts).assign(beside=float("nan"))


def _all_ways(readings: pd.DataFrame, others: pd.DataFrame) -> pd.DataFrame:
    """Readings in which the few that were read in other ways are replaced by all."""
    few = readings["measure"].isin([KNEE, PLANE, ASIS])
    few &= readings["method"].isin(["landmarks", *ESTIMATED])
    ways = pd.concat([readings[~few], others], ignore_index=True)
    ways["judged"] = ways["judged"].astype(bool)
    # A way that was hardly ever taken has no error of its own.
    count = (
        ways[ways["judged"]].groupby(["measure", "method"])["value"].transform("size")
    )
    return ways.drop(count.index[count < LEAST])


def _table(table: pd.DataFrame) -> str:
    """Scores as Markdown."""
    shown = table.copy()
    plain = shown["method"] == "beside"
    shown.loc[plain, "method"] = shown.loc[plain, "measure"].map(BESIDE)
    return _markdown(shown.rename(columns=HEAD)[["measure", "method", *HEAD.values()]])


def _clip_table(readings: pd.DataFrame, counts: pd.DataFrame) -> str:
    """A row per clip and leg."""
    judged = readings[readings["judged"]]
    table = counts.set_index(["clip", "leg"])
    for measure, part in judged.groupby("measure", sort=False):
        legs = part.groupby(["clip", "leg"])
        table[measure] = legs.apply(lambda g: (g["value"] - g["truth"]).mean())
        if measure in BESIDE:
            plain = legs.apply(lambda g: (g["beside"] - g["truth"]).mean())
            table[BESIDE[measure]] = plain
            ways = legs["method"].agg(lambda m: "+".join(sorted(set(m))))
            table[f"{measure} by"] = ways
    return _markdown(table.reset_index())


def _mirror_table(
    clips: list[Clip], model: str, kept: Path | None, *, replay: bool
) -> str:
    """Each leg's mean in the clip and in its mirror image."""
    if replay:
        clips = [c for c in clips if is_kept(c, model, kept, turned=True)]
    if not clips:
        return ""
    rows = []
    for clip in clips:
        print(f"{model} mirror image of {clip.name}", flush=True)
        take = take_of(clip, model, kept, turned=True)
        rows.append(_legs_of_take(take, clip.name))
    turned = turned_back(pd.concat(rows)).set_index(["clip", "leg"])
    own = [_legs_of_take(take_of(clip, model, kept), clip.name) for clip in clips]
    both = (
        pd.concat(own).set_index(["clip", "leg"]).join(turned.add_suffix(" mirrored"))
    )
    for name in ("fppa_deg", "fppa_landmarks_deg"):
        both[f"{name} differs"] = both[name] - both[f"{name} mirrored"]
    return "The mirror image with its sides swapped, mean of each leg:\n\n" + _markdown(
        both.reset_index()
    )


def _legs_of_take(take, name: str) -> pd.DataFrame:
    """Mean of the knee angle over a leg's repetitions, and from plain landmarks."""
    from screening.pipeline import screen_poses

    reps = screen_poses(take).measured.reps
    means = reps.groupby("leg")[["fppa_deg", "fppa_landmarks_deg"]].mean()
    return means.reset_index().assign(clip=name)


def _markdown(table: pd.DataFrame) -> str:
    """Table as Markdown, two decimals, nothing for what is not known."""

    def cell(value: object) -> str:
        if isinstance(value, float):
            return "" if pd.isna(value) else f"{value:.2f}"
        return str(value)

    rows = [list(table.columns), ["---"] * len(table.columns)]
    rows += [[cell(value) for value in row] for row in table.astype(object).to_numpy()]
    return "\n".join("| " + " | ".join(map(str, row)) + " |" for row in rows)


def _origin(clips: list[Clip]) -> str:
    names = ", ".join(clip.name for clip in clips)
    return (
        f"Written by `benchmarks/accuracy.py` from {len(clips)} clips with known "
        f"truth ({names})."
    )


def _write_errors(errors: dict[str, dict[tuple[str, str], float]], clips: int) -> None:
    """Write the tool's own errors; those that were not measured stay as they are."""
    known = read_errors()
    known["source"] = f"{clips} rendered clips with known angles"
    for model, found in errors.items():
        for (measure, method), rms in found.items():
            known.setdefault(measure, {}).setdefault(method, {})[model] = rms
    write_errors(known)


if __name__ == "__main__":
    main()
