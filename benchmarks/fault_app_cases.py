"""What goes wrong around the web app, and what it has to come to.

The app is ``fault_app.py``: a visit in it hands a clip in again and again, and says
what became of it. Of the commands that end by themselves: ``fault_cases.py``.
"""

from __future__ import annotations

import random
import resource
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext, suppress
from functools import partial

import psutil
from fault_cases import ENDED_BY, REDIRECTIONS, Case, Disk, Material, named
from fault_run import ROOT, Expected, Place, Run, moment, send

APP = "app"
_START_S = 60.0
_LASTS_S = 6.0
"""From the start until a clip is measured."""

_ORDERLY = frozenset({0, 143})
"""The app has no end of its own: it is asked to end by SIGTERM."""


def app_cases(material: Material, rounds: int) -> Iterator[Case]:
    """Yield all cases of the app.

    Parameters
    ----------
    material
        What is handed in.
    rounds
        How often what happens at a random moment is tried.
    """
    at_random: list[tuple[str, Callable[..., list[str]]]] = [
        *((f"{s.name} at a random moment", partial(_signal, s)) for s in ENDED_BY),
        ("killed, then started again", _killed),
        ("stopped and continued", _halted),
        ("a child is killed", _child_killed),
        ("its temporary folder is removed", _folder_removed),
    ]
    for fault, attempt in at_random:
        for _ in range(rounds):
            yield Case(fault, APP, partial(attempt, material))
    steady: list[tuple[str, dict[str, object]]] = [
        ("temporary disk is full", {"disk_kb": 300}),
        *(
            (f"files up to {kb} kB", {"limits": {resource.RLIMIT_FSIZE: kb * 1024}})
            for kb in (1, 30, 100)
        ),
        *(
            (f"address space {gb} GB", {"limits": {resource.RLIMIT_AS: gb * 10**9}})
            for gb in (1, 2)
        ),
        *(
            (f"{n} open files", {"limits": {resource.RLIMIT_NOFILE: n}})
            for n in (16, 40, 64)
        ),
        *((named(each), {"environment": each}) for each in _ENCODINGS),
        *((f"streams `{each}`", {"redirections": each}) for each in REDIRECTIONS),
        ("home cannot be written to", {"environment": {"HOME": "/proc/nowhere"}}),
    ]
    for fault, how in steady:
        yield Case(fault, APP, partial(_steady, material, how))


_ENCODINGS = ({"LC_ALL": "C"}, {"PYTHONIOENCODING": "ascii"})


class _Visit:
    """What the visit in the app has said so far."""

    def __init__(self, place: Place) -> None:
        self._file = place.root / "answers"

    @property
    def lines(self) -> list[str]:
        """All of it."""
        with suppress(FileNotFoundError):
            return self._file.read_text("utf-8", errors="replace").splitlines()
        return []

    def heard(
        self, process: subprocess.Popen[bytes], *words: str, after: int = 0
    ) -> bool:
        """Wait until a line begins with one of the words; False if none comes."""
        until_s = time.monotonic() + _START_S
        while process.poll() is None and time.monotonic() < until_s:
            if any(line.startswith(words) for line in self.lines[after:]):
                return True
            time.sleep(0.05)
        return False


def _app(place: Place, material: Material, **how: object) -> Run:
    """Return a run of the app on a free port."""
    clip = place["in"] / "clip.mp4"
    shutil.copy(material.clip, clip)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    script = str(ROOT / "benchmarks" / "fault_app.py")
    words = [script, str(place.root / "answers"), str(clip), "--port", str(port)]
    return Run(words, **how)  # type: ignore[arg-type]


def _ask_to_end(process: subprocess.Popen[bytes]) -> None:
    send(process, signal.SIGTERM, group=False)


def _signal(
    number: signal.Signals, material: Material, place: Place, rng: random.Random
) -> list[str]:
    wait_s, group = rng.uniform(0.2, _LASTS_S), rng.random() < 0.5

    def act(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            send(process, number, group=group)

    ended = _app(place, material, act=act).to_its_end(place)
    # Ctrl-C is how the app is meant to end, once it is there;
    # closing its window is answered as being asked to end.
    meant = {0} if number == signal.SIGINT else {143}
    return Expected(ENDED_BY[number] | meant).complaints(ended)


def _killed(material: Material, place: Place, rng: random.Random) -> list[str]:
    wait_s = rng.uniform(0.2, _LASTS_S)

    def kill(process: subprocess.Popen[bytes]) -> None:
        if moment(process, wait_s):
            send(process, signal.SIGKILL, group=False)

    first = _app(place, material, act=kill).to_its_end(place)
    wrong = Expected(frozenset({-9}), may_leave=True).complaints(first)
    wrong += [each for each in first.left if each.startswith("process")]
    (place.root / "answers").unlink(missing_ok=True)
    return wrong + _steady(material, {}, place, rng)


def _halted(material: Material, place: Place, rng: random.Random) -> list[str]:
    def act(process: subprocess.Popen[bytes]) -> None:
        moment(process, rng.uniform(0.2, _LASTS_S))
        send(process, signal.SIGSTOP, group=True)
        time.sleep(rng.uniform(0.5, 3.0))
        send(process, signal.SIGCONT, group=True)

    return _measures(material, place, act, "done")


def _child_killed(material: Material, place: Place, rng: random.Random) -> list[str]:
    def act(process: subprocess.Popen[bytes]) -> None:
        visit = _Visit(place)
        visit.heard(process, "measuring", "done")
        moment(process, rng.uniform(0.0, 1.5))
        with suppress(psutil.Error):
            for child in psutil.Process(process.pid).children(recursive=True):
                child.kill()

    return _measures(material, place, act, "done")


def _folder_removed(material: Material, place: Place, rng: random.Random) -> list[str]:
    def act(process: subprocess.Popen[bytes]) -> None:
        moment(process, rng.uniform(2.0, _LASTS_S))
        for each in place["tmp"].iterdir():
            shutil.rmtree(each, ignore_errors=True)

    return _measures(material, place, act, "done")


def _measures(
    material: Material,
    place: Place,
    act: Callable[[subprocess.Popen[bytes]], None],
    *words: str,
) -> list[str]:
    """Disturb the app; then it has to answer again, and to end when it is asked to."""
    visit, wrong = _Visit(place), list[str]()

    def disturb(process: subprocess.Popen[bytes]) -> None:
        act(process)
        if not visit.heard(process, *words, after=len(visit.lines)):
            wrong.append(f"never again: {' or '.join(words)}")
        _ask_to_end(process)

    ended = _app(place, material, act=disturb).to_its_end(place)
    return wrong + Expected(_ORDERLY).complaints(ended)


def _steady(
    material: Material, how: Mapping[str, object], place: Place, rng: random.Random
) -> list[str]:
    """Run the app under a limit: it answers, or says in a sentence why it cannot."""
    visit, given = _Visit(place), dict(how)
    disk_kb = given.pop("disk_kb", None)

    def act(process: subprocess.Popen[bytes]) -> None:
        visit.heard(process, "done", "failed", "refused")
        _ask_to_end(process)

    expected = Expected(
        _ORDERLY | {2}, silent="2>" in str(given.get("redirections", ""))
    )
    run = _app(place, material, act=act, **given)
    with nullcontext() if disk_kb is None else Disk(place["tmp"], int(str(disk_kb))):
        ended = run.to_its_end(place)
    answered = ended.status == 2 or any(
        line.startswith(("done", "failed", "refused")) for line in visit.lines
    )
    wrong = expected.complaints(ended)
    return wrong + ([] if answered else ["never answered"])
