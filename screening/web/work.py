"""The measurements of one visit: a queue, done one after the other by a thread."""

from __future__ import annotations

import logging
import os
import queue
import secrets
import shutil
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import IO

from screening.errors import OutputError, ProcessError, ScreeningError
from screening.jobs.child_process import ChildRun, Stopped
from screening.jobs.clip import ClipJob
from screening.language import speaking
from screening.paths import harmless_name
from screening.results.files import FILES
from screening.results.folder import WrittenResult
from screening.results.result_file import read_screening, write_tables
from screening.web.choices import Choices, ClipOptions
from screening.web.folders import is_closed, new_folder
from screening.web.items import OPEN, Item, KeptAs, Kind, State
from screening.web.storing import store, store_files

_WAIT_S = 0.2
_LOG = logging.getLogger(__name__)


class Work:
    """All measurements of one visit, one at a time.

    Parameters
    ----------
    slots
        Shared by all visits: how many measurements may go on at once.

    Attributes
    ----------
    changes
        Counts up whenever an item begins, ends or is removed.
    """

    _slots = threading.BoundedSemaphore(os.cpu_count() or 1)

    def __init__(self, *, slots: threading.Semaphore | None = None) -> None:
        self.changes = 0
        self._folder = new_folder()
        self._free = slots or self._slots
        self._items: list[Item] = []
        self._queue: queue.SimpleQueue[Item | None] = queue.SimpleQueue()
        self._lock = threading.RLock()
        self._thread: threading.Thread | None = None
        self._closed = False

    @property
    def items(self) -> tuple[Item, ...]:
        """Everything that was handed in, oldest first."""
        with self._lock:
            return tuple(self._items)

    @property
    def is_closed(self) -> bool:
        """Nothing can be handed in any more."""
        return self._closed

    def item(self, item_id: str) -> Item | None:
        """Return the item of that id, if it is there."""
        return next((item for item in self.items if item.id == item_id), None)

    def store(self, content: IO[bytes], name: str = "") -> Path:
        """Write a recording to this visit's folder, under a name made here.

        Parameters
        ----------
        content
            The recording, read from its start to its end.
        name
            What its owner calls it; only a harmless ending is taken from it.

        Raises
        ------
        OutputError
            If there is no room for it, or the visit has ended.
        """
        if self._closed or is_closed():
            raise OutputError("visit_ended")
        return store(content, self._folder / "clips", name=name)

    def submit(
        self, job: ClipJob, title: str, *, group: str = "", keep_clip: bool = False
    ) -> Item:
        """Hand a measurement in.

        Parameters
        ----------
        job
            What to do. Its results go to a folder of this visit, whatever its ``out``.
        title
            What people call the clip; in the result too, unless the job has a name
            for it already.
        group
            Items of one group are shown together.
        keep_clip
            Keep the recording after measuring.
        """
        item_id = secrets.token_hex(4)
        job = replace(
            job,
            out=self._folder / "results" / item_id,
            name=harmless_name(job.name or Path(title).stem),
            source=job.source or title,
        )
        kind: Kind = "take" if group else "clip"
        item = Item(item_id, title, job, group, keep_clip, kind)
        with self._lock:
            if self._closed:
                raise OutputError("visit_ended")
            self._items.append(item)
            self._queue.put(item)
            if self._thread is None:
                self._thread = threading.Thread(target=self._serve, daemon=True)
                self._thread.start()
        return item

    def add_finished(
        self, title: str, name: str, write: Callable[[Path], WrittenResult]
    ) -> Item:
        """Add what was measured already, as a live take is.

        Parameters
        ----------
        title
            What people call it.
        name
            Of its folder.
        write
            Writes its results to the folder that it is given.

        Raises
        ------
        OutputError
            If there is no room for them.
        """
        item_id = secrets.token_hex(4)
        out = self._folder / "results" / item_id
        job = ClipJob(out / title, out=out, name=harmless_name(name), source=title)
        item = Item(item_id, title, job, kind="take")
        done = write(item.folder)
        with self._lock:
            if self._closed:
                item.clear()
                raise OutputError("visit_ended")
            self._items.append(item)
            item.result, item.files = done.screening, done.files
            self._change(item, "done")
        return item

    def add_kept(
        self,
        results: Mapping[str, Mapping[str, bytes]],
        kept: KeptAs,
        *,
        kind: Kind,
        group: str = "",
    ) -> list[Item]:
        """Take up a screening that is kept on this computer.

        Parameters
        ----------
        results
            The files of each result, by what people call it.
        kept
            Where it is kept.
        kind, group
            Of the items.

        Raises
        ------
        OutputError
            If they cannot be written or read.
        """
        items = []
        for title, files in results.items():
            item_id = secrets.token_hex(4)
            out = self._folder / "results" / item_id
            job = ClipJob(out / title, out=out, name=harmless_name(title), source=title)
            item = Item(item_id, title, job, group, kind=kind)
            store_files(item.folder, files)
            item.result, item.kept, item.is_saved = (
                read_screening(item.folder),
                kept,
                True,
            )
            write_tables(item.folder, item.result)
            item.files = [name for name in FILES if (item.folder / name).exists()]
            items.append(item)
        with self._lock:
            if self._closed:
                for item in items:
                    item.clear()
                raise OutputError("visit_ended")
            for item in items:
                self._items.append(item)
                self._change(item, "done")
        return items

    def measure_again(self, item: Item, choices: Choices, options: ClipOptions) -> Item:
        """Measure a kept recording again; the first result stays.

        Parameters
        ----------
        item
            Whose recording is still there.
        choices, options
            What holds this time.
        """
        with item.job.path.open("rb") as content:
            path = self.store(content, item.job.path.name)
        fields = options.fields()
        fields["notes"] = {**item.job.notes, **fields["notes"]}
        job = choices.job(path, **fields)
        again = self.submit(job, item.title, keep_clip=choices.keep_clip)
        again.kind = item.kind
        return again

    def stop(self, item_id: str) -> None:
        """Stop a measurement, or take it out of the queue; nothing of it remains."""
        with self._lock:
            item = self.item(item_id)
            if item is None or item.state not in OPEN:
                return
            was_waiting = item.state == "waiting"
            self._change(item, "stopped")
            if item.run is not None:
                item.run.stop()
            elif was_waiting:
                item.clear()

    def reject(self, item: Item, error: ScreeningError) -> None:
        """Take a clip that cannot be read out of the queue, before its turn."""
        with self._lock:
            if item.state == "waiting":
                item.failure = error
                self._change(item, "failed")
                item.clear()

    def show_together(self, items: Sequence[Item], group: str) -> None:
        """Let measurements be shown together, as one result by this name."""
        with self._lock:
            for item in items:
                item.group = group
            self.changes += 1

    def remove(self, item_id: str) -> None:
        """Forget a measurement, its files with it."""
        self.stop(item_id)
        with self._lock:
            item = self.item(item_id)
            if item is None:
                return
            self._items.remove(item)
            self.changes += 1
            if item.run is None:  # Else the worker clears up when the run has ended.
                item.clear()

    def close(self) -> None:
        """End the visit: stop everything and remove all of its files."""
        with self._lock:
            if self._closed:
                return
            self._closed = True
            for item in self._items:
                self.stop(item.id)
            self._queue.put(None)
            if self._thread is None:
                shutil.rmtree(self._folder, ignore_errors=True)

    def join(self, timeout_s: float) -> None:
        """Wait until the thread has ended after :meth:`close`."""
        if self._thread is not None:
            self._thread.join(timeout_s)

    def _serve(self) -> None:
        """Measure one item after the other until the visit ends."""
        while (item := self._queue.get()) is not None:
            if self._wait_for_slot(item):
                try:
                    with speaking(item.language):
                        self._measure(item)
                finally:
                    self._free.release()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait_for_slot(self, item: Item) -> bool:
        """Wait until few enough are measuring; False if the item was stopped."""
        while item.state == "waiting":
            if self._free.acquire(timeout=_WAIT_S):
                return True
        return False

    def _measure(self, item: Item) -> None:
        """Do one job in a process of its own, and note what became of it."""
        try:
            with self._lock:
                if item.state != "waiting":
                    return
                if is_closed():
                    raise OutputError("visit_ended")
                item.run = ChildRun(item.job, background=True)
                self._change(item, "measuring")
            done = item.run.wait(lambda *what: _progress(item, *what))
        except Stopped:
            pass
        except ScreeningError as error:
            self._fail(item, error)
        except Exception as error:
            # Whatever it was: the thread goes on with the next clip.
            _LOG.exception("A measurement could not be done")
            self._fail(item, ProcessError("not_done", error=str(error)))
        else:
            self._finish(item, done)
        finally:
            with self._lock:
                item.run = None
                if item.state != "done" or item not in self._items:
                    item.clear()

    def _finish(self, item: Item, done: WrittenResult) -> None:
        with self._lock:
            if item.state == "stopped":
                return
            item.result, item.files = done.screening, done.files
            if not item.keep_clip:
                item.job.path.unlink(missing_ok=True)
            self._change(item, "done")

    def _fail(self, item: Item, error: ScreeningError) -> None:
        if isinstance(error, ProcessError) and error.detail:
            _LOG.error("%s\n%s", error, error.detail)
        with self._lock:
            if item.state != "stopped":
                item.failure = error
                self._change(item, "failed")

    def _change(self, item: Item, state: State) -> None:
        item.state = state
        self.changes += 1


def _progress(item: Item, step: str, done: int, expected: int | None) -> None:
    item.step, item.done, item.expected = step, done, expected
