"""Work one step ahead: an iterator runs in a thread while its items are used."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterable
from queue import Empty, Queue
from typing import Generic, TypeVar

from screening.language import keeping_language

T = TypeVar("T")


class _End:
    """Marks the end of the items, with the error that ended them, if one did."""

    def __init__(self, error: BaseException | None) -> None:
        self.error = error


class _Feeder(Generic[T]):
    """Fills a bounded queue from an iterable, in one background thread."""

    def __init__(self, items: Iterable[T], depth: int) -> None:
        self.items = items
        self.ready: Queue[T | _End] = Queue(maxsize=depth)
        self._stop = threading.Event()
        # A daemon, so that a consumer that dies cannot keep the program alive.
        self._thread = threading.Thread(
            target=keeping_language(self._run), name="prefetch", daemon=True
        )

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Stop the thread and wait until it has closed its iterator."""
        self._stop.set()
        # An empty queue lets a thread that waits in ``put`` go on and see the stop.
        try:
            while True:
                self.ready.get_nowait()
        except Empty:
            self._thread.join()

    def _run(self) -> None:
        error: BaseException | None = None
        try:
            self._feed()
        except BaseException as raised:  # the consumer raises it again
            error = raised
        if not self._stop.is_set():
            self.ready.put(_End(error))

    def _feed(self) -> None:
        source = iter(self.items)
        try:
            for item in source:
                if self._stop.is_set():
                    return
                self.ready.put(item)
        finally:
            close = getattr(source, "close", None)
            if close is not None:
                close()


def prefetch(items: Iterable[T], depth: int = 4) -> Generator[T]:
    """Yield the items while a background thread already prepares the next ones.

    The thread starts with the first item asked for. It ends with the items, or when
    the returned generator is closed or dropped; the source iterator is closed in it.

    Parameters
    ----------
    items
        Used in the background thread alone.
    depth
        How many items may wait; at most this many and one in the making are held.

    Yields
    ------
    T
        The items in their order.

    Raises
    ------
    ValueError
        If the depth is less than one.
    BaseException
        Whatever the source raised, after the items that came before it.
    """
    if depth < 1:
        raise ValueError(f"depth must be at least 1, but got {depth}")
    return _consume(items, depth)


def _consume(items: Iterable[T], depth: int) -> Generator[T]:
    feeder = _Feeder(items, depth)
    feeder.start()
    try:
        while not isinstance(item := feeder.ready.get(), _End):
            yield item
        if item.error is not None:
            raise item.error
    finally:
        feeder.stop()
