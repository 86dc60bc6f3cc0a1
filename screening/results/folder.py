"""The folder of one result, written here and nowhere else.

A clip, a live take and a result that is judged again all go through
:func:`write_result`. What it writes counts all at once, together with the removal of
the pictures that no longer show what was judged. How pictures are drawn is not known
here: functions that draw them are handed in.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from screening.errors import OutputError
from screening.motion.landmarks import Take
from screening.paths import shown
from screening.results.files import FILES, LANDMARKS, PICTURES, SCREENING
from screening.results.landmarks_file import save_take
from screening.results.result_file import read_basis, write_tables
from screening.results.screening import Screening
from screening.results.staging import drop, settle, staged

Draw = Callable[[Path], None]
"""Draws a picture and writes it to the path that it is given."""


@dataclass(frozen=True)
class WrittenResult:
    """A result and the folder that it was written to.

    Parameters
    ----------
    screening
        The result.
    folder
        Where it was written.
    files
        Names of the files in it.
    removed
        Names of pictures that showed an earlier result and are no longer there.
    remarks
        Notes on how the judgement came about; a sentence each.
    """

    screening: Screening
    folder: Path
    files: list[str]
    removed: list[str] = field(default_factory=list)
    remarks: tuple[str, ...] = ()


def write_result(
    folder: Path,
    screening: Screening,
    landmarks: Take | Path,
    *,
    pictures: Mapping[str, Draw],
    still_true: Collection[str] = (),
    check: Callable[[], None] = lambda: None,
) -> WrittenResult:
    """Write a result; files change only when all are whole, and then all at once.

    Parameters
    ----------
    folder
        Where to; made if it is not there.
    screening
        The result.
    landmarks
        The take that was judged, or the file in which it lies already; it is copied
        unless it lies in the folder.
    pictures
        What to draw: functions by the name of the file.
    still_true
        Pictures that show this result too, if the folder has them. Any other that it
        has and that is not drawn now is removed.
    check
        Called when all is written and nothing counts yet; raises an error if what it
        was made from is no longer what it was.

    Returns
    -------
    WrittenResult

    Raises
    ------
    OutputError
        If the folder cannot be written to; it is as it was before then.
    """
    with staged(folder) as part:
        write_tables(part, screening)
        if isinstance(landmarks, Take):
            save_take(part / LANDMARKS, landmarks)
        elif landmarks != folder / LANDMARKS:
            shutil.copyfile(landmarks, part / LANDMARKS)
        for name, draw in pictures.items():
            draw(part / name)
        check()
        before = {name for name in PICTURES if (folder / name).exists()}
        # One that is replaced goes as well, before the new tables come.
        drop(part, set(PICTURES) - (set(still_true) - set(pictures)))
    files = [name for name in FILES if (folder / name).exists()]
    removed = sorted(before - set(files))
    return WrittenResult(screening, folder, files, removed)


def has_result(folder: Path) -> bool:
    """Tell whether a folder holds a result."""
    settle(folder)
    return (folder / SCREENING).is_file()


def check_same_clip(folder: Path, source: str, source_sha256: str) -> None:
    """Raise an error if a folder holds the result of another clip, which would be lost.

    Parameters
    ----------
    folder
        Where a result is to be written.
    source, source_sha256
        Name and checksum of its clip. Where an earlier version wrote no checksum, the
        name tells.

    Raises
    ------
    OutputError
        If it does, or a later version wrote what it holds. A damaged result may be
        replaced.
    """
    if not has_result(folder):
        return
    try:
        found = read_basis(folder).provenance
    except OutputError as error:
        if error.code == "later_version":
            raise
        return
    theirs = found.get("source_sha256")
    name = str(found.get("source", source))
    same = theirs == source_sha256 if theirs and source_sha256 else name == source
    if not same:
        raise OutputError("another_clips", folder=shown(folder), name=shown(Path(name)))
