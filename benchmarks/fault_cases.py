"""What goes wrong around the tool, and what it has to come to: a list of cases.

How a run is made and looked at is in ``fault_run.py``, the table in ``faults.py``.
"""

from __future__ import annotations

import errno
import os
import random
import resource
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import psutil
from fault_run import Ended, Expected, Place, Run, emptied, halt, moment, send

MADE = frozenset({0})
SENTENCE = frozenset({2})
EITHER = MADE | SENTENCE
COUNTED = EITHER | {1}
"""A batch says 1 when it is whole and a clip could not be measured."""
ENDED_BY = {
    signal.SIGINT: frozenset({130, -signal.SIGINT}),
    signal.SIGTERM: frozenset({143, -signal.SIGTERM}),
    signal.SIGHUP: frozenset({129, -signal.SIGHUP}),
}
"""The second is how the system ends a program that has not begun to run; a shell shows
both as the same status."""

_MANY = 9


@dataclass(frozen=True)
class Material:
    """What the runs are made with: a clip, another one, and a saved result."""

    clip: Path
    other: Path
    result: Path
    other_result: Path

    def stranger(self, file: Path) -> Path:
        """Return another file of the same kind."""
        return self.other if file.suffix == ".mp4" else self.other_result / file.name


@dataclass(frozen=True)
class Command:
    """A command of the tool under test.

    Parameters
    ----------
    name
        In the table.
    prepare
        Puts what it needs into ``in``.
    words
        Of its command line in a place, after ``python``.
    results
        How many it makes.
    counted
        Statuses of a run in which something cannot be used.
    """

    name: str
    prepare: Callable[[Place, Material], None]
    words: Callable[[Place], list[str]]
    results: int
    counted: frozenset[int] = EITHER

    def run(self, place: Place, **how: object) -> Run:
        """Return a run of it."""
        return Run(self.words(place), **how)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Case:
    """One fault of one command; ``attempt`` returns what was not as expected."""

    fault: str
    command: str
    attempt: Callable[[Place, random.Random], list[str]]


def _screening(*words: object) -> list[str]:
    return ["-m", "screening", *map(str, words)]


def _one_clip(place: Place, material: Material) -> None:
    shutil.copy(material.clip, place["in"] / "clip.mp4")


def _two_clips(place: Place, material: Material) -> None:
    shutil.copy(material.clip, place["in"] / "one.mp4")
    shutil.copy(material.other, place["in"] / "two.mp4")


def _one_result(place: Place, material: Material) -> None:
    shutil.copytree(material.result, place["in"] / "result")


def _many_results(place: Place, material: Material) -> None:
    for number in range(_MANY):
        shutil.copytree(material.result, place["in"] / f"result-{number}")


CLIP = Command(
    "clip",
    _one_clip,
    lambda p: _screening(
        *("clip", p["in"] / "clip.mp4", "--model", "lite"),
        *("--out", p["out"]),
    ),
    1,
)
BATCH = Command(
    "batch",
    _two_clips,
    lambda p: _screening(
        *("batch", p["in"], "--model", "lite", "--workers", 2, "--resume"),
        *("--out", p["out"] / "batch"),
    ),
    2,
    COUNTED,
)
AGAIN = Command(
    "again",
    _one_result,
    lambda p: _screening(
        *("again", p["in"] / "result", "--profile", "report-only"),
        *("--out", p["out"]),
    ),
    1,
)
AGAIN_MANY = Command(
    "again, many",
    _many_results,
    lambda p: _screening(
        *("again", p["in"], "--profile", "report-only", "--no-plots"),
        *("--workers", 2, "--out", p["out"] / "all"),
    ),
    _MANY,
    COUNTED,
)
COMMANDS = {each.name: each for each in (CLIP, BATCH, AGAIN, AGAIN_MANY)}


def cases(
    command: Command, material: Material, lasts_s: float, rounds: int
) -> Iterator[Case]:
    """Yield all cases of a command.

    Parameters
    ----------
    command
        Which.
    material
        What it works on.
    lasts_s
        How long it takes undisturbed.
    rounds
        How often what happens at a random moment is tried.
    """
    at_random = [
        *((f"{s.name} at a random moment", partial(_signal, s)) for s in ENDED_BY),
        ("Ctrl-C five times", _five_interruptions),
        ("killed, then run again", _killed),
        ("stopped and continued", _halted),
        ("a child is killed", _child_killed),
        ("the results' folder is removed", _out_removed),
        ("the input is replaced", _replaced),
    ]
    trial = Trial(command, material, lasts_s)
    for fault, attempt in at_random:
        for _ in range(rounds):
            yield Case(fault, command.name, partial(attempt, trial))
    steady = [
        *((f"disk of {kb} kB", partial(_small_disk, kb)) for kb in (16, 200, 600)),
        ("temporary disk is full", _small_tmp),
        ("disk is read-only", _read_only),
        *((f"files up to {kb} kB", partial(_file_size, kb)) for kb in (1, 30, 100)),
        *((f"address space {gb} GB", partial(_memory, gb)) for gb in (1, 2)),
        *((f"{n} open files", partial(_open_files, n)) for n in (16, 40, 64)),
        *((f"{named(e)}", partial(_encoded, e)) for e in ENCODINGS),
        *((f"{_plain(r)}", partial(_streams, r)) for r in REDIRECTIONS),
        ("home cannot be written to", _no_home),
    ]
    for fault, attempt in steady:
        yield Case(fault, command.name, partial(attempt, command, material))


