"""Whether any input stops the tool: thousands of mutated files, in child processes.

    python benchmarks/fuzz.py [--cases 10000] [--seed 1] [--first 0] [--workers 2]
                              [--kept FILE.jsonl] [--minutes 5] [--write] [--model]
    python benchmarks/fuzz.py --only 1234 [--seed 1]

Clips in fourteen containers, settings, profiles, manifests, exclusions, results and
landmark files are made on the spot and mutated (:mod:`fuzzing`). Each must end well, or
in one sentence. A case depends on the seed and its number alone; ``--only`` shows one.
With ``--kept`` what became of each is kept, and the next run goes on where that one
ended. With ``--model`` all cases are clips, and the real pose model looks at them, a
second each. Ends with status 1 if anything was found.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import shutil
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from fuzzing.dice import Dice  # noqa: E402
from fuzzing.worker import KINDS, Ending, Place, case, serve  # noqa: E402

REPORT = Path(__file__).with_suffix(".md")
LONGEST_S = 90.0
MOST_MB = 1500.0
A_WORKERS_LIFE = 300
"""Cases after which a child is replaced."""

SHARES = {
    "clip": 0.5,
    "settings": 0.1,
    "profile": 0.1,
    "manifest": 0.05,
    "exclusions": 0.05,
    "result": 0.1,
    "landmarks": 0.1,
}
COLUMNS = ("ok", "sentence", "traceback", "hang", "crash", "memory", "leftover")
FAULTS = COLUMNS[2:]
UNMADE = "unmade"

LEGEND = """\
*ok*: measured, judged or exported. *sentence*: refused in one sentence that ends the \
program with status 2. *traceback*: anything else that was raised, or what is said is \
no sentence. *hang*: longer than {longest:.0f} s. *crash*: the child process died. \
*memory*: more than {most:.0f} MB. *leftover*: parts of files, temporary files, open \
files or threads afterwards. A case of the last two is also in one of the others.

