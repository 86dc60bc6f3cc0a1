"""How fast a clip is measured, against the plain loop that anybody would write.

    python benchmarks/speed.py [--rounds 5] [--store FILE.json] [--only 1080p25-full]
    python benchmarks/speed.py --memory

Every case is a whole process. The cases take turns within each round, so that what
else the machine does meets all of them, and medians over the rounds are compared. With
``--store`` each round is kept as soon as it is over, and a later call goes on where the
last one ended. Wall time, processor time and the largest memory are written to
``benchmarks/speed.md`` with the ratios that matter and what is aimed at; it fails
nothing: it tells. On a machine that is shared, processor time is the number to trust.

``--memory`` compares a clip of ten minutes with one of ten seconds instead, in a small
picture, and prints both peaks.
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
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from pathlib import Path

import av
import psutil

HERE = Path(__file__).resolve().parent
CLIP = HERE.parent / "sample_videos" / "right_drop_and_valgus.mp4"
PAGE = HERE / "speed.md"

OPTIONS = {
    "clip": ["--no-video"],
    "clip_video": [],
    "clip_blurred": ["--blur-faces"],
}

COMPARED = ["model_only", "plain", "clip", "plain_video", "clip_video", "steps"]
STARTS = ["clip_blurred", "plain_start", "screening_start", "help"]


NAMES = {
    "model_only": "bare model on decoded frames",
    "plain": "plain loop: read, detect",
    "clip": "`screening clip --no-video`",
    "plain_video": "plain loop: read, detect, draw, write",
    "clip_video": "`screening clip`",
    "clip_blurred": "`screening clip --blur-faces`",
    "plain_start": "start of the plain loop, to its first frame",
    "screening_start": "start of `screening clip`, to its first frame",
    "help": "`screening --help`",
    "steps": "steps of the tool, one after the other",
}
"""Cases, in the order in which they take turns."""

COMPARED = ("model_only", "plain", "clip", "plain_video", "clip_video", "steps")


@dataclass(frozen=True)
class Subject:
    """Size, rate and length of a clip, the model, and the cases that are run."""

    size: int
    rate: int
    model: str
    seconds: float
    cases: tuple[str, ...] = COMPARED

    @property
    def name(self) -> str:
        """What it is called on the command line and in the store."""
        return f"{self.size}p{self.rate}-{self.model}"


SUBJECTS = (
    Subject(720, 25, "full", 12.0, tuple(NAMES)),
    Subject(720, 25, "lite", 6.0),
    Subject(720, 25, "heavy", 3.0, ("model_only", "plain", "clip", "steps")),
    Subject(720, 60, "full", 4.0),
    Subject(1080, 25, "full", 6.0),
)
"""The usual clip, and one thing changed at a time; 12 minutes on two quiet cores."""

SHORT, LONG = (Subject(240, 25, "lite", s, ("clip",)) for s in (10.0, 600.0))
"""What is compared for memory."""


@dataclass(frozen=True)
class Cost:
    """What a process took; ``own_cpu_s`` and ``parts_s`` leave its start out."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    own_cpu_s: float = float("nan")
    parts_s: dict[str, float] = field(default_factory=dict)

    @classmethod
    def median(cls, costs: list[Cost]) -> Cost:
        """Return the median of several runs, for each number by itself."""

        def middle(name: str) -> float:
            return statistics.median(getattr(cost, name) for cost in costs)

        parts_s = {
            step: statistics.median(cost.parts_s[step] for cost in costs)
            for step in costs[0].parts_s
        }
        names = ("wall_s", "cpu_s", "peak_mb", "own_cpu_s")
        return cls(*map(middle, names), parts_s)


