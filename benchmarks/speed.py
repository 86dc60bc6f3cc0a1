"""How fast a clip is measured, against the plain loop that anybody would write.

    python benchmarks/speed.py [--clip FILE] [--sizes 720 1080] [--rates 25 60]
                               [--models lite full heavy] [--rounds 5] [--seconds 12]

Every case is a whole process. The cases take turns within each round, so that what
else the machine does meets all of them, and medians over the rounds are compared. Wall
time, processor time and the largest memory are written to ``benchmarks/speed.md`` with
the number of cores; it fails nothing: it tells. On a machine that is shared, processor
time is the number to trust.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path

import av
import psutil

HERE = Path(__file__).resolve().parent
CLIP = HERE.parent / "sample_videos" / "right_drop_and_valgus.mp4"
PAGE = HERE / "speed.md"

NAMES = {
    "read": "read only (OpenCV)",
    "model_only": "bare model on decoded frames",
    "plain": "plain loop: read, detect",
    "clip": "`screening clip --no-video`",
    "plain_video": "plain loop: read, detect, draw, write",
    "clip_video": "`screening clip`",
    "clip_blurred": "`screening clip --blur-faces`",
    "plain_start": "start of the plain loop, to its first frame",
    "screening_start": "start of `screening clip`, to its first frame",
    "help": "`screening --help`",
}
"""Cases, in the order in which they take turns."""

OPTIONS = {
    "clip": ["--no-video"],
    "clip_video": [],
    "clip_blurred": ["--blur-faces"],
}


@dataclass(frozen=True)
class Cost:
    """What one process took; ``own_`` is its work without its start."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    own_wall_s: float = float("nan")
    own_cpu_s: float = float("nan")


@dataclass(frozen=True)
class Subject:
    """A clip and a model."""

    clip: Path
    frames: int
    size: int
    rate: int
    model: str


def main() -> None:
    """Measure everything asked for, print it and write the page."""
    asked = _arguments()
    parts = []
    machine = _machine()
    with tempfile.TemporaryDirectory() as name:
        for subject in _subjects(asked, Path(name)):
            costs = measured(subject, asked.rounds, Path(name), asked.cases)
            parts.append(_section(subject, costs))
            print(parts[-1], flush=True)
    head = (
        f"# Speed\n\nWritten by `benchmarks/speed.py` on {machine}. Medians of "
        f"{asked.rounds} rounds in which the cases took turns, whole processes, "
        f"{asked.seconds:g} s of `{asked.clip.name}`. Processor time is the sum over "
        f"all threads and child processes.\n\n"
    )
    asked.page.write_text(head + "\n".join(parts), encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Speed against a plain loop.")
    parser.add_argument("--clip", type=Path, default=CLIP)
    parser.add_argument("--sizes", type=int, nargs="+", default=[720, 1080])
    parser.add_argument("--rates", type=int, nargs="+", default=[25, 60])
    parser.add_argument("--models", nargs="+", default=["lite", "full", "heavy"])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=12.0)
    parser.add_argument("--cases", nargs="+", default=list(NAMES), choices=NAMES)
    parser.add_argument("--page", type=Path, default=PAGE)
    return parser.parse_args()


def _subjects(asked: argparse.Namespace, folder: Path) -> Iterator[Subject]:
    """Yield the clip at each size and rate asked for, with each model."""
    for size in asked.sizes:
        for rate in asked.rates:
            clip = folder / f"{size}p{rate}.mp4"
            frames = _write_clip(asked.clip, clip, size, rate, asked.seconds)
            for model in asked.models:
                yield Subject(clip, frames, size, rate, model)


def _write_clip(source: Path, path: Path, size: int, rate: int, seconds: float) -> int:
    """Write the clip at another size and rate, as a phone would; return its frames."""
    with av.open(str(source)) as clip, av.open(str(path), "w") as out:
        video = clip.streams.video[0]
        scale = size / min(video.width, video.height)
        stream = out.add_stream("libx264", rate=rate, options={"preset": "veryfast"})
        stream.width = round(video.width * scale / 2) * 2
        stream.height = round(video.height * scale / 2) * 2
        stream.pix_fmt = "yuv420p"
        written = 0
        for frame in clip.decode(video):
            if frame.time >= seconds:
                break
            while written / rate <= frame.time:
                copy = frame.reformat(stream.width, stream.height)
                copy.pts, copy.time_base = written, Fraction(1, rate)
                out.mux(stream.encode(copy))
                written += 1
        out.mux(stream.encode(None))
    return written


