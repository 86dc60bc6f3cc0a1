"""A whole batch: every clip brought up to date, then the tables."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import CancelledError
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from distributed import Client, Future, KilledWorker
from distributed.comm import CommClosedError

from screening.batch.cluster import this_machine
from screening.batch.waiting import Announce, as_they_come
from screening.errors import ClusterError, ProcessError
from screening.language import keeping_language
from screening.paths import shown
from screening.study.clips import BatchClip
from screening.study.measure_clip import (
    CONCERNS_ALL,
    Outcome,
    bring_up_to_date,
    stop_runs,
)
from screening.study.plan import Plan
from screening.study.publish import Origin, publish

_STOPPING_S = 30.0
_PAUSE_S = 0.1
_LOOKS = 2


@dataclass(frozen=True)
class BatchResult:
    """What became of a batch.

    Parameters
    ----------
    outcomes
        One per clip, in the order of the tables.
    folder
        Where the tables are.
    """

    outcomes: list[Outcome]
    folder: Path

    @property
    def failed(self) -> list[Outcome]:
        """Those that could not be measured."""
        return [each for each in self.outcomes if each.state == "failed"]


@dataclass(frozen=True)
class Batch:
    """Many clips and what to do with them.

    Parameters
    ----------
    clips
        Of :func:`screening.study.clips.find_clips` or
        :func:`screening.study.manifest.read_manifest`.
    plan
        The same for all.
    origin
        What the provenance says about how it was run.
    """

    clips: Sequence[BatchClip]
    plan: Plan
    origin: Origin = field(default_factory=Origin)

    def run(
        self,
        client: Client,
        on_clip: Callable[[Outcome], None] = lambda outcome: None,
        announce: Announce = lambda line: None,
    ) -> BatchResult:
        """Measure all clips that are not measured yet, and write the tables.

        Parameters
        ----------
        client
            Of the cluster that measures; its workers see the same files.
        on_clip
            Called with each outcome, in this thread.
        announce
            Called with a line about the cluster when nothing goes on.

        Returns
        -------
        BatchResult

        Raises
        ------
        ScreeningError
            If something is wrong that concerns all clips, or another batch writes to
            the folder; what is done is kept.
        """
        clips = list(self.clips)
        outcomes: dict[str, Outcome] = {}
        with self.plan.folder.begun():
            # A killed run may have left measurements behind on a cluster that lives on.
            self._stop(client, clips)
            try:
                with contextlib.closing(
                    self._outcomes(client, clips, announce)
                ) as coming:
                    for outcome in coming:
                        outcomes[outcome.clip.folder] = outcome
                        on_clip(outcome)
            finally:
                left = [clip for clip in clips if clip.folder not in outcomes]
                if left:
                    self._stop(client, left)
            ordered = [outcomes[clip.folder] for clip in clips]
            publish(self.plan, ordered, replace(self.origin, machine=this_machine()))
        return BatchResult(ordered, self.plan.folder.path)

    def _outcomes(
        self, client: Client, clips: list[BatchClip], announce: Announce
    ) -> Generator[Outcome]:
        """Yield outcomes as they come."""
        work = keeping_language(partial(bring_up_to_date, plan=self.plan))
        futures = client.map(work, clips, key="measure", pure=False, retries=0)
        clip_of = dict(zip(futures, clips, strict=True))
        try:
            for future in as_they_come(client, futures, announce):
                yield self._outcome(future, clip_of[future])
        finally:
            client.cancel(futures, force=True)

    def _outcome(self, future: Future, clip: BatchClip) -> Outcome:
        """Return the outcome of one clip, whatever the cluster made of it."""
        try:
            outcome: Outcome = future.result()
            return outcome
        except CONCERNS_ALL:
            raise
        except (CancelledError, CommClosedError) as error:
            raise ClusterError("went_away") from error
        except KilledWorker as error:
            killed = ProcessError("worker_killed", path=shown(clip.path))
            return self._failed(clip, killed, error)
        except Exception as error:
            path, line = shown(clip.path), _one_line(error)
            gave_up = ProcessError("gave_up", path=path, error=line)
            return self._failed(clip, gave_up, error)

    def _failed(
        self, clip: BatchClip, known: ProcessError, error: Exception
    ) -> Outcome:
        """Keep why there is no result of a clip."""
        why = str(known)
        self.plan.folder.fail(clip, f"{clip.name}\n{why}\n\n{error!r}\n")
        return Outcome(clip, "failed", error=why)

    def _stop(self, client: Client, left: list[BatchClip]) -> None:
        """End what is being measured, and remove what it had begun to write."""
        folder = self.plan.folder
        deadline_s = time.monotonic() + _STOPPING_S
        idle = 0
        with contextlib.suppress(OSError, TimeoutError):
            # Twice, as a worker may have begun another clip before it was cancelled.
            while idle < _LOOKS and time.monotonic() < deadline_s:
                busy = sum(client.run(stop_runs, folder.clips).values())
                idle = 0 if busy else idle + 1
                time.sleep(_PAUSE_S)
        folder.clear(left)


def _one_line(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__} {error}".split()).rstrip(".")
