"""A clip measured in a process of its own.

Many clips one after the other then need no more memory than one; a crash of a native
library ends that clip alone; and a measurement can be stopped at once, wherever it is.
The job goes to the child as one line of JSON, its progress comes back line by line,
the result through the folder that it wrote. A child whose parent dies ends as well.
"""

from __future__ import annotations

import contextlib
import faulthandler
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

import cattrs

from screening import errors
from screening.errors import ProcessError, ScreeningError
from screening.jobs import watchdog
from screening.jobs.clip import ClipJob, Report
from screening.jobs.memory import check_address_space, is_out_of_memory
from screening.jobs.temporary import no_temporary_room
from screening.jobs.watchdog import Watchdog
from screening.language import language, speak
from screening.paths import shown
from screening.results.staging import abandon, remove_stale

if TYPE_CHECKING:
    from screening.results.folder import WrittenResult

_LEAST_PAUSE_S = 0.1
_LONGEST_DETAIL = 20_000
_BACKGROUND = "--background"
_NICENESS = 10


class Stopped(Exception):  # noqa: N818 - no mistake of anybody, but what was asked for
    """The measurement was stopped before it was done."""


class ChildRun:
    """A job in its own process; it begins at once.

    Parameters
    ----------
    job
        What to do. Its profile and its model are given by name or path.
    background
        Leave the processor to others first, such as a browser that is recording.
    apart
        Keep it out of the terminal's hands: only its parent stops it. Otherwise
        Ctrl-Z halts both.

    Attributes
    ----------
    job
        As given.
    """

    def __init__(
        self, job: ClipJob, *, background: bool = False, apart: bool = True
    ) -> None:
        self.job = job
        self._stopped = threading.Event()
        self._scratch, self._log = _scratch()
        words = [language(), *[_BACKGROUND] * background]
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "screening.jobs.child_process", *words],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=self._log,
                text=True,
                start_new_session=apart,
                env=_environment(self._scratch.name),
            )
        except OSError as error:
            self._log.close()
            self._scratch.cleanup()
            why = error.strerror or str(error)
            raise ProcessError("not_begun", path=shown(job.path), why=why) from error

    def wait(self, report: Report) -> WrittenResult:
        """Wait for the result.

        Parameters
        ----------
        report
            Called with the progress, in the calling thread.

        Returns
        -------
        WrittenResult

        Raises
        ------
        Stopped
            After :meth:`stop`.
        ScreeningError
            As :meth:`screening.jobs.clip.ClipJob.run`, or a ``ProcessError`` if the
            process died, hung or failed by an internal error.
        """
        try:
            with Watchdog(self._process.kill) as watch:
                answer = self._talk(watch.hearing(report))
                self._process.wait()
            if watch.hung:
                minutes = watchdog.LONGEST_SILENCE_S / 60
                path = shown(self.job.path)
                raise ProcessError("hung", path=path, minutes=minutes)
            if self._stopped.is_set():
                raise Stopped
            return self._result(answer)
        finally:
            self._end()

    def stop(self) -> None:
        """End the process now, from any thread; nothing of its work remains."""
        self._stopped.set()
        self._process.kill()

    def _talk(self, report: Report) -> dict[str, Any] | None:
        """Hand the job over and listen until the child has nothing more to say."""
        sent, received = self._process.stdin, self._process.stdout
        assert sent is not None
        assert received is not None
        answer = None
        with contextlib.suppress(BrokenPipeError):
            sent.write(json.dumps(_CONVERTER.unstructure(self.job)) + "\n")
            sent.flush()
        for line in received:
            if not line.endswith("\n"):
                break  # killed in the middle of a message
            message = json.loads(line)
            if "step" in message:
                report(message["step"], message["done"], message["expected"])
            else:
                answer = message
        return answer

    def _result(self, answer: dict[str, Any] | None) -> WrittenResult:
        """Return what the child left, or raise what went wrong there."""
        from screening.results.folder import WrittenResult
        from screening.results.result_file import read_screening

        if answer is None:
            detail = f"{self._death()}\n{self._logged()}"
            raise ProcessError("broke_off", detail=detail, path=shown(self.job.path))
        if "files" in answer:
            folder = self.job.folder
            return WrittenResult(read_screening(folder), folder, answer["files"])
        kind = getattr(errors, answer["kind"], None)
        if kind is None:
            raise ProcessError(
                "internal",
                detail=answer["detail"],
                path=shown(self.job.path),
                error=answer["message"],
            )
        error: ScreeningError = kind.said(answer["message"])
        raise error

    def _death(self) -> str:
        """Say how the process died, for the log."""
        status = self._process.returncode
        if status < 0:
            with contextlib.suppress(ValueError):
                return f"Its process was ended by {signal.Signals(-status).name}."
        return f"Its process ended with status {status}."

    def _logged(self) -> str:
        self._log.seek(0)
        return self._log.read()[-_LONGEST_DETAIL:]

    def _end(self) -> None:
        """Leave neither process nor files behind, however it went."""
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()
        self._process.wait()
        self._log.close()
        self._scratch.cleanup()
        remove_stale(self.job.folder)