def measured(
    subject: Subject, rounds: int, folder: Path, cases: list[str]
) -> dict[str, Cost]:
    """Run all cases in turn, and return the median cost of each."""
    runs: dict[str, list[Cost]] = {case: [] for case in cases}
    for number in range(rounds):
        for case in cases:
            print(f"{subject}: round {number + 1}, {case}", file=sys.stderr)
            runs[case].append(_cost(_command(case, subject, folder / "out")))
            shutil.rmtree(folder / "out", ignore_errors=True)
    return {case: _median(costs) for case, costs in runs.items()}


def _command(case: str, subject: Subject, out: Path) -> list[str]:
    if case == "help":
        return [sys.executable, "-m", "screening", "--help"]
    clip, model = str(subject.clip), subject.model
    if case in OPTIONS:
        command = [sys.executable, "-m", "screening", "clip", clip, "--model", model]
        return [*command, "--out", str(out), *OPTIONS[case]]
    return [sys.executable, "-m", "benchmarks.speed_cases", case, clip, model]


def _cost(command: list[str]) -> Cost:
    """Run a command to its end, and watch it and all its children."""
    start_s = time.perf_counter()
    before = os.times()
    run = subprocess.Popen(
        command,
        cwd=HERE.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    watched = psutil.Process(run.pid)
    peak_mb = 0.0
    while True:
        peak_mb = max(peak_mb, _memory_mb(watched))
        try:
            said, _ = run.communicate(timeout=0.05)
            break
        except subprocess.TimeoutExpired:
            continue
    wall_s = time.perf_counter() - start_s
    after = os.times()
    if run.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {run.returncode}.")
    cpu_s = sum(after[2:4]) - sum(before[2:4])
    cost = Cost(wall_s, cpu_s, peak_mb)
    if not said.startswith("{"):
        return cost
    own = json.loads(said)
    return replace(cost, own_wall_s=own["wall_s"], own_cpu_s=own["cpu_s"])


def _memory_mb(process: psutil.Process) -> float:
    """Memory of a process and of all below it."""
    total = 0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0
    return total / 1e6


def _median(costs: list[Cost]) -> Cost:
    names = Cost.__dataclass_fields__
    return Cost(*(statistics.median(getattr(c, name) for c in costs) for name in names))


def _section(subject: Subject, costs: dict[str, Cost]) -> str:
    """Return the table of one clip and model, and the ratios that are asked for."""
    lines = [
        f"## {subject.size}p, {subject.rate} frames/s, model {subject.model} "
        f"({subject.frames} frames)\n",
        "| case | wall s | processor s | ms of processor per frame | peak MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for case, cost in costs.items():
        per_frame_ms = 1000 * cost.cpu_s / subject.frames
        lines.append(
            f"| {NAMES[case]} | {cost.wall_s:.2f} | {cost.cpu_s:.2f} "
            f"| {per_frame_ms:.1f} | {cost.peak_mb:.0f} |"
        )
    return "\n".join([*lines, "", *_ratios(costs), ""])


def _ratios(costs: dict[str, Cost]) -> Iterator[str]:
    """Yield one sentence for each ratio whose cases were measured."""
    pairs = (("plain", "clip"), ("plain_video", "clip_video"))
    for base, case in pairs:
        if base in costs and case in costs:
            ours, theirs = costs[case], costs[base]
            yield (
                f"- {NAMES[case]} is {theirs.wall_s / ours.wall_s:.2f} × as fast as "
                f"the {NAMES[base]} (wall), and takes "
                f"{ours.cpu_s / theirs.cpu_s:.2f} × its processor time."
            )
    if {"clip", "read", "model_only", "screening_start"} <= costs.keys():
        pose_s = costs["model_only"].own_cpu_s
        rest_s = costs["clip"].cpu_s - costs["screening_start"].cpu_s
        rest_s -= pose_s + costs["read"].own_cpu_s
        yield (
            "- Everything but start, bare model and reading: "
            f"{100 * rest_s / pose_s:.0f} % of the bare model's processor time."
        )
    if {"clip_blurred", "clip_video"} <= costs.keys():
        ratio = costs["clip_blurred"].wall_s / costs["clip_video"].wall_s
        yield f"- Blurred faces: {ratio:.2f} × the time of the annotated clip."
    if {"plain_start", "screening_start"} <= costs.keys():
        more_s = costs["screening_start"].wall_s - costs["plain_start"].wall_s
        yield f"- To the first frame: {more_s:.2f} s more than the plain loop."


def _machine() -> str:
    """Say how many cores there are, and how many of them are free."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else None
    busy = psutil.cpu_percent(interval=2.0)
    return (
        f"{cores or os.cpu_count()} cores, {busy:.0f} % of which were busy with other "
        "work when it began"
    )


if __name__ == "__main__":
    main()
