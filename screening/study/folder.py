"""The folder of a batch: where everything is, and what is known about each clip.

::

    reps.parquet  legs.parquet  takes.parquet
    asymmetries.parquet  changes.parquet
    summary.csv  failures.csv  provenance.json
    frames/<clip>.parquet     a row per frame
    clips/<clip>/             as ``screening clip`` writes it
    failures/<clip>.txt       traceback of a clip that could not be measured
    .batch/<clip>/            the clip's rows of each table, and what they depend on
    .batch/recordings.json    which clips had which recording when the last run began
    .batch/left-out/          what was changed about a recording by hand (squats left
                              out, joints put right), while that stands in no result

The tables of the first lines are there if and only if the batch is done. What is known
about a clip is written last, after everything that it speaks of.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from screening.errors import OutputError
from screening.paths import shown
from screening.results.lock import NAME as LOCK_NAME
from screening.results.lock import check_free, in_use
from screening.results.screening import Screening
from screening.results.staging import remove_stale, settle, staged
from screening.study.clips import BatchClip
from screening.study.comparisons import COMPARISONS
from screening.study.tables import rows_of, schema_of

TABLES = (
    "reps.parquet",
    "legs.parquet",
    "takes.parquet",
    *(f"{name}.parquet" for name in COMPARISONS),
    "summary.csv",
    "failures.csv",
    "provenance.json",
)
_STATE = "state.json"
_RECORDINGS = "recordings.json"
_NOTES = "left-out"
_EMPTY = "no-clip.parquet"
PARTS = ("reps", "legs", "takes")
"""Tables that are gathered; the table of frames has a file per clip."""

Recording = list[str | bool]
"""Checksum of a clip's content, and whether it is a mirror image."""

CSV: dict[str, Any] = {
    "index": False,
    "lineterminator": "\n",
    "encoding": "utf-8-sig",  # without the mark, spreadsheets garble umlauts
}
"""How a table for spreadsheets is written."""


