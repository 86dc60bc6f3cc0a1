"""Whether the tool ends in order whatever goes wrong around it.

    python benchmarks/faults.py [--commands clip batch ...] [--seed N] [--rounds N]
                                [--faults WORD] [--kept FILE] [--minutes N] [--write]

Every command is run with real processes while something happens to it: signals at
random moments, killed children, full and read-only disks, limits of memory, files and
file sizes, other encodings, closed and full streams, inputs that are replaced. A run is
as expected when it ends with a status that it may have, says one sentence at most,
leaves no process and no unfinished file, and its results are whole or absent. What was
tried is kept in a file, if one is named, and not tried again: a run that was stopped
goes on. After so many minutes no more are begun, and the heading says how many there
are. With ``--write`` the tables of the commands are replaced in
``benchmarks/faults.md``. It needs Linux; small disks need the rights of root.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

import av
from fault_app_cases import APP, app_cases
from fault_cases import COMMANDS, Case, Material, cases
from fault_run import Place

from screening.jobs.child_process import ChildRun
from screening.jobs.clip import ClipJob

HERE = Path(__file__).resolve().parent
CLIP_S = 1.5
REPORT = HERE / "faults.md"
SAMPLES = HERE.parent / "sample_videos"

HEAD = """\
# Faults

Written by `benchmarks/faults.py`, which says what is tried and what is expected; each \
command with the seed and the number of rounds in its heading. *tried*: runs of real \
processes; *not*: what was not as expected.
"""


def main() -> None:
    """Try all cases, print a table for each command; write them when asked."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    names = [*COMMANDS, APP]
    parser.add_argument("--commands", nargs="+", choices=names, default=names)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--faults", default="", help="only those with this word")
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--minutes", type=float, default=float("inf"))
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args()
    # So that small disks and folders go when it is asked to end.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    kept = _Kept(given.kept)
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        material = _material(Path(folder))
        for name in given.commands:
            chosen = [
                case
                for case in _cases(name, material, Path(folder), given.rounds)
                if given.faults in case.fault
            ]
            tried = _tried(chosen, kept, Path(folder), given)
            whole = f"{len(tried)} of {len(chosen)} cases"
            heading = f"## {name} (seed {given.seed}, rounds {given.rounds}: {whole})"
            text = f"{heading}\n\n{_table(tried)}"
            print(text, flush=True)
            if given.write:
                _write(name, text)


class _Kept:
    """What was tried before, and what came of it; a line of JSON each."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        lines = file.read_text("utf-8").splitlines() if file and file.exists() else []
        self._known = {name: wrong for name, wrong in map(json.loads, lines)}

    def __contains__(self, name: str) -> bool:
        return name in self._known

    def __getitem__(self, name: str) -> list[str]:
        """Return the complaints about a case."""
        return self._known[name]

    def keep(self, name: str, wrong: list[str]) -> None:
        """Note the complaints about a case."""
        self._known[name] = wrong
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as file:
                file.write(json.dumps([name, wrong]) + "\n")


def _material(folder: Path) -> Material:
    """Make what the runs work on."""
    clips = [folder / "clip.mp4", folder / "other.mp4"]
    _cut(SAMPLES / "good_control.mp4", clips[0])
    _cut(SAMPLES / "foot_touches_down.mp4", clips[1])
    jobs = [
        ClipJob(clip, folder / "results", model="lite", video=False) for clip in clips
    ]
    results = [ChildRun(job).wait(lambda *_: None).folder for job in jobs]
    return Material(*clips, *results)


def _cut(clip: Path, path: Path) -> None:
    """Copy the beginning of a clip."""
    with av.open(str(clip)) as whole, av.open(str(path), "w") as part:
        pictures = whole.streams.video[0]
        copied = part.add_stream_from_template(pictures)
        for packet in whole.demux(pictures):
            if packet.dts is None or packet.dts * packet.time_base > CLIP_S:
                break
            packet.stream = copied
            part.mux(packet)


def _cases(name: str, material: Material, folder: Path, rounds: int) -> Sequence[Case]:
    if name == APP:
        return list(app_cases(material, rounds))
    command = COMMANDS[name]
    place = Place.made(folder / "undisturbed" / name)
    command.prepare(place, material)
    begin_s = time.monotonic()
    undisturbed = command.run(place).to_its_end(place)
    lasts_s = time.monotonic() - begin_s
    if undisturbed.status or undisturbed.whole != command.results:
        sys.exit(f"{name} does not work even undisturbed: {undisturbed}")
    return list(cases(command, material, lasts_s, rounds))


def _tried(
    chosen: Sequence[Case], kept: _Kept, folder: Path, given: argparse.Namespace
) -> list[tuple[Case, list[str]]]:
    """Try cases while there is time; return what was not as expected of each."""
    end_s = time.monotonic() + 60.0 * given.minutes
    tried = []
    for number, case in enumerate(chosen):
        name = f"{given.seed} {case.command} {case.fault} {number}"
        if name not in kept and time.monotonic() < end_s:
            kept.keep(name, _try(case, name, folder))
        if name in kept:
            tried.append((case, kept[name]))
    return tried


def _try(case: Case, name: str, folder: Path) -> list[str]:
    """Try a case; return what was not as expected, and show what was said."""
    place = Place.made(Path(tempfile.mkdtemp(dir=folder)))
    wrong = list(dict.fromkeys(case.attempt(place, random.Random(name))))
    if wrong:
        said = (place.root / "said").read_text("utf-8", errors="replace")
        print(f"- {name}: {'; '.join(wrong)}\n{said}", flush=True)
    shutil.rmtree(place.root, ignore_errors=True)
    return wrong


def _table(tried: Sequence[tuple[Case, list[str]]]) -> str:
    """Return the table of a command."""
    by_fault: dict[str, list[list[str]]] = defaultdict(list)
    for case, wrong in tried:
        by_fault[case.fault].append(wrong)
    lines = ["| fault | tried | as expected | not |", "|---|---|---|---|"]
    for fault, runs in by_fault.items():
        listed = list(dict.fromkeys("; ".join(wrong) for wrong in runs if wrong))
        good = sum(not wrong for wrong in runs)
        told = "; ".join(listed).replace("|", "\\|")
        lines.append(f"| {fault} | {len(runs)} | {good} | {told} |")
    good = sum(not wrong for _, wrong in tried)
    lines.append(f"| **all** | **{len(tried)}** | **{good}** | |")
    return "\n".join(lines) + "\n"


def _write(name: str, text: str) -> None:
    """Replace the table of a command in the report."""
    known = REPORT.read_text("utf-8") if REPORT.exists() else HEAD
    head, *parts = re.split(r"^(?=## )", known, flags=re.MULTILINE)
    sections = {part.removeprefix("## ").partition(" (")[0]: part for part in parts}
    sections[name] = text
    order = [each for each in (*COMMANDS, APP) if each in sections]
    whole = "\n".join(part.strip() + "\n" for part in [head, *map(sections.get, order)])
    REPORT.write_text(whole, encoding="utf-8")


if __name__ == "__main__":
    main()
