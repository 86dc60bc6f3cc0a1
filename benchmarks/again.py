"""How fast saved results are judged again, and in how much memory.

    python benchmarks/again.py --takes 10000

Films stick persons who do the whole test on both legs (25 seconds at 25 frames a
second, each with angles of their own), saves their landmarks, and judges them again
with other thresholds, as ``screening again`` does. ``--tables-only`` writes the tables
of all results and nothing else; ``--plots`` draws the angles of every take as well.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
import psutil

sys.path.insert(0, str(Path(__file__).parents[1]))

from screening import Take, screen_poses
from screening.results.files import LANDMARKS, SCREENING
from screening.results.landmarks_file import save_take
from screening.results.result_file import write_tables
from tests.factories import film, leg_test, two_feet

PEOPLE = 12
LOOK_EVERY_S = 0.25


def main() -> None:
    """Make the takes, judge them again, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--takes", type=int, default=200)
    parser.add_argument("--workers", type=int, default=None)
    parser.add_argument("--tables-only", action="store_true")
    parser.add_argument("--plots", action="store_true")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="again-") as place:
        frames = make_results(Path(place) / "saved", asked.takes)
        command = [
            *(sys.executable, "-m", "screening", "again", str(Path(place) / "saved")),
            *("--profile", "adult-female", "--out", str(Path(place) / "new")),
            *([] if asked.plots else ["--no-plots"]),
            *(["--tables-only"] if asked.tables_only else []),
            *([] if asked.workers is None else ["--workers", str(asked.workers)]),
        ]
        seconds, peak_bytes, printed = run(command)
        written = sum(f.stat().st_size for f in (Path(place) / "new").rglob("*.*"))
    print(printed.strip())
    print(f"takes                {asked.takes} of {frames} frames")
    print(f"time                 {seconds:.1f} s")
    print(f"takes per second     {asked.takes / seconds:.1f}")
    print(f"frames per second    {asked.takes * frames / seconds:.0f}")
    print(f"peak memory          {peak_bytes / 1e6:.0f} MB, all processes")
    print(f"written              {written / 1e6:.0f} MB")


def make_results(folder: Path, takes: int) -> int:
    """Save the results of some people, and links to them under many names."""
    rng = np.random.default_rng(1)
    frames = 0
    for person in range(min(takes, PEOPLE)):
        fppa, drop, lean = (float(v) for v in rng.uniform((0, 0, 0), (20, 12, 10)))
        angles = {"fppa_deg": fppa, "drop_deg": drop, "lean_deg": lean}
        one = {"count": 3, "seconds": (0.8, 0.2, 0.8, 0.4), **angles}
        script = [*leg_test("right", **one), *leg_test("left", **one), *two_feet(1.0)]
        take = Take(film(script))
        frames = len(take.poses)
        for number in range(person, takes, PEOPLE):
            own = folder / f"{number // 100:03d}" / f"take-{number:05d}"
            own.mkdir(parents=True)
            first = folder / f"{0:03d}" / f"take-{person:05d}"
            if number == person:
                write_tables(own, screen_poses(take))
                save_take(own / LANDMARKS, take)
                continue
            for name in (SCREENING, LANDMARKS):
                # The same bytes on disk, so that 10,000 takes need no 5 GB.
                (own / name).hardlink_to(first / name)
    return frames


def run(command: list[str]) -> tuple[float, int, str]:
    """Run a command; return its seconds, its peak memory, and what it said."""
    start_s = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    peak = Peak(process.pid)
    peak.start()
    printed, _ = process.communicate()
    seconds = time.perf_counter() - start_s
    peak.over.set()
    peak.join()
    if process.returncode:
        sys.exit(f"{shutil.which('screening') or 'screening'} failed: {printed}")
    return seconds, peak.bytes, printed


class Peak(threading.Thread):
    """Watches the memory of a process and its children together."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self.over = threading.Event()
        self._process = psutil.Process(pid)

    def run(self) -> None:
        """Look until it is over."""
        while not self.over.wait(LOOK_EVERY_S):
            total = 0
            try:
                family = [self._process, *self._process.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            for each in family:
                try:
                    # Pages that processes share are counted once.
                    total += each.memory_full_info().uss
                except (psutil.NoSuchProcess, psutil.AccessDenied):
                    continue
            self.bytes = max(self.bytes, total)


if __name__ == "__main__":
    main()
