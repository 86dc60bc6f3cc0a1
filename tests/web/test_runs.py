"""What a search for garbage costs, and that it misses nothing for long."""

import gc
import sys
import time
import weakref

import pytest

from screening.web import runs


class Circle:
    """Something that refers to itself."""

    def __init__(self):
        self.itself = self


def collected_s():
    began_s = time.process_time()
    gc.collect()
    return time.process_time() - began_s


def test_a_search_is_short_where_libraries_are_left_out():
    gc.unfreeze()
    gc.collect()
    whole_s = min(collected_s() for _ in range(3))
    runs.leave_out_what_stays()
    assert min(collected_s() for _ in range(3)) < whole_s / 4


def test_what_becomes_garbage_afterwards_is_found():
    runs.leave_out_what_stays()
    seen = weakref.ref(Circle())
    gc.collect()
    assert seen() is None


def test_what_was_left_out_is_found_the_next_time():
    circle = Circle()
    seen = weakref.ref(circle)
    runs.leave_out_what_stays()
    del circle
    gc.collect()
    assert seen() is not None
    runs.leave_out_what_stays()
    assert seen() is None


class Served:
    """Stands for Streamlit's runner: which parts of the page there are, what it ran."""

    def __init__(self, *parts):
        self._fragment_storage = self
        self.contains = parts.__contains__
        self.ran = []


class Asked:
    def __init__(self, *parts):
        self.fragment_id_queue = list(parts)


@pytest.fixture
def serve(monkeypatch):
    monkeypatch.setattr(
        runs.ScriptRunner, "_run_script", lambda self, request: self.ran.append(request)
    )
    runs.improve_runs()
    return runs.ScriptRunner._run_script


def test_a_request_is_served_unless_its_part_of_the_page_is_gone(serve):
    page, there, gone, both = Asked(), Asked("a"), Asked("b"), Asked("b", "a")
    runner = Served("a")
    for request in (page, there, gone, both):
        serve(runner, request)
    assert runner.ran == [page, there, both]


def test_after_a_run_that_loaded_a_library_it_is_left_out_once(serve, monkeypatch):
    frozen = []
    monkeypatch.setattr(runs, "leave_out_what_stays", lambda: frozen.append(True))
    monkeypatch.setattr(runs, "_modules", len(sys.modules))
    serve(Served(), Asked())
    assert not frozen
    monkeypatch.setattr(runs, "_modules", len(sys.modules) - 1)
    serve(Served(), Asked())
    assert frozen
