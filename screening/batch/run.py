"""A whole batch: every clip brought up to date, then the tables."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from distributed import Client, Future, KilledWorker, as_completed

from screening.batch.clips import BatchClip
from screening.batch.measure import (
    CONCERNS_ALL,
    Outcome,
    bring_up_to_date,
    stop_runs,
)
from screening.batch.plan import Plan
from screening.batch.publish import Origin, publish
from screening.paths import shown

_STOPPING_S = 30.0


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
        Of :func:`screening.batch.clips.find_clips` or
        :func:`screening.batch.manifest.read_manifest`.
    plan
        The same for all.
    origin
        What the provenance says about how it was run.
    """

    clips: Sequence[BatchClip]
    plan: Plan
    origin: Origin = field(default_factory=Origin)

    def run(
        self, client: Client, on_clip: Callable[[Outcome], None] = lambda outcome: None
    ) -> BatchResult:
        """Measure all clips that are not measured yet, and write the tables.

        Parameters
        ----------
        client
            Of the cluster that measures; its workers see the same files.
        on_clip
            Called with each outcome, in this thread.

        Returns
        -------
        BatchResult

        Raises
        ------
        ScreeningError
            If something is wrong that concerns all clips; what is done is kept.
        """
        clips = list(self.clips)
        outcomes: dict[str, Outcome] = {}
        self.plan.folder.begin()
        self.plan.folder.clear(clips)
        try:
            with contextlib.closing(self._outcomes(client, clips)) as coming:
                for outcome in coming:
                    outcomes[outcome.clip.folder] = outcome
                    on_clip(outcome)
        finally:
            left = [clip for clip in clips if clip.folder not in outcomes]
            if left:
                self._stop(client, left)
        ordered = [outcomes[clip.folder] for clip in clips]
        publish(self.plan, ordered, self.origin)
        return BatchResult(ordered, self.plan.folder.path)

    def _outcomes(self, client: Client, clips: list[BatchClip]) -> Generator[Outcome]:
        """Yield outcomes as they come."""
        work = partial(bring_up_to_date, plan=self.plan)
        futures = client.map(work, clips, key="measure", pure=False, retries=0)
        clip_of = dict(zip(futures, clips, strict=True))
        try:
            for future in as_completed(futures):
                yield self._outcome(future, clip_of[future])
        finally:
            client.cancel(futures, force=True)

    def _outcome(self, future: Future, clip: BatchClip) -> Outcome:
        """Return the outcome of one clip, whatever the cluster made of it."""
        if future.status == "finished":
            outcome: Outcome = future.result()
            return outcome
        error = future.exception()
        if isinstance(error, CONCERNS_ALL):
            raise error
        told = (
            f"The worker that measured {shown(clip.path)} was ended twice before it "
            "was done; when memory is short, measure fewer clips at once."
        )
        if not isinstance(error, KilledWorker):
            told = f"The cluster gave up on {shown(clip.path)}: {_one_line(error)}."
        self.plan.folder.fail(clip, f"{clip.name}\n{told}\n\n{error!r}\n")
        return Outcome(clip, "failed", error=told)

    def _stop(self, client: Client, left: list[BatchClip]) -> None:
        """End what is being measured, and remove what it had begun to write."""
        folder = self.plan.folder
        deadline_s = time.monotonic() + _STOPPING_S
        with contextlib.suppress(OSError, TimeoutError):
            while sum(client.run(stop_runs, folder.clips).values()):
                if time.monotonic() > deadline_s:
                    break
                time.sleep(0.1)
        folder.clear(left)


def _one_line(error: BaseException | None) -> str:
    return " ".join(f"{type(error).__name__} {error}".split()).rstrip(".")
