"""Many saved results judged again, on all processors."""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from screening.errors import ProcessError, ScreeningError
from screening.jobs.rejudge import rejudge
from screening.jobs.temporary import silence_matplotlib
from screening.judgement.profiles import Profile
from screening.language import keeping_language
from screening.measures import Task
from screening.motion.landmarks import Correction
from screening.results.exclusions import RepetitionKey
from screening.results.screening import Screening
from screening.settings import Settings
from screening.study.exclusion_list import Exclusions
from screening.study.find_results import SavedResult
from screening.study.names import folder_name

if TYPE_CHECKING:
    import pyarrow as pa

_CHUNK = 4
_CONCERNS_ALL = ("no_room", "file_limit")
"""Errors that every other result would meet as well."""


@dataclass(frozen=True)
class Changes:
    """What changes in the judgement.

    Parameters
    ----------
    profile, settings, excluded, included, corrections, task
        As for :func:`screening.jobs.rejudge.rejudge`.
    exclusions
        Repetitions of single clips to leave out, by the clip's name.
    """

    profile: Profile | None = None
    settings: Settings | Mapping[str, Any] | None = None
    excluded: Mapping[RepetitionKey, str] = field(default_factory=dict)
    included: Sequence[RepetitionKey] = ()
    exclusions: Exclusions = field(default_factory=dict)
    corrections: Sequence[Correction] | None = None
    task: Task | None = None

    def of(self, saved: SavedResult) -> Changes:
        """Return what of them concerns one result."""
        own = {**self.excluded, **self.exclusions.get(saved.name, {})}
        return replace(self, excluded=own, exclusions={})

    def arguments(self) -> dict[str, Any]:
        """Return them as arguments by name."""
        return {
            "profile": self.profile,
            "settings": self.settings,
            "excluded": self.excluded,
            "included": self.included,
            "corrections": self.corrections,
            "task": self.task,
        }


@dataclass(frozen=True)
class Wanted:
    """What is written.

    Parameters
    ----------
    out
        Folder for everything; results are written in their place if it is None.
    tables
        Return the rows of the tables of all results.
    results
        Write each result.
    plots
        Draw its angles.
    """

    out: Path | None = None
    tables: bool = False
    results: bool = True
    plots: bool = True

    def folder(self, saved: SavedResult) -> Path | None:
        """Return where a result goes, None for its own place."""
        if self.out is None:
            return None
        return self.out / "clips" / folder_name(saved.name)


@dataclass(frozen=True)
class Judged:
    """What became of one result.

    Parameters
    ----------
    saved
        Which.
    error
        One sentence when it could not be judged again, else empty.
    changed
        A leg's verdict is another one than before.
    remarks
        Notes on how the judgement came about; a sentence each.
    quality
        Worst verdict of the checks and their codes, as in the tables.
    rows
        Its rows of ``reps`` and ``legs``, if wanted.
    """

    saved: SavedResult
    error: str = ""
    changed: bool = False
    remarks: tuple[str, ...] = ()
    quality: Mapping[str, str] = field(default_factory=dict)
    rows: Mapping[str, pa.Table] = field(default_factory=dict)


def judge_all(
    results: Sequence[SavedResult],
    changes: Changes,
    wanted: Wanted,
    *,
    workers: int | None = None,
) -> Iterator[Judged]:
    """Judge results again.

    Parameters
    ----------
    results
        Which.
    changes
        What is judged otherwise.
    wanted
        What is written.
    workers
        Processes at once; as many as there are processors unless given.

    Yields
    ------
    Judged
        In the order of the results. One that cannot be read carries its error, and
        the others go on.

    Raises
    ------
    ProcessError
        If a process was ended from outside.
    OutputError
        If there is no room for results.
    """
    work = keeping_language(partial(judge_one, wanted=wanted))
    own = map(changes.of, results)
    number = min(workers or available_cpus(), -(-len(results) // _CHUNK))
    if number <= 1:
        yield from map(work, results, own)
        return
    # A fresh process: a fork would copy the locks of threads that it does not have.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(number, context, _begin_worker) as pool:
        try:
            yield from pool.map(work, results, own, chunksize=_CHUNK)
        except BrokenProcessPool as error:
            raise ProcessError("judging_killed") from error
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def judge_one(saved: SavedResult, changes: Changes, wanted: Wanted) -> Judged:
    """Judge one result again, and write what is wanted of it."""
    try:
        rejudged = rejudge(saved.folder, **changes.arguments())
        if wanted.results:
            rejudged.write(wanted.folder(saved), plots=wanted.plots)
    except ScreeningError as error:
        if error.code in _CONCERNS_ALL:
            raise
        return Judged(saved, error=str(error))
    after = rejudged.after
    judged = Judged(
        saved,
        changed=rejudged.before is not None
        and verdicts(rejudged.before) != verdicts(after),
        remarks=rejudged.remarks,
    )
    if not wanted.tables:
        return judged
    from screening.study.result_rows import rows_of_result, write_frames
    from screening.study.tables import quality_of

    if wanted.results:
        write_frames(wanted.out or saved.batch, saved, after)
    return replace(
        judged,
        quality=quality_of(after.quality),
        rows=rows_of_result(saved, after),
    )


def verdicts(screening: Screening) -> dict[str, str]:
    """Return the verdict of each leg."""
    return {finding.leg: finding.verdict for finding in screening.legs}


def available_cpus() -> int:
    """Return how many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _begin_worker() -> None:
    """Ctrl-C goes to every process of a terminal; only the first answers it.

    When that one is killed, its workers would wait for ever for something to do.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    silence_matplotlib()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


OnJudged = Callable[[Judged], None]
"""Called with each result as it is judged."""
