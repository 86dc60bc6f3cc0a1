"""One run of the tool under a fault: its folders, its limits, what became of it.

What is done to it, and what is expected of it, are in ``fault_cases.py``.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from screening.errors import ScreeningError
from screening.results.files import LANDMARKS, SCREENING
from screening.results.result_file import read_screening
from screening.takes import saved_take

ROOT = Path(__file__).parents[1]
_MARK = "FAULTS_RUN"
_LONGEST_S = 180.0
_ENDING_S = 10.0
_UNFINISHED = (".part-*", ".commit")


@dataclass(frozen=True)
class Place:
    """The folders of one run; all that it may write is below its root."""

    root: Path

    @classmethod
    def made(cls, root: Path) -> Place:
        """Make the folders, empty."""
        place = cls(root)
        for name in ("in", "out", "tmp", "home"):
            place[name].mkdir(parents=True)
        return place

    def __getitem__(self, name: str) -> Path:
        """Return a folder by its name."""
        return self.root / name

    def environment(self) -> dict[str, str]:
        """Return the environment of a run whose processes can be found again."""
        own = {
            _MARK: str(self.root),
            "HOME": str(self["home"]),
            "TMPDIR": str(self["tmp"]),
            "PYTHONPATH": str(ROOT),
            "MPLBACKEND": "agg",
        }
        passed_on = ("MPLCONFIGDIR", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "PYTHONUTF8")
        kept = {k: v for k, v in os.environ.items() if k not in passed_on}
        return kept | own

    def processes(self) -> list[psutil.Process]:
        """Return the processes of the run that still live."""
        found = []
        for each in psutil.process_iter():
            with suppress(psutil.Error):
                if each.environ().get(_MARK) == str(self.root):
                    found.append(each)
        return [p for p in found if p.status() != psutil.STATUS_ZOMBIE]

    def end_all(self) -> None:
        """Kill the processes of the run that still live."""
        for each in self.processes():
            with suppress(psutil.Error):
                each.kill()


@dataclass(frozen=True)
class Ended:
    """What became of a run.

    ``left`` names what should not be there any more, ``broken`` the results that are
    neither whole nor absent, ``whole`` counts the others.
    """

    status: int
    said: str = ""
    left: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    whole: int = 0
    hung: bool = False


@dataclass(frozen=True)
class Expected:
    """What a run has to come to.

    Parameters
    ----------
    statuses
        Any of them.
    sentences
        How many lines it may say on standard error that begin with its name; a status
        of 2 always needs exactly one unless ``silent`` is set.
    silent
        There is no standard error to say anything on.
    may_leave
        Files may stay: nobody can clear up after being killed, the next run does.
    fewest_whole
        Results that must be there if the status is 0.
    """

    statuses: frozenset[int]
    silent: bool = False
    may_leave: bool = False
    fewest_whole: int = 0

    def complaints(self, ended: Ended) -> list[str]:
        """Return in what the run was not as expected."""
        lines = ended.said.splitlines()
        told = [line for line in lines if line.startswith("screening: ")]
        wrong = []
        if ended.hung:
            wrong.append("hung")
        if ended.status not in self.statuses:
            wrong.append(f"status {ended.status}")
        if "Traceback" in ended.said or "Fatal Python error" in ended.said:
            wrong.append("traceback")
        if ended.status == 2 and not self.silent and len(told) != 1:
            wrong.append(f"{len(told)} sentences")
        if ended.left and not self.may_leave:
            wrong.append("left: " + ", ".join(ended.left[:3]))
        if ended.broken:
            wrong.append("broken: " + ", ".join(ended.broken[:3]))
        if ended.status == 0 and ended.whole < self.fewest_whole:
            wrong.append(f"{ended.whole} results, not {self.fewest_whole}")
        return wrong


@dataclass(frozen=True)
class Run:
    """How the tool is run.

    Parameters
    ----------
    words
        Of the command line, after ``python``.
    limits
        Resource limits by their numbers.
    environment
        What differs from the place's own.
    redirections
        As a shell writes them; standard error is read unless they say otherwise.
    act
        Done once it runs; takes the process, which leads a group of its own.
    """

    words: Sequence[str]
    limits: Mapping[int, int] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    redirections: str = ""
    act: Callable[[subprocess.Popen[bytes]], None] | None = None

    def to_its_end(self, place: Place) -> Ended:
        """Run it, and see what is left."""
        log = place.root / "said"
        call = ["sh", "-c", f'exec "$@" 2>"{log}" {self.redirections}', "sh"]
        process = subprocess.Popen(
            [*call, sys.executable, *self.words],
            cwd=place.root,
            env=place.environment() | dict(self.environment),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            preexec_fn=self._limit,
            start_new_session=True,
        )
        hung = False
        try:
            if self.act is not None:
                self.act(process)
            process.wait(_LONGEST_S)
        except subprocess.TimeoutExpired:
            hung = True
        except SystemExit:
            place.end_all()
            raise
        left = _still_there(place)
        place.end_all()
        process.wait()
        said = log.read_text("utf-8", errors="replace") if log.exists() else ""
        broken, whole = results_in(place["out"])
        return Ended(
            process.returncode, said, (*left, *_files_left(place)), broken, whole, hung
        )

    def _limit(self) -> None:
        for number, value in self.limits.items():
            resource.setrlimit(number, (value, value))


def begun(process: subprocess.Popen[bytes]) -> None:
    """Wait until the first lines of the tool have run.

    Before, Python itself answers signals: it catches SIGINT as soon as it is there. The
    tool then lets go of it, and catches SIGTERM as well once its commands are loaded.
    """
    was_caught = False
    while process.poll() is None:
        with suppress(OSError, StopIteration):
            status = Path(f"/proc/{process.pid}/status").read_text().splitlines()
            line = next(each for each in status if each.startswith("SigCgt"))
            caught = int(line.split()[1], 16)
            is_caught = bool(caught & 1 << (signal.SIGINT - 1))
            if caught & 1 << (signal.SIGTERM - 1) or (was_caught and not is_caught):
                return
            was_caught = was_caught or is_caught
        time.sleep(0.002)


def moment(process: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait so long once it has begun; False if the process has ended before."""
    begun(process)
    until_s = time.monotonic() + seconds
    while time.monotonic() < until_s:
        if process.poll() is not None:
            return False
        time.sleep(min(0.01, max(0.0, until_s - time.monotonic())))
    return process.poll() is None


