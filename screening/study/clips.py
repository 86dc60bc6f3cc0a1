"""The clips of a batch: found in folders and patterns, each with a name of its own."""

from __future__ import annotations

import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from screening.capture.video.accepted import SUFFIXES
from screening.errors import ManifestError
from screening.measures import SINGLE_LEG_SQUAT, Task
from screening.motion.landmarks import AskedLeg
from screening.paths import shown
from screening.results.files import ANNOTATED
from screening.results.folder import has_result
from screening.study.names import clip_name, folder_name


@dataclass(frozen=True)
class BatchClip:
    """One clip of a batch.

    Parameters
    ----------
    path
        Of the file, absolute.
    name
        What it is called in the tables.
    leg, mirrored, start_s, end_s, task
        As for :func:`screening.read_take`.
    labels
        Its further columns in the tables, ``subject`` and ``session`` first.
    """

    path: Path
    name: str
    leg: AskedLeg = "auto"
    mirrored: bool = False
    labels: dict[str, str] = field(
        default_factory=lambda: {"subject": "", "session": ""}
    )
    start_s: float | None = None
    end_s: float | None = None
    task: Task = SINGLE_LEG_SQUAT

    @property
    def folder(self) -> str:
        """Name of its folder and its files."""
        return folder_name(self.name)


def find_clips(
    paths: Sequence[str | Path],
    *,
    leg: AskedLeg = "auto",
    mirrored: bool = False,
    start_s: float | None = None,
    end_s: float | None = None,
    task: Task = SINGLE_LEG_SQUAT,
    outside: Path | None = None,
    passed_over: Callable[[Path], None] = lambda path: None,
) -> list[BatchClip]:
    """Find clips in files, folders and patterns.

    Parameters
    ----------
    paths
        Files; folders, which are searched with all that is in them; or patterns
        such as ``study/**/*.mp4``.
    leg, mirrored, start_s, end_s, task
        For all of them.
    outside
        A folder that is not searched: the one for the results.
    passed_over
        Called with each file of a folder that is not taken because of its ending.

    Returns
    -------
    list of BatchClip
        Sorted by name, each file once, whatever paths lead to it. Names are relative
        to the innermost folder that holds everything that was named.

    Raises
    ------
    ManifestError
        If a path does not exist, a pattern fits nothing, or no clip was found.
    """
    found: dict[Path, None] = {}
    roots = []
    for each in paths:
        root, files = _look(Path(each), passed_over)
        roots.append(root)
        found |= dict.fromkeys(files)
    if outside is not None:
        found = {path: None for path in found if not path.is_relative_to(outside)}
    once = {file_id(path): path for path in reversed(found)}
    if not found:
        where = ", ".join(shown(Path(each)) for each in paths)
        endings = ", ".join(SUFFIXES)
        raise ManifestError("no_clip", places=where, endings=endings)
    common = Path(os.path.commonpath(roots))
    clips = [
        BatchClip(
            path,
            clip_name(path.relative_to(common)),
            leg,
            mirrored,
            start_s=start_s,
            end_s=end_s,
            task=task,
        )
        for path in once.values()
    ]
    return in_order(clips)


def in_order(clips: Iterable[BatchClip]) -> list[BatchClip]:
    """Sort clips by name, the order of every table; two of one name are a mistake."""
    ordered = sorted(clips, key=lambda clip: (clip.name, clip.folder))
    for one, other in pairwise(ordered):
        if one.folder == other.folder:
            paths = {"one": shown(one.path), "other": shown(other.path)}
            raise ManifestError("same_name", **paths)
    return ordered


def file_id(path: Path) -> tuple[int, int]:
    """Return what tells a file from all others, whatever path leads to it."""
    found = path.stat()
    return found.st_dev, found.st_ino


def _look(path: Path, passed_over: Callable[[Path], None]) -> tuple[Path, list[Path]]:
    """Return the folder that names are relative to, and the files."""
    absolute = Path(os.path.abspath(path))  # noqa: PTH100 - keeps links as they are
    try:
        absolute.stat()
    except FileNotFoundError:
        pass  # it may be a pattern
    except (OSError, ValueError) as error:
        raise ManifestError("no_path", path=shown(path)) from error
    if absolute.is_dir():
        return absolute, list(_clips_below(absolute, passed_over))
    if absolute.is_file():
        return absolute.parent, [absolute]
    if not glob.has_magic(str(path)):
        raise ManifestError("no_path", path=shown(path))
    matches = [Path(each) for each in glob.glob(str(absolute), recursive=True)]  # noqa: PTH207 - pathlib's matches no absolute pattern
    files: list[Path] = []
    for match in sorted(matches):
        if match.is_dir():
            files += _clips_below(match, passed_over)
        elif match.is_file():
            files.append(match)
    if not files:
        raise ManifestError("no_match", path=shown(path))
    return _fixed_part(absolute), files


def _fixed_part(pattern: Path) -> Path:
    """Return the folders of a pattern before its first wildcard."""
    fixed = []
    for part in pattern.parts[:-1]:
        if glob.has_magic(part):
            break
        fixed.append(part)
    return Path(*fixed)


def _clips_below(folder: Path, passed_over: Callable[[Path], None]) -> Iterator[Path]:
    """Yield the clips in a folder and below, without results of this tool."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        results = has_result(Path(place))
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or not path.is_file():
                continue
            if results and (name == ANNOTATED or path.suffix.lower() not in SUFFIXES):
                continue
            if path.suffix.lower() in SUFFIXES:
                yield path
            else:
                passed_over(path)
