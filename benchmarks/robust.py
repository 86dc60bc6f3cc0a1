"""Whether anything that happens to a recording makes the tool sure and wrong.

    python benchmarks/robust.py --kept DIR [--clips NAME ...] [--scenes NAME ...]
                                [--models lite full] [--write]

Scenes are drawn from the sample clips (:mod:`scenes`), measured and judged as a user
would, and laid beside the truth of the clip. Pictures and landmarks are kept in a
folder and read back from it: a run that was stopped goes on, and a change of the
judgement is tried within seconds. After a change of what pictures show
(``screening/capture``) the folder's ``landmarks`` have to go. It fails nothing: it
tells. With ``--write`` the tables go to ``benchmarks/robust.md``.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
from against_truth import Clip, find_clips, take_of, true_repetitions
from scene_files import scene_clip
from scenes import SCENES

from screening.judgement.findings import LegFinding, MeasureFinding
from screening.pipeline import screen_poses
from screening.results.screening import Screening

HERE = Path(__file__).resolve().parent
REPORT = HERE / "robust.md"
SAMPLES = HERE.parent / "sample_videos"

MEASURES = {
    "fppa_deg": "knee",
    "pelvic_drop_deg": "drop",
    "trunk_lean_deg": "lean",
}
UNCHANGED = "unchanged"
STILL = (UNCHANGED, "nearer", "further")
"""Cameras that stand still: the pose model reads each framing a little differently, \
and a moving camera is to be no worse than they are."""
MOST_SEMS = 2.0
"""A value further from the truth than so many typical errors is wrong."""
COMPENSATED_DEG = 1.0
"""A camera that moved may cost so much more than one that stands still."""

LEGEND = """\
A row per leg. *squats*: valid of those found, of those there are. *knee*, *drop*, \
*lean*: error of the leg's mean in degrees (in brackets its change against the \
unchanged clip), or why it was withheld. *said*: what the checks warn about or refuse. \
*confident and wrong*: judged, and on the wrong side of the cut-off without being \
borderline, or off by more than twice the stated typical error; or a leg judged that \
was not tested. *costly*: a camera whose movement was taken out is off by over 1° more \
than every camera that stands still (`unchanged`, `nearer`, `further`)."""


def main() -> None:
    """Draw, measure, judge, print; write when asked."""
    asked = _arguments()
    clips = [clip for clip in find_clips(SAMPLES) if clip.name in asked.clips]
    parts = [
        "# Robustness",
        f"Written by `benchmarks/robust.py` from the first {asked.end_s:g} s of "
        f"{', '.join(clip.name for clip in clips)}.",
        LEGEND,
    ]
    for model in asked.models:
        for clip in clips:
            rows = _rows(clip, model, asked)
            wrong = sum(bool(row["confident and wrong"]) for row in rows)
            costly = sum(bool(row["costly"]) for row in rows)
            parts += [
                f"## {clip.name}, model {model}",
                f"{wrong} confident and wrong, {costly} costly, of {len(rows)} legs.",
                _markdown(rows),
            ]
    named = "\n".join(f"- `{n}`: {SCENES[n].what}" for n in asked.scenes)
    text = "\n\n".join([*parts, "## Scenes", named]) + "\n"
    print(text)
    if asked.write:
        REPORT.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Sure and wrong?")
    parser.add_argument("--kept", type=Path, required=True, help="folder to work in")
    parser.add_argument(
        "--clips", nargs="+", default=["right_drop_and_valgus", "good_control"]
    )
    parser.add_argument("--scenes", nargs="+", default=list(SCENES), choices=SCENES)
    parser.add_argument("--models", nargs="+", default=["lite"], help="pose models")
    parser.add_argument(
        "--end-s", type=float, default=13.6, help="how much of each clip is used"
    )
    parser.add_argument("--write", action="store_true", help="write robust.md")
    return parser.parse_args()