class Store:
    """Rounds that are over, in memory and, where there is one, in a file."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.frames: dict[str, int] = {}
        self._rounds: dict[str, list[dict[str, Cost]]] = {}
        if path is not None and path.exists():
            kept = json.loads(path.read_text(encoding="utf-8"))
            self.frames = kept["frames"]
            for name, rounds in kept["rounds"].items():
                self._rounds[name] = [
                    {case: Cost(**cost) for case, cost in each.items()}
                    for each in rounds
                ]

    def rounds(self, subject: Subject) -> int:
        """Return how many rounds are over."""
        return len(self._rounds.get(subject.name, []))

    def add(self, subject: Subject, frames: int, costs: dict[str, Cost]) -> None:
        """Keep a round."""
        self.frames[subject.name] = frames
        self._rounds.setdefault(subject.name, []).append(costs)
        if self.path is not None:
            rounds = {
                name: [{c: asdict(cost) for c, cost in each.items()} for each in kept]
                for name, kept in self._rounds.items()
            }
            kept = json.dumps({"frames": self.frames, "rounds": rounds})
            self.path.write_text(kept, encoding="utf-8")

    def medians(self, subject: Subject) -> dict[str, Cost]:
        """Return the median cost of each case."""
        rounds = self._rounds[subject.name]
        return {
            case: Cost.median([each[case] for each in rounds]) for case in rounds[0]
        }


def main() -> None:
    """Measure everything asked for, print it and write the page."""
    asked = _arguments()
    store, machine = Store(asked.store), _machine()
    subjects = [s for s in SUBJECTS if not asked.only or s.name in asked.only]
    with tempfile.TemporaryDirectory() as name:
        if asked.memory:
            _compare_memory(asked.clip, Path(name))
            return
        for number in range(asked.rounds):
            for subject in subjects:
                if store.rounds(subject) <= number:
                    frames, costs = _round(subject, asked.clip, Path(name))
                    store.add(subject, frames, costs)
    done = [subject for subject in SUBJECTS if store.rounds(subject)]
    rounds = min(store.rounds(subject) for subject in done)
    sections = [_section(s, store.frames[s.name], store.medians(s)) for s in done]
    text = "\n".join([_head(machine, rounds, asked.clip), *sections])
    print(text)
    asked.page.write_text(text, encoding="utf-8")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Speed against a plain loop.")
    parser.add_argument("--clip", type=Path, default=CLIP)
    parser.add_argument("--rounds", type=int, default=5)
    names = [subject.name for subject in SUBJECTS]
    parser.add_argument("--only", nargs="+", choices=names)
    parser.add_argument("--store", type=Path, help="file of the rounds that are over")
    parser.add_argument("--memory", action="store_true", help="10 s against 10 min")
    parser.add_argument("--page", type=Path, default=PAGE)
    return parser.parse_args()


def _round(subject: Subject, source: Path, folder: Path) -> tuple[int, dict[str, Cost]]:
    """Run each case once; return the number of frames and the costs."""
    clip, costs = folder / f"{subject.name}-{subject.seconds:g}.mp4", {}
    if not clip.exists():
        _write_clip(source, clip, subject)
    with av.open(str(clip)) as container:
        frames = container.streams.video[0].frames
    for case in subject.cases:
        print(f"{subject.name}: {case}", file=sys.stderr, flush=True)
        costs[case] = _cost(_command(case, clip, subject.model, folder / "out"))
        shutil.rmtree(folder / "out", ignore_errors=True)
    return frames, costs


def _write_clip(source: Path, path: Path, subject: Subject) -> None:
    """Write the source at another size and rate, over and over if it is too short."""
    with av.open(str(path), "w") as out:
        stream = None
        written, begun_s = 0, 0.0
        while written < subject.seconds * subject.rate:
            with av.open(str(source)) as clip:
                video = clip.streams.video[0]
                if stream is None:
                    options = {"preset": "veryfast"}
                    stream = out.add_stream("libx264", subject.rate, options=options)
                    scale = subject.size / min(video.width, video.height)
                    stream.width = round(video.width * scale / 2) * 2
                    stream.height = round(video.height * scale / 2) * 2
                    stream.pix_fmt = "yuv420p"
                for frame in clip.decode(video):
                    last_s = begun_s + frame.time
                    while (
                        written / subject.rate <= min(last_s, subject.seconds)
                        and written < subject.seconds * subject.rate
                    ):
                        copy = frame.reformat(stream.width, stream.height)
                        copy.pts = written
                        copy.time_base = Fraction(1, subject.rate)
                        out.mux(stream.encode(copy))
                        written += 1
                    if last_s > subject.seconds:
                        break
                begun_s = last_s
        out.mux(stream.encode(None))


def _command(case: str, clip: Path, model: str, out: Path) -> list[str]:
    if case == "help":
        return [sys.executable, "-m", "screening", "--help"]
    if case in OPTIONS:
        command = [sys.executable, "-m", "screening", "clip", str(clip)]
        return [*command, "--model", model, "--out", str(out), *OPTIONS[case]]
    return [sys.executable, "-m", "benchmarks.speed_cases", case, str(clip), model]


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
            said, _ = run.communicate(timeout=0.1)
            break
        except subprocess.TimeoutExpired:
            continue
    wall_s = time.perf_counter() - start_s
    after = os.times()
    if run.returncode:
        raise SystemExit(f"{' '.join(command)} ended with status {run.returncode}.")
    cpu_s = sum(after[2:4]) - sum(before[2:4])
    own = json.loads(said) if said.startswith("{") else {}
    return Cost(wall_s, cpu_s, peak_mb, **own)


def _memory_mb(process: psutil.Process) -> float:
    """Memory of a process and of all below it."""
    total = 0
    try:
        for each in (process, *process.children(recursive=True)):
            total += each.memory_info().rss
    except psutil.NoSuchProcess:
        return 0.0
    return total / 1e6


def _compare_memory(source: Path, folder: Path) -> None:
    """Print the peaks of a short and of a long clip."""
    (_, short), (frames, long) = (_round(s, source, folder) for s in (SHORT, LONG))
    small_mb, large_mb = short["clip"].peak_mb, long["clip"].peak_mb
    minutes = (LONG.seconds - SHORT.seconds) / 60
    print(
        f"{SHORT.seconds:g} s: {small_mb:.0f} MB; {LONG.seconds:g} s, {frames} frames: "
        f"{large_mb:.0f} MB. That is {large_mb / small_mb:.2f} x as much, "
        f"{(large_mb - small_mb) / minutes:.1f} MB a minute."
    )


def _head(machine: str, rounds: int, clip: Path) -> str:
    return (
        f"# Speed\n\nWritten by `benchmarks/speed.py` on {machine}. Medians of "
        f"{rounds} rounds in which the cases took turns, whole processes, "
        f"`{clip.name}`. Processor time is the sum over all threads and child "
        "processes.\n"
    )


def _section(subject: Subject, frames: int, costs: dict[str, Cost]) -> str:
    """Return the table of one clip and model, and the ratios that are asked for."""
    lines = [
        f"## {subject.size}p, {subject.rate} frames/s, model {subject.model} "
        f"({frames} frames)\n",
        "| case | wall s | processor s | ms of processor per frame | peak MB |",
        "| --- | --- | --- | --- | --- |",
    ]
    for case, cost in costs.items():
        lines.append(
            f"| {NAMES[case]} | {cost.wall_s:.2f} | {cost.cpu_s:.2f} "
            f"| {1000 * cost.cpu_s / frames:.1f} | {cost.peak_mb:.0f} |"
        )
    parts = (
        f"{step.replace('_', ' and ')} {1000 * spent_s / frames:.1f}"
        for step, spent_s in costs["steps"].parts_s.items()
    )
    lines += ["", f"Steps, ms of processor per frame: {', '.join(parts)}.", ""]
    return "\n".join([*lines, *_ratios(costs), ""])


def _ratios(costs: dict[str, Cost]) -> Iterator[str]:
    """Yield what is aimed at, and what was reached."""
    for base, case, aim in (
        ("plain", "clip", 1.2),
        ("plain_video", "clip_video", 1.1),
    ):
        if case not in costs:
            continue
        ours, theirs = costs[case], costs[base]
        yield (
            f"- {NAMES[case]}: {theirs.wall_s / ours.wall_s:.2f} × as fast as the "
            f"{NAMES[base]} (aim: {aim}), for {ours.cpu_s / theirs.cpu_s:.2f} × its "
            "processor time."
        )
    parts_s, model_s = costs["steps"].parts_s, costs["model_only"].own_cpu_s
    limbs_s = parts_s["pelvis_knee"]
    rest_s = limbs_s + parts_s["background"]
    more_s = parts_s["pose"] - model_s
    yield (
        f"- Pelvis and knee: {100 * limbs_s / model_s:.0f} % of the bare model's "
        f"processor time (aim: 30 %); with the background {100 * rest_s / model_s:.0f} "
        f"% (aim: 35 %). Masks in the size of the picture and the second look for "
        f"other people: {100 * more_s / model_s:.0f} %."
    )
    if "clip_blurred" in costs:
        ratio = costs["clip_blurred"].wall_s / costs["clip_video"].wall_s
        yield f"- Blurred faces: {ratio:.2f} × the time of the annotated clip."
    if "screening_start" in costs:
        more_s = costs["screening_start"].wall_s - costs["plain_start"].wall_s
        yield (
            f"- To the first frame: {more_s:.2f} s more than the plain loop (aim: "
            f"1.5 s); `screening --help`: {costs['help'].wall_s:.2f} s (aim: 0.3 s)."
        )
        ours_s, theirs_s = (
            costs[case].wall_s - costs[start].wall_s
            for case, start in (("clip", "screening_start"), ("plain", "plain_start"))
        )
        yield (
            f"- After the first frame {NAMES['clip']} is {theirs_s / ours_s:.2f} × as "
            "fast as the plain loop; that includes judging, plots and tables."
        )


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
