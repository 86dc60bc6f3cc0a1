"""Ends a browser that keeps the test from running.

A browser can take a processor for itself, and the test that waits on it never sees its
own time limits. So a process on each processor watches the same browser, and whichever
still runs ends it. Browsers are known by their sessions: Chromium's processes lose
their parents, but stay in the session of the first.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

ROOT = Path(__file__).parents[2]
LATE_S = 30.0
"""The test has so long to end its browser by itself."""


def sessions_below(pid: int) -> set[int]:
    """Return the sessions of a process and of all that it started."""
    pids = [pid]
    with contextlib.suppress(psutil.Error):
        pids += [each.pid for each in psutil.Process(pid).children(recursive=True)]
    return {session for session in map(_session, pids) if session is not None}


def kill_sessions(sessions: set[int]) -> int:
    """Kill every process of some sessions; return how many there were.

    Numbers are all that is asked for: whoever looks into the memory of a hung process,
    as its environment is read, hangs with it.
    """
    left = [pid for pid in psutil.pids() if _session(pid) in sessions]
    for pid in left:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGKILL)
    return len(left)


def read_family(family: Path) -> set[int]:
    """Return the sessions of a browser that has started."""
    with contextlib.suppress(OSError, ValueError):
        return set(json.loads(family.read_text(encoding="utf-8")))
    return set()


@contextlib.contextmanager
def watching(
    process: subprocess.Popen,
    answered: Path,
    family: Path,
    *,
    seconds: float,
    late_s: float = LATE_S,
) -> Iterator[None]:
    """Have a process watched, and the browser below it.

    It is killed when it is not gone ``late_s`` after its answer or its time.
    """
    words = [process.pid, answered, family, seconds, late_s]
    cpus = sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []
    with contextlib.ExitStack() as watchers:
        for cpu in cpus:
            watcher = subprocess.Popen(
                [sys.executable, "-m", "tests.web.watch", str(cpu), *map(str, words)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                start_new_session=True,
            )
            watchers.callback(_end, watcher)
        yield


def _end(watcher: subprocess.Popen) -> None:
    watcher.kill()
    if watcher.stdin is not None:
        watcher.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        watcher.wait(LATE_S)


def _session(pid: int) -> int | None:
    with contextlib.suppress(OSError):
        return os.getsid(pid)
    return None


def main(pid: int, answered: Path, family: Path, seconds: float, late_s: float) -> None:
    """Watch, until the test is done with it or gone itself."""
    deadline_s = time.monotonic() + seconds + late_s
    while not select.select([sys.stdin], [], [], 1.0)[0]:
        if answered.exists():
            deadline_s = min(deadline_s, time.monotonic() + late_s)
        if time.monotonic() > deadline_s:
            kill_sessions(read_family(family) | sessions_below(pid))


if __name__ == "__main__":
    os.sched_setaffinity(0, {int(sys.argv[1])})
    pid, answered, family, seconds, late_s = sys.argv[2:]
    main(int(pid), Path(answered), Path(family), float(seconds), float(late_s))
