"""The child process: makes one case after the other and says what became of each.

Every case runs in a folder of its own, through the command line where that is quick,
else through the function behind it. What is looked at afterwards: how it ended, what
was printed, the largest memory, and what was left: parts of files, temporary files,
open files, threads.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import io
import os
import resource
import shutil
import sys
import tempfile
import threading
import time
import traceback
import warnings
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from fuzzing import clips, landmarks, material, texts
from fuzzing.dice import Dice

ADDRESS_SPACE_GB = 8
"""Beyond it the system refuses memory, so that the computer survives a case."""

_GRACE_S = 2.0
_LONGEST_SENTENCE = 1200
_VERDICTS = {0: "ok", None: "ok", 1: "sentence", 2: "sentence"}
_BEGINNINGS = ("screening: ", "anna: ")
"""Of what is said of everything, and of one result of many."""

_FORMATS = ("trc", "mot", "movement", "long", "curves")


@dataclass
class Ending:
    """What became of a case.

    Parameters
    ----------
    verdict
        ``ok``, ``sentence`` or ``traceback``.
    what
        Of what kind the case was.
    detail
        The sentence, or the traceback.
    left
        What was left behind.
    noise
        Lines on standard error beside the sentence.
    memory_mb, seconds
        Largest resident memory, and duration.
    """

    verdict: str
    what: str
    detail: str
    left: list[str] = field(default_factory=list)
    noise: list[str] = field(default_factory=list)
    memory_mb: float = 0.0
    seconds: float = 0.0


Run = Callable[[], Any]
Make = Callable[[Dice, "Place"], tuple[str, Run]]


@dataclass(frozen=True)
class Place:
    """Where a case lives.

    Parameters
    ----------
    base
        Good files that all cases share.
    folder
        Of this case: ``in``, ``out`` and ``tmp`` are in it.
    plain
        Make a clip by changing bytes alone.
    """

    base: Path
    folder: Path
    plain: bool = False

    @property
    def given(self) -> Path:
        """Where the input lies."""
        return self.folder / "in"

    @property
    def out(self) -> Path:
        """Where results go."""
        return self.folder / "out"

    def result(self) -> Path:
        """Return a copy of the saved result."""
        return shutil.copytree(self.base / "result", self.given / "anna")


def serve(pipe: Connection, base: Path, seed: int, log: Path, model: bool) -> None:
    """Do the cases whose kinds and numbers come through the pipe."""
    noise = log.open("w")
    os.dup2(noise.fileno(), 2)
    faulthandler.enable(noise)
    limit = ADDRESS_SPACE_GB << 30
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    if not model:
        stand_in()
    while True:
        try:
            kind, number, folder, plain = pipe.recv()
        except EOFError:
            return
        place = Place(base, Path(folder), plain)
        ending = case(kind, seed, number, place, lambda what: pipe.send({"what": what}))
        pipe.send(asdict(ending))


def case(
    kind: str,
    seed: int,
    number: int,
    place: Place,
    made: Callable[[str], None] = lambda what: None,
) -> Ending:
    """Make a case, say so, run it, and look at what became of it."""
    for folder in (place.given, place.folder / "tmp"):
        folder.mkdir(parents=True)
    dice = Dice(seed, number)
    what, run = KINDS[kind](dice, place)
    what = f"{kind}: {what}"
    made(what)
    _forget_largest_memory()
    before = Before(set(threading.enumerate()), set(_open_files()))
    start_s = time.monotonic()
    tempfile.tempdir = str(place.folder / "tmp")
    try:
        ending = _ended(run)
    finally:
        tempfile.tempdir = None
    ending.what = what
    ending.seconds = time.monotonic() - start_s
    ending.memory_mb = _largest_memory_mb()
    ending.left = _left(place, before)
    return ending


def _ended(run: Run) -> Ending:
    """Run and tell how it ended."""
    out, err = io.StringIO(), io.StringIO()
    detail = ""
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        warnings.resetwarnings()
        try:
            run()
            verdict = "ok"
        except SystemExit as ended:
            verdict = _VERDICTS.get(ended.code, "traceback")
        except Exception:
            verdict, detail = "traceback", traceback.format_exc()
    said = err.getvalue()
    lines = [line for line in said.splitlines() if line.strip()]
    if "Traceback (most recent call last)" in said:
        verdict = "traceback"
    if verdict == "sentence":
        sentence = [line for line in lines if line.startswith(_BEGINNINGS)]
        usage = any(line.lstrip().startswith(("Usage:", "\u256d")) for line in lines)
        lines = [line for line in lines if line not in sentence]
        detail = " ".join(sentence) or said
        if usage:
            lines = []
        elif len(sentence) != 1 or not _is_sentence(sentence[0]):
            verdict = "traceback"
    return Ending(
        verdict, "", detail or (said if verdict == "traceback" else ""), noise=lines
    )


def _is_sentence(text: str) -> bool:
    return text.isprintable() and text.endswith(".") and len(text) <= _LONGEST_SENTENCE


@dataclass(frozen=True)
class Before:
    """What there was before a case: threads, and open files."""

    threads: set[threading.Thread]
    files: set[str]


def _left(place: Place, before: Before) -> list[str]:
    """Name what a case has left behind."""
    found = [
        str(path.relative_to(place.folder))
        for path in place.out.rglob("*")
        if path.name.startswith((".part-", ".commit")) or path.name.endswith(".tmp")
    ]
    found += [f"tmp/{path.name}" for path in (place.folder / "tmp").iterdir()]
    gc.collect()
    give_up_s = time.monotonic() + _GRACE_S
    while True:
        more = [t.name for t in threading.enumerate() if t not in before.threads]
        opened = set(_open_files()) - before.files
        open_files = [name for name in opened if str(place.folder) in name]
        if not more + open_files or time.monotonic() > give_up_s:
            return found + [f"thread {name}" for name in more] + open_files
        time.sleep(0.05)


def _open_files() -> Iterator[str]:
    for each in Path("/proc/self/fd").glob("*"):
        with contextlib.suppress(OSError):
            yield str(each.readlink())


def _forget_largest_memory() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5")


def _largest_memory_mb() -> float:
    try:
        text = Path("/proc/self/status").read_text()
        return int(text.partition("VmHWM:")[2].split()[0]) / 1024
    except (OSError, ValueError, IndexError):
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def stand_in() -> None:
    """Put what knows the person of the clips in the place of the pose model."""
    from screening.capture import reading

    reading.PoseDetector = material.StandIn  # type: ignore[assignment, misc]


def _command(*words: str | Path) -> Run:
    """Return what runs a command line in this process."""

    def run() -> None:
        from screening import cli

        sys.argv = ["screening", *map(str, words)]
        cli.main()

    return run


def _function(call: Callable[[], Any]) -> Run:
    """Return what runs a function with errors told as the command line tells them."""
    from screening.errors import ScreeningError

    def run() -> None:
        try:
            call()
        except ScreeningError as error:
            sys.stderr.write(f"screening: {error}\n")
            sys.exit(2)
        except MemoryError:
            sys.stderr.write(f"screening: {ScreeningError('no_memory')}\n")
            sys.exit(2)

    return run


def _clip(dice: Dice, place: Place) -> tuple[str, Run]:
    """Look at a clip, measure it, or measure it and write all that goes with it."""
    what, path = clips.write_case(dice, place.base, place.given, plain=place.plain)
    options: list[str] = []
    if dice.chance(0.3):
        options += ["--from", str(dice.pick([0, 0.5, 1.2, 3, 1e6]))]
    if dice.chance(0.3):
        options += ["--to", str(dice.pick([0.01, 1, 2.5, 1e6]))]
    options += ["--mirrored"] * dice.chance(0.2)
    options += ["--leg", dice.pick(["auto", "left", "right"])] * dice.chance(0.2)
    options += ["--blur-faces"] * dice.chance(0.1)
    options += ["--no-video"] * dice.chance(0.5)
    way = dice.below(10)
    if way < 5:
        from screening.capture.video.recording import look_at_recording

        return f"{what}, looked at", _function(lambda: look_at_recording(path))
    if way < 9:
        from screening.takes import screen_clip

        return f"{what}, measured", _function(lambda: screen_clip(path).to_json())
    words = ("clip", path, "--out", place.out, *options)
    return f"{what}, written", _command(*words)


def _settings(dice: Dice, place: Place) -> tuple[str, Run]:
    path = texts.write_settings(dice, place.given)
    words = ("--settings", path, "--out", place.out, "--no-plots")
    return "judged with", _command("again", place.result(), *words)


def _profile(dice: Dice, place: Place) -> tuple[str, Run]:
    import screening

    package = Path(screening.__file__).parent
    path = texts.write_profile(dice, place.given, package)
    if dice.chance(0.4):
        return "listed", _command("profiles", path)
    words = ("--profile", path, "--out", place.out)
    plots = [] if dice.chance(0.1) else ["--no-plots"]
    return "judged with", _command("again", place.result(), *words, *plots)


def _manifest(dice: Dice, place: Place) -> tuple[str, Run]:
    """Read a manifest, write the tables of its clips, and export them."""
    path = texts.write_manifest(dice, place.given)

    def call() -> None:
        from screening.commands.batch import _clips
        from screening.results.result_file import read_screening
        from screening.study import measure_clip
        from screening.study.plan import Plan
        from screening.study.publish import Origin, publish

        how = {"leg": "auto", "mirrored": False, "start_s": None, "end_s": None}
        found = _clips([], path, how, place.out)
        plan = replace(Plan.of(place.out), model_sha256=material.MODEL.sha256)

        def copied(job: Any) -> Any:
            shutil.copytree(place.base / "result", job.folder)
            return read_screening(job.folder)

        measure_clip.measured_in_child = copied
        with plan.folder.begun():
            done = [measure_clip.bring_up_to_date(clip, plan) for clip in found]
            publish(plan, done, Origin(("screening",)))
        failed = [each.error for each in done if each.state == "failed"]
        if failed:
            raise RuntimeError("; ".join(failed))
        out = place.folder / "exports"
        words = ("--format", dice.pick(["long", "curves"]), "--out", out)
        _command("export", place.out, *words)()

    return "a batch", _function(call)


def _exclusions(dice: Dice, place: Place) -> tuple[str, Run]:
    folder = place.result()
    path = texts.write_exclusions(dice, place.given, "anna")
    words = ("--exclusions", path, "--out", place.out, "--no-plots")
    return "judged with", _command("again", folder, *words)


def _saved(dice: Dice, place: Place, folder: Path, what: str) -> tuple[str, Run]:
    """Judge a saved result again, or export it."""
    if dice.chance(0.3):
        words = ("--format", dice.pick(_FORMATS), "--out", place.out)
        return f"{what}, exported", _command("export", folder, *words)
    words: list[str | Path] = [] if dice.chance(0.1) else ["--no-plots"]
    if dice.chance(0.3):
        words += ["--settings", texts.write_settings(dice, place.given, allowed=True)]
    words += ["--exclude", "right:1=wobbled"] * dice.chance(0.1)
    words += ["--tables-only"] * dice.chance(0.1)
    return f"{what}, judged", _command("again", folder, "--out", place.out, *words)


def _result(dice: Dice, place: Place) -> tuple[str, Run]:
    folder = place.result()
    return _saved(dice, place, folder, texts.change_result(dice, folder))


def _landmarks(dice: Dice, place: Place) -> tuple[str, Run]:
    folder = place.result()
    return _saved(dice, place, folder, landmarks.change_landmarks(dice, folder))


KINDS: dict[str, Make] = {
    "clip": _clip,
    "settings": _settings,
    "profile": _profile,
    "manifest": _manifest,
    "exclusions": _exclusions,
    "result": _result,
    "landmarks": _landmarks,
}
"""Kinds of cases, and what makes one."""