def _rows(clip: Clip, model: str, asked: argparse.Namespace) -> list[dict[str, str]]:
    """Every scene of a clip, judged; the unchanged clip first."""
    rows = []
    plain: dict[tuple[str, str], float] = {}
    still: dict[tuple[str, str], list[float]] = defaultdict(list)
    for name in dict.fromkeys([*STILL, *asked.scenes]):
        print(f"{model} {clip.name} {name}", flush=True)
        folder = asked.kept / "pictures"
        scene = scene_clip(clip, name, SCENES[name], asked.end_s, folder)
        take = take_of(scene, model, asked.kept / "landmarks")
        screening = screen_poses(take)
        for row, errors in _legs(scene, screening, plain):
            if name == UNCHANGED:
                plain |= errors
            if name in STILL:
                for measured, error in errors.items():
                    still[measured].append(error)
            told = _costly(errors, still) if SCENES[name].camera_moves else ""
            rows.append({"scene": name, **row, "costly": told})
            print("   ", rows[-1], flush=True)
    return rows


def _costly(
    errors: dict[tuple[str, str], float], still: dict[tuple[str, str], list[float]]
) -> str:
    """Measures that are off by more than those of every camera that stands still."""
    return ", ".join(
        f"{MEASURES[measured[1]]} {beyond:+.1f}"
        for measured, error in errors.items()
        if still.get(measured)
        for beyond in [_beyond(error, still[measured])]
        if abs(beyond) > COMPENSATED_DEG
    )


def _beyond(value: float, others: list[float]) -> float:
    """How far a value lies outside the range of others, signed."""
    return value - min(max(value, min(others)), max(others))


def _legs(
    clip: Clip, screening: Screening, plain: dict[tuple[str, str], float]
) -> Iterator[tuple[dict[str, str], dict[tuple[str, str], float]]]:
    """Yield a row of each leg that was tested or judged, and its errors."""
    true = true_repetitions(clip.truth())
    said = ", ".join(
        f"{check.code} ({check.verdict})"
        for check in screening.quality
        if check.verdict != "ok"
    )
    found = {leg.leg: leg for leg in screening.legs}
    for side in sorted({*true["leg"], *found}, reverse=True):
        own = true[true["leg"] == side]
        leg = found.get(side)
        row = {"leg": side, "squats": f"none of {len(own)}", "verdict": "no such leg"}
        row |= dict.fromkeys(MEASURES.values(), "")
        errors: dict[tuple[str, str], float] = {}
        wrong: list[str] = []
        if leg is not None:
            row["squats"] = f"{leg.valid} of {leg.total} of {len(own)}"
            row["verdict"] = leg.verdict
            errors, wrong = _measures(leg, own, row, plain)
        yield row | {"said": said, "confident and wrong": "; ".join(wrong)}, errors


def _measures(
    leg: LegFinding,
    own: pd.DataFrame,
    row: dict[str, str],
    plain: dict[tuple[str, str], float],
) -> tuple[dict[tuple[str, str], float], list[str]]:
    """Fill the cells of a leg's measures; return their errors, and what is wrong."""
    errors: dict[tuple[str, str], float] = {}
    wrong = []
    for measure, word in MEASURES.items():
        finding = leg.measure(measure)
        if finding.verdict == "not_judged":
            row[word] = finding.reason.code if finding.reason else "not judged"
            continue
        truth = float(own[measure].mean()) if len(own) else np.nan
        error = errors[leg.leg, measure] = finding.value - truth
        row[word] = f"{error:+.1f}"
        if (leg.leg, measure) in plain:
            row[word] += f" ({error - plain[leg.leg, measure]:+.1f})"
        why = _wrong(finding, truth)
        if why:
            wrong.append(f"{word} {finding.value:.1f} ± {finding.sem:.1f}: {why}")
    return errors, wrong


def _wrong(finding: MeasureFinding, truth: float) -> str:
    """Why a finding is sure and wrong, or nothing."""
    if np.isnan(truth):
        return "this leg was not tested"
    if abs(finding.value - truth) > MOST_SEMS * finding.sem:
        return f"true {truth:.1f}"
    sides = {"sign": finding.cut is not None and truth < finding.cut}
    sides["no_sign"] = finding.cut is not None and truth >= finding.cut
    return f"{finding.verdict}, true {truth:.1f}" if sides.get(finding.verdict) else ""


def _markdown(rows: list[dict[str, str]]) -> str:
    """Rows as a Markdown table."""
    lines = [list(rows[0]), ["---"] * len(rows[0])]
    lines += [[cell.replace("|", "/") for cell in row.values()] for row in rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


if __name__ == "__main__":
    main()
