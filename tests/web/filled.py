"""The app with measurements that are done already: ``python -m tests.web.filled PORT``.

A page opened with ``?filled=good,turned`` belongs to a visit in which these were
measured; the rest is the app as it is served. ``@NAME`` is a result folder below
``SCREENING_TEST_RESULTS``.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path

import streamlit as st

import screening.web.work
from screening import screen_poses
from screening.errors import VideoError
from screening.jobs.clip import ClipJob
from screening.motion.landmarks import Side, Take
from screening.results.files import FILES
from screening.results.folder import WrittenResult, write_result
from screening.results.result_file import read_screening
from screening.results.screening import Screening
from screening.web import session
from screening.web.gate import middleware
from screening.web.items import Item
from screening.web.life import life
from screening.web.pain import SaidPain
from screening.web.routes import routes
from screening.web.server import LOCALHOST, arguments
from screening.web.upload import phone_panel
from screening.web.upload.clients import client_and_leg
from screening.web.work import Work
from tests.web import measured

COMMAND = ("-m", "tests.web.filled", "{port}")
PAGES = Path(__file__).with_name("filled_pages.py")


def _done(take: Callable, title: str, group: str = "") -> Callable[[Work], None]:
    def fill(work: Work) -> None:
        measured.finished(work, take(), title, group)

    return fill


def _guided(work: Work) -> None:
    for leg in ("right", "left"):
        item = measured.finished(work, measured.one_leg(leg), f"{leg} leg", "A take")
        item.kind = "take"


def _just_done(work: Work) -> None:
    _guided(work)
    st.session_state[session.AFTER] = {"A take": SaidPain(before=0, is_here=True)}


def _open(state: str) -> Callable[[Work], None]:
    def fill(work: Work) -> None:
        job = ClipJob(work._folder / "clips" / "x.mp4", out=work._folder / state)
        item = Item(state, f"{state}.mp4", job, state=state)
        if state == "measuring":
            item.step, item.done, item.expected = "measuring", 120, 500
        if state == "failed":
            item.failure = VideoError("no_video", path="“failed.mp4”")
        work._items.append(item)

    return fill


def _saved(name: str) -> Callable[[Work], None]:
    def fill(work: Work) -> None:
        out = work._folder / "results" / str(len(work.items))
        job = ClipJob(work._folder / "gone.mp4", out=out, name=name)
        shutil.copytree(Path(os.environ["SCREENING_TEST_RESULTS"], name), job.folder)
        result = read_screening(job.folder)
        files = [each for each in FILES if (job.folder / each).exists()]
        title = f"{name}.mp4"
        item = Item(name, title, job, state="done", result=result, files=files)
        work._items.append(item)

    return fill


class Quickly:
    """Stands for the process that measures a clip: a take made by formula, at once.

    A name with a leg in it is a clip of that leg.
    """

    def __init__(self, job: ClipJob, *, background: bool) -> None:
        self._job = job

    def stop(self) -> None:
        """There is nothing to stop."""

    def wait(self, report: Callable[..., None]) -> WrittenResult:
        """Write the result of a take that fits the clip's name."""
        _, leg = client_and_leg(self._job.name or "")
        report("measuring", 1, 2)
        take, screening = _screened(leg)
        return write_result(self._job.folder, screening, take, pictures={})


@cache
def _screened(leg: Side | None) -> tuple[Take, Screening]:
    take = measured.one_leg(leg) if leg else measured.good()
    return take, screen_poses(take)


STATES: dict[str, Callable[[Work], None]] = {
    "good": _done(measured.good, "Anna.mp4"),
    "turned": _done(measured.turned, "Turned.mp4"),
    "right": _done(measured.one_leg, "Ben right.mp4"),
    "left": _done(lambda: measured.one_leg("left"), "Ben left.mp4"),
    "shallow": _done(measured.shallow, "Shallow.mp4"),
    "standing": _done(measured.standing, "Standing.mp4"),
    "half": _done(measured.half_squats, "Half.mp4"),
    "stance": _done(measured.stance_test, "Stance.mp4"),
    "guided": _guided,
    "just_done": _just_done,
    "waiting": _open("waiting"),
    "measuring": _open("measuring"),
    "failed": _open("failed"),
    "stopped": _open("stopped"),
}


def fill(work: Work, wanted: str) -> None:
    """Put these measurements into a visit."""
    for name in filter(None, wanted.split(",")):
        (_saved(name[1:]) if name.startswith("@") else STATES[name])(work)


app = st.App(PAGES, routes=routes(), middleware=middleware(), lifespan=life)

if __name__ == "__main__":
    from streamlit.web import cli

    # Here alone: whoever imports this for a test measures as ever.
    screening.web.work.ChildRun = Quickly  # type: ignore[misc, assignment]
    phone_panel.local_addresses = lambda: ["127.0.0.1"]
    _, _, *flags = arguments(LOCALHOST, int(sys.argv[1]), browser=False)
    sys.argv = ["streamlit", "run", __file__, *flags]
    cli.main(standalone_mode=False)
