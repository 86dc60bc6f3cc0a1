"""Waiting for clips, with a message when no worker is left to measure them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence

from distributed import Client, Future, as_completed

from screening.language import say

LOOK_EVERY_S = 2.0
PATIENCE_S = 10.0
"""A worker that died is back by then if it is started again."""

_PAUSE_S = 0.1
_DONE = ("finished", "error", "cancelled")

Announce = Callable[[str], None]
"""Takes a line for people."""


def as_they_come(
    client: Client, futures: Sequence[Future], announce: Announce
) -> Iterator[Future]:
    """Yield futures as they are done, however long that takes.

    Parameters
    ----------
    client
        Of the cluster.
    futures
        What is computed there.
    announce
        Called when no worker is left, and when one has connected.
    """
    coming = as_completed(futures, loop=client.loop)
    workers = _Workers(client, announce)
    while not coming.is_empty():
        ready = coming.next_batch(block=False)
        for future in ready:
            if future.status in _DONE:
                yield future
            else:
                # Its worker died before it handed the result over; it is done again.
                coming.add(future)
        if not ready:
            workers.look()
            time.sleep(_PAUSE_S)


class _Workers:
    """Looks now and then whether there are workers, and says so when there are none."""

    def __init__(self, client: Client, announce: Announce) -> None:
        self._client = client
        self._announce = announce
        self._announced = False
        self._seen_s = self._looked_s = time.monotonic()

    def look(self) -> None:
        """Look, but not too often."""
        now_s = time.monotonic()
        if now_s - self._looked_s < LOOK_EVERY_S:
            return
        self._looked_s = now_s
        try:
            workers = self._client.nthreads()
        except (OSError, TimeoutError):
            return  # the scheduler is gone, which ends the waiting
        if workers:
            if self._announced:
                self._announce(say("commands.batch.worker_back"))
            self._seen_s, self._announced = now_s, False
        elif not self._announced and now_s - self._seen_s > PATIENCE_S:
            self._announced = True
            address = self._client.scheduler.address
            message = say("commands.batch.no_worker", address=address)
            self._announce(message)