ENCODINGS = (
    {"LC_ALL": "C"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "cp1252"},
)
REDIRECTIONS = (
    *("<&-", ">&-", "2>&-", ">&- 2>&- <&-", ">/dev/full", "2>/dev/full"),
    ">/dev/full 2>/dev/full",
)


def named(variables: dict[str, str]) -> str:
    """Return variables of the environment as a shell shows them."""
    return " ".join(f"{name}={value}" for name, value in variables.items())


def _plain(redirections: str) -> str:
    return f"streams `{redirections}`"


def _ready(command: Command, material: Material, place: Place) -> Place:
    command.prepare(place, material)
    return place


# --- At a random moment ---


@dataclass(frozen=True)
class Trial:
    """A command, what it works on, and how long it takes undisturbed."""

    command: Command
    material: Material
    lasts_s: float

    def disturbed(
        self, place: Place, act: Callable[[subprocess.Popen[bytes]], None]
    ) -> Ended:
        """Run it while something is done to it."""
        _ready(self.command, self.material, place)
        return self.command.run(place, act=act).to_its_end(place)


def _when(rng: random.Random, lasts_s: float) -> float:
    return rng.random() * lasts_s


def _signal(
    number: signal.Signals, trial: Trial, place: Place, rng: random.Random
) -> list[str]:
    wait_s, group = _when(rng, trial.lasts_s), rng.random() < 0.5

    def act(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            send(process, number, group=group)

    ended = trial.disturbed(place, act)
    return Expected(MADE | ENDED_BY[number]).complaints(ended)


def _five_interruptions(trial: Trial, place: Place, rng: random.Random) -> list[str]:
    wait_s = _when(rng, trial.lasts_s)

    def act(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            for _ in range(5):
                send(process, signal.SIGINT, group=True)
                time.sleep(rng.uniform(0.02, 0.3))

    ended = trial.disturbed(place, act)
    return Expected(MADE | ENDED_BY[signal.SIGINT]).complaints(ended)


def _killed(trial: Trial, place: Place, rng: random.Random) -> list[str]:
    wait_s = _when(rng, trial.lasts_s)

    def act(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            send(process, signal.SIGKILL, group=False)

    first = trial.disturbed(place, act)
    gone = Expected(MADE | {-signal.SIGKILL}, may_leave=True)
    wrong = gone.complaints(first)
    wrong += [each for each in first.left if each.startswith("process")]
    for name in ("tmp", *(["out"] if trial.command is AGAIN_MANY else [])):
        emptied(place[name])
        place[name].mkdir()
    second = trial.command.run(place).to_its_end(place)
    return wrong + Expected(MADE, fewest_whole=trial.command.results).complaints(second)


def _halted(trial: Trial, place: Place, rng: random.Random) -> list[str]:
    wait_s, group = _when(rng, trial.lasts_s), rng.random() < 0.5

    def act(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            halt(process, rng.uniform(0.5, 3.0), group=group)

    ended = trial.disturbed(place, act)
    return Expected(MADE, fewest_whole=trial.command.results).complaints(ended)


def _child_killed(trial: Trial, place: Place, rng: random.Random) -> list[str]:
    wait_s = _when(rng, trial.lasts_s)

    def act(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            with suppress(psutil.Error):
                children = psutil.Process(process.pid).children(recursive=True)
                if children:
                    rng.choice(children).kill()

    ended = trial.disturbed(place, act)
    return Expected(trial.command.counted).complaints(ended)


def _out_removed(trial: Trial, place: Place, rng: random.Random) -> list[str]:
    wait_s = _when(rng, trial.lasts_s)

    def act(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            emptied(place["out"])

    ended = trial.disturbed(place, act)
    return Expected(trial.command.counted).complaints(ended)


def _replaced(trial: Trial, place: Place, rng: random.Random) -> list[str]:
    wait_s, how = _when(rng, trial.lasts_s), rng.choice(["another", "half", "gone"])

    def act(process: subprocess.Popen[bytes]) -> None:
        if not moment(process, wait_s):
            return
        for file in [*place["in"].rglob("*.mp4"), *place["in"].rglob("*.npz")]:
            if how == "gone":
                file.unlink()
            elif how == "half":
                os.truncate(file, file.stat().st_size // 2)
            else:
                new = file.with_suffix(".new")
                shutil.copy(trial.material.stranger(file), new)
                new.replace(file)

    ended = trial.disturbed(place, act)
    return Expected(trial.command.counted).complaints(ended)


# --- From the beginning ---


class Disk:
    """A small disk in the place of a folder, while its block runs.

    Parameters
    ----------
    folder
        Whose place it takes.
    kb
        Its size.
    options
        More of them for ``mount``.
    """

    def __init__(self, folder: Path, kb: int, options: str = "") -> None:
        self._folder, self._options = folder, f"size={kb}k,nr_inodes=200{options}"

    def __enter__(self) -> None:
        call = ["mount", "-t", "tmpfs", "-o", self._options, "tmpfs", self._folder]
        done = subprocess.run(call, capture_output=True, check=False)
        if done.returncode:
            raise PermissionError(errno.EPERM, "only root can mount a small disk")

    def __exit__(self, *_: object) -> None:
        subprocess.run(["umount", "-l", self._folder], check=False)


def _small_disk(
    kb: int, command: Command, material: Material, place: Place, rng: random.Random
) -> list[str]:
    _ready(command, material, place)
    with Disk(place["out"], kb):
        ended = command.run(place).to_its_end(place)
    return Expected(EITHER).complaints(ended)


def _small_tmp(
    command: Command, material: Material, place: Place, rng: random.Random
) -> list[str]:
    _ready(command, material, place)
    with Disk(place["tmp"], 64):
        with suppress(OSError), (place["tmp"] / "full").open("wb") as file:
            file.write(bytes(1 << 20))
        ended = command.run(place).to_its_end(place)
        mine = [each for each in ended.left if each != "tmp/full"]
    return Expected(EITHER).complaints(replace(ended, left=tuple(mine)))


def _read_only(
    command: Command, material: Material, place: Place, rng: random.Random
) -> list[str]:
    _ready(command, material, place)
    with Disk(place["out"], 64, ",ro"):
        ended = command.run(place).to_its_end(place)
    return Expected(SENTENCE).complaints(ended)


def _limited(
    limits: dict[int, int],
    statuses: frozenset[int],
    command: Command,
    material: Material,
    place: Place,
) -> list[str]:
    ended = command.run(_ready(command, material, place), limits=limits)
    return Expected(statuses).complaints(ended.to_its_end(place))


def _file_size(
    kb: int, command: Command, material: Material, place: Place, rng: random.Random
) -> list[str]:
    limits = {resource.RLIMIT_FSIZE: kb * 1024}
    return _limited(limits, EITHER, command, material, place)


def _memory(
    gb: int, command: Command, material: Material, place: Place, rng: random.Random
) -> list[str]:
    limits = {resource.RLIMIT_AS: gb * 10**9}
    return _limited(limits, command.counted, command, material, place)


def _open_files(
    most: int, command: Command, material: Material, place: Place, rng: random.Random
) -> list[str]:
    limits = {resource.RLIMIT_NOFILE: most}
    return _limited(limits, command.counted, command, material, place)


def _encoded(
    variables: dict[str, str],
    command: Command,
    material: Material,
    place: Place,
    rng: random.Random,
) -> list[str]:
    run = command.run(_ready(command, material, place), environment=variables)
    expected = Expected(MADE, fewest_whole=command.results)
    return expected.complaints(run.to_its_end(place))


def _streams(
    redirections: str,
    command: Command,
    material: Material,
    place: Place,
    rng: random.Random,
) -> list[str]:
    run = command.run(_ready(command, material, place), redirections=redirections)
    full = redirections.startswith(">/dev/full")
    expected = Expected(
        SENTENCE if full else MADE,
        silent="2>" in redirections,
        fewest_whole=command.results,
    )
    ended = run.to_its_end(place)
    wrong = expected.complaints(ended)
    # What was made is kept, although nobody could be told.
    return wrong + ([] if ended.whole == command.results else ["lost its results"])


def _no_home(
    command: Command, material: Material, place: Place, rng: random.Random
) -> list[str]:
    nowhere = {"HOME": "/proc/nowhere", "XDG_CACHE_HOME": "/proc/nowhere"}
    ended = command.run(_ready(command, material, place), environment=nowhere)
    expected = Expected(MADE, fewest_whole=command.results)
    whole = ended.to_its_end(place)
    strange = [line for line in whole.said.splitlines() if "matplotlib" in line][:1]
    return expected.complaints(whole) + strange
