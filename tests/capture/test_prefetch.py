import gc
import threading
import time
from collections.abc import Iterator

import pytest

from screening.capture.video.prefetch import prefetch
from screening.language import language, speaking


def prefetch_threads() -> int:
    return sum(thread.name == "prefetch" for thread in threading.enumerate())


class Source:
    """Counts what was taken from it and knows in which thread it was closed."""

    def __init__(self, length: int = 10**6) -> None:
        self.length = length
        self.taken = 0
        self.closed_in: threading.Thread | None = None

    def __iter__(self) -> Iterator[int]:
        try:
            for item in range(self.length):
                self.taken += 1
                yield item
        finally:
            self.closed_in = threading.current_thread()


def test_the_items_come_complete_and_in_order():
    assert list(prefetch(range(1000), depth=3)) == list(range(1000))


def test_no_items_are_no_items():
    assert list(prefetch([])) == []


def test_work_before_and_after_happens_at_the_same_time():
    def slow() -> Iterator[int]:
        for item in range(10):
            time.sleep(0.02)
            yield item

    start = time.perf_counter()
    for _ in prefetch(slow()):
        time.sleep(0.02)
    assert time.perf_counter() - start < 0.36  # one after the other: 0.40 s


def test_only_a_few_items_are_held():
    source = Source()
    items = prefetch(source, depth=3)
    next(items)
    time.sleep(0.1)
    assert source.taken <= 1 + 3 + 1
    items.close()


def test_an_error_arrives_after_the_items_before_it():
    def breaks() -> Iterator[int]:
        yield 1
        yield 2
        raise KeyError("gone")

    items = prefetch(breaks())
    assert [next(items), next(items)] == [1, 2]
    with pytest.raises(KeyError, match="gone"):
        next(items)
    assert prefetch_threads() == 0


def test_something_that_cannot_be_iterated_is_an_error_of_the_consumer():
    with pytest.raises(TypeError):
        list(prefetch(None))


def test_closing_stops_the_thread_and_closes_the_source_in_it():
    source = Source()
    items = prefetch(source, depth=1)
    next(items)
    items.close()
    assert prefetch_threads() == 0
    assert source.closed_in is not None
    assert source.closed_in.name == "prefetch"


def test_an_interrupted_consumer_leaves_no_thread():
    source = Source()

    def consume() -> None:
        for item in prefetch(source):
            if item == 5:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        consume()
    gc.collect()
    assert prefetch_threads() == 0
    assert source.closed_in is not None


def test_a_dropped_generator_leaves_no_thread():
    source = Source()
    items = prefetch(source)
    next(items)
    del items
    gc.collect()
    assert prefetch_threads() == 0


def test_a_generator_that_was_never_used_starts_no_thread():
    source = Source()
    items = prefetch(source)
    assert prefetch_threads() == 0
    items.close()
    assert source.taken == 0


def test_chained_stages_end_together():
    source = Source()
    items = prefetch(item * 2 for item in prefetch(source))
    assert [next(items) for _ in range(3)] == [0, 2, 4]
    items.close()
    gc.collect()
    assert prefetch_threads() == 0
    assert source.closed_in is not None


def test_a_depth_below_one_is_refused():
    with pytest.raises(ValueError, match="depth must be at least 1"):
        prefetch([], depth=0)


def test_the_thread_speaks_the_language_of_its_caller():
    def spoken() -> Iterator[str]:
        yield language()

    with speaking("de"):
        assert list(prefetch(spoken())) == ["de"]
    assert list(prefetch(spoken())) == ["en"]
