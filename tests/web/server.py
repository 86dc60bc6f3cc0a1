"""The web app's server for a test: on a free port, healthy, and ended for certain."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[2]
APP = ("-m", "screening", "app", "--no-browser", "--port", "{port}")
_START_S = 90.0
_END_S = 10.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(
    *,
    env: Mapping[str, str] | None = None,
    command: Sequence[str] = APP,
    before: Sequence[str] = (),
    cwd: Path = ROOT,
    ended_by: signal.Signals = signal.SIGTERM,
    port: int | None = None,
) -> Iterator[str]:
    """Run the app, or ``python COMMAND…``, on a free port and hand out its address.

    ``{port}`` in the words of the command stands for the port; words before Python are
    those of a program that watches it. The server and all that
    it started in its group are gone afterwards.
    """
    port = port or free_port()
    with tempfile.TemporaryFile("w+", errors="replace") as log:
        process = subprocess.Popen(
            [*before, sys.executable, *(word.format(port=port) for word in command)],
            cwd=cwd,
            env={**os.environ, **(env or {})},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            address = f"http://localhost:{port}"
            _wait_until_healthy(process, f"http://127.0.0.1:{port}/_stcore/health", log)
            yield address
        finally:
            if process.poll() is not None:
                print(f"The server has ended ({process.returncode}):\n{_tail(log)}")
            _end(process, ended_by)


def _wait_until_healthy(process: subprocess.Popen, address: str, log: IO[str]) -> None:
    deadline_s = time.monotonic() + _START_S
    while time.monotonic() < deadline_s:
        if process.poll() is not None:
            break
        with (
            contextlib.suppress(urllib.error.URLError, OSError),
            urllib.request.urlopen(address, timeout=2) as answer,
        ):
            if answer.status == 200:
                return
        time.sleep(0.1)
    raise AssertionError(f"The server did not become healthy:\n{_tail(log)}")


def _tail(log: IO[str]) -> str:
    """Return the end of what the server said."""
    log.seek(0)
    return log.read()[-4000:]


def _end(process: subprocess.Popen, ended_by: signal.Signals) -> None:
    """End the group, first asking; never wait longer than a few seconds."""
    for how in (ended_by, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, how)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(_END_S)