@dataclass(frozen=True)
class BatchFolder:
    """A folder for the results of a batch.

    Parameters
    ----------
    path
        Of the folder, absolute.
    """

    path: Path

    @property
    def clips(self) -> Path:
        """Where each clip's own folder is."""
        return self.path / "clips"

    @property
    def frames(self) -> Path:
        """Where the partitions of the table of frames are."""
        return self.path / "frames"

    @property
    def failures(self) -> Path:
        """Where the tracebacks are."""
        return self.path / "failures"

    @property
    def states(self) -> Path:
        """Where the state of each clip is kept."""
        return self.path / ".batch"

    def check(self, *, resume: bool) -> None:
        """Make sure that a batch can begin here, or go on.

        Parameters
        ----------
        resume
            There may be results of this batch already.

        Raises
        ------
        OutputError
            If the folder is in use for something else, or by another batch.
        """
        check_free(self.path)
        names = {each.name for each in self._content()} - {LOCK_NAME}
        if names and ".batch" not in names:
            raise OutputError("holds_other_files", path=shown(self.path))
        if names and not resume:
            raise OutputError("holds_a_batch", path=shown(self.path))

    @contextmanager
    def begun(self) -> Iterator[None]:
        """Begin or go on; the tables of an earlier run are removed.

        Until the end nobody else can begin here.

        Raises
        ------
        OutputError
            If the folder cannot be written to, or another batch writes to it.
        """
        with staged(self.path):
            pass
        with in_use(self.path):
            with staged(self.states):
                pass
            self._list_recordings()
            for name in TABLES:
                (self.path / name).unlink(missing_ok=True)
            yield

    def _content(self) -> list[Path]:
        try:
            return list(self.path.iterdir()) if self.path.exists() else []
        except OSError as error:
            why = error.strerror or str(error)
            raise OutputError("not_listed", path=shown(self.path), why=why) from error

    def state(self, clip: BatchClip) -> dict[str, Any]:
        """Return what is known about a clip."""
        return _read_json(self.states / clip.folder / _STATE)

    def _list_recordings(self) -> None:
        """Write down which clips have which recording, before any of it changes."""
        known: dict[str, list[str]] = {}
        for file in sorted(self.states.glob(f"*/{_STATE}")):
            recording = _read_json(file).get("recording")
            if recording:
                known.setdefault(_key_of(recording), []).append(file.parent.name)
        with staged(self.states) as part:
            (part / _RECORDINGS).write_text(json.dumps(known), encoding="utf-8")

    def of_same_recording(
        self, recording: Recording
    ) -> Iterator[tuple[Path, dict[str, Any]]]:
        """Yield results of a recording, whatever its clips were called.

        Parameters
        ----------
        recording
            Of :meth:`screening.study.plan.Plan.recording`.

        Yields
        ------
        folder : Path
            Of the result.
        state : dict
            What is known about its clip.
        """
        names = _read_json(self.states / _RECORDINGS).get(_key_of(recording), ())
        for name in names:
            state = _read_json(self.states / name / _STATE)
            if state.get("recording") == recording:
                yield self.clips / name, state

    def noted(self, recording: Recording) -> dict[str, Any] | None:
        """Return what was changed about a recording, None if nothing was noted."""
        return _read_json(self._note(recording)) or None

    def note(self, recording: Recording, by_hand: dict[str, Any]) -> None:
        """Note plain values about a recording until it is measured."""
        text = json.dumps(by_hand)
        with staged(self.states / _NOTES) as part:
            (part / self._note(recording).name).write_text(text, encoding="utf-8")

    def _note(self, recording: Recording) -> Path:
        return self.states / _NOTES / f"{_key_of(recording)}.json"

    def has_rows(self, clip: BatchClip) -> bool:
        """Tell whether the rows of a clip are there and whole."""
        place = self.states / clip.folder
        files = [self.frames_of(clip), *(place / f"{name}.parquet" for name in PARTS)]
        try:
            for file in files:
                pq.read_metadata(file)
        except (OSError, pa.ArrowException):
            return False
        return True

    def frames_of(self, clip: BatchClip) -> Path:
        """Return the partition of a clip."""
        return self.frames / f"{clip.folder}.parquet"

    def forget(self, clip: BatchClip) -> None:
        """Mark a clip as not done, before its files change."""
        settle(self.states / clip.folder)
        (self.states / clip.folder / _STATE).unlink(missing_ok=True)

    def write_rows(
        self, clip: BatchClip, screening: Screening, known: dict[str, Any]
    ) -> None:
        """Write the rows of a clip, then what is known about it.

        Parameters
        ----------
        clip
            Of the batch.
        screening
            What it showed.
        known
            Returned by :meth:`state` from now on; plain values.
        """
        self.forget(clip)
        with staged(self.frames) as part:
            _write(part / f"{clip.folder}.parquet", "frames", screening, clip)
        with staged(self.states / clip.folder) as part:
            for name in PARTS:
                _write(part / f"{name}.parquet", name, screening, clip)
            (part / _STATE).write_text(json.dumps(known), encoding="utf-8")
        self._note(known["recording"]).unlink(missing_ok=True)
        (self.failures / f"{clip.folder}.txt").unlink(missing_ok=True)

    def fail(self, clip: BatchClip, text: str) -> None:
        """Write why a clip could not be measured."""
        self.forget(clip)
        self.frames_of(clip).unlink(missing_ok=True)
        with staged(self.failures) as part:
            (part / f"{clip.folder}.txt").write_text(
                text, encoding="utf-8", errors="backslashreplace"
            )

    def clear(self, clips: list[BatchClip]) -> None:
        """Remove what killed runs left behind.

        Parameters
        ----------
        clips
            Those that were not finished.
        """
        for clip in clips:
            remove_stale(self.clips / clip.folder)
            remove_stale(self.states / clip.folder)
        remove_stale(self.frames)
        remove_stale(self.failures)

    def drop_strangers(self, clips: list[BatchClip]) -> None:
        """Remove the frames and failures of clips that are no longer in the batch.

        Parameters
        ----------
        clips
            All of the batch. Folders of other clips stay, they cost time to make.
        """
        known = {clip.folder for clip in clips}
        for folder in (self.frames, self.failures):
            for file in folder.glob("*.*"):
                if file.is_file() and file.stem not in known:
                    file.unlink(missing_ok=True)
        with suppress(OSError):
            self.failures.rmdir()  # only if it is empty

    def table(self, name: str, clips: list[BatchClip], schema: pa.Schema) -> pa.Table:
        """Read one table of all clips, in their order.

        Parameters
        ----------
        name
            One of :data:`PARTS`.
        clips
            Those that were measured.
        schema
            Of the table.
        """
        files = [self.states / clip.folder / f"{name}.parquet" for clip in clips]
        parts = [
            pq.read_table(file, schema=schema, partitioning=None) for file in files
        ]
        return pa.concat_tables([schema.empty_table(), *parts])


def write_empty(folder: BatchFolder, labels: dict[str, str]) -> None:
    """Write a partition without rows, so that a batch without frames has columns."""
    with staged(folder.frames) as part:
        schema = schema_of("frames", labels)
        write_table(part / _EMPTY, schema.empty_table())


def write_table(path: Path, table: pa.Table) -> None:
    """Write a Parquet file whose bytes depend on the rows alone."""
    # Pages end where chunks do, and chunks come from how the rows were put together.
    pq.write_table(table.combine_chunks(), path, compression="zstd")


def _key_of(recording: Recording) -> str:
    """Return a recording as the name of a file."""
    sha256, mirrored = recording
    return f"{sha256}-mirrored" if mirrored else str(sha256)


def _read_json(path: Path) -> dict[str, Any]:
    """Return plain values, none if they cannot be read."""
    settle(path.parent)
    try:
        values: dict[str, Any] = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values


def _write(path: Path, name: str, screening: Screening, clip: BatchClip) -> None:
    """Write the rows of one clip."""
    write_table(path, as_arrow(rows_of(name, screening, clip), name, clip.labels))


def as_arrow(rows: pd.DataFrame, name: str, labels: dict[str, str]) -> pa.Table:
    """Turn rows into the types of their Parquet file."""
    schema = schema_of(name, labels)
    return pa.Table.from_pandas(rows, schema=schema, preserve_index=False)
