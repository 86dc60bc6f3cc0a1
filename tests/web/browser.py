"""Steps in a real Chromium that can neither hang a test run nor outlive it.

The steps run in a process of their own, with the browser below it. The test waits for
that process for a limited time and then kills whatever belongs to it, so a browser that
hangs, even in the kernel, becomes a failed step. When the browser itself hung or
crashed, the steps are done once more in a new one; a failed assertion fails at once.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import traceback
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

ROOT = Path(__file__).parents[2]
ARTEFACTS = ROOT / "test-artefacts"
"""Pictures of pages; not tracked."""

PATIENCE_MS = 240_000
"""How long a step waits at most: a busy machine is not a broken page."""

_MARK = "SCREENING_TEST_BROWSER"
_LONGEST_S = 600
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_ATTEMPTS = 2
_ARGUMENTS = (
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def in_browser(
    steps: Callable[..., Any],
    *values: Any,
    seconds: float = _LONGEST_S,
    camera: Path | None = None,
    size: tuple[int, int] = (1280, 900),
    dark: bool = False,
    permissions: tuple[str, ...] = (),
    arguments: tuple[str, ...] = (),
) -> Any:
    """Do steps in a new browser and return what they return.

    ``steps(page, *values)`` is a function of a module's top level; values and answer
    must be JSON. It is given up, and the browser killed, after so many seconds. A film
    of :func:`tests.web.camera.write_camera_film` makes a camera that may be used
    without a question; more words for Chromium come after those.
    """
    request = {
        "module": steps.__module__,
        "steps": steps.__qualname__,
        "values": values,
        "size": size,
        "dark": dark,
        "permissions": permissions,
        "arguments": [*_ARGUMENTS, *_camera_arguments(camera), *arguments],
    }
    said = []
    for _ in range(_ATTEMPTS):
        answer = _attempt(request, seconds)
        if "value" in answer:
            return answer["value"]
        said.append(answer["failed"])
        if not answer["browser_died"]:
            break
    return pytest.fail("\n\n".join(said), pytrace=False)


def other_browser(page: Any, **options: Any) -> Any:
    """Return a page of somebody else's browser, which knows nothing of this one."""
    context = page.context.browser.new_context(**options)
    context.set_default_timeout(PATIENCE_MS)
    return context.new_page()


def picture(page: Any, name: str, **options: Any) -> Path:
    """Keep a picture of the page under ``test-artefacts/``."""
    path = ARTEFACTS / f"{name}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path, **{"animations": "disabled", **options})
    return path


def chromium() -> str:
    """Return the path of the browser."""
    found = next(filter(None, map(shutil.which, _NAMES)), None)
    assert found, "Chromium is missing: make setup-dev installs it, or says how."
    return found


def _camera_arguments(film: Path | None) -> list[str]:
    if film is None:
        return []
    return [
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    ]


def _attempt(request: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Do the steps in a process of their own and leave nothing of it behind."""
    mark = uuid.uuid4().hex
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        asked, answered = Path(folder, "asked.json"), Path(folder, "answered.json")
        asked.write_text(json.dumps(request), encoding="utf-8")
        with Path(folder, "log.txt").open("w+", errors="replace") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "tests.web.browser", asked, answered],
                cwd=ROOT,
                env={**os.environ, _MARK: mark, "TMPDIR": folder},
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            try:
                process.wait(seconds)
            except subprocess.TimeoutExpired:
                log.write(f"\nGiven up after {seconds:g} s.")
            finally:
                _kill_all(mark, process)
            log.seek(0, os.SEEK_SET)
            told = log.read()[-4000:]
        if not answered.exists():
            return {
                "failed": f"The browser hung or died.\n{told}",
                "browser_died": True,
            }
        answer: dict[str, Any] = json.loads(answered.read_text(encoding="utf-8"))
        return answer


def _kill_all(mark: str, process: subprocess.Popen) -> None:
    """Kill the whole of it, whatever its parents are by now."""
    for _ in range(3):
        marked = _in_sessions_of(mark)
        for each in marked:
            with contextlib.suppress(psutil.Error):
                each.kill()
        if not marked:
            break
        psutil.wait_procs(marked, timeout=5)
    if process.stdin is not None:
        process.stdin.close()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(5)


def _in_sessions_of(mark: str) -> list[psutil.Process]:
    """Return the processes that share a session with one that carries the mark.

    Chromium's helpers write over their environment, but stay in its session.
    """
    sessions = {each: _session(each.pid) for each in psutil.process_iter()}
    marked = {session for each, session in sessions.items() if _carries(each, mark)}
    marked -= {None, os.getsid(0)}
    return [each for each, session in sessions.items() if session in marked]


def _session(pid: int) -> int | None:
    with contextlib.suppress(OSError):
        return os.getsid(pid)
    return None


def _carries(process: psutil.Process, mark: str) -> bool:
    try:
        return process.environ().get(_MARK) == mark
    except (psutil.Error, OSError):
        return False


def main(asked: Path, answered: Path) -> None:
    """Do the steps; the child's side."""
    from playwright.sync_api import sync_playwright

    request = json.loads(asked.read_text(encoding="utf-8"))
    module = importlib.import_module(request["module"])
    steps = getattr(module, request["steps"])
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium(), args=request["arguments"], timeout=60_000
        )
        context = browser.new_context(
            viewport=dict(zip(("width", "height"), request["size"], strict=True)),
            color_scheme="dark" if request["dark"] else "light",
            permissions=request["permissions"],
            locale="en-GB",
        )
        context.set_default_timeout(PATIENCE_MS)
        page = context.new_page()
        troubles: list[str] = []
        page.on("pageerror", lambda error: troubles.append(f"page: {error}"))
        page.on("crash", lambda: troubles.append("The page crashed."))
        try:
            value = steps(page, *request["values"])
        except Exception:
            told = "\n".join([traceback.format_exc(), *troubles])
            _say(answered, {"failed": told, "browser_died": True})
            _keep_failure(page, request["steps"])
            browser.new_context().new_page().evaluate("1 + 1")  # hangs if it hangs
            died = "The page crashed." in troubles
            _say(answered, {"failed": told, "browser_died": died})
        else:
            _say(answered, {"value": value})
        # Nobody waits for a browser to close: the test kills it.
        os._exit(0)


def _keep_failure(page: Any, name: str) -> None:
    with contextlib.suppress(Exception):
        picture(page, f"failed-{re.sub('[^a-z0-9]+', '-', name)}", timeout=10_000)


def _say(answered: Path, answer: dict[str, Any]) -> None:
    part = answered.with_suffix(".part")
    part.write_text(json.dumps(answer), encoding="utf-8")
    part.replace(answered)


def _end_with_the_test() -> None:
    """Kill this group when the test's end of the pipe closes."""
    while os.read(0, 1024):
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    import threading

    threading.Thread(target=_end_with_the_test, daemon=True).start()
    main(*map(Path, sys.argv[1:]))
