"""What is slow is done once for all tests: landmarks of the sample clips."""

from __future__ import annotations

import faulthandler
import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import settings as examples

from screening import Take, read_take

# The tester's own language is not that of the tests.
os.environ["LC_ALL"] = "C.UTF-8"

SAMPLES = Path(__file__).parents[1] / "sample_videos"

# A busy machine is not a slow function.
examples.register_profile("patient", parent=examples.default, deadline=None)
examples.load_profile("patient")


@pytest.fixture(scope="session")
def sample_take() -> Callable[..., Take]:
    """The landmarks of a sample clip, or of its beginning, with the full model."""

    @cache
    def take(name: str, end_s: float | None) -> Take:
        mirrored = "mirrored" in name
        return read_take(SAMPLES / f"{name}.mp4", mirrored=mirrored, end_s=end_s)

    return lambda name, end_s=None: take(name, end_s)


@pytest.fixture(scope="session")
def sample_truth() -> Callable[[str], pd.DataFrame]:
    """The true angles of a sample clip, a row per frame."""
    return lambda name: pd.read_csv(SAMPLES / f"{name}.truth.csv")


def pytest_configure() -> None:
    """Let what the tests start be interrupted, although they run in the background.

    A shell lets its background jobs ignore Ctrl-C, and they hand that on.
    """
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_collection_finish() -> None:
    """Leave thousands of tests and the libraries out of all searches for garbage."""
    gc.collect()
    gc.freeze()


_POLICY = os.sched_getscheduler(0) if hasattr(os, "sched_getscheduler") else None


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(item: pytest.Item) -> None:
    """Fail a test after which this process comes before all others.

    Some encoders do that when root runs them. Browsers and servers that are started
    later inherit it, and on few cores one that is busy then holds up everything.
    """
    if _POLICY is not None and os.sched_getscheduler(0) != _POLICY:
        os.sched_setscheduler(0, _POLICY, os.sched_param(0))
        pytest.fail(f"{item.nodeid} left this process with another priority")


_LEAVING_S = 60.0


def pytest_sessionfinish(exitstatus: int) -> None:
    """See that a finished run ends, even if a library's thread would keep it alive."""

    def leave() -> None:
        sys.stderr.write(f"Still running {_LEAVING_S:.0f} s after the last test:\n")
        faulthandler.dump_traceback(file=sys.__stderr__, all_threads=True)
        sys.__stderr__.flush()
        os._exit(int(exitstatus))

    timer = threading.Timer(_LEAVING_S, leave)
    timer.daemon = True
    timer.start()
