"""One measurement of a visit: what is done, how far it is, what became of it."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

from screening.errors import ScreeningError
from screening.jobs.child_process import ChildRun
from screening.jobs.clip import ClipJob
from screening.language import language, printable
from screening.results.screening import Screening

Kind = Literal["clip", "take"]
State = Literal["waiting", "measuring", "done", "failed", "stopped"]

OPEN: tuple[State, ...] = ("waiting", "measuring")
"""States of what is not finished."""


@dataclass(frozen=True)
class KeptAs:
    """A screening that is kept on this computer.

    Parameters
    ----------
    screening_id, client_id
        In the history.
    client
        Name, empty for the user's own screenings.
    taken_on
        Its day.
    """

    screening_id: str
    client_id: str
    client: str
    taken_on: date


@dataclass(eq=False)
class Item:
    """One measurement.

    Parameters
    ----------
    id
        Unique in this visit.
    title
        What people call the clip.
    job
        What is done.
    group
        Items of one group are shown together; empty for a single clip.
    keep_clip
        Keep the recording after measuring.
    kind
        An uploaded clip, or a take in front of this app's camera.
    state
        ``waiting``, ``measuring``, ``done``, ``failed`` or ``stopped``.
    step, done, expected
        How far it is: the step, frames done, and frames that will come, if known.
    failure
        Why it failed.
    files
        Names of the files in :attr:`folder`.
    result
        What was found, once done.
    run
        Its process, while it is being measured.
    is_saved
        Its files were downloaded, or it is kept on this computer.
    kept
        Where it is kept on this computer, if it is.
    front_camera
        The clip says that a front camera took it; such clips are often mirrored.
    language
        In which it is drawn; that of whoever handed it in.
    """

    id: str
    title: str
    job: ClipJob
    group: str = ""
    keep_clip: bool = False
    kind: Kind = "clip"
    state: State = "waiting"
    step: str = ""
    done: int = 0
    expected: int | None = None
    failure: ScreeningError | None = None
    files: list[str] = field(default_factory=list)
    result: Screening | None = None
    run: ChildRun | None = field(default=None, repr=False)
    is_saved: bool = False
    kept: KeptAs | None = None
    front_camera: bool = False
    language: str = field(default_factory=language)

    @property
    def folder(self) -> Path:
        """Where its files are."""
        return self.job.folder

    @property
    def clip(self) -> Path | None:
        """The recording, where it is still there."""
        return self.job.path if self.job.path.exists() else None

    @property
    def error(self) -> str:
        """Why it failed, in a sentence with the name that people know; else empty."""
        if self.failure is None:
            return ""
        path = printable(str(self.job.path))
        return str(self.failure).replace(path, printable(self.title))

    def clear(self) -> None:
        """Remove the recording and the results."""
        self.job.path.unlink(missing_ok=True)
        shutil.rmtree(self.job.out, ignore_errors=True)