Clips of 108 × 192 pixels are made on the spot in {containers} containers and mutated: \
bytes, fields of heads, boxes, sizes, times, codecs, kinds of pixels, streams, lists. \
Half of them are decoded, four in ten measured, one in ten written with all files. A \
stand-in that knows the person of the clips takes the place of the pose model, so what \
is tried is everything but the model itself."""


def main() -> None:
    """Run the cases, print the table, write it when asked."""
    asked = _arguments()
    if asked.only is not None:
        _show(asked.only, asked.seed)
        return
    done = _kept(asked.kept)
    numbers = range(asked.first, asked.first + asked.cases)
    run = _Round(asked, [n for n in numbers if n not in done])
    run.run()
    endings = {n: e for n, e in {**done, **run.endings}.items() if n in numbers}
    text = _report(endings, asked.seed)
    print(text)
    faults = [n for n in sorted(endings) if _faults(endings[n])]
    for number in faults:
        ending = endings[number]
        print(f"--- {number} {ending['what']} {_faults(ending)}", file=sys.stderr)
        print(ending["detail"][-3000:], ending["left"], file=sys.stderr)
    if asked.write:
        REPORT.write_text(text, encoding="utf-8")
    sys.exit(1 if faults else 0)


def kind_of(number: int, seed: int) -> str:
    """Return of what kind a case is."""
    dice = Dice(seed, number, 1)
    return str(dice.rng.choice(list(SHARES), p=list(SHARES.values())))


@dataclass
class _Round:
    """Cases given out to child processes, each replaced when it dies."""

    asked: argparse.Namespace
    numbers: list[int]
    endings: dict[int, dict[str, Any]] = field(default_factory=dict)

    def run(self) -> None:
        """Run all cases, or as many as the time allows."""
        self._end_s = time.monotonic() + 60 * self.asked.minutes
        self._lock = threading.Lock()
        self._waiting = iter(self.numbers)
        with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
            self._folder = Path(folder)
            self._base = self._folder / "base"
            _make_base(self._base)
            threads = [
                threading.Thread(target=self._work, args=(n,))
                for n in range(self.asked.workers)
            ]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()

    def _next(self) -> int | None:
        with self._lock:
            if time.monotonic() > self._end_s:
                return None
            return next(self._waiting, None)

    def _work(self, worker: int) -> None:
        """Give cases to one child after the other."""
        number, plain = self._next(), False
        while number is not None:
            log = self._folder / f"log{worker}"
            with _Child(self._base, self.asked.seed, log, self.asked.model) as child:
                for _ in range(A_WORKERS_LIFE):
                    ending = self._one(child, number, worker, plain)
                    plain = ending["verdict"] == UNMADE and not plain
                    if not plain:
                        self._keep(number, ending)
                        number = self._next()
                    if number is None or not child.lives:
                        break

    def _one(
        self, child: _Child, number: int, worker: int, plain: bool
    ) -> dict[str, Any]:
        folder = self._folder / f"case{worker}"
        shutil.rmtree(folder, ignore_errors=True)
        kind = "clip" if self.asked.model else kind_of(number, self.asked.seed)
        return child.ask(kind, number, folder, plain)

    def _keep(self, number: int, ending: dict[str, Any]) -> None:
        with self._lock:
            self.endings[number] = ending
            if self.asked.kept is not None:
                line = json.dumps({"number": number, **ending})
                with self.asked.kept.open("a", encoding="utf-8") as file:
                    file.write(line + "\n")


class _Child:
    """A child process that does cases; a context manager that ends it."""

    def __init__(self, base: Path, seed: int, log: Path, model: bool) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe: Connection
        self._pipe, other = context.Pipe()
        self._log = log
        asked = (other, base, seed, log, model)
        self._process = context.Process(target=serve, args=asked)
        self._process.start()
        other.close()
        self.lives = True

    def __enter__(self) -> _Child:
        """Return the child."""
        return self

    def __exit__(self, *_: object) -> None:
        """End it."""
        self._process.kill()
        self._process.join()
        self._pipe.close()

    def ask(
        self, kind: str, number: int, folder: Path, plain: bool = False
    ) -> dict[str, Any]:
        """Return what became of a case; a child that hung or died lives no more.

        One that died while it made the case says nothing about the tool: FFmpeg's
        writers do not take everything. It is made again, of changed bytes alone.
        """
        start_s = time.monotonic()
        what, verdict, detail = kind, UNMADE, ""
        try:
            self._pipe.send((kind, number, str(folder), plain))
            while self._pipe.poll(LONGEST_S):
                answer = self._pipe.recv()
                if "verdict" in answer:
                    return dict(answer)
                what, verdict = answer["what"], "hang"
        except (EOFError, OSError):
            self._process.join(1)
            log = self._log.read_text(errors="replace").partition("Extension modules")
            verdict = "crash" if verdict == "hang" or plain else UNMADE
            detail = f"{self._process.exitcode} {log[0][-3000:]}"
        self.lives = False
        seconds = time.monotonic() - start_s
        found = Ending(verdict, what, detail, seconds=seconds)
        return asdict(found)


def _make_base(base: Path) -> None:
    """Make the good files."""
    from fuzzing import clips, material

    base.mkdir()
    clips.write_base(base)
    material.save_result(base / "result")


def _show(number: int, seed: int) -> None:
    """Run one case in this process and print all of it."""
    with tempfile.TemporaryDirectory(prefix="fuzz-") as folder:
        base = Path(folder, "base")
        _make_base(base)
        from fuzzing.worker import stand_in

        stand_in()
        ending = case(
            kind_of(number, seed), seed, number, Place(base, Path(folder, "c"))
        )
        for name, value in vars(ending).items():
            print(f"{name}: {value}")
        kept = Path(tempfile.gettempdir(), f"fuzz-case-{number}")
        shutil.rmtree(kept, ignore_errors=True)
        shutil.copytree(Path(folder, "c"), kept, symlinks=True)
        print(f"kept in {kept}")


def _kept(path: Path | None) -> dict[int, dict[str, Any]]:
    if path is None or not path.exists():
        return {}
    lines = path.read_text(encoding="utf-8").splitlines()
    return {each.pop("number"): each for each in map(json.loads, lines)}


def _faults(ending: dict[str, Any]) -> list[str]:
    """Return in which columns of faults a case counts."""
    found = [ending["verdict"]] if ending["verdict"] in FAULTS else []
    found += ["memory"] * (ending["memory_mb"] > MOST_MB)
    return found + ["leftover"] * bool(ending["left"])


def _rows(endings: dict[int, dict[str, Any]]) -> Iterator[tuple[str, ...]]:
    kinds = {name: Counter[str]() for name in (*KINDS, "all")}
    worst = {name: [0.0, 0.0] for name in kinds}
    for ending in endings.values():
        for name in (ending["what"].partition(":")[0], "all"):
            kinds[name]["tried"] += 1
            plain = ending["verdict"] in COLUMNS[:2]
            kinds[name].update([ending["verdict"]] if plain else [])
            kinds[name].update(_faults(ending))
            sizes = ending["memory_mb"], ending["seconds"]
            worst[name] = [max(a, b) for a, b in zip(worst[name], sizes, strict=True)]
    for name, count in kinds.items():
        numbers = [str(count[column]) for column in ("tried", *COLUMNS)]
        yield (name, *numbers, f"{worst[name][0]:.0f}", f"{worst[name][1]:.1f}")


def _report(endings: dict[int, dict[str, Any]], seed: int) -> str:
    from fuzzing import material

    head = ("kind", "tried", *COLUMNS, "most MB", "longest s")
    rows = [head, ("---",) * len(head), *_rows(endings)]
    table = "\n".join("| " + " | ".join(row) + " |" for row in rows)
    legend = LEGEND.format(
        longest=LONGEST_S, most=MOST_MB, containers=len(material.KINDS)
    )
    named = f"Written by `benchmarks/fuzz.py`, seed {seed}."
    return "\n\n".join(["# Fuzzing", named, legend, table]) + "\n"


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--cases", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    parser.add_argument("--minutes", type=float, default=600.0)
    parser.add_argument("--kept", type=Path)
    parser.add_argument("--only", type=int, metavar="NUMBER")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--model", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    main()
