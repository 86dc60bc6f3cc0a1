"""What a batch costs against a plain loop over the same clips, in the same run.

    python benchmarks/batch.py --clips sample_videos [--model lite] [--copies 1]

It measures the clips four times: one after the other in one process (the baseline),
each in a process of its own, and as a batch with one and with two workers; then it
resumes the last batch, with nothing left to measure. It prints times as ratios to the
baseline, what the parts of a batch cost, and the memory of the whole tree of processes
over the course of each run, as ratios to the peak of the baseline; it fails nothing:
it tells.
"""

from __future__ import annotations

import argparse
import filecmp
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import psutil

WORKERS = (1, 2)
STRETCHES = 4
"""Memory is reported for this many parts of a run, so that growth shows."""

LOOP = """
import sys
from pathlib import Path
from screening.jobs.clip import ClipJob
out, model, *clips = sys.argv[1:]
for number, clip in enumerate(clips):
    job = ClipJob(Path(clip), Path(out), model=model, video=False, name=str(number))
    job.run(lambda step, done, expected: None)
"""
"""The baseline: what somebody would write without a batch."""

CHILDREN = LOOP.replace("job.run(", "ChildRun(job).wait(").replace(
    "from screening.jobs.clip",
    "from screening.jobs.child_process import ChildRun\nfrom screening.jobs.clip",
)
"""The same, with a process for each clip as in a batch."""


@dataclass(frozen=True)
class Cost:
    """Time and memory of one run; memory of all its processes, at each sample."""

    name: str
    seconds: float
    time_s: list[float]
    memory_mb: list[float]

    def peaks_mb(self) -> list[float]:
        """Return the largest memory in each part of the run."""
        parts = pd.cut(pd.Series(self.time_s), STRETCHES, labels=False)
        return pd.Series(self.memory_mb).groupby(parts).max().tolist()


def main() -> None:
    """Measure four times, resume, and print the ratios."""
    asked = _arguments()
    files = sorted(f for f in asked.clips.iterdir() if f.suffix == ".mp4")
    if not files:
        raise SystemExit(f"{asked.clips} holds no .mp4 file.")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        clips = _copies(files, folder / "clips", asked.copies)
        costs = [
            _loop("loop", LOOP, clips, folder / "loop", asked.model),
            _loop(
                "loop, a process each",
                CHILDREN,
                clips,
                folder / "children",
                asked.model,
            ),
        ]
        for workers in WORKERS:
            out = folder / f"batch{workers}"
            costs.append(_batch(folder / "clips", out, asked.model, workers))
        rest = _batch(folder / "clips", out, asked.model, workers, "--resume")
        print(f"{len(clips)} clips, model {asked.model}\n")
        print(_table(costs).to_string(index=False))
        same = all(_same(folder, name) for name in ("reps", "legs"))
        print(
            f"\nTables with 1 and with 2 workers are equal: {'yes' if same else 'NO'}"
        )
        one, two = costs[-2:]
        print(f"Two workers against one: {one.seconds / two.seconds:.2f} times")
        _print_parts(costs, rest, len(clips))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Cost of a batch against a loop.")
    parser.add_argument("--clips", type=Path, required=True, help="folder of clips")
    parser.add_argument("--model", default="lite", help="pose model")
    parser.add_argument(
        "--copies", type=int, default=1, help="times each clip is taken"
    )
    return parser.parse_args()


def _copies(files: list[Path], folder: Path, copies: int) -> list[Path]:
    """Lay the clips out as a study of so many times their number."""
    clips = []
    for number in range(copies):
        for file in files:
            link = folder / f"day{number}" / file.name
            link.parent.mkdir(parents=True, exist_ok=True)
            link.symlink_to(file.resolve())
            clips.append(link)
    return clips


def _print_parts(costs: list[Cost], rest: Cost, clips: int) -> None:
    """Print what the parts of a batch with one worker cost."""
    loop, children, one, _ = costs
    parts = {
        "measuring, folders, plots": loop.seconds,
        "a process for each clip": children.seconds - loop.seconds,
        "start, cluster, checksums, tables": rest.seconds,
        "the rest": one.seconds - children.seconds - rest.seconds,
    }
    print("\nParts of the batch with one worker, in seconds, and per clip:")
    for name, seconds in parts.items():
        print(f"  {name:36s}{seconds:7.1f}{seconds / clips:7.2f}")


def _loop(name: str, program: str, clips: list[Path], out: Path, model: str) -> Cost:
    """Measure one clip after the other."""
    command = [sys.executable, "-c", program, str(out), model, *map(str, clips)]
    return _cost(name, command)


def _batch(clips: Path, out: Path, model: str, workers: int, *more: str) -> Cost:
    """Measure as a batch."""
    command = [
        *(sys.executable, "-m", "screening", "batch", str(clips)),
        *("--out", str(out), "--model", model, "--workers", str(workers)),
        *more,
    ]
    return _cost(f"batch, {workers} worker{'s' * (workers > 1)}", command)


def _cost(name: str, command: list[str]) -> Cost:
    """Run a command and watch it and all its children."""
    print(f"{name} …", file=sys.stderr, flush=True)
    start_s = time.perf_counter()
    run = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    watched = psutil.Process(run.pid)
    times_s, memory_mb = [], []
    while run.poll() is None:
        memory_mb.append(_memory_mb(watched))
        times_s.append(time.perf_counter() - start_s)
        time.sleep(0.5)
    seconds = time.perf_counter() - start_s
    if run.returncode:
        raise SystemExit(f"{name} ended with status {run.returncode}.")
    return Cost(name, seconds, times_s, memory_mb)


def _memory_mb(process: psutil.Process) -> float:
    """Memory of a process and all below it; shared pages count once where known."""
    total = 0
    try:
        family = [process, *process.children(recursive=True)]
    except psutil.NoSuchProcess:
        return 0.0
    for each in family:
        try:
            info = each.memory_full_info()
            total += getattr(info, "pss", info.rss)
        except (psutil.NoSuchProcess, psutil.AccessDenied):
            continue
    return total / 1e6


def _table(costs: list[Cost]) -> pd.DataFrame:
    """Return a row per run, as ratios to the baseline."""
    base = costs[0]
    peak_mb = max(base.memory_mb)
    rows = []
    for cost in costs:
        row = {
            "run": cost.name,
            "seconds": f"{cost.seconds:.0f}",
            "time / loop": f"{cost.seconds / base.seconds:.2f}",
            "peak MB": f"{max(cost.memory_mb):.0f}",
            "peak / loop": f"{max(cost.memory_mb) / peak_mb:.2f}",
        }
        for number, part_mb in enumerate(cost.peaks_mb(), start=1):
            row[f"part {number} of {STRETCHES}"] = f"{part_mb / peak_mb:.2f}"
        rows.append(row)
    return pd.DataFrame(rows)


def _same(folder: Path, name: str) -> bool:
    """Compare a table of both batches byte by byte."""
    one, two = (folder / f"batch{workers}" / f"{name}.parquet" for workers in WORKERS)
    return filecmp.cmp(one, two, shallow=False)


if __name__ == "__main__":
    main()