def send(process: subprocess.Popen[bytes], number: int, *, group: bool) -> None:
    """Send a signal to the process, or as a terminal does to its whole group."""
    with suppress(ProcessLookupError):
        if group:
            os.killpg(process.pid, number)
        else:
            os.kill(process.pid, number)


def halt(process: subprocess.Popen[bytes], seconds: float, *, group: bool) -> None:
    """Stop it for some time, as Ctrl-Z and ``fg`` do."""
    send(process, signal.SIGSTOP, group=group)
    time.sleep(seconds)
    send(process, signal.SIGCONT, group=group)


def _still_there(place: Place) -> list[str]:
    """Name the processes that outlive the run by more than they need to end."""
    until_s = time.monotonic() + _ENDING_S
    while (alive := place.processes()) and time.monotonic() < until_s:
        time.sleep(0.1)
    return ["process: " + " ".join(each.cmdline()[1:4]) for each in alive]


def _files_left(place: Place) -> list[str]:
    """Name the files that should be gone."""
    parts = [p for pattern in _UNFINISHED for p in place["out"].rglob(pattern)]
    temporary = list(place["tmp"].iterdir()) if place["tmp"].is_dir() else []
    return [str(each.relative_to(place.root)) for each in (*parts, *temporary)]


def results_in(folder: Path) -> tuple[tuple[str, ...], int]:
    """Return the results in a folder that are not whole, and how many are."""
    broken, whole = [], 0
    owners = {file.parent for file in folder.rglob(SCREENING)}
    owners |= {file.parent for file in folder.rglob(LANDMARKS)}
    for owner in sorted(owners):
        if any(part.startswith(".") for part in owner.relative_to(folder).parts):
            continue
        try:
            saved_take(owner, read_screening(owner).provenance)
        except (ScreeningError, OSError) as error:
            broken.append(f"{owner.name}: {error}")
        else:
            whole += 1
    return tuple(broken), whole


def emptied(folder: Path) -> None:
    """Remove what is in a folder."""
    shutil.rmtree(folder, ignore_errors=True)