def _scratch() -> tuple[tempfile.TemporaryDirectory[str], TextIO]:
    """Make a folder for what the child would leave elsewhere, and its log in it."""
    try:
        folder = tempfile.TemporaryDirectory(
            prefix="screening-", ignore_cleanup_errors=True
        )
        return folder, Path(folder.name, "log").open("w+", errors="replace")
    except OSError as error:
        raise no_temporary_room(error) from error


def _environment(scratch: str) -> dict[str, str]:
    """Return the environment of a child, without what would slow it down.

    Dask has its workers hand memory back at once. The child hands back all of it when
    it ends; until then, asking for each picture's memory again costs a third more time.
    """
    own = dict.fromkeys(("TMPDIR", "TEMP", "TMP"), scratch)
    kept = {k: v for k, v in os.environ.items() if k != "MALLOC_TRIM_THRESHOLD_"}
    return kept | own


def _converter() -> cattrs.Converter:
    """Return what turns a job into JSON values and back."""
    converter = cattrs.Converter()
    converter.register_unstructure_hook_func(
        lambda kind: isinstance(kind, type) and issubclass(kind, Path), str
    )
    converter.register_structure_hook(Path, lambda text, _: Path(text))
    converter.register_unstructure_hook(
        ClipJob, lambda job: _job_values(converter, job)
    )
    return converter


def _job_values(converter: cattrs.Converter, job: ClipJob) -> dict[str, Any]:
    """Return the fields of a job; what JSON cannot have as a key becomes a list."""
    values = {
        name: converter.unstructure(value)
        for name, value in vars(job).items()
        if name != "excluded"
    }
    excluded = [[leg, rep, why] for (leg, rep), why in job.excluded.items()]
    return {**values, "excluded": excluded}


def _job(values: dict[str, Any]) -> ClipJob:
    """Return the job of :func:`_job_values`."""
    excluded = {(leg, rep): why for leg, rep, why in values.pop("excluded")}
    job = _CONVERTER.structure({**values, "excluded": {}}, ClipJob)
    return replace(job, excluded=excluded)


_CONVERTER = _converter()


def main() -> None:
    """Do the job on standard input; the child's side."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # what libraries print must not stand between the messages
    faulthandler.enable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent to handle
    if _BACKGROUND in sys.argv and hasattr(os, "nice"):
        os.nice(_NICENESS)
    line = sys.stdin.readline()
    speak(sys.argv[1])
    _serve(line, out)
    sys.stderr.flush()
    os._exit(0)  # all is written; taking the libraries down takes a third of a second


def _serve(line: str, out: TextIO) -> None:
    """Do a job and answer what became of it."""
    try:
        job = _job(json.loads(line))
        threading.Thread(target=_end_with_parent, args=[job], daemon=True).start()
        check_address_space()
        answer: dict[str, Any] = {"files": job.run(_reporter(out)).files}
    except Exception as error:
        answer = _answer_about(error)
    with contextlib.suppress(BrokenPipeError):  # the parent has gone
        _say(out, answer)


def _answer_about(error: Exception) -> dict[str, Any]:
    """Return what the parent is told about an error."""
    if is_out_of_memory(error):
        error = ProcessError("no_memory")
    if isinstance(error, ScreeningError):
        return {"kind": type(error).__name__, "message": str(error)}
    message = f"{type(error).__name__}: {error}"
    detail = "".join(traceback.format_exception(error))
    return {"kind": "", "message": message, "detail": detail}


def _reporter(out: TextIO) -> Report:
    """Return a report that says how far the job is, but not too often."""
    last_s, last_step = -_LEAST_PAUSE_S, ""

    def report(step: str, done: int, expected: int | None) -> None:
        nonlocal last_s, last_step
        now_s = time.monotonic()
        if step == last_step and now_s - last_s < _LEAST_PAUSE_S and done != expected:
            return
        last_s, last_step = now_s, step
        _say(out, {"step": step, "done": done, "expected": expected})

    return report


def _say(out: TextIO, message: dict[str, Any]) -> None:
    out.write(json.dumps(message) + "\n")
    out.flush()


def _end_with_parent(job: ClipJob) -> None:
    """End this process when the parent's end of the pipe closes."""
    while os.read(0, 1024):
        pass
    abandon(job.folder)
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)  # made for this child only
    os._exit(1)


if __name__ == "__main__":
    main()
