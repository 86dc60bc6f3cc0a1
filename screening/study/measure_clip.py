"""One clip of a batch, on whatever computer: measured if need be, its rows written."""

from __future__ import annotations

import threading
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from screening.errors import (
    ClusterError,
    ModelError,
    OutputError,
    ProcessError,
    ProfileError,
    ScreeningError,
    VideoError,
)
from screening.jobs.child_process import ChildRun, Stopped
from screening.jobs.clip import ClipJob
from screening.paths import file_sha256, shown
from screening.results.exclusions import Exclusion
from screening.results.screening import Screening
from screening.study.clips import BatchClip
from screening.study.kept_by_hand import (
    NOTHING,
    keep_by_hand,
    noted_by_hand,
    restore_by_hand,
)
from screening.study.plan import Plan, is_interpretable

CONCERNS_ALL = (ModelError, ProfileError, OutputError, ClusterError)
"""Errors that every other clip would meet as well: the batch stops."""

State = Literal["measured", "judged", "kept", "failed"]
"""What becomes of a clip."""

_ATTEMPTS = 2


@dataclass(frozen=True)
class Outcome:
    """What became of one clip.

    Parameters
    ----------
    clip
        Which.
    state
        ``measured`` now, ``judged`` again from landmarks from before, ``kept`` from
        before, or ``failed``.
    clip_sha256
        Of the file; empty if it could not be read.
    interpretable
        At least one leg could be judged.
    error
        One sentence, if it failed.
    missing
        Squats that had been left out by hand and were not found again.
    lost_joints
        How many joints had been put right by hand whose frames were not found again.
    """

    clip: BatchClip
    state: State
    clip_sha256: str = ""
    interpretable: bool = False
    error: str = ""
    missing: tuple[Exclusion, ...] = ()
    lost_joints: int = 0


def bring_up_to_date(clip: BatchClip, plan: Plan) -> Outcome:
    """Measure a clip unless that is done already, and write its rows.

    Parameters
    ----------
    clip
        Which.
    plan
        What to do.

    Returns
    -------
    Outcome
        ``failed`` whatever is wrong with this clip alone.

    Raises
    ------
    ScreeningError
        One of :data:`CONCERNS_ALL`.
    Stopped
        After :func:`stop_runs`.
    """
    sha256 = ""
    plan.check_code()
    try:
        with _in_hand(plan.folder.clips):
            sha256 = _content(clip)
            return _up_to_date(clip, plan, sha256)
    except (Stopped, *CONCERNS_ALL):
        raise
    except Exception as error:
        sentence, detail = _sentence_about(clip, error), getattr(error, "detail", "")
        text = "\n".join([clip.name, sentence, "", traceback.format_exc(), detail])
        plan.folder.fail(clip, text.rstrip() + "\n")
        return Outcome(clip, "failed", sha256, error=sentence)


def measured_in_child(job: ClipJob) -> Screening:
    """Measure in a process of its own; once more if that one dies.

    Parameters
    ----------
    job
        What to do.

    Raises
    ------
    ScreeningError
        If the clip cannot be measured.
    Stopped
        After :func:`stop_runs`.
    """
    for attempt in range(1, _ATTEMPTS + 1):
        try:
            with _running(job) as run:
                return run.wait(_unheard).screening
        except ProcessError as error:
            if attempt == _ATTEMPTS or error.code == "hung":
                raise
    raise AssertionError("an attempt returns or raises")


def stop_runs(out: Path) -> int:
    """End the measurements for a folder now; nothing of them remains.

    Parameters
    ----------
    out
        Folder of the jobs.

    Returns
    -------
    int
        How many clips for that folder this process is still working on; to be called
        again until there are none.
    """
    with _LOCK:
        for run in _RUNS:
            if run.job.out == out:
                run.stop()
        return _IN_HAND[out]


_RUNS: set[ChildRun] = set()
_IN_HAND: Counter[Path] = Counter()
_LOCK = threading.Lock()


@contextmanager
def _in_hand(out: Path) -> Iterator[None]:
    """Count a clip while it is worked on."""
    with _LOCK:
        _IN_HAND[out] += 1
    try:
        yield
    finally:
        with _LOCK:
            _IN_HAND[out] -= 1


@contextmanager
def _running(job: ClipJob) -> Iterator[ChildRun]:
    """Begin a run that can be stopped from outside."""
    run = ChildRun(job)
    with _LOCK:
        _RUNS.add(run)
    try:
        yield run
    finally:
        with _LOCK:
            _RUNS.discard(run)


def _unheard(step: str, done: int, expected: int | None) -> None:
    """Take no notice of the progress within a clip."""


def _up_to_date(clip: BatchClip, plan: Plan, sha256: str) -> Outcome:
    """Measure, write rows, or do neither."""
    folder, key = plan.folder, plan.key(clip, sha256)
    known = folder.state(clip)
    if known.get("key") == key and plan.rows_hold(clip, known):
        return Outcome(clip, "kept", sha256, known["interpretable"])
    state: State = "kept"
    screening = plan.saved(clip) if known.get("key") == key else None
    if screening is None and known.get("landmarks") == plan.landmarks_key(clip, sha256):
        screening, state = plan.judged_again(clip), "judged"
    lost = NOTHING
    if screening is None:
        by_hand = keep_by_hand(clip, plan, sha256)
        folder.forget(clip)
        screening, state = plan.taken_over(clip, sha256), "judged"
    if screening is None:
        if by_hand is None:
            by_hand = noted_by_hand(clip, plan, sha256)
        screening, state = measured_in_child(plan.job(clip)), "measured"
        screening, lost = restore_by_hand(clip, plan, screening, by_hand)
    plan.check(screening)
    gone, joints = lost.left_out, len(lost.joints)
    known = plan.known(clip, sha256, screening, gone, joints)
    folder.write_rows(clip, screening, known)
    usable = is_interpretable(screening)
    return Outcome(clip, state, sha256, usable, missing=gone, lost_joints=joints)


def same_recordings(outcomes: Iterable[Outcome]) -> list[list[str]]:
    """Return the names of clips whose files are equal byte for byte.

    Parameters
    ----------
    outcomes
        Of a batch.

    Returns
    -------
    list of list of str
        Two names or more each; empty in most cases.
    """
    names: dict[str, list[str]] = {}
    for each in outcomes:
        if each.clip_sha256:
            names.setdefault(each.clip_sha256, []).append(each.clip.name)
    return [each for each in names.values() if len(each) > 1]


def _content(clip: BatchClip) -> str:
    """Checksum of the clip."""
    try:
        return file_sha256(clip.path)
    except OSError as error:
        why = error.strerror or str(error)
        raise VideoError("not_read", path=shown(clip.path), why=why) from error


def _sentence_about(clip: BatchClip, error: Exception) -> str:
    """Return one sentence about what went wrong."""
    if isinstance(error, ScreeningError):
        return str(error)
    known = f"{type(error).__name__}: {error}"
    return str(ProcessError("internal", path=shown(clip.path), error=known))
